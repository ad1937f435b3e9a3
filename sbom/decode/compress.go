package decode

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"unsafe"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

const (
	headSize  = 8000    // bytes that are examined to detect wrappers and binary files
	maxWindow = 1 << 27 // the largest window of zstd and xz in bytes, the default limit of the command zstd
)

// budget limits the bytes that are decompressed and decoded from a file, over all layers.
type budget struct {
	limit int64
	spent int64
	input int64 // bytes of the file that have been read
}

// A text of up to freeBytes, a few times the size of any real SBOM, may be compressed to
// any size. A larger text may be maxRatio times as large as the file: real SBOMs are
// compressed to a fiftieth at most.
const (
	freeBytes = 64 << 20
	maxRatio  = 200
)

// spend takes n bytes from the budget.
func (b *budget) spend(n int) error {
	b.spent += int64(n)
	switch {
	case b.spent > b.limit:
		return &scan.Fault{Message: fmt.Sprintf("larger than %d bytes", b.limit), Hint: scan.HintMaxBytes}
	case b.spent > freeBytes+maxRatio*b.input:
		return &scan.Fault{Message: fmt.Sprintf("more than %d times as large as the file after decompression: expected an SBOM, which is smaller", maxRatio), Hint: "decompress the file and check the result"}
	}
	return nil
}

// spending returns a reader of r that takes the bytes that it reads from the budget.
func (b *budget) spending(r io.Reader) io.Reader { return &spendingReader{r, b} }

type spendingReader struct {
	io.Reader
	*budget
}

func (s *spendingReader) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if tooMuch := s.spend(n); tooMuch != nil {
		return 0, tooMuch
	}
	return n, err
}

// input reads the file itself. It remembers an error, to distinguish it from an error of a
// decompressor.
type input struct {
	r    io.Reader
	size int64 // bytes, 0 if unknown
	file *file
	err  error // of r, or of sum while summing has not started

	sum     io.Writer // receives what is read; may be nil
	summing sync.WaitGroup
	errSum  error // of summing
}

func (i *input) Read(p []byte) (int, error) {
	n, err := i.r.Read(p)
	i.file.input += int64(n)
	if i.sum != nil && n > 0 {
		if _, errSum := i.sum.Write(p[:n]); errSum != nil {
			err = errSum
		}
	}
	if err != nil && err != io.EOF {
		i.err = err
	}
	return n, err
}

// readAll reads the rest of the file after the head. The bytes that have been read do not
// change, so sum receives them while more is read and the text is decoded.
func (i *input) readAll(buffered io.Reader, head string) (string, error) {
	size := min(i.size, i.file.limit)
	sum := i.sum
	if sum == nil {
		return readAll(i.file.spending(buffered), size, nil)
	}
	i.sum = nil
	known := len(head) // bytes that sum has received
	read := make(chan []byte, 64+size/partSize)
	defer close(read)
	i.summing.Go(func() {
		for part := range read {
			skip := min(known, len(part))
			known -= skip
			if _, err := sum.Write(part[skip:]); err != nil {
				i.errSum = err
			}
		}
	})
	return readAll(i.file.spending(buffered), size, func(part []byte) { read <- part })
}

// read reads the SBOMs in r: a text, which may be compressed several times, or an archive.
// It reads a binary file only as far as necessary to detect it.
func (f *file) read(r io.Reader, wrappers []sbom.Wrapper) error {
	err := f.unpack(r, wrappers)
	if _, located := errors.AsType[*sbom.Error](err); err == nil || located {
		return err
	}
	return f.locate(content{wrappers: wrappers}, err)
}

// unpack reads the SBOMs in r as read does. Its caller adds a location to an error that has
// none: the location of the outermost wrapper.
func (f *file) unpack(r io.Reader, wrappers []sbom.Wrapper) error {
	buffered := bufio.NewReaderSize(r, headSize)
	start, err := buffered.Peek(headSize)
	if err != nil && err != io.EOF {
		return f.damaged(wrappers, string(start), err)
	}
	head := string(start)
	kind := wrapperKind(head)
	if kind == "" {
		return f.readPlain(r, buffered, head, wrappers)
	}
	wrapped, err := addWrapper(wrappers, sbom.Wrapper{Kind: kind, Decoded: true})
	if err != nil {
		return err
	}
	switch kind {
	case sbom.WrapperTar:
		return f.readTar(buffered, head, wrapped)
	case sbom.WrapperZip:
		return f.readZip(buffered, wrapped)
	}
	var d io.ReadCloser
	if err = checkWindow(kind, head); err == nil {
		d, err = decompressor(kind, buffered)
	}
	if err != nil {
		return f.locate(content{wrappers: wrapped}, f.damaged(wrapped, "", err))
	}
	defer d.Close()
	return f.read(f.spending(d), wrapped)
}

