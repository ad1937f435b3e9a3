package decode

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// The default limits of a [Decoder].
const (
	DefaultMaxBytes      = 1 << 30 // 1 GiB
	DefaultMaxYAMLValues = 600_000 // about 7 MB of SPDX
	DefaultMaxValueBytes = 1 << 20 // 1 MiB
	DefaultMaxDepth      = 1024    // real documents need about twelve
)

// maxDocuments is the largest number of documents in one file. A tiny compressed file can
// hold any number, and each costs time of its own.
const maxDocuments = 1000

// Decoder reads the SBOMs in a file. The zero Decoder has the default limits and does
// not verify signatures.
type Decoder struct {
	// MaxBytes is the maximum length of a file, and of all that is decompressed or decoded
	// from it together. 0 means DefaultMaxBytes.
	MaxBytes int64

	// MaxYAMLValues is the maximum number of values in a document in YAML. The number is
	// estimated from the punctuation, and the estimate is never too low. The names of
	// members are values too. Each value needs about 200 bytes of memory. 0 means
	// DefaultMaxYAMLValues.
	MaxYAMLValues int

	// MaxValueBytes is the maximum length of a value that makes a claim, such as a name,
	// a package URL or a copyright text. 0 means DefaultMaxValueBytes.
	MaxValueBytes int

	// MaxDepth is the maximum depth of nesting: of objects and arrays in JSON, mappings
	// and sequences in YAML, and elements in XML and RDF. 0 means DefaultMaxDepth.
	MaxDepth int

	// Wants returns the keys of claims that the caller may look up. Other claims are left
	// out, so that reading needs a fraction of the time and memory. The coverage of a
	// document does not depend on Wants. If Wants is nil or returns nil, documents have
	// all claims.
	//
	// The decoder calls Wants when it has the text of a document. Until then, the caller
	// can determine the keys in another goroutine; Wants may block.
	Wants func() *identity.KeySet

	// Sum receives all bytes that are read from the file, in their order, so that the
	// caller can compute a digest of exactly these bytes. It may be written to in another
	// goroutine until the decoder returns. If Sum is nil, it is not used.
	Sum io.Writer

	// Progress is called while a document is read, with the length of the text that has been
	// read and of the whole text in bytes. The calls for a document begin with 0. If
	// Progress is nil, it is not used.
	Progress func(read, length int)

	// Keys are the keys of trusted signers. If there are any, every document has to be
	// in a DSSE envelope with a valid signature by one of them.
	Keys []Key
}

// All reads the SBOMs in a file of any supported format, in any wrappers. It reads r to
// the end and returns at least one document unless there is an error. The name is used
// in messages, and [NamesSBOM] decides whether it says that the file is an SBOM.
//
// If r fails, the error wraps the error of r. Otherwise it is an [*sbom.Error] with the
// location of the fault, which matches [sbom.ErrNotSBOM] if nothing in the file or its
// name looks like an SBOM.
func (d Decoder) All(name string, r io.Reader) ([]*sbom.Document, error) {
	f := d.newFile(name)
	in := &input{r: r, size: sizeOf(r), file: f, sum: d.Sum}
	err := f.read(in, nil)
	in.summing.Wait()
	if err := cmp.Or(in.err, in.errSum); err != nil {
		return nil, fmt.Errorf("read %s: %w", scan.Quote(f.name), err)
	}
	if err := f.checkName(err); err != nil {
		return nil, err
	}
	return f.docs, nil
}

// One reads the only SBOM in a file as the zero [Decoder] does. It returns an error if
// there are several.
func One(name string, r io.Reader) (*sbom.Document, error) {
	docs, err := Decoder{}.All(name, r)
	switch {
	case err != nil:
		return nil, err
	case len(docs) > 1:
		return nil, &sbom.Error{
			Name:     name,
			Location: docs[1].Locate(sbom.Place{})[0],
			Message:  fmt.Sprintf("%d SBOMs in one file: expected one", len(docs)),
		}
	}
	return docs[0], nil
}

// file is a file while it is read.
type file struct {
	Decoder   // without zero limits
	name      string
	inArchive bool             // it is a file of an archive
	docs      []*sbom.Document // found so far

	wrapped int // see countWrapped
	budget
}

func (d Decoder) newFile(name string) *file {
	d.MaxBytes = cmp.Or(d.MaxBytes, DefaultMaxBytes)
	d.MaxYAMLValues = cmp.Or(d.MaxYAMLValues, DefaultMaxYAMLValues)
	d.MaxValueBytes = cmp.Or(d.MaxValueBytes, DefaultMaxValueBytes)
	d.MaxDepth = cmp.Or(d.MaxDepth, DefaultMaxDepth)
	return &file{Decoder: d, name: name, budget: budget{limit: d.MaxBytes}}
}

