// Package progress shows the progress of a run on a terminal: a bar of the bytes
// evaluated, with the number of files, components and findings so far. It shows nothing
// for a short run and removes the bar at the end.
//
// Package schollz/progressbar draws the bar; this package decides when and what.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/bomgate/bomgate/policy"
)

const (
	delay    = 200 * time.Millisecond // before the bar is first drawn
	interval = 100 * time.Millisecond // between two updates
)

// barWidth is the number of columns after the text: " 100% |██████████| [59m59s]" and a
// margin.
const barWidth = 32

// Bar shows the progress of one run. A nil *Bar shows nothing.
type Bar struct {
	w     io.Writer
	width int           // of the terminal, in columns
	done  chan struct{} // closed by Clear
	drawn sync.WaitGroup

	mu                                     sync.Mutex
	files, doneFiles, components, findings int
	bytes, doneBytes                       int64
	cleared                                bool
}

// New returns a bar for a terminal with the given number of columns.
func New(terminal io.Writer, width int) *Bar {
	return &Bar{w: terminal, width: width, done: make(chan struct{})}
}

// Start begins drawing, after a delay, for a run over the given files and bytes.
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
	b.drawn.Go(b.draw)
}

// Add records a file as done, with its size and its reports.
func (b *Bar) Add(bytes int64, reports []*policy.Report) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.doneFiles++
	b.doneBytes += bytes
	for _, r := range reports {
		b.components += r.Coverage.Components
		b.findings += len(r.Findings) + r.Omitted()
	}
}

// Clear stops drawing and removes the bar from the terminal.
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
	b.drawn.Wait()
}

// draw updates the bar until it is cleared.
func (b *Bar) draw() {
	bar := progressbar.NewOptions64(b.bytes+1, // never complete, because a complete bar is not removed
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
			b.doneFiles, b.files, b.doneBytes/1e6, b.bytes/1e6, b.components, b.findings)
		bytes := b.doneBytes
		b.mu.Unlock()
		bar.Set64(bytes)
		bar.Describe(text[:max(0, min(len(text), b.width-barWidth))]) // a wrapped line could not be removed
	}
}
