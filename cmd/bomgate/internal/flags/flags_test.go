package flags_test

import (
	"testing"

	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
)

func TestValues(t *testing.T) {
	for _, c := range []struct {
		value   pflag.Value
		accepts map[string]string // texts with the text of the value
		refuses []string
	}{
		{new(flags.Percentage), map[string]string{"0": "0", "80": "80", "80 %": "80", "99.5%": "99.5", "100": "100"}, []string{"", "-1", "101", "NaN", "half"}},
		{new(flags.Positive), map[string]string{"1": "1", "1024": "1024"}, []string{"", "0", "-1", "1.5", "0x10", "many"}},
		{new(flags.Size), map[string]string{"1": "1B", "4096": "4KiB", "64MiB": "64MiB", "2GB": "2GB", "1500B": "1500B"}, []string{"", "0", "-1", "1.5GB", "9999999999GiB", "much"}},
		{&flags.Choice{Word: "error", Words: []string{"error", "note"}}, map[string]string{"note": "note", "error": "error"}, []string{"", "Error", "fatal"}},
	} {
		for text, want := range c.accepts {
			if err := c.value.Set(text); err != nil || c.value.String() != want {
				t.Errorf("%s %q: %s and error %v, want %s", c.value.Type(), text, c.value, err, want)
			}
		}
		before := c.value.String()
		for _, text := range c.refuses {
			if err := c.value.Set(text); err == nil || c.value.String() != before {
				t.Errorf("%s %q: %s and error %v, want an error and the value as before", c.value.Type(), text, c.value, err)
			}
		}
	}
}

func TestPlaceholder(t *testing.T) {
	set := pflag.NewFlagSet("test", pflag.ContinueOnError)
	set.StringArray("policy", []string{"a"}, "add `rules`")
	f := set.Lookup("policy")
	flags.SetPlaceholder(f, "PATH")
	if f.Value.Type() != "PATH" || flags.ValueOf(f).Type() != "stringArray" || f.DefValue != "a" {
		t.Errorf("type %s, type of the value %s, default %s", f.Value.Type(), flags.ValueOf(f).Type(), f.DefValue)
	}
	if _, ok := f.Value.(pflag.SliceValue); !ok {
		t.Error("cobra does not recognize that the flag may be repeated")
	}
}
