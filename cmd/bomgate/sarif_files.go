package main

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

	"github.com/bomgate/bomgate/policy/sarif"
)

// writeSARIF writes logs to the file of an output, and all but the first to numbered files
// beside it: bomgate.sarif, bomgate-2.sarif and so on. It replaces all files or none, and
// removes the numbered files of an earlier run that it did not replace, because they would
// be taken for a part of this report. Of other files, it replaces only the one that the
// user named.
func writeSARIF(ctx context.Context, o output, logs []sarif.Log) error {
	if info, err := os.Stat(o.file); err == nil && !info.Mode().IsRegular() { // such as /dev/stderr
		if len(logs) > 1 {
			return errTooManyLogs(len(logs), fmt.Sprintf("%q is not a regular file", o.file))
		}
		return writeFile(ctx, o.file, func(w io.Writer) error { return logs[0].Write(w) })
	}
	files := make([]stagedFile, len(logs))
	defer func() {
		for _, f := range files {
			f.discard()
		}
	}()
	writers, writing := errgroup.WithContext(ctx)
	writers.SetLimit(runtime.GOMAXPROCS(0))
	for i, log := range logs {
		writers.Go(func() (err error) {
			if o.inFolder || i > 0 {
				err = checkReplaceable(o, i+1)
			}
			if err == nil {
				files[i], err = stageFile(writing, numberedFile(o.file, i+1), func(w io.Writer) error { return log.Write(w) })
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
	return removeNumbered(o, len(logs))
}

// errTooManyLogs is the error of a destination that cannot have several logs.
func errTooManyLogs(n int, why string) error {
	return fmt.Errorf("%s: the report needs %d files, because GitHub limits the size of a file: write it to a directory, as in -o sarif=bomgate-sarif/", why, n)
}

// checkReplaceable returns an error if the nth file of an output exists and is not of an
// earlier run.
func checkReplaceable(o output, n int) error {
	name := numberedFile(o.file, n)
	earlier, err := isEarlier(o, n, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !earlier {
		err = fmt.Errorf("%q exists, and no earlier run wrote it for this output: remove it, or write to another directory", name)
	}
	return err
}

// isEarlier reports whether an earlier run wrote a file as the nth file of an output. In a
// folder, bomgate chooses the names. Beside a named file, a file can have the name of a
// numbered file because the user named it for another report.
func isEarlier(o output, n int, name string) (bool, error) {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	part, err := sarif.Part(f)
	return part == n || part > 0 && o.inFolder, err
}

// removeNumbered removes the files of an output after the nth that an earlier run wrote.
func removeNumbered(o output, n int) error {
	folder, base := filepath.Split(o.file)
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
		earlier, err := isEarlier(o, i, name)
		if err == nil && earlier {
			err = os.Remove(name)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// numberOf returns the number of a numbered file, or 0 if the name is not one of those that
// [numberedFile] returns for the base name.
func numberOf(name, base string) int {
	ext := filepath.Ext(base)
	digits, ok := strings.CutPrefix(strings.TrimSuffix(name, ext), strings.TrimSuffix(base, ext)+"-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 2 || numberedFile(base, n) != name {
		return 0
	}
	return n
}
