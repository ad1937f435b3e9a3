// Package progress shows on a terminal how far a run has come: a bar of the bytes
// that are judged, with the files, components and findings so far. What is over in
// a moment shows nothing, and nothing of the bar stays.
//
// The drawing is left to schollz/progressbar, which is one small package that
// draws when it is told to; this package knows when and what.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/bomgate/bomgate/policy"
)

// When the bar is drawn first, and how often then.
const (
	delay    = 200 * time.Millisecond
	interval = 100 * time.Millisecond
)

// drawn is how many columns the bar takes behind its text: " 100% |██████████| [59m59s]" and some.
const drawn = 32

// Bar is the progress of one run. Nil shows nothing.
type Bar struct {
	w     io.Writer
	width int           // of the terminal in columns
	done  chan struct{} // closed by Clear
	over  sync.WaitGroup

	mu                                  sync.Mutex
	files, judged, components, findings int
	bytes, judgedBytes                  int64
	cleared                             bool
}

// New returns a bar that is drawn on a terminal of so many columns, once it is started.
func New(terminal io.Writer, width int) *Bar {
	return &Bar{w: terminal, width: width, done: make(chan struct{})}
}

// Start says how much there is to do. The bar is drawn if that takes longer than a moment.
func (b *Bar) Start(files int, bytes int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cleared {
		return
	}
	b.files, b.bytes = files, bytes
	b.over.Go(b.draw)
}

// Add says that a file is judged, with what reports.
func (b *Bar) Add(bytes int64, reports []*policy.Report) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.judged++
	b.judgedBytes += bytes
	for _, r := range reports {
		b.components += r.Coverage.Components
		b.findings += len(r.Findings) + r.Omitted()
	}
}

// Clear takes the bar off the terminal for good.
func (b *Bar) Clear() {
	if b == nil {
		return
	}
	b.mu.Lock()
	first := !b.cleared
	b.cleared = true
	b.mu.Unlock()
	if first {
		close(b.done)
	}
	b.over.Wait()
}

// draw draws the bar until it is cleared.
func (b *Bar) draw() {
	bar := progressbar.NewOptions64(b.bytes+1, // of which one is never done, for a full bar stays
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetWidth(10),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(true),
	)
	defer bar.Clear()
	for wait := delay; ; wait = interval {
		select {
		case <-b.done:
			return
		case <-time.After(wait):
		}
		b.mu.Lock()
		text := fmt.Sprintf("%d/%d files, %d/%d MB, %d components, %d findings",
			b.judged, b.files, b.judgedBytes/1e6, b.bytes/1e6, b.components, b.findings)
		bytes := b.judgedBytes
		b.mu.Unlock()
		bar.Set64(bytes)
		bar.Describe(text[:max(0, min(len(text), b.width-drawn))]) // what wraps cannot be taken back
	}
}
