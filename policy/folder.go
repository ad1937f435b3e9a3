package policy

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// ReadFolder reads a folder laid out as an OPA bundle: *.rego in any folder, and data
// in files named data.yaml or data.json. The folder of a data file is the path of its
// content in data. [Bundle.Ignored] lists tests (*_test.rego), documentation (*.md,
// README, LICENSE and the like) and hidden files, which are not read. Any other file is
// an error, since its author may expect it to have an effect.
//
// Symbolic links to files and folders are followed, but not in a folder that is itself
// reached over a link. In a volume of Kubernetes each file is therefore read once: the
// other copy is in a hidden folder.
//
// Long lists should be JSON, which is read many times as fast as YAML.
func ReadFolder(name string, folder fs.FS) (*Bundle, error) {
	b := &Bundle{name: name, modules: map[string]module{}}
	if err := b.walk(folder, ".", false); err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b.read()
}

// walk adds the files in a folder and in the folders in it. Linked reports whether the
// folder was reached over a link.
func (b *Bundle) walk(folder fs.FS, dir string, linked bool) error {
	members, err := fs.ReadDir(folder, dir)
	if err != nil {
		return err
	}
	for _, m := range members {
		p, kind, overLink := path.Join(dir, m.Name()), m.Type(), linked
		if kind == fs.ModeSymlink && !isHidden(p) {
			info, err := fs.Stat(folder, p)
			if err != nil {
				return err
			}
			if info.IsDir() && linked {
				return fmt.Errorf("%q is a link to a folder, in a folder that is reached over a link: expected at most one link in a path", p)
			}
			kind, overLink = info.Mode().Type(), true
		}
		if kind.IsDir() && !isHidden(p) {
			err = b.walk(folder, p, overLink)
		} else {
			err = b.add(p, kind, func() ([]byte, error) { return fs.ReadFile(folder, p) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxBundleBytes limits the decompressed size of an OPA bundle.
const maxBundleBytes = 1 << 30

// ReadBundle reads an OPA bundle, a gzipped tar archive, in the same way as
// [ReadFolder] reads a folder. Signatures are not verified.
func ReadBundle(name string, r io.Reader) (*Bundle, error) {
	b := &Bundle{name: name, modules: map[string]module{}}
	if err := b.extract(r); err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b.read()
}

// extract adds the files of a gzipped tar archive.
func (b *Bundle) extract(r io.Reader) error {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("expected a folder or an OPA bundle, which is a gzipped tar archive: %w", err)
	}
	limited := &io.LimitedReader{R: unzipped, N: maxBundleBytes}
	archive := tar.NewReader(limited)
	seen := map[string]bool{}
	for {
		header, err := archive.Next()
		switch {
		case limited.N == 0:
			return fmt.Errorf("more than %d bytes after decompression", maxBundleBytes)
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("expected an OPA bundle, which is a gzipped tar archive: %w", err)
		}
		p := strings.TrimPrefix(path.Clean("/"+header.Name), "/")
		info := header.FileInfo()
		if info.IsDir() || header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if seen[p] {
			return fmt.Errorf("%q is in the archive twice: expected one file with this name", p)
		}
		seen[p] = true
		kind := info.Mode().Type()
		if header.Typeflag == tar.TypeLink {
			kind = fs.ModeIrregular
		}
		if err := b.add(p, kind, func() ([]byte, error) { return io.ReadAll(archive) }); err != nil {
			return err
		}
	}
}

// add adds a file to the bundle, or to what it ignores or refuses.
func (b *Bundle) add(p string, kind fs.FileMode, read func() ([]byte, error)) error {
	role := roleOf(p)
	switch {
	case role == ignored:
		b.ignored = append(b.ignored, p)
		return nil
	case kind != 0:
		b.refuse(p, "a regular file")
		return nil
	case role == unread:
		b.refuse(p, expectedName(p))
		return nil
	}
	text, err := read()
	if err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	if role == regoFile {
		b.modules[p] = module{source: text}
	} else {
		b.files = append(b.files, file{p, text})
	}
	return nil
}

func (b *Bundle) refuse(p, expected string) {
	b.refused = append(b.refused, fmt.Errorf("read policies %q: %q would be ignored: expected %s", b.name, p, expected))
}

// read returns the bundle, or an error that lists the files that it does not read.
func (b *Bundle) read() (*Bundle, error) {
	if len(b.refused) > 0 {
		return nil, errors.Join(b.refused...)
	}
	if len(b.modules)+len(b.files) == 0 {
		return nil, fmt.Errorf("read policies %q: expected at least one file named *.rego, data.yaml or data.json that is not hidden", b.name)
	}
	return b, nil
}

// role is what a file in a bundle is, judging by its name.
type role int

const (
	unread   role = iota
	ignored       // a test, documentation, or hidden
	regoFile      // policies
	dataFile
)

func roleOf(p string) role {
	base := path.Base(p)
	switch {
	case isHidden(p), strings.HasSuffix(base, "_test.rego"), isDocumentation(base):
		return ignored
	case path.Ext(base) == ".rego":
		return regoFile
	case base == "data.yaml", base == "data.json":
		return dataFile
	}
	return unread
}

// isHidden reports whether the name of a file or of one of its folders begins with a
// period.
func isHidden(p string) bool { return strings.HasPrefix(p, ".") || strings.Contains(p, "/.") }

// isDocumentation reports whether a file name is one of those that repositories have
// for their readers.
func isDocumentation(base string) bool {
	stem, ext, _ := strings.Cut(strings.ToLower(base), ".")
	switch ext {
	case "md":
		return true
	case "", "txt", "rst", "adoc":
		switch stem {
		case "readme", "license", "licence", "copying", "notice", "authors", "contributing", "changelog", "security", "codeowners":
			return true
		}
	}
	return false
}

// expectedName describes the name that a file must have to be read, judging by the
// name that it has.
func expectedName(p string) string {
	dir, base := path.Split(p)
	if base == "patch.json" {
		return "a snapshot bundle, not a delta bundle"
	}
	stem, ext, _ := strings.Cut(base, ".")
	switch first, _, _ := strings.Cut(strings.ToLower(ext), "."); first {
	case "rego":
		return fmt.Sprintf("%q", dir+stem+".rego")
	case "yaml", "yml", "json":
		if strings.EqualFold(stem, "data") {
			return fmt.Sprintf("%q", dir+"data."+strings.Replace(first, "yml", "yaml", 1))
		}
		return fmt.Sprintf("data.yaml or data.json, as in %q", path.Join(dir, stem, "data.yaml"))
	case "wasm":
		return "policies as Rego"
	}
	return "*.rego, data.yaml or data.json; documentation is *.md, and hidden files begin with a period"
}