// wrapperKind returns the kind of the binary wrapper that starts with head, or "".
func wrapperKind(head string) sbom.WrapperKind {
	switch {
	case strings.HasPrefix(head, "\x1f\x8b"):
		return sbom.WrapperGzip
	case strings.HasPrefix(head, "\x28\xb5\x2f\xfd"),
		len(head) > 4 && head[0]&0xf0 == 0x50 && head[1:4] == "\x2a\x4d\x18": // a frame of other data
		return sbom.WrapperZstd
	case len(head) > 10 && head[:3] == "BZh" && (head[4:10] == "1AY&SY" || head[4:10] == "\x17\x72\x45\x38\x50\x90"):
		return sbom.WrapperBzip2
	case strings.HasPrefix(head, "\xfd7zXZ\x00"):
		return sbom.WrapperXZ
	case strings.HasPrefix(head, "PK\x03\x04"), strings.HasPrefix(head, "PK\x05\x06"), strings.HasPrefix(head, "PK\x07\x08"):
		return sbom.WrapperZip
	case isTar(head):
		return sbom.WrapperTar
	}
	return ""
}

// decompressor returns a reader of compressed data.
func decompressor(kind sbom.WrapperKind, r io.Reader) (io.ReadCloser, error) {
	switch kind {
	case sbom.WrapperGzip:
		return gzip.NewReader(r)
	case sbom.WrapperBzip2:
		return io.NopCloser(bzip2.NewReader(r)), nil
	case sbom.WrapperXZ:
		d, err := xz.NewReader(r)
		return io.NopCloser(d), err
	}
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// checkWindow refuses xz data with a dictionary that is larger than any option of the command
// xz makes it. Its size is after the id of the filter in the header of the first block.
func checkWindow(kind sbom.WrapperKind, head string) error {
	const block, filter = 12, "\x21\x01"
	if kind != sbom.WrapperXZ || len(head) <= block {
		return nil
	}
	header := head[block:min(block+4*(int(head[block])+1), len(head))]
	if _, size, ok := strings.Cut(header, filter); ok && size != "" && int64(2|size[0]&1)<<(size[0]/2+11) > maxWindow {
		return errLargeWindow
	}
	return nil
}

var errLargeWindow = errors.New("window is too large")

// readPlain reads the SBOMs in a file without binary wrapper. Buffered continues r, which
// has already been read for the head.
func (f *file) readPlain(r io.Reader, buffered io.Reader, head string, wrappers []sbom.Wrapper) error {
	if err := checkText(head); err != nil {
		return err
	}
	var text string
	var err error
	if in, ok := r.(*input); ok {
		text, err = in.readAll(buffered, head)
	} else {
		text, err = readAll(buffered, 0, nil)
	}
	if err != nil {
		return f.damaged(wrappers, text, err)
	}
	return f.readText(text, wrappers)
}

// readString reads the SBOMs in a string as read does.
func (f *file) readString(text string, wrappers []sbom.Wrapper) error {
	head := text[:min(len(text), headSize)]
	if wrapperKind(head) != "" {
		return f.read(strings.NewReader(text), wrappers)
	}
	if err := checkText(head); err != nil {
		return f.locate(content{wrappers: wrappers}, err)
	}
	return f.readText(text, wrappers)
}

// partSize is the number of bytes that [readAll] reads at once.
const partSize = 1 << 20

// readAll reads r to the end, or up to an error, and calls each, if there is one, for what
// it has read, which does not change. Size is the expected number of bytes, or 0. If it is
// unknown, the text is copied once, so that it is in memory twice at most.
func readAll(r io.Reader, size int64, each func([]byte)) (string, error) {
	const least, most = 16 << 10, 8 << 20 // bytes of a part
	var parts [][]byte
	total, next := 0, int(size)+least
	var err error
	for ; err == nil; next = min(2*next, most) {
		part := make([]byte, next)
		n := 0
		for n < len(part) && err == nil {
			var read int
			read, err = r.Read(part[n:min(n+partSize, len(part))])
			if each != nil {
				each(part[n : n+read])
			}
			n += read
		}
		parts = append(parts, part[:n])
		total += n
	}
	text := parts[0]
	if len(parts) > 1 {
		text = make([]byte, 0, total)
		for i, part := range parts {
			text = append(text, part...)
			parts[i] = nil
		}
	}
	if err == io.EOF {
		err = nil
	}
	return asString(text), err
}

// asString returns a string that shares the memory of bytes that do not change any more.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

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

// damaged returns the fault for an error of the innermost wrapper. Text is what was read
// from the wrapper before the error. An archive may contain any files, such as the broken
// files of a test, so a damaged file in an archive is an SBOM only if the text looks like
// one.
func (f *file) damaged(wrappers []sbom.Wrapper, text string, err error) error {
	if _, ok := errors.AsType[*scan.Fault](err); err == nil || len(wrappers) == 0 || ok {
		return err
	}
	fault := describeDamage(wrappers, err)
	fault.NotSBOM = f.inArchive && isNotSBOM(f.probe(strings.ToValidUTF8(text, "?")))
	return fault
}

func describeDamage(wrappers []sbom.Wrapper, err error) *scan.Fault {
	kind := wrappers[len(wrappers)-1].Kind
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &scan.Fault{Message: fmt.Sprintf("truncated %s data", kind), Hint: scan.HintCutOff}
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, errLargeWindow):
		return &scan.Fault{Message: fmt.Sprintf("%s data with a window of more than %d bytes: expected a smaller window", kind, maxWindow), Hint: "compress it without --long"}
	}
	return &scan.Fault{Message: fmt.Sprintf("invalid %s data: %s", kind, strings.TrimPrefix(err.Error(), string(kind)+": "))}
}
