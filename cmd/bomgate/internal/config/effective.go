package config

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
)

// Effective is what the flags of a command are set to, as [Effective.Write] and JSON show it.
type Effective struct {
	File   *FileInfo        `json:"file"` // nil if there is none
	Values []EffectiveValue `json:"settings"`
}

// FileInfo is the configuration file.
type FileInfo struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// EffectiveValue is the value of a flag, with its origin.
type EffectiveValue struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
	Origin string   `json:"origin"`
	Source string   `json:"source"`
}

// EffectiveValues returns the values of the flags that the configuration file can set, sorted
// by name. File may be nil.
func EffectiveValues(file *File, flags *pflag.FlagSet) Effective {
	e := Effective{Values: []EffectiveValue{}}
	if file != nil {
		e.File = &FileInfo{file.Name, file.Digest}
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != FileFlag && f.Name != NoFileFlag {
			from := OriginOf(f)
			e.Values = append(e.Values, EffectiveValue{f.Name, Values(f), from.Kind, from.Source})
		}
	})
	return e
}

// Values returns the values of a flag: one, unless it can be repeated.
func Values(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return append([]string{}, list.GetSlice()...)
	}
	if !f.Changed {
		return []string{f.DefValue}
	}
	return []string{f.Value.String()}
}

// Write writes a table.
func (e Effective) Write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, v := range e.Values {
		value := cmp.Or(strings.Join(v.Values, ", "), "none")
		fmt.Fprintf(w, "%s\t%s\t%s\n", v.Key, oneLine(value), oneLine(cmp.Or(v.Source, v.Origin)))
	}
	if e.File == nil {
		fmt.Fprintln(w, "\nno configuration file")
	} else {
		fmt.Fprintf(w, "\nconfiguration file %s, SHA-256 %s\n", oneLine(e.File.Name), e.File.SHA256)
	}
	return w.Flush()
}

// oneLine returns a text as one line for a terminal, so that a value cannot look like another
// line of the table.
func oneLine(s string) string {
	return text.Message(strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(s))
}
