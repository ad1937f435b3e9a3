package identity

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestPlainLetters checks that folding letters without normalization gives what
// normalization gives, alone and beside each other.
func TestPlainLetters(t *testing.T) {
	var all strings.Builder
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !isPlain(r) {
			continue
		}
		all.WriteRune(r)
		if !unicode.IsLetter(r) {
			t.Errorf("%q is plain, want only letters to be so", r)
		}
		want := norm.NFKC.String(string(foldRune(r)))
		if got, ok := foldPlain(string(r)); !ok || got != want || norm.NFKC.String(string(r)) != string(r) {
			t.Errorf("%q folds to %q, want %q", r, got, want)
		}
	}
	want := norm.NFKC.String(strings.Map(foldRune, norm.NFKC.String(all.String())))
	if got, ok := foldPlain(all.String()); !ok || got != want {
		t.Error("all plain letters together differ when they are normalized")
	}
	for _, r := range []rune{'\u0301', '\u0345', '\u3099', '\u1161', '\u11a8', '\u0653'} { // they join the letter before
		if isPlain(r) {
			t.Errorf("%q is plain, want it to be normalized", r)
		}
	}
}
