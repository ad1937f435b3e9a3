// Package config reads a configuration file: a YAML mapping of keys to values or lists of
// values, each with its position. It does not know which keys there are.
//
// The file may come from a stranger, so it is small, and YAML that says one thing in two
// ways is refused: anchors, aliases, tags and duplicate keys.
package config

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"regexp"

	"go.yaml.in/yaml/v3"
)

// MaxBytes is the largest size of a configuration file.
const MaxBytes = 64 << 10

// File is a configuration file.
type File struct {
	Name     string
	Digest   string // SHA-256 in lower-case hexadecimal
	Settings []Setting
}

// Setting is a key with its values.
type Setting struct {
	Key    string
	At     Position // of the key
	IsList bool     // the values are a list, which may have one element
	Values []Value  // at least one
}

// Value is a scalar as it is written in the file, without quotes.
type Value struct {
	Text   string
	IsBool bool // true or false without quotes
	At     Position
}

// Position is a position in a configuration file.
type Position struct {
	File         string
	Line, Column int // from 1
}

// String returns the position as in .bomgate.yaml:3:10.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Read reads the named file.
func Read(name string) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d KiB: expected a configuration file", name, MaxBytes>>10)
	}
	return Parse(name, text)
}

// Parse parses the text of a configuration file.
func Parse(name string, text []byte) (*File, error) {
	sum := sha256.Sum256(text)
	file := &File{Name: name, Digest: hex.EncodeToString(sum[:])}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := d.Decode(&document); err == io.EOF {
		return file, nil
	} else if err != nil {
		return nil, syntaxError(name, err)
	}
	if err := d.Decode(&second); err == nil {
		return nil, fmt.Errorf("%s:%d:%d: a second YAML document: expected one", name, second.Line, second.Column)
	} else if err != io.EOF {
		return nil, syntaxError(name, err)
	}
	return file, file.readMapping(document.Content[0])
}

// yamlError matches a message of the YAML package.
var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError returns an error of the YAML package in the form of the other errors.
func syntaxError(name string, err error) error {
	m := yamlError.FindStringSubmatch(err.Error())
	switch {
	case m == nil:
		return fmt.Errorf("%s: %w", name, err)
	case m[1] == "":
		return fmt.Errorf("%s: invalid YAML: %s", name, m[2])
	}
	return fmt.Errorf("%s:%s: invalid YAML: %s", name, m[1], m[2])
}

func (f *File) readMapping(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" { // comments only
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: expected keys with values, as in fail-on: warning", f.position(n))
	}
	seen := map[string]Position{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if err := f.plain(key); err != nil {
			return err
		}
		if key.Kind != yaml.ScalarNode {
			return fmt.Errorf("%s: expected a key, as in fail-on: warning", f.position(key))
		}
		at := f.position(key)
		if first, ok := seen[key.Value]; ok {
			return fmt.Errorf("%s: duplicate key %q: it is already in line %d", at, key.Value, first.Line)
		}
		seen[key.Value] = at
		s := Setting{Key: key.Value, At: at}
		if err := f.readValues(&s, n.Content[i+1]); err != nil {
			return err
		}
		f.Settings = append(f.Settings, s)
	}
	return nil
}

// readValues reads a value, or a list of values.
func (f *File) readValues(s *Setting, n *yaml.Node) error {
	elements := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		s.IsList, elements = true, n.Content
	}
	if err := f.plain(n); err != nil {
		return err
	}
	if len(elements) == 0 {
		return fmt.Errorf("%s: key %q has an empty list: expected a value, or no such key", f.position(n), s.Key)
	}
	for _, e := range elements {
		if err := f.plain(e); err != nil {
			return err
		}
		switch {
		case e.Kind != yaml.ScalarNode:
			return fmt.Errorf("%s: key %q: expected a value or a list of values", f.position(e), s.Key)
		case e.ShortTag() == "!!null":
			return fmt.Errorf("%s: key %q has no value", f.position(e), s.Key)
		}
		s.Values = append(s.Values, Value{Text: e.Value, IsBool: e.ShortTag() == "!!bool", At: f.position(e)})
	}
	return nil
}

// plain returns an error if a node has an anchor, an alias or a tag.
func (f *File) plain(n *yaml.Node) error {
	problem := ""
	switch {
	case n.Kind == yaml.AliasNode:
		problem = "an alias"
	case n.Anchor != "":
		problem = "an anchor"
	case n.Style&yaml.TaggedStyle != 0:
		problem = "a tag"
	default:
		return nil
	}
	return fmt.Errorf("%s: %s: expected a plain value", f.position(n), problem)
}

func (f *File) position(n *yaml.Node) Position { return Position{f.Name, n.Line, n.Column} }
