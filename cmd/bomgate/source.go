package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// stdinName is the argument for standard input, and the name of its document.
const stdinName = "-"

// source is a file to evaluate. It may hold several documents.
type source struct {
	name       string // in reports: see reportName
	path       string // unless it is standard input
	size       int64  // bytes, 0 if unknown
	stdin      bool
	attached   *oci.Blob // attached to an image; nil for a file
	named      bool      // given as an argument itself or an SBOM by its name, so that it must be one
	containers []string  // report names of the containers that it was found in
	err        error     // why it cannot be opened, if that is already known
}

// container is an argument that holds any number of sources: a directory or an image.
type container struct {
	name  string // in reports
	empty error  // the error if no source in it is an SBOM
}

// finder collects the sources that arguments name, each once.
type finder struct {
	sources    []*source
	containers []container
	skipped    []gate.Skipped     // files in directories that are not opened
	byPath     map[string]*source // by path without symbolic links
	selection  selection
}

// find finds the sources that the arguments name, each once. Directories are walked in the
// order of their names, except .git. A symbolic link in a directory is followed if its
// target is in the same directory. Other files of a directory are left out if they are not
// selected.
func find(ctx context.Context, args []string, s selection) *finder {
	f := &finder{byPath: map[string]*source{}, selection: s}
	for _, arg := range args {
		f.find(ctx, arg)
	}
	return f
}

func (f *finder) find(ctx context.Context, arg string) {
	if arg == stdinName {
		f.add(stdinName, &source{name: arg, stdin: true}).named = true // differs from every absolute path
		return
	}
	if address.MatchString(arg) {
		f.add(arg, &source{name: arg, err: mistaken(arg, "bomgate does not read URLs", "download the SBOM first, as in curl -fsSL URL | bomgate check -")}).named = true
		return
	}
	name := reportName(arg)
	if slices.ContainsFunc(f.containers, func(c container) bool { return c.name == name }) {
		return
	}
	info, statErr := os.Stat(arg)
	isDirectory := statErr == nil && info.IsDir()
	attached, err := oci.Find(ctx, arg)
	isImage := !errors.Is(err, oci.ErrNotImage)
	if isImage {
		f.addImage(name, attached, err)
	}
	switch {
	case isDirectory: // also an image layout: other files may be beside it
		f.addDirectory(name, arg)
	case !isImage:
		s := f.add(realPath(arg), &source{name: name, path: arg, size: sizeOf(info, statErr)})
		s.named = true
		if errors.Is(statErr, fs.ErrNotExist) && imageName.MatchString(arg) {
			s.err = mistaken(name, "no such file or directory", "write the name of an image as oci://"+arg)
		}
	}
}

