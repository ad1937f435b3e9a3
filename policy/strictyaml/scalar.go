package strictyaml

import "go.yaml.in/yaml/v3"

// Kind is a kind of scalar.
type Kind int

// The kinds of scalars.
const (
	NoScalar Kind = iota
	Bool          // true or false without quotes
	Plain         // a string, a number or a date
)

// Scalar returns a string, a number, a date, true or false as it is written, without
// quotes. Another value is an error in the file, and NoScalar.
func (v Value) Scalar() (text string, kind Kind) {
	switch {
	case !v.is(yaml.ScalarNode, "a value"):
		return "", NoScalar
	case v.node.ShortTag() == "!!null":
		v.Errorf("expected a value, found nothing")
		return "", NoScalar
	case v.node.ShortTag() == "!!bool":
		return v.node.Value, Bool
	}
	return v.node.Value, Plain
}
