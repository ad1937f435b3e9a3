package decode

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unsafe"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"
)

const (
	maxWrappers   = 8       // around one document: gzip, bundle, envelope, statement, export and some
	maxDocuments  = 10_000  // in one file
	maxSignatures = 100     // of one envelope
	maxWindow     = 1 << 27 // bytes that zstd may look back, as its own command allows
	headSize      = 8000    // bytes that are looked at to tell what is no text
)

// file is what Decode has found in a file so far.
type file struct {
	Decoder // with its defaults set
	name    string
	docs    []*sbom.Document
}

// wrap returns the wrappers of what is in w, which is itself in others.
func (f *file) wrap(in []sbom.Wrapper, w sbom.Wrapper) ([]sbom.Wrapper, error) {
	if len(in) == maxWrappers {
		return nil, &scan.Fault{Message: fmt.Sprintf("wrapped more than %d times", maxWrappers)}
	}
	return append(slices.Clip(in), w), nil
}

// read reads a text from r, decompresses it, and goes on with what is in it. Of
// what is no text it reads the head only.
func (f *file) read(r io.Reader, in []sbom.Wrapper) error {
	src := &inputReader{r: r}
	text, in, err := f.inflate(src, in)
	switch {
	case src.err != nil:
		return fmt.Errorf("read %s: %w", scan.Quote(f.name), src.err)
	case err != nil:
		return f.fail(content{wrappers: in}, 0, err)
	}
	return f.text(text, in)
}

// take goes on with a text in memory as read does with one that is to be read.
func (f *file) take(text string, in []sbom.Wrapper) error {
	head := text[:min(len(text), headSize)]
	if compressionOf(head) != "" {
		return f.read(strings.NewReader(text), in)
	}
	err := refuseNoText(head)
	if err == nil && int64(len(text)) > f.MaxBytes {
		err = f.tooLarge()
	}
	if err != nil {
		return f.fail(content{wrappers: in}, 0, err)
	}
	return f.text(text, in)
}

// inputReader remembers that reading failed, as against what was read being faulty.
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

// limited fails when more bytes are read than are left.
type limited struct {
	io.Reader
	left    int64
	failure func() error
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, l.failure()
	}
	return n, err
}

func (f *file) tooLarge() error {
	return &scan.Fault{Message: fmt.Sprintf("larger than %d bytes", f.MaxBytes), Hint: scan.HintMaxBytes}
}

// inflate reads a text, decompressed as often as it was compressed.
func (f *file) inflate(src *inputReader, in []sbom.Wrapper) (string, []sbom.Wrapper, error) {
	size := sizeOf(src.r)
	for r := io.Reader(src); ; {
		buffered := bufio.NewReaderSize(&limited{r, f.MaxBytes, f.tooLarge}, headSize)
		head, err := buffered.Peek(headSize)
		if err != nil && err != io.EOF {
			return "", in, decompression(in, err)
		}
		kind := compressionOf(string(head))
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
			text, err := readText(buffered, string(head), int(min(size, f.MaxBytes)))
			return text, in, decompression(in, err)
		}
		size = 0
		wrapped, full := f.wrap(in, sbom.Wrapper{Kind: kind, Decoded: true})
		if full != nil {
			return "", in, full
		}
		if in = wrapped; err != nil {
			return "", in, decompression(in, err)
		}
	}
}

// compressionOf returns how a file is compressed that begins so, or "".
func compressionOf(head string) sbom.WrapperKind {
	switch {
	case strings.HasPrefix(head, "\x1f\x8b"):
		return sbom.WrapperGzip
	case strings.HasPrefix(head, "\x28\xb5\x2f\xfd"):
		return sbom.WrapperZstd
	}
	return ""
}

// refuseNoText refuses what is no text, by its head.
func refuseNoText(head string) error {
	if looks, ok := looksLike(head); ok {
		return &scan.Fault{Message: "this is " + looks + ": expected a CycloneDX or SPDX document", NotSBOM: true}
	}
	return nil
}