var (
	address   = regexp.MustCompile(`^(?i:https?|ftp)://`)
	imageName = regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$`) // with a tag or digest
)

// mistaken returns the error for an argument that is not what a PATH can be.
func mistaken(name, message, hint string) error {
	return &sbom.Error{Name: name, Message: message, Hint: hint}
}

// add adds a source unless there is already one with the same path, and returns the one
// that is there.
func (f *finder) add(path string, s *source) *source {
	known, ok := f.byPath[path]
	if !ok {
		known = s
		f.byPath[path] = s
		f.sources = append(f.sources, s)
	}
	known.named = known.named || decode.NamesSBOM(s.name)
	return known
}

// addImage adds the SBOMs attached to an image. Err is why they could not be found.
func (f *finder) addImage(name string, attached []*oci.Blob, err error) {
	if err == nil {
		err = &sbom.Error{
			Name:    name,
			Message: "no SBOM is attached to this image",
			Hint:    "attach an SBOM when the image is built, or check the SBOM file itself; layers of images are not inspected",
		}
	}
	f.containers = append(f.containers, container{name, err})
	for _, a := range attached {
		s := f.add(realPath(a.Name), &source{name: reportName(a.Name), path: a.Name, size: a.Size(), attached: a, named: a.IsSBOM})
		s.containers = append(s.containers, name)
	}
}

// addDirectory adds the files in a directory.
func (f *finder) addDirectory(name, dir string) {
	if !slices.ContainsFunc(f.containers, func(c container) bool { return c.name == name }) {
		f.containers = append(f.containers, container{name, fmt.Errorf("no SBOM found in directory %q", name)})
	}
	workDir, absDir, realDir := absolute("."), absolute(dir), realPath(dir) // once, since they are system calls
	// The function never returns an error other than SkipDir: what cannot be read
	// becomes a source with an error.
	_ = fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		p = filepath.FromSlash(p)
		s := &source{path: filepath.Join(dir, p)}
		s.name = relativeTo(workDir, filepath.Join(absDir, p), s.path)
		target := filepath.Join(realDir, p)
		switch {
		case err != nil:
			s.err = fmt.Errorf("read %q: %w", s.name, err)
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return nil
		case !f.selection.has(filepath.ToSlash(p)):
			f.skipped = append(f.skipped, gate.Skipped{Name: s.name, Reason: gate.SkippedByPattern})
			return nil
		case d.Type().IsRegular():
			s.size = sizeOf(d.Info())
		case d.Type()&fs.ModeSymlink != 0:
			var info fs.FileInfo
			if target, info = followLink(target, realDir); info == nil {
				f.skipped = append(f.skipped, gate.Skipped{Name: s.name, Reason: gate.SkippedLink})
				return nil
			}
			if info.IsDir() {
				return nil // its files are found at their own paths
			}
			s.size = info.Size()
		default: // a pipe or a device
			f.skipped = append(f.skipped, gate.Skipped{Name: s.name, Reason: gate.SkippedNotSBOM})
			return nil
		}
		s = f.add(target, s)
		s.containers = append(s.containers, name)
		return nil
	})
}

// followLink returns the target of a symbolic link. The info is nil unless the target is a
// regular file or a directory in dir.
func followLink(link, dir string) (target string, info fs.FileInfo) {
	target, err := filepath.EvalSymlinks(link)
	if err != nil {
		return "", nil
	}
	rel, err := filepath.Rel(dir, target)
	if err != nil || !filepath.IsLocal(rel) {
		return "", nil
	}
	info, err = os.Stat(target)
	if err != nil || !info.IsDir() && !info.Mode().IsRegular() {
		return "", nil
	}
	return target, info
}

func sizeOf(info fs.FileInfo, err error) int64 {
	if err != nil {
		return 0
	}
	return info.Size()
}

// reportName returns a path as it appears in reports: with slashes and, if it is below
// the working directory, relative to it, because SARIF wants paths relative to the
// root of the repository. The name of an image in a registry stays as it is.
func reportName(path string) string {
	if strings.HasPrefix(path, oci.Scheme) {
		return path
	}
	return relativeTo(absolute("."), absolute(path), path)
}

// relativeTo returns path, whose absolute form is abs, relative to dir if it is below dir.
func relativeTo(dir, abs, path string) string {
	if rel, err := filepath.Rel(dir, abs); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// absolute returns the absolute path, or the cleaned path if there is no working directory.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// realPath returns the absolute path without symbolic links, if it exists.
func realPath(path string) string {
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// decode reads the source once and decodes it.
func (s *source) decode(ctx context.Context, d decode.Decoder, stdin io.Reader) ([]*sbom.Document, error) {
	if s.err != nil {
		return nil, s.err
	}
	r, err := s.open(ctx, stdin)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", s.name, err)
	}
	defer r.Close()
	return d.All(s.name, sizedReader{r, s.size})
}

func (s *source) open(ctx context.Context, stdin io.Reader) (io.ReadCloser, error) {
	switch {
	case s.stdin:
		return io.NopCloser(interruptible(ctx, stdin)), nil
	case s.attached != nil:
		return s.attached.Open(ctx)
	}
	return os.Open(s.path)
}

// sizedReader tells the decoder how much there is to read, so that it can allocate the
// memory at once. The size is a hint; 0 means unknown.
type sizedReader struct {
	io.Reader
	size int64
}

// Len returns the number of bytes, as the method of [bytes.Reader] does.
func (r sizedReader) Len() int { return int(r.size) }

// interruptible returns a reader of r that fails when the context ends, even while r
// waits for input.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { out.CloseWithError(context.Cause(ctx)) })
	return out
}
