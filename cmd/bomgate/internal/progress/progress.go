// Package progress shows the progress of a run on a terminal: a bar of the bytes
// evaluated, also within a file, with the number of files, components and findings so far. It
// shows nothing for a short run and removes the bar at the end.
//
// Package schollz/progressbar draws the bar; this package decides when and what.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
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
	active, evaluating                     int // files in work, and how many of them are decoded
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
	bar := progressbar.NewOptions64(1,
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
		text, done, all := b.text(), b.doneBytes, b.bytes
		b.mu.Unlock()
		bar.ChangeMax64(all + 1) // never complete, because a complete bar is not removed
		bar.Set64(done)
		bar.Describe(text[:max(0, min(len(text), b.width-barWidth))]) // a wrapped line could not be removed
	}
}

// text describes the progress in one line.
func (b *Bar) text() string {
	text := fmt.Sprintf("%d/%d MB", b.doneBytes/1e6, b.bytes/1e6)
	if b.files > 1 {
		text = fmt.Sprintf("%d/%d files, %s, %d components, %d findings", b.doneFiles, b.files, text, b.components, b.findings)
	}
	if b.evaluating > 0 && b.evaluating == b.active {
		text += ", evaluating"
	}
	return text
}