// readText reads to the end of a text, which has about size bytes.
func readText(r io.Reader, head string, size int) (string, error) {
	if err := refuseNoText(head); err != nil {
		return head, err
	}
	text := make([]byte, 0, size+bytes.MinRead)
	for {
		n, err := r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err == io.EOF {
			// The bytes are not written to again, so they may serve as a string.
			return unsafe.String(unsafe.SliceData(text), len(text)), nil
		}
		if err != nil {
			return unsafe.String(unsafe.SliceData(text), len(text)), err
		}
		if cap(text)-len(text) < bytes.MinRead {
			text = slices.Grow(text, max(bytes.MinRead, len(text)))
		}
	}
}

// sizeOf returns the number of bytes that r has left to read, 0 if that is unknown.
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

// decompression makes a fault of an error that decompressing gave.
func decompression(in []sbom.Wrapper, err error) error {
	var f *scan.Fault
	if err == nil || len(in) == 0 || errors.As(err, &f) {
		return err
	}
	kind := in[len(in)-1].Kind
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &scan.Fault{Message: fmt.Sprintf("the %s file breaks off", kind), Hint: scan.HintCutOff}
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return &scan.Fault{Message: fmt.Sprintf("the zstd file wants a window of more than %d bytes", maxWindow), Hint: "compress it without --long"}
	}
	return &scan.Fault{Message: fmt.Sprintf("invalid %s: %s", kind, strings.TrimPrefix(err.Error(), string(kind)+": "))}
}

// text goes on with a text that is not compressed.
func (f *file) text(text string, in []sbom.Wrapper) error {
	c := content{wrappers: in}
	var charset string
	var err error
	if c.text, charset, err = toUTF8(text); err == nil && charset != "" {
		c.wrappers, err = f.wrap(in, sbom.Wrapper{Kind: sbom.WrapperKind(charset)})
	}
	if err == nil {
		err = checkUTF8(c.text)
	}
	if err != nil {
		return f.fail(c, 0, err)
	}
	if strings.HasPrefix(strings.TrimLeft(c.text, scan.JSONSpace), "{") {
		return f.values(c)
	}
	return f.document(c, sbom.Place{End: len(c.text)})
}

// values goes on with a text that has one JSON object, or several as JSON lines
// have. What is no SBOM among SBOMs is refused.
func (f *file) values(c content) error {
	c.encoding = sbom.JSON
	whole, before := c, len(f.docs)
	var stray error
	for rest := c.text; rest != ""; {
		c.outline = scan.NewOutline(rest, 0, f.MaxDepth)
		end := c.outline.End
		if tooDeep := c.outline.TooDeep; tooDeep >= 0 {
			return f.fail(whole, 0, &scan.Fault{
				Offset:  len(whole.text) - len(rest) + tooDeep,
				Message: fmt.Sprintf("nested deeper than %d objects and arrays", f.MaxDepth),
				Hint:    scan.HintMaxDepth,
			})
		}
		after := strings.TrimLeft(rest[end:], scan.JSONSpace)
		if !strings.HasPrefix(after, "{") {
			end, after = len(rest), "" // the reader refuses what else is there
		}
		c.text = rest[:end]
		err := f.value(c, sbom.Place{End: end})
		switch {
		case err == nil:
		case !errors.Is(err, sbom.ErrNotSBOM):
			return err
		case len(f.docs) > before && len(c.outline.Names) == 0:
			return f.fail(whole, len(whole.text)-len(rest), &scan.Fault{Message: "text after the end of the JSON document: expected nothing"})
		case stray == nil:
			stray = err
		}
		if after != "" {
			c.start.Advance(rest[:len(rest)-len(after)])
		}
		rest = after
	}
	if e, ok := errors.AsType[*sbom.Error](stray); ok && len(f.docs) > before {
		e.NotSBOM = false
	}
	return stray
}

// value goes on with a JSON object, of which the document has the outline.
func (f *file) value(c content, at sbom.Place) error {
	names := c.outline.Names
	var unwrap func(content, sbom.Place) error
	switch {
	case names["dsseEnvelope"], names["messageSignature"]:
		unwrap = f.sigstoreBundle
	case names["payload"] && names["payloadType"]:
		unwrap = f.envelope
	case names["predicate"] && names["predicateType"]:
		unwrap = f.statement
	case names["sbom"]:
		unwrap = f.export
	default:
		return f.document(c, at)
	}
	for _, name := range []string{"bomFormat", "spdxVersion", "@context", "@graph"} {
		if names[name] {
			return f.fail(c, at.Start, &scan.Fault{Message: fmt.Sprintf("member %q in an object that wraps a document: expected either an SBOM or a wrapper of one", name)})
		}
	}
	err := unwrap(c, at)
	if _, located := errors.AsType[*sbom.Error](err); err == nil || located {
		return err
	}
	return f.fail(c, at.Start, err)
}

