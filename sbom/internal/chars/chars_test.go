package chars

import (
	"strings"
	"testing"
)

func TestLimitMarks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Kaspersky", "Kaspersky"},
		{"Cafe\u0301 " + strings.Repeat("e\u0301", 40), "Cafe\u0301 " + strings.Repeat("e\u0301", 40)},
		{"K" + strings.Repeat("\u0301\u0316", 1000) + "aspersky", "K" + strings.Repeat("\u0301\u0316", 15) + "aspersky"},
	} {
		if got := LimitMarks(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
