package sbom

import (
	"errors"
	"iter"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"unicode/utf8"
)

// pages are the memory of a text that can be given back, since it is there again when
// somebody looks: that of a mapped file, see [Decoder.DecodeText]. Nil pages stay.
type pages struct {
	release       func(part string)
	latest, jumps atomic.Int64 // the chunk that was looked at last, and how often it was another one
}

// visit says that somebody looks here and there, now at an offset. How much of a file
// is mapped when one byte is looked at is the system's business: up to 2 MB.
func (p *pages) visit(text string, offset int) {
	const most = 16 // jumps
	if p == nil {
		return
	}
	if chunk := int64(offset / chunkSize); p.latest.Swap(chunk) != chunk && p.jumps.Add(1)%most == 0 {
		p.release(text)
	}
}

// way is a way through a text from an offset to the end, behind which the text is not
// looked at again for a while.
type way struct {
	text   string
	pages  *pages
	behind int // offset up to which memory was given back
}

// to says that the way has come to an offset.
func (w *way) to(offset int) {
	if w.pages != nil && offset-w.behind >= chunkSize {
		w.pages.release(w.text[w.behind:min(offset, len(w.text))])
		w.behind = offset
	}
}

// pieces are those of a text between two offsets, which begin at multiples of markEvery,
// or behind the character that is broken there.
func pieces(text string, from, to int, pages *pages) iter.Seq[string] {
	return func(yield func(string) bool) {
		w := way{text, pages, from}
		for from < to {
			end := min(runeStart(text, (from/markEvery+1)*markEvery), to)
			if !yield(text[from:end]) {
				return
			}
			w.to(end)
			from = end
		}
	}
}

// runeStart returns the first offset from i on where a character begins, or the text ends.
func runeStart(text string, i int) int {
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	return i
}

// Guard calls f, which looks at the text of a mapped file, and returns what it returns;
// or an error if the text is gone, since the file has been cut or its disk fails. That
// ends the process otherwise. It is for what f does itself, not for what it has
// goroutines do: [Decoder.DecodeText] guards its own.
func Guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface { // at an address where there should be memory
			runtime.Error
			Addr() uintptr
		}:
			err = errGone
		default:
			panic(r)
		}
	}()
	return f()
}

var errGone = errors.New("the file cannot be read to its end any more: it was cut, or its disk fails")
