package chars

import (
	"strconv"
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

func TestHexDigit(t *testing.T) {
	for c := range 256 {
		want := -1
		if v, err := strconv.ParseUint(string([]byte{byte(c)}), 16, 8); err == nil {
			want = int(v)
		}
		if got := HexDigit(byte(c)); got != want {
			t.Errorf("HexDigit(%#x) = %d, want %d", c, got, want)
		}
	}
}
