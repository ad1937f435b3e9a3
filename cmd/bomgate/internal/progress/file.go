package progress

import "github.com/bomgate/bomgate/policy"

// The parts of the work on a file that its stages are shown as. Decoding takes most of the
// time, unless the file comes over a network.
const (
	reading  = 0.05
	decoding = 0.9
)

// File shows the progress within one file. A nil *File shows nothing.
type File struct {
	bar        *Bar
	size       int64 // in bytes, at first as expected
	read       int64
	decoded    int // bytes of the documents before the present one
	at, length int // of the present document, in bytes
	evaluating bool
	shown      int64 // of the bytes of the bar
}

// File returns the progress of a file that is begun. Size is its size as [Bar.Start] counts
// it, or 0 if it is not known.
func (b *Bar) File(size int64) *File {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.active++
	return &File{bar: b, size: size}
}

// Write records bytes that are read from the file. It returns no error.
func (f *File) Write(p []byte) (int, error) {
	f.bar.mu.Lock()
	defer f.bar.mu.Unlock()
	f.read += int64(len(p))
	if more := f.read - f.size; more > 0 {
		f.size += more
		f.bar.bytes += more
	}
	f.update()
	return len(p), nil
}

// Decoded records the bytes of a document that are decoded, as the Progress of a
// [decode.Decoder] does.
//
// [decode.Decoder]: https://pkg.go.dev/github.com/bomgate/bomgate/sbom/decode#Decoder
func (f *File) Decoded(read, length int) {
	f.bar.mu.Lock()
	defer f.bar.mu.Unlock()
	if read == 0 {
		f.decoded += f.length
		f.length = length
	}
	f.at = read
	f.update()
}

// Evaluating records that all documents are decoded.
func (f *File) Evaluating() {
	if f == nil {
		return
	}
	f.bar.mu.Lock()
	defer f.bar.mu.Unlock()
	f.decoded, f.at, f.length = f.decoded+f.length, 0, 0
	f.evaluating = true
	f.bar.evaluating++
	f.update()
}

// Done records that the work on the file has ended, with its reports.
func (f *File) Done(reports []*policy.Report) {
	if f == nil {
		return
	}
	b := f.bar
	b.mu.Lock()
	defer b.mu.Unlock()
	b.doneFiles++
	b.active--
	if f.evaluating {
		b.evaluating--
	}
	b.doneBytes += f.size - f.shown
	for _, r := range reports {
		b.components += r.Coverage.Components
		b.findings += len(r.Findings) + r.Omitted()
	}
}

// update adds the progress of the file to the progress of the bar. The progress never
// falls, even if a document turns out to be larger than the file, because it was
// compressed.
func (f *File) update() {
	part := 0.0
	if f.size > 0 {
		part = reading*float64(f.read)/float64(f.size) +
			decoding*float64(f.decoded+f.at)/float64(max(f.size, int64(f.decoded+f.length)))
	}
	if now := int64(part * float64(f.size)); now > f.shown {
		f.bar.doneBytes += now - f.shown
		f.shown = now
	}
}
