// Package source finds the files, images and standard input that the arguments of a command
// name, and decodes the SBOMs in them.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// Stdin is the argument for standard input, and the name of its document.
const Stdin = "-"

// Source is a file to evaluate. It may hold several documents.
type Source struct {
	Name       string   // in reports: see [ReportName]
	Size       int64    // in bytes, 0 if unknown
	Named      bool     // given as an argument itself or an SBOM by its name, so that it must be one
	Containers []string // the names of the containers in which it was found

	path     string    // of the file, unless another field says where the content is
	stdin    bool      // the content is standard input
	attached *oci.Blob // the content is attached to an image
	err      error     // why it cannot be opened, if that is already known
}

// Decode reads the source once and decodes it.
func (s *Source) Decode(ctx context.Context, d decode.Decoder, stdin io.Reader) ([]*sbom.Document, error) {
	if s.err != nil {
		return nil, s.err
	}
	r, err := s.open(ctx, stdin)
	if err != nil {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err // without the path, which is not the name in reports
		}
		return nil, fmt.Errorf("read %q: %w", s.Name, err)
	}
	defer r.Close()
	return d.All(s.Name, sizedReader{r, s.Size})
}

func (s *Source) open(ctx context.Context, stdin io.Reader) (io.ReadCloser, error) {
	switch {
	case s.stdin:
		return io.NopCloser(Interruptible(ctx, stdin)), nil
	case s.attached != nil:
		return s.attached.Open(ctx)
	}
	return os.Open(s.path)
}

// sizedReader knows how much there is to read, so that the decoder can allocate the memory
// at once. The size is a hint; 0 means unknown.
type sizedReader struct {
	io.Reader
	size int64
}

// Len returns the number of bytes, as the method of [bytes.Reader] does.
func (r sizedReader) Len() int { return int(r.size) }

// Interruptible returns a reader of r that fails when the context ends, even while r
// waits for input.
func Interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { out.CloseWithError(context.Cause(ctx)) })
	return out
}
