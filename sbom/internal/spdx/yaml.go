package spdx

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"go.yaml.in/yaml/v3"
)

// spdxYAML reads a document of SPDX 2.3 YAML, or one of the versions before: the
// members are those of JSON. What YAML has beyond that hides what a reviewer
// reads, and is refused: anchors, aliases, merge keys, tags, several documents.
// A scalar is read as it is written, so that the version 1.10 stays what it is.
func ReadYAML(b *sbom.Builder) error {
	root, err := scan.ParseYAML(b.Source.Text)
	if err != nil {
		return err
	}
	r := yamlReader{
		src:    b.Source,
		spdx:   newSPDX(b),
		cursor: scan.YAMLCursor{Text: b.Source.Text},
		fields: map[reflect.Type]map[string]int{},
	}
	var d spdxDocument
	err = r.value(root, reflect.ValueOf(&d).Elem(), 0)
	return r.spdx.document(&d, err)
}

// yamlReader reads nodes into the structs of SPDX JSON. It stands in for
// [yaml.Node.Decode], which knows no places and takes any scalar for a string.
type yamlReader struct {
	src    *scan.Source
	spdx   *reader
	cursor scan.YAMLCursor
	fields map[reflect.Type]map[string]int // of structs, by the member's name
}

// value reads a node into v. Of what the zero v would take, which is nothing, it
// still refuses what it refuses elsewhere.
func (r *yamlReader) value(n *yaml.Node, v reflect.Value, depth int) error {
	start := r.cursor.Offset(n)
	if depth >= r.src.Limits.MaxDepth && n.Kind != yaml.ScalarNode {
		return r.src.TooDeep(start, "mappings and sequences")
	}
	if err := r.plain(n, start); err != nil {
		return err
	}
	null := n.Kind == yaml.ScalarNode && n.Tag == "!!null"
	if v.IsValid() && !null {
		switch p := v.Addr().Interface().(type) {
		case *string:
			if n.Kind == yaml.ScalarNode {
				*p = r.scalar(n, start)
				return nil
			}
		case *filesAnalyzed:
			if n.Tag != "!!bool" {
				*p = filesAnalyzed(r.token(n, start))
			}
			v = reflect.Value{}
		}
	}
	switch {
	case !v.IsValid() || null:
	case v.Kind() == reflect.String:
		return mistypedYAML(start, "a scalar", n)
	case v.Kind() == reflect.Slice && n.Kind != yaml.SequenceNode:
		return mistypedYAML(start, "a sequence", n)
	case v.Kind() == reflect.Struct && n.Kind != yaml.MappingNode:
		return mistypedYAML(start, "a mapping", n)
	}
	switch n.Kind {
	case yaml.SequenceNode:
		return r.sequence(n, v, depth)
	case yaml.MappingNode:
		return r.mapping(n, v, depth)
	}
	return nil
}

func (r *yamlReader) sequence(n *yaml.Node, v reflect.Value, depth int) error {
	for _, e := range n.Content {
		start := r.cursor.Offset(e)
		if e.Tag == "!!null" && v.IsValid() {
			return &scan.Fault{Offset: start, Message: "null in a sequence: expected an element or nothing"}
		}
		element := reflect.Value{}
		if v.IsValid() {
			element = reflect.New(v.Type().Elem()).Elem()
		}
		if err := r.value(e, element, depth+1); err != nil {
			return err
		}
		if !v.IsValid() {
			continue
		}
		switch p := element.Addr().Interface().(type) { // the long lists do not stand in memory
		case *spdxPackage:
			r.spdx.packageJSON(p, start)
		case *spdxFile:
			r.spdx.fileJSON(p, start)
		case *spdxRelationship:
			r.spdx.relationshipJSON(p, start)
		default:
			v.Set(reflect.Append(v, element))
		}
	}
	return nil
}

