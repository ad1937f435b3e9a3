package decode

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unsafe"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/klauspost/compress/zstd"
)

const (
	headSize  = 8000    // bytes that are examined to detect compressed and binary files
	maxWindow = 1 << 27 // the largest window of zstd in bytes, the default limit of its command
)

// read reads the SBOMs in r, which may be compressed. It reads a binary file only as far
// as necessary to detect it.
func (f *file) read(r io.Reader, wrappers []sbom.Wrapper) error {
	src := &inputReader{r: r}
	text, wrappers, err := f.decompress(src, wrappers)
	switch {
	case src.err != nil:
		return fmt.Errorf("read %s: %w", scan.Quote(f.name), src.err)
	case err != nil:
		return f.locate(content{wrappers: wrappers}, 0, err)
	}
	return f.readText(text, wrappers)
}

// readString reads the SBOMs in a string as read does.
func (f *file) readString(text string, wrappers []sbom.Wrapper) error {
	head := text[:min(len(text), headSize)]
	if compression(head) != "" {
		return f.read(strings.NewReader(text), wrappers)
	}
	err := checkText(head)
	if err == nil && int64(len(text)) > f.MaxBytes {
		err = f.tooLarge()
	}
	if err != nil {
		return f.locate(content{wrappers: wrappers}, 0, err)
	}
	return f.readText(text, wrappers)
}

// inputReader remembers the error of a reader, to distinguish it from an error of a
// decompressor.
type inputReader struct {
	r   io.Reader
	err error
}

func (s *inputReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// limitedReader returns the result of failure as its error after more than left bytes.
type limitedReader struct {
	io.Reader
	left    int64
	failure func() error
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, l.failure()
	}
	return n, err
}

func (f *file) tooLarge() error {
	return &scan.Fault{Message: fmt.Sprintf("larger than %d bytes", f.MaxBytes), Hint: scan.HintMaxBytes}
}

// decompress reads a text that may be compressed several times. It returns the text with
// its wrappers.
func (f *file) decompress(src *inputReader, wrappers []sbom.Wrapper) (string, []sbom.Wrapper, error) {
	size := sizeOf(src.r)
	for r := io.Reader(src); ; {
		buffered := bufio.NewReaderSize(&limitedReader{r, f.MaxBytes, f.tooLarge}, headSize)
		head, err := buffered.Peek(headSize)
		if err != nil && err != io.EOF {
			return "", wrappers, decompressionFault(wrappers, err)
		}
		kind := compression(string(head))
		switch kind {
		case sbom.WrapperGzip:
			r, err = gzip.NewReader(buffered)
		case sbom.WrapperZstd:
			var d *zstd.Decoder
			d, err = zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
			if err == nil {
				defer d.Close()
				r = d
			}
		default:
			if err := checkText(string(head)); err != nil {
				return "", wrappers, err
			}
			text, err := readAll(buffered, int(min(size, f.MaxBytes)))
			return text, wrappers, decompressionFault(wrappers, err)
		}
		size = 0
		wrapped, tooMany := addWrapper(wrappers, sbom.Wrapper{Kind: kind, Decoded: true})
		if tooMany != nil {
			return "", wrappers, tooMany
		}
		if wrappers = wrapped; err != nil {
			return "", wrappers, decompressionFault(wrappers, err)
		}
	}
}

// compression returns the kind of compression of a file that starts with head, or "".
func compression(head string) sbom.WrapperKind {
	switch {
	case strings.HasPrefix(head, "\x1f\x8b"):
		return sbom.WrapperGzip
	case strings.HasPrefix(head, "\x28\xb5\x2f\xfd"):
		return sbom.WrapperZstd
	}
	return ""
}

// readAll reads r to the end. Size is the expected number of bytes, or 0.
func readAll(r io.Reader, size int) (string, error) {
	text := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err := text.ReadFrom(r)
	b := text.Bytes() // never changed from here on, so a string can share them
	return unsafe.String(unsafe.SliceData(b), len(b)), err
}

// sizeOf returns the number of bytes that are left to read from r, or 0 if it is
// unknown.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }: // in memory
		return int64(r.Len())
	case interface {
		io.Seeker
		Stat() (fs.FileInfo, error)
	}:
		info, err := r.Stat()
		offset, errSeek := r.Seek(0, io.SeekCurrent)
		if err == nil && errSeek == nil && info.Mode().IsRegular() {
			return max(0, info.Size()-offset)
		}
	}
	return 0
}

// decompressionFault returns the fault for an error of the innermost decompressor.
func decompressionFault(wrappers []sbom.Wrapper, err error) error {
	if _, ok := errors.AsType[*scan.Fault](err); err == nil || len(wrappers) == 0 || ok {
		return err
	}
	kind := wrappers[len(wrappers)-1].Kind
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &scan.Fault{Message: fmt.Sprintf("truncated %s data", kind), Hint: scan.HintCutOff}
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &scan.Fault{Message: fmt.Sprintf("zstd data with a window of more than %d bytes: expected a smaller window", maxWindow), Hint: "compress it without --long"}
	}
	return &scan.Fault{Message: fmt.Sprintf("invalid %s data: %s", kind, strings.TrimPrefix(err.Error(), string(kind)+": "))}
}