// inside goes on with a value within a wrapper of the same text.
func (f *file) inside(c content, at sbom.Place, w sbom.Wrapper) error {
	if c.text[at.Start] != '{' {
		return &scan.Fault{Offset: at.Start, Message: fmt.Sprintf("no object in a wrapper (%s): expected a CycloneDX or SPDX document", w.Kind), NotSBOM: true}
	}
	var err error
	if c.wrappers, err = f.wrap(c.wrappers, w); err != nil {
		return err
	}
	c.outline = scan.NewOutline(c.text[:at.End], at.Start, f.MaxDepth)
	return f.value(c, at)
}

// content goes on with the text that a wrapper decodes to.
func (f *file) content(c content, text string, w sbom.Wrapper) error {
	w.Decoded = true
	in, err := f.wrap(c.wrappers, w)
	if err != nil {
		return err
	}
	return f.take(text, in)
}

// export takes the document out of {"sbom": …}, as GitHub's dependency graph has it.
func (f *file) export(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "sbom")
	if err != nil {
		return err
	}
	return f.inside(c, m.places["sbom"], sbom.Wrapper{Kind: sbom.WrapperGitHub})
}

// sigstoreBundle takes the envelope out of a Sigstore bundle. What proves who
// signed it without a key, certificates and entries of a log, is not looked at.
func (f *file) sigstoreBundle(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "mediaType", "dsseEnvelope", "messageSignature")
	if err != nil {
		return err
	}
	mediaType, err := m.string("mediaType")
	if err != nil {
		return err
	}
	if !bundleMediaType.MatchString(mediaType) {
		return &scan.Fault{Offset: m.places["mediaType"].Start, Message: fmt.Sprintf("media type %s of a Sigstore bundle: expected version 0.1, 0.2 or 0.3", scan.Quote(mediaType))}
	}
	envelope, ok := m.places["dsseEnvelope"]
	if !ok {
		return &scan.Fault{
			Offset:  m.places["messageSignature"].Start,
			Message: "a Sigstore bundle that signs a document and does not hold it: expected a dsseEnvelope",
			Hint:    "give the document itself", NotSBOM: true}
	}
	return f.inside(c, envelope, sbom.Wrapper{Kind: sbom.WrapperSigstoreBundle})
}

var bundleMediaType = regexp.MustCompile(`^application/vnd\.dev\.sigstore\.bundle(\+json;version=0\.[123]|\.v0\.3\+json)$`)

// envelope takes the payload out of a DSSE envelope. If there are keys, one of
// the signatures must be by one of them.
func (f *file) envelope(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "payloadType", "payload", "signatures")
	if err != nil {
		return err
	}
	payloadType, err := m.string("payloadType")
	if err != nil {
		return err
	}
	encoded, err := m.string("payload")
	if err != nil {
		return err
	}
	payload, err := scan.DecodeBase64(encoded)
	if err != nil {
		return &scan.Fault{Offset: m.places["payload"].Start, Message: "payload of the envelope: expected Base64: " + err.Error()}
	}
	signatures, err := m.signatures()
	if err != nil {
		return err
	}
	w := sbom.Wrapper{Kind: sbom.WrapperDSSE}
	if len(f.Keys) > 0 {
		w.Signer, w.Verified = signer(f.Keys, preAuthEncoding(payloadType, payload), signatures)
		if !w.Verified {
			return &scan.Fault{
				Offset:  m.places["signatures"].Start,
				Message: "no signature of the envelope is valid by a key that was given",
				Hint:    "check that --key is the signer's; a signature that only a certificate vouches for (keyless) cannot be verified here",
			}
		}
	}
	return f.content(c, string(payload), w)
}