func (r *yamlReader) mapping(n *yaml.Node, v reflect.Value, depth int) error {
	seen := make(map[string]bool, len(n.Content)/2)
	for pair := range slices.Chunk(n.Content, 2) {
		name := pair[0].Value
		start := r.cursor.Offset(pair[0])
		if err := r.plain(pair[0], start); err != nil {
			return err
		}
		switch {
		case pair[0].Kind != yaml.ScalarNode:
			return mistypedYAML(start, "a member's name", pair[0])
		case pair[0].Tag == "!!merge":
			return &scan.Fault{Offset: start, Message: "merge key: expected the members themselves"}
		case seen[name]:
			return &scan.Fault{Offset: start, Message: fmt.Sprintf("member %s is there twice", scan.Quote(name))}
		}
		seen[name] = true
		if err := r.src.CheckName(name, start); err != nil {
			return err
		}
		field := reflect.Value{}
		if v.IsValid() {
			if i, ok := r.fieldsOf(v.Type())[name]; ok {
				field = v.Field(i)
			}
		}
		if err := r.value(pair[1], field, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// fieldsOf returns the fields of a struct by the names that they have in JSON.
func (r *yamlReader) fieldsOf(t reflect.Type) map[string]int {
	fields, ok := r.fields[t]
	if !ok {
		fields = map[string]int{}
		for f := range t.Fields() {
			fields[f.Tag.Get("json")] = f.Index[0]
		}
		r.fields[t] = fields
	}
	return fields
}

// plain refuses a node that is more than it seems.
func (r *yamlReader) plain(n *yaml.Node, start int) error {
	what := ""
	switch {
	case n.Kind == yaml.AliasNode:
		what = "an alias"
	case n.Anchor != "":
		what = "an anchor"
	case n.Style&yaml.TaggedStyle != 0, strings.HasPrefix(r.src.Text[start:], "!"):
		what = "a tag"
	default:
		return nil
	}
	return &scan.Fault{Offset: start, Message: what + ": expected the value itself"}
}

// scalar returns the value of a scalar with its place noted: a part of the
// document if it is written there as it is. The line breaks that end a block are
// no part of the value.
func (r *yamlReader) scalar(n *yaml.Node, start int) string {
	p := r.token(n, start)
	if raw := r.src.Text[p.Start:p.End]; raw == n.Value {
		return raw
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return r.src.Keep(strings.TrimRight(n.Value, "\n"), p)
	}
	return r.src.Keep(n.Value, p)
}

// token returns the place of a node: all of a scalar, with its quotes or block
// header, or the first character of what is none.
func (r *yamlReader) token(n *yaml.Node, start int) sbom.Place {
	end := start
	switch {
	case n.Kind != yaml.ScalarNode:
		end = start + 1
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for end++; end < len(r.src.Text) && r.src.Text[end] != '"'; end++ {
			if r.src.Text[end] == '\\' {
				end++
			}
		}
		end++
	case n.Style&yaml.SingleQuotedStyle != 0:
		for end++; end < len(r.src.Text) && (r.src.Text[end] != '\'' || strings.HasPrefix(r.src.Text[end+1:], "'")); end++ {
			if r.src.Text[end] == '\'' {
				end++
			}
		}
		end++
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		if header := strings.IndexAny(r.src.Text[end:], "\r\n\u0085\u2028\u2029"); header >= 0 {
			end += header
		}
		end = writtenUntil(r.src.Text, end, n.Value)
	default:
		end = writtenUntil(r.src.Text, end, n.Value)
	}
	return sbom.Place{Start: start, End: min(end, len(r.src.Text))}
}

// writtenUntil returns where a value ends that the text has from an offset on
// without escapes, but for white space.
func writtenUntil(text string, start int, value string) (end int) {
	end = start
	for at := start; ; {
		value = strings.TrimLeftFunc(value, unicode.IsSpace)
		for at < len(text) {
			r, size := utf8.DecodeRuneInString(text[at:])
			if !unicode.IsSpace(r) {
				break
			}
			at += size
		}
		_, size := utf8.DecodeRuneInString(value)
		if size == 0 || !strings.HasPrefix(text[at:], value[:size]) {
			return end
		}
		value = value[size:]
		at += size
		end = at
	}
}

func mistypedYAML(offset int, want string, n *yaml.Node) error {
	got := map[yaml.Kind]string{yaml.MappingNode: "a mapping", yaml.SequenceNode: "a sequence", yaml.ScalarNode: "a scalar"}[n.Kind]
	return &scan.Fault{Offset: offset, Message: "expected " + want + ", got " + got}
}
