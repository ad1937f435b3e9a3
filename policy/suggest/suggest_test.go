package suggest_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy/suggest"
)

func TestClosest(t *testing.T) {
	words := []string{"company", "integrate", "resell", "subsidiary-of", "use"}
	for word, want := range map[string]string{
		"Integrate": "integrate", "intergrate": "integrate", "integration": "integrate", "re-sell": "resell", "resale": "resell",
		"subsidary_of": "subsidiary-of", "used": "use", "us": "", "deploy": "", "": "", "companies": "company",
		strings.Repeat("x", 1000): "",
	} {
		if got := suggest.Closest(word, words); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestExpected(t *testing.T) {
	words := []string{"error", "warning", "note"}
	for word, want := range map[string]string{"warn": `error, warning or note`, "warnings": `"warning"`, "fatal": "error, warning or note"} {
		if got := suggest.Expected(word, words); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}
