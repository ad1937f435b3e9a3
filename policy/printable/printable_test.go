package printable_test

import (
	"testing"

	"github.com/bomgate/bomgate/policy/printable"
)

func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"":                     "",
		`plain "é" \ 日本`:       `plain "é" \ 日本`,
		"\x1b[2J":              `\x1b[2J`,
		"a\u202eb":             `a\u202eb`,
		"zero\u200bwidth":      `zero\u200bwidth`,
		"two\nlines":           `two\nlines`,
		"not\xffUTF-8":         `not\xffUTF-8`,
		"\ufffd":               "\ufffd",
		"\u00a0 \"quoted\" \\": `\u00a0 \"quoted\" \\`,
	} {
		if got := printable.Escape(s); got != want {
			t.Errorf("Escape(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for s, want := range map[string]string{"": "", "жжж": "жжж", "жжжж": "жжж…"} {
		if got := printable.Clip(s, 3); got != want {
			t.Errorf("Clip(%q, 3) = %q, want %q", s, got, want)
		}
	}
}
