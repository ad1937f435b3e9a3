package outfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Series is a report in several files: bomgate.sarif, bomgate-2.sarif and so on.
type Series struct {
	Name   string // of the first file
	Chosen bool   // the names are those of bomgate: the user named the directory only

	// Part returns the number of a file in the series that it was written for, or 0 if it
	// is a file of another kind.
	Part func(io.Reader) (int, error)
}

// IsSpecial reports whether the name is neither a regular file nor free, such as /dev/stderr.
// The report must then be one file.
func (s Series) IsSpecial() bool { return isSpecial(s.Name) }

// Replace writes the files, one for each function. It replaces all files or none, and
// removes the numbered files of an earlier run that it did not replace, because they would
// be taken for a part of this report. Of other files, it replaces only the one that the
// user named.
func (s Series) Replace(ctx context.Context, writes []func(io.Writer) error) error {
	if s.IsSpecial() && len(writes) == 1 {
		return Replace(ctx, s.Name, writes[0])
	}
	files := make([]staged, len(writes))
	defer func() {
		for _, f := range files {
			f.discard()
		}
	}()
	writers, writing := errgroup.WithContext(ctx)
	writers.SetLimit(runtime.GOMAXPROCS(0))
	for i, write := range writes {
		writers.Go(func() (err error) {
			if s.Chosen || i > 0 {
				err = s.checkReplaceable(i + 1)
			}
			if err == nil {
				files[i], err = stage(writing, numbered(s.Name, i+1), write)
			}
			return err
		})
	}
	if err := writers.Wait(); err != nil {
		return err
	}
	for _, f := range files {
		if err := f.commit(); err != nil {
			return err
		}
	}
	return s.removeAfter(len(writes))
}

// checkReplaceable returns an error if the nth file exists and is not of an earlier run.
func (s Series) checkReplaceable(n int) error {
	name := numbered(s.Name, n)
	earlier, err := s.isEarlier(n, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !earlier {
		err = fmt.Errorf("%q exists, and no earlier run wrote it for this output: remove it, or write to another directory", name)
	}
	return err
}

// isEarlier reports whether an earlier run wrote a file as the nth of the series. Beside a
// file that the user named, a file can have the name of a numbered file because the user
// named it for another report.
func (s Series) isEarlier(n int, name string) (bool, error) {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	part, err := s.Part(f)
	return part == n || part > 0 && s.Chosen, err
}

// removeAfter removes the files after the nth that an earlier run wrote.
func (s Series) removeAfter(n int) error {
	folder, base := filepath.Split(s.Name)
	entries, err := os.ReadDir(filepath.Clean(folder))
	if err != nil {
		return err
	}
	for _, e := range entries {
		i := numberOf(e.Name(), base)
		if i <= max(n, 1) {
			continue
		}
		name := filepath.Join(folder, e.Name())
		earlier, err := s.isEarlier(i, name)
		if err == nil && earlier {
			err = os.Remove(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// numbered returns the name of the nth file: bomgate.sarif, bomgate-2.sarif and so on.
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	ext := filepath.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
}

// numberOf returns the number of a numbered file, or 0 if the name is not one of those that
// [numbered] returns for the base name.
func numberOf(name, base string) int {
	ext := filepath.Ext(base)
	digits, ok := strings.CutPrefix(strings.TrimSuffix(name, ext), strings.TrimSuffix(base, ext)+"-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 2 || numbered(base, n) != name {
		return 0
	}
	return n
}
