package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// Container is an argument that holds any number of sources: a directory or an image.
type Container struct {
	Name  string // in reports
	Empty error  // the error if no source in it is an SBOM
}

// Found has the sources that the arguments of a command name.
type Found struct {
	Sources    []*Source // each once, in the order of the arguments
	Containers []Container
	Skipped    []gate.Skipped // files in directories that are not opened

	byPath    map[string]*Source // by path without symbolic links
	selection Selection
}

// Find finds the sources that the arguments name, each once. An argument is [Stdin], the
// path of a file or a directory, an image, or a pattern for paths: see [Found.addMatches].
// Directories are walked in the order of their names, except repositories of Git. A symbolic
// link in a directory is followed if its target is in the same directory. Files of a directory
// that are not selected are left out.
func Find(ctx context.Context, args []string, s Selection) *Found {
	f := &Found{byPath: map[string]*Source{}, selection: s}
	for _, arg := range args {
		f.find(ctx, arg)
	}
	return f
}

func (f *Found) find(ctx context.Context, arg string) {
	if arg == Stdin {
		f.add(Stdin, &Source{Name: arg, stdin: true}).Named = true // differs from every absolute path
		return
	}
	if address.MatchString(arg) && !strings.HasPrefix(arg, oci.Scheme) {
		f.addError(arg, mistaken(arg, "bomgate does not read URLs", addressHint(arg)))
		return
	}
	info, err := os.Stat(arg)
	if err != nil && isPattern(arg) {
		f.addMatches(ctx, arg)
		return
	}
	f.addPath(ctx, arg, info, err)
}

// addPath adds the sources at a path, or in the image that it names. Info and statErr are
// the result of [os.Stat].
func (f *Found) addPath(ctx context.Context, path string, info fs.FileInfo, statErr error) {
	name := ReportName(path)
	if slices.ContainsFunc(f.Containers, func(c Container) bool { return c.Name == name }) {
		return
	}
	isDirectory := statErr == nil && info.IsDir()
	attached, err := oci.Find(ctx, path)
	isImage := !errors.Is(err, oci.ErrNotImage)
	if isImage {
		f.addImage(name, attached, err)
	}
	switch {
	case isDirectory: // also an image layout: other files may be beside it
		f.addDirectory(name, path)
	case !isImage:
		s := f.add(realPath(path), &Source{Name: name, path: path, Size: sizeOf(info, statErr)})
		s.Named = true
		if errors.Is(statErr, fs.ErrNotExist) {
			s.err = mistaken(name, "no such file or directory", cmp.Or(missingHint(path), nearHint(path)))
		}
	}
}

// addError adds a source that cannot be read.
func (f *Found) addError(name string, err error) {
	f.add(name, &Source{Name: name, err: err}).Named = true
}

// add adds a source unless there is already one with the same path, and returns the one
// that is there.
func (f *Found) add(path string, s *Source) *Source {
	known, ok := f.byPath[path]
	if !ok {
		known = s
		f.byPath[path] = s
		f.Sources = append(f.Sources, s)
	}
	known.Named = known.Named || decode.NamesSBOM(s.Name)
	return known
}

// addImage adds the SBOMs attached to an image. Err is why they could not be found.
func (f *Found) addImage(name string, attached []*oci.Blob, err error) {
	if err == nil {
		err = &sbom.Error{
			Name:    name,
			Message: "no SBOM is attached to this image",
			Hint:    "attach an SBOM when the image is built, or check the SBOM file itself; layers of images are not inspected",
		}
	}
	f.Containers = append(f.Containers, Container{name, err})
	for _, a := range attached {
		s := f.add(realPath(a.Name), &Source{Name: ReportName(a.Name), path: a.Name, Size: a.Size(), attached: a, Named: a.IsSBOM})
		s.Containers = append(s.Containers, name)
	}
}

// addDirectory adds the files in a directory.
func (f *Found) addDirectory(name, dir string) {
	if !slices.ContainsFunc(f.Containers, func(c Container) bool { return c.Name == name }) {
		hint := "write one first, as with syft DIR -o cyclonedx-json=bom.cdx.json; check -v lists the files that are not SBOMs"
		if len(f.selection.Include)+len(f.selection.Exclude) > 0 {
			hint = "--include and --exclude may leave out too much; check -v lists the files that they leave out, and those that are not SBOMs"
		}
		f.Containers = append(f.Containers, Container{name, mistaken(name, "no SBOM found in this directory", hint)})
	}
	workDir, absDir, realDir := absolute("."), absolute(dir), realPath(dir) // once, since they are system calls
	// The function never returns an error other than SkipDir: what cannot be read
	// becomes a source with an error.
	fsys := os.DirFS(dir)
	_ = fs.WalkDir(fsys, ".", func(at string, d fs.DirEntry, err error) error {
		p := filepath.FromSlash(at)
		s := &Source{path: filepath.Join(dir, p)}
		s.Name = relativeTo(workDir, filepath.Join(absDir, p), s.path)
		target := filepath.Join(realDir, p)
		switch {
		case err != nil:
			s.err = fmt.Errorf("read %q: %w", s.Name, err)
		case d.IsDir() && isGitDir(fsys, at):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case !f.selection.has(at):
			f.Skipped = append(f.Skipped, gate.Skipped{Name: s.Name, Reason: gate.SkippedByPattern})
			return nil
		case d.Type().IsRegular():
			s.Size = sizeOf(d.Info())
		case d.Type()&fs.ModeSymlink != 0:
			var info fs.FileInfo
			if target, info = followLink(target, realDir); info == nil {
				f.Skipped = append(f.Skipped, gate.Skipped{Name: s.Name, Reason: gate.SkippedLink})
				return nil
			}
			if info.IsDir() {
				return nil // its files are found at their own paths
			}
			s.Size = info.Size()
		default: // a pipe or a device
			f.Skipped = append(f.Skipped, gate.Skipped{Name: s.Name, Reason: gate.SkippedNotSBOM})
			return nil
		}
		s = f.add(target, s)
		s.Containers = append(s.Containers, name)
		return nil
	})
}

// isGitDir reports whether a folder is a repository of Git, which is not searched. Another
// folder with that name is.
func isGitDir(fsys fs.FS, folder string) bool {
	if path.Base(folder) != ".git" {
		return false
	}
	head, err := fs.Stat(fsys, path.Join(folder, "HEAD"))
	objects, err2 := fs.Stat(fsys, path.Join(folder, "objects"))
	return err == nil && err2 == nil && head.Mode().IsRegular() && objects.IsDir()
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
