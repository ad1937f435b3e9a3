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
			b.File(2e6).Done([]*policy.Report{report(10, 4), report(20, 0)})
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
	quick.File(1).Done(nil)
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
	none.File(1).Evaluating()
	none.File(1).Done(nil)
	none.Clear()
}

// TestFile shows how the work on one file advances the bar.
func TestFile(t *testing.T) {
	mb := func(n int) []byte { return make([]byte, n*1e6) }
	type step struct {
		name string
		do   func(f *File)
		want string
	}
	read := func(n int, want string) step { return step{"read", func(f *File) { f.Write(mb(n)) }, want} }
	decoded := func(n, of int, want string) step {
		return step{"decoded", func(f *File) { f.Decoded(n*1e6, of*1e6) }, want}
	}
	evaluating := func(want string) step { return step{"evaluating", (*File).Evaluating, want} }
	done := func(want string) step { return step{"done", func(f *File) { f.Done(nil) }, want} }
	for _, c := range []struct {
		name     string
		expected int64 // size in MB
		steps    []step
	}{
		{"one document", 100, []step{
			read(50, "2/100 MB"), read(50, "5/100 MB"),
			decoded(0, 100, "5/100 MB"), decoded(50, 100, "50/100 MB"), decoded(100, 100, "95/100 MB"),
			evaluating("95/100 MB, evaluating"), done("100/100 MB"),
		}},
		{"standard input", 0, []step{
			read(100, "5/100 MB"), decoded(0, 100, "5/100 MB"), decoded(100, 100, "95/100 MB"), evaluating("95/100 MB, evaluating"), done("100/100 MB"),
		}},
		{"several documents", 100, []step{
			read(100, "5/100 MB"), decoded(0, 50, "5/100 MB"), decoded(50, 50, "50/100 MB"), decoded(0, 50, "50/100 MB"), decoded(50, 50, "95/100 MB"), done("100/100 MB"),
		}},
		{"compressed documents", 10, []step{
			read(10, "0/10 MB"), decoded(0, 100, "0/10 MB"), decoded(50, 100, "5/10 MB"), decoded(100, 100, "9/10 MB"),
			decoded(0, 100, "9/10 MB"), decoded(50, 100, "9/10 MB"), done("10/10 MB"),
		}},
		{"not an SBOM", 100, []step{read(1, "0/100 MB"), done("100/100 MB")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := New(nil, 80)
			b.files, b.bytes = 1, c.expected*1e6
			f := b.File(c.expected * 1e6)
			for i, s := range c.steps {
				s.do(f)
				if got := b.text(); got != s.want {
					t.Errorf("after step %d, %s: %q, want %q", i, s.name, got, s.want)
				}
			}
		})
	}
}