// checkName returns the error for a file. If the name of the file says that it is an SBOM,
// the error does not match [sbom.ErrNotSBOM]. It does if the name says that the file is
// documentation or source code, which quote SBOMs.
func (f *file) checkName(err error) error {
	e, ok := errors.AsType[*sbom.Error](err)
	switch {
	case !ok:
	case e.NotSBOM && NamesSBOM(f.name):
		e.NotSBOM = false
		e.Hint = cmp.Or(e.Hint, "its name says that it is an SBOM: rename it if it is not one")
	case !e.NotSBOM && len(f.docs) == 0 && namesText(f.name):
		e.NotSBOM = true
	}
	return err
}

// content is a text in which the decoder looks for SBOMs.
type content struct {
	text     string
	wrappers []sbom.Wrapper
	encoding sbom.Encoding // JSON if the decoder has detected it, otherwise ""
	outline  scan.Outline  // of the JSON value that is the text
	start    scan.Cursor   // lines and columns of the file before the text
	path     string        // the JSON pointer of the text in the file
	quiet    bool          // an error that matches ErrNotSBOM is not reported
}

// source returns the source of the SBOM that is the content.
func (c content) source(l scan.Limits) *scan.Source {
	return &scan.Source{Text: c.text, Encoding: c.encoding, Outline: c.outline, Start: c.start, Path: c.path, Limits: l}
}

// readDocument reads the SBOM that is the content.
func (f *file) readDocument(c content, how format) error {
	c.encoding = how.encoding
	doc := &sbom.Document{Name: f.name, Wrappers: c.wrappers, Format: how.format, Encoding: how.encoding}
	err := f.decode(doc, c, how)
	signed := slices.ContainsFunc(doc.Wrappers, func(w sbom.Wrapper) bool { return w.Verified })
	switch {
	case err != nil:
	case len(f.Keys) > 0 && !signed:
		err = &scan.Fault{Message: "the document is not signed: expected a DSSE envelope signed with a given key", Hint: "omit --key to accept unsigned documents"}
	case len(f.docs) == maxDocuments:
		err = &scan.Fault{Message: fmt.Sprintf("more than %d SBOMs in one file", maxDocuments), Hint: "split the file"}
	}
	if err != nil {
		return f.locate(c, f.checkTemplate(c, err))
	}
	f.docs = append(f.docs, doc)
	return nil
}

// decode reads a document in a format.
func (d Decoder) decode(doc *sbom.Document, c content, how format) error {
	src := c.source(scan.Limits{MaxDepth: d.MaxDepth, MaxValue: d.MaxValueBytes, MaxYAMLValues: d.MaxYAMLValues})
	if how.shapes != nil {
		src.Shapes = how.shapes()
	}
	if d.Progress != nil {
		src.Progress = func(end int) { d.Progress(end, len(src.Text)) }
		src.Reached(0)
	}
	var keys *identity.KeySet
	if d.Wants != nil {
		keys = d.Wants()
	}
	b := sbom.NewBuilder(doc, src, keys)
	if err := how.read(b); err != nil {
		return err
	}
	return b.Finish()
}

// locate returns the error for a fault in the content.
func (f *file) locate(c content, err error) error {
	fault, ok := errors.AsType[*scan.Fault](err)
	if ok && fault.NotSBOM && c.quiet {
		return sbom.ErrNotSBOM
	}
	e := &sbom.Error{Name: f.name, Message: err.Error()}
	if !ok {
		return e
	}
	e.Message, e.Hint, e.NotSBOM = describeContent(c.wrappers)+fault.Message, fault.Hint, fault.NotSBOM
	offset := min(fault.Offset, len(c.text))
	e.Location = c.source(scan.Limits{MaxYAMLValues: f.MaxYAMLValues}).Locate(sbom.Place{Start: offset, End: offset})[0]
	return e
}

// describeContent returns the start of a message about the text decoded from wrappers,
// or "" if the text is part of the file.
func describeContent(wrappers []sbom.Wrapper) string {
	var kinds []string
	for _, w := range wrappers {
		if w.Decoded {
			kinds = append(kinds, string(w.Kind))
		}
	}
	if kinds == nil {
		return ""
	}
	return "in the content of " + strings.Join(kinds, ", ") + ": "
}
