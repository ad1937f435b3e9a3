package identity_test

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/identity"
)

// legalForm is a row of legalforms.tsv.
type legalForm struct{ form, position, script, description, source string }

func legalForms(t *testing.T) []legalForm {
	t.Helper()
	tsv, err := os.ReadFile("legalforms.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var forms []legalForm
	for row := range strings.Lines(string(tsv)) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		c := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(c) != 5 {
			t.Fatalf("row %q has %d columns, want 5", row, len(c))
		}
		forms = append(forms, legalForm{c[0], c[1], c[2], c[3], c[4]})
	}
	return forms
}

func TestLegalFormsAreWellFormed(t *testing.T) {
	forms := legalForms(t)
	for i, f := range forms {
		if i > 0 {
			last := forms[i-1]
			if cmp.Or(cmp.Compare(last.script, f.script), cmp.Compare(last.form, f.form)) >= 0 {
				t.Errorf("%q follows %q: the rows must be sorted by script and form, without duplicates", f.form, last.form)
			}
		}
		if folded := strings.Join(identity.Words(f.form), ""); f.form == "" || f.form != folded {
			t.Errorf("form %q must be folded: %q", f.form, folded)
		}
		if len(f.form) > 80 {
			t.Errorf("form %q has %d bytes, want at most 80", f.form, len(f.form))
		}
		if !slices.Contains([]string{"leading", "trailing", "either"}, f.position) {
			t.Errorf("form %q has the position %q, want leading, trailing or either", f.form, f.position)
		}
		script := unicode.Scripts[f.script]
		if script == nil || strings.ContainsFunc(f.form, func(r rune) bool { return !unicode.Is(script, r) }) {
			t.Errorf("form %q is not in the script %q", f.form, f.script)
		}
		if country, name, ok := strings.Cut(f.description, ": "); !ok || country == "" || name == "" {
			t.Errorf("form %q has the description %q, want a country and the name of the form", f.form, f.description)
		}
		if !slices.Contains([]string{"ISO 20275 (ELF)", "common usage"}, f.source) {
			t.Errorf("form %q has the unknown source %q", f.form, f.source)
		}
	}
	if len(forms) == 0 {
		t.Error("legalforms.tsv has no rows")
	}
}

func TestNameKeyRemovesEveryLegalForm(t *testing.T) {
	const name = "zz"
	for _, f := range legalForms(t) {
		letters := strings.Join(strings.Split(f.form, ""), ".") + "." // S.A.S.
		joined := utf8.RuneCountInString(f.form) > 1 && (f.script == "Han" || f.script == "Hangul")
		if utf8.RuneCountInString(f.form) > 7 {
			letters = f.form // a form has at most seven words
		}
		for _, tt := range []struct {
			in      string
			removed bool
		}{
			{name + " " + f.form, f.position != "leading"},
			{f.form + " " + name, f.position != "trailing"},
			{name + ", " + letters, f.position != "leading"},
			{name + f.form, joined},
			{f.form + name, joined},
		} {
			want := identity.FoldWords(tt.in)
			if tt.removed {
				want = name
			}
			if got := identity.NameKey(tt.in); got != want {
				t.Errorf("NameKey(%q) = %q, want %q", tt.in, got, want)
			}
		}
	}
}
