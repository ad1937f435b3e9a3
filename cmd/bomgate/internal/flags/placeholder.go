package flags

import (
	"strings"

	"github.com/spf13/pflag"
)

// SetPlaceholder sets the name that help shows for a flag's value. pflag would take it
// from back quotes in the description, but shell completion shows these as they are.
func SetPlaceholder(f *pflag.Flag, name string) {
	value := placeholderValue{f.Value, name}
	f.Value = value
	if list, ok := value.Value.(pflag.SliceValue); ok {
		f.Value = placeholderList{value, list}
		f.DefValue = strings.Trim(f.DefValue, "[]")
	}
}

// placeholderValue is a flag value whose type, which help shows, is its placeholder.
type placeholderValue struct {
	pflag.Value
	name string
}

// Type implements [pflag.Value].
func (p placeholderValue) Type() string { return p.name }

// placeholderList is a placeholderValue of a flag that may be repeated, which cobra
// recognizes by its methods.
type placeholderList struct {
	placeholderValue
	pflag.SliceValue
}

// ValueOf returns the value of a flag without its placeholder.
func ValueOf(f *pflag.Flag) pflag.Value {
	switch v := f.Value.(type) {
	case placeholderList:
		return v.placeholderValue.Value
	case placeholderValue:
		return v.Value
	}
	return f.Value
}
