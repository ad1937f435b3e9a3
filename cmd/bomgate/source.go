package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/bomgate/bomgate/sbom"
)

// stdinName is the argument, and the document's name, that stands for standard input.
const stdinName = "-"

// source is a document to be judged.
type source struct {
	name  string // in reports: see reportName
	path  string // to be opened, unless it is standard input
	stdin bool
	named bool     // by an argument of its own, so that it must be an SBOM
	dirs  []string // report names of the arguments that it was found below
	err   error    // why it cannot be opened, if that is known already
}

// find returns the documents that the arguments name, each once, and the report
// names of the arguments that are directories. Directories are walked in the
// order of their names, except .git; symbolic links in them are not followed:
// what they lead to inside is found anyway.
func find(args []string) (found []*source, dirs []string) {
	byPath := map[string]*source{}
	add := func(s *source) *source {
		key := stdinName // no absolute path
		if !s.stdin {
			key = absolute(s.path)
		}
		if known, ok := byPath[key]; ok {
			return known
		}
		byPath[key] = s
		found = append(found, s)
		return s
	}
	for _, arg := range args {
		if info, err := os.Stat(arg); arg == stdinName || err != nil || !info.IsDir() {
			add(argument(arg)).named = true
			continue
		}
		dir := reportName(arg)
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		// The error is never returned: what cannot be read is a source that cannot be judged.
		_ = fs.WalkDir(os.DirFS(arg), ".", func(p string, d fs.DirEntry, err error) error {
			path := filepath.Join(arg, filepath.FromSlash(p))
			switch {
			case err != nil:
				s := add(&source{name: reportName(path), path: path})
				s.err = fmt.Errorf("read %q: %w", s.name, err)
				s.dirs = append(s.dirs, dir)
			case d.IsDir() && d.Name() == ".git":
				return fs.SkipDir
			case d.Type().IsRegular():
				s := add(&source{name: reportName(path), path: path})
				s.dirs = append(s.dirs, dir)
			}
			return nil
		})
	}
	return found, dirs
}

// argument is the document that an argument names: a file, or standard input.
func argument(arg string) *source {
	return &source{name: reportName(arg), path: arg, stdin: arg == stdinName}
}

// reportName is a path as reports have it: with slashes, and relative to the
// working directory where it is below it, since SARIF wants paths relative to
// the root of the repository.
func reportName(path string) string {
	if rel, err := filepath.Rel(absolute("."), absolute(path)); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// absolute returns the path as it is where there is no working directory.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// decode reads the document.
func (s *source) decode(ctx context.Context, d sbom.Decoder, stdin io.Reader) (*sbom.Document, error) {
	if s.err != nil {
		return nil, s.err
	}
	if s.stdin {
		return d.Decode(s.name, interruptible(ctx, stdin))
	}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", s.name, err)
	}
	defer f.Close()
	return d.Decode(s.name, f)
}

// interruptible returns a reader of r that fails when the context ends, even
// while r is waiting for somebody to type.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { out.CloseWithError(context.Cause(ctx)) })
	return out
}