// statement takes the predicate out of an in-toto statement.
func (f *file) statement(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "_type", "predicateType", "predicate")
	if err != nil {
		return err
	}
	typ, err := m.string("_type")
	if err != nil {
		return err
	}
	if typ != "https://in-toto.io/Statement/v1" && typ != "https://in-toto.io/Statement/v0.1" {
		return &scan.Fault{Offset: m.places["_type"].Start, Message: fmt.Sprintf("in-toto statement of type %s: expected https://in-toto.io/Statement/v1 or v0.1", scan.Quote(typ))}
	}
	predicateType, err := m.string("predicateType")
	if err != nil {
		return err
	}
	if !isSBOMPredicate(predicateType) {
		return &scan.Fault{
			Offset:  m.places["predicateType"].Start,
			Message: fmt.Sprintf("in-toto statement with a predicate of type %s: expected an SPDX or CycloneDX document", scan.Quote(predicateType)),
			Hint:    "give the attestations of SBOMs alone", NotSBOM: true}
	}
	predicate := m.places["predicate"]
	if names := scan.NewOutline(c.text[:predicate.End], predicate.Start, f.MaxDepth).Names; names["Data"] && len(names) == 1 {
		if m, err = readMembers(c.text, predicate, "Data"); err != nil {
			return err
		}
		predicate = m.places["Data"]
	}
	w := sbom.Wrapper{Kind: sbom.WrapperInToto}
	if c.text[predicate.Start] != '"' {
		return f.inside(c, predicate, w)
	}
	text, err := scan.StringAt(c.text, predicate) // as cosign has a document that is no JSON
	if err != nil {
		return err
	}
	return f.content(c, text, w)
}

// isSBOMPredicate knows the types of in-toto/attestation, which may end with the
// version of the SBOM's format, and the one that in-toto-golang had before 0.5.
func isSBOMPredicate(typ string) bool {
	for _, t := range []string{"https://spdx.dev/Document", "https://cyclonedx.org/bom", "https://cyclonedx.org/schema"} {
		if rest, ok := strings.CutPrefix(typ, t); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// members are those of an object that were asked for.
type members struct {
	text   string
	places map[string]sbom.Place // of their values
}

// readMembers reads the members of an object that have one of the names. It is
// strict with all of the object.
func readMembers(text string, object sbom.Place, names ...string) (members, error) {
	m := members{text: text, places: map[string]sbom.Place{}}
	text = text[:object.End]
	r := scan.NewJSON(text, object.Start)
	err := r.Object(func(name string) error {
		start := r.NextOffset()
		if err := r.SkipValue(); err != nil {
			return err
		}
		for _, n := range names {
			switch {
			case name == n:
				m.places[n] = sbom.Place{Start: start, End: r.EndOffset()}
			case scan.FoldCase(name) == scan.FoldCase(n):
				return &scan.Fault{Offset: start, Message: fmt.Sprintf("member %s differs from %q only in case", scan.Quote(name), n)}
			}
		}
		return nil
	})
	if err == nil {
		err = r.End()
	}
	if err != nil {
		return m, r.AsFault(err)
	}
	return m, nil
}

// string returns the value of a member, which must be there.
func (m members) string(name string) (string, error) {
	p, ok := m.places[name]
	if !ok {
		return "", &scan.Fault{Message: fmt.Sprintf("member %q is missing", name)}
	}
	return scan.StringAt(m.text, p)
}

// signatures returns the signatures of an envelope.
func (m members) signatures() ([][]byte, error) {
	p := m.places["signatures"]
	var list []struct {
		Sig string `json:"sig"`
	}
	if err := json.Unmarshal([]byte(m.text[p.Start:p.End]), &list); err != nil || len(list) == 0 || len(list) > maxSignatures {
		return nil, &scan.Fault{Offset: p.Start, Message: fmt.Sprintf("signatures of the envelope: expected an array of 1 to %d objects", maxSignatures)}
	}
	signatures := make([][]byte, len(list))
	for i, s := range list {
		var err error
		if signatures[i], err = scan.DecodeBase64(s.Sig); err != nil {
			return nil, &scan.Fault{Offset: p.Start, Message: fmt.Sprintf("signature %d of the envelope: expected Base64: %v", i+1, err)}
		}
	}
	return signatures, nil
}
