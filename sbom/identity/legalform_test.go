package identity

import (
	"strings"
	"testing"
)

func TestEveryLegalForm(t *testing.T) {
	const name = "zz"
	for form, positions := range legalForms {
		spaced := strings.Join(strings.Split(form, ""), " ")
		if positions&trailing != 0 {
			if got := NameKey(name + " " + form); got != name {
				t.Errorf("NameKey(%q) = %q, want %q", name+" "+form, got, name)
			}
			if got := NameKey(name + " " + spaced); len([]rune(form)) <= maxFormWords && got != name {
				t.Errorf("NameKey(%q) = %q, want %q", name+" "+spaced, got, name)
			}
		}
		if positions&leading != 0 {
			if got := NameKey(form + " " + name); got != name {
				t.Errorf("NameKey(%q) = %q, want %q", form+" "+name, got, name)
			}
		}
	}
}
