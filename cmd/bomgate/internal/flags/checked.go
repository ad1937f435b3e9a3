package flags

import "github.com/spf13/pflag"

// CheckEach makes a flag that may be repeated refuse each value for which check returns an
// error.
func CheckEach(f *pflag.Flag, check func(value string) error) {
	f.Value = checkedList{f.Value, f.Value.(pflag.SliceValue), check}
}

// checkedList is the value of a flag that may be repeated and refuses some values.
type checkedList struct {
	pflag.Value
	pflag.SliceValue
	check func(value string) error
}

// Set implements [pflag.Value].
func (c checkedList) Set(s string) error {
	if err := c.check(s); err != nil {
		return err
	}
	return c.Value.Set(s)
}
