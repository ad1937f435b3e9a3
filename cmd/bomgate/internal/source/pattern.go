package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/bomgate/bomgate/policy/gate"
)

// maxVisited limits the folder entries that one pattern visits. A pattern with several ** or
// nested braces can visit a folder more than once.
const maxVisited = 5_000_000

// isPattern reports whether an argument that is not an existing path is a pattern for paths.
func isPattern(arg string) bool { return strings.ContainsAny(arg, "*?[{") }

// addMatches adds the sources at the paths that match a pattern, in the order of their
// names, as if each were an argument. The pattern has the syntax of doublestar: ** matches
// any number of folders, and names that begin with a dot match too. As in a shell, a pattern
// with ** does not follow symbolic links to folders, which can form cycles. Those that lead
// out of the directory are counted. Files that are not selected are left out; their path
// is relative to the part of the pattern without special characters.
func (f *Found) addMatches(ctx context.Context, arg string) {
	base, pattern := doublestar.SplitPattern(filepath.ToSlash(arg))
	tree := &tree{FS: os.DirFS(filepath.FromSlash(base)), ctx: ctx, limit: maxVisited}
	options := []doublestar.GlobOption{doublestar.WithFailOnIOErrors()}
	deep := strings.Contains(pattern, "**")
	if deep {
		options = append(options, doublestar.WithNoFollow())
	}
	matches, err := doublestar.Glob(tree, pattern, options...)
	switch {
	case errors.Is(err, doublestar.ErrBadPattern):
		f.addError(arg, mistaken(arg, "neither a file nor a pattern: expected a pattern as in **/*.cdx.json", missingHint(arg)))
		return
	case err != nil:
		f.addError(arg, mistaken(arg, err.Error(), ""))
		return
	}
	matches = slices.Compact(slices.Sorted(slices.Values(matches)))
	chosen := false
	for _, match := range matches {
		name := filepath.FromSlash(path.Join(base, match))
		info, err := os.Stat(name)
		switch {
		case err == nil && !info.IsDir() && !f.selection.has(match):
			f.Skipped = append(f.Skipped, gate.Skipped{Name: ReportName(name), Reason: gate.SkippedByPattern})
		case err == nil && !info.IsDir() && !info.Mode().IsRegular(): // a pipe or a device
			f.Skipped = append(f.Skipped, gate.Skipped{Name: ReportName(name), Reason: gate.SkippedNotSBOM})
		default:
			chosen = true
			f.addPath(ctx, name, info, err)
		}
	}
	if deep {
		f.countLinks(base, tree.links, matches)
	}
	for _, e := range tree.failed {
		chosen = true
		name := ReportName(filepath.Join(base, e.Path))
		f.addError(name, fmt.Errorf("read %q: %w", name, e.Err))
	}
	switch {
	case chosen:
	case len(matches) > 0:
		f.addError(arg, mistaken(arg, "no file that matches this pattern is evaluated: --include or --exclude leaves them out, or they are pipes or devices", ""))
	default:
		f.addError(arg, mistaken(arg, "no file matches this pattern", noMatchHint(arg, base, tree)))
	}
}

// countLinks counts the symbolic links to folders outside a directory that are not among the
// matches of a pattern.
func (f *Found) countLinks(base string, links, matches []string) {
	realBase := realPath(filepath.FromSlash(base))
	slices.Sort(links)
	for _, link := range slices.Compact(links) { // a folder can be visited more than once
		name := filepath.FromSlash(path.Join(base, link))
		if info, err := os.Stat(name); err != nil || !info.IsDir() || slices.Contains(matches, link) {
			continue
		}
		if _, inside := followLink(name, realBase); inside == nil {
			f.Skipped = append(f.Skipped, gate.Skipped{Name: ReportName(name), Reason: gate.SkippedLink})
		}
	}
}

// noMatchHint returns a hint for a pattern that matches no path in a tree.
func noMatchHint(arg, base string, searched *tree) string {
	if hint := missingHint(arg); hint != "" {
		return hint
	}
	where := "the working directory"
	if base != "." {
		where = strconv.Quote(base)
	}
	switch {
	case !searched.isDir("."):
		return "there is no directory " + where
	case strings.Contains(arg, "**"):
		return "searched " + where + " and all folders in it"
	}
	deep := path.Join(base, "**", path.Base(filepath.ToSlash(arg)))
	return fmt.Sprintf("* matches within one folder: to search %s and all folders in it, write %q", where, deep)
}

// tree is a directory as a pattern sees it: without repositories of Git. A folder that cannot
// be read is empty and in failed. If too many entries are visited, all further calls fail.
type tree struct {
	fs.FS
	ctx    context.Context
	limit  int // of seen
	seen   int // number of entries visited
	failed []*fs.PathError
	links  []string // symbolic links in visited folders
}

// Stat implements [fs.StatFS].
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	if err := t.visit(1); err != nil {
		return nil, err
	}
	return fs.Stat(t.FS, name)
}

// ReadDir implements [fs.ReadDirFS].
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(t.FS, name)
	if err := t.visit(1 + len(entries)); err != nil {
		return nil, err
	}
	if failure, ok := errors.AsType[*fs.PathError](err); ok && t.isDir(name) {
		if !slices.ContainsFunc(t.failed, func(known *fs.PathError) bool { return known.Path == name }) {
			t.failed = append(t.failed, &fs.PathError{Op: failure.Op, Path: name, Err: failure.Err})
		}
	}
	if err != nil {
		return nil, fs.ErrNotExist
	}
	for _, e := range entries {
		if e.Type()&fs.ModeSymlink != 0 {
			t.links = append(t.links, path.Join(name, e.Name()))
		}
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return isGitDir(t.FS, path.Join(name, e.Name())) }), nil
}

func (t *tree) isDir(name string) bool {
	info, err := fs.Stat(t.FS, name)
	return err == nil && info.IsDir()
}

// visit counts visited entries. The error is about the pattern.
func (t *tree) visit(n int) error {
	t.seen += n
	if t.seen > t.limit {
		return fmt.Errorf("this pattern visits more than %d files and folders: expected a narrower pattern, or a directory", t.limit)
	}
	return context.Cause(t.ctx)
}
