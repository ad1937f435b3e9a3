package progress

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// terminal emulates one line of a terminal and records everything that it showed.
type terminal struct {
	mu     sync.Mutex
	line   []rune
	column int
	seen   []string
	widest int
}

var control = regexp.MustCompile("\r|\n|\x1b\\[2K|.")

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range control.FindAllString(string(p), -1) {
		switch s {
		case "\r":
			t.column = 0
		case "\x1b[2K":
			t.line = nil
		default:
			for len(t.line) <= t.column {
				t.line = append(t.line, ' ')
			}
			t.line[t.column] = []rune(s)[0]
			t.column++
			t.widest = max(t.widest, t.column)
		}
	}
	t.seen = append(t.seen, string(t.line))
	return len(p), nil
}

func (t *terminal) has(s string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, line := range t.seen {
		if strings.Contains(line, s) {
			return true
		}
	}
	return false
}

func report(components int, notes int) *policy.Report {
	return &policy.Report{Coverage: sbom.Coverage{Components: components}, Counts: map[policy.Level]int{policy.LevelNote: notes}}
}

func TestBar(t *testing.T) {
	for _, tc := range []struct {
		name  string
		width int
		want  string
	}{
		{"wide", 80, "1/3 files, 2/6 MB, 30 components, 4 findings"},
		{"narrow", 45, "1/3 files, 2/"},
		{"too narrow for text", 10, "%"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var screen terminal
			b := New(&screen, tc.width)
			b.Start(3, 6e6)
			b.Add(2e6, []*policy.Report{report(10, 4), report(20, 0)})
			for deadline := time.Now().Add(10 * time.Second); !screen.has(tc.want); time.Sleep(interval / 10) {
				if time.Now().After(deadline) {
					t.Fatalf("%q never appeared in %q", tc.want, screen.seen)
				}
			}
			b.Clear()
			b.Clear()
			if line := strings.TrimSpace(string(screen.line)); line != "" || screen.column != 0 {
				t.Errorf("after Clear the line is %q and the cursor in column %d, want an empty line", line, screen.column)
			}
			if screen.widest > max(tc.width, barWidth) {
				t.Errorf("the bar has %d columns on a terminal of %d", screen.widest, tc.width)
			}
		})
	}
}

// TestNoBar checks that a short run, a cleared bar and a nil bar show nothing.
func TestNoBar(t *testing.T) {
	var screen terminal
	quick := New(&screen, 80)
	quick.Start(1, 1)
	quick.Add(1, nil)
	quick.Clear()
	late := New(&screen, 80)
	late.Clear()
	late.Start(1, 1)
	time.Sleep(delay + interval)
	if len(screen.seen) > 0 {
		t.Errorf("shown: %q, want nothing", screen.seen)
	}
	var none *Bar
	none.Start(1, 1)
	none.Add(1, nil)
	none.Clear()
}
