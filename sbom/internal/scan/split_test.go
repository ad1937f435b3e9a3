package scan

import (
	"strings"
	"testing"
)

// TestLastSpace checks that passing over spaces step by step ends at the last of them and
// that no other character is passed over.
func TestLastSpace(t *testing.T) {
	for spaces := 1; spaces <= 40; spaces++ {
		for _, rest := range []string{"", "x", "\t 	     ", "\u00a0       ", `"name": 1`, strings.Repeat("x", 20)} {
			text := "{" + strings.Repeat(" ", spaces) + rest
			last, steps := 1, 0
			for text[last] == ' ' && last < spaces {
				if last = lastSpace(text, last); last < spaces {
					last++
				}
				steps++
			}
			if last != spaces || steps > 9 {
				t.Errorf("%q: the last space is at %d after %d steps, want %d after at most 9", text, last, steps, spaces)
			}
		}
	}
}
