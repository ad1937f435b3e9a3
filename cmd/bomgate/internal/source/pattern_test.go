package source

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bmatcuk/doublestar/v4"
)

// unreadable is a file system with a folder that cannot be read.
type unreadable struct {
	fstest.MapFS
	folder string
}

func (u unreadable) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == u.folder {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.ReadDir(name)
}

func glob(t *tree, pattern string) (string, error) {
	matches, err := doublestar.Glob(t, pattern, doublestar.WithFailOnIOErrors())
	return strings.Join(matches, " "), err
}

func TestTreeRecordsFoldersThatCannotBeRead(t *testing.T) {
	files := unreadable{fstest.MapFS{"a/bom.json": {}, "b/bom.json": {}, "c": {}, ".git/bom.json": {}, ".git/HEAD": {}, ".git/objects/x": {}}, "b"}
	for _, pattern := range []string{"**/bom.json", "*/bom.json", "{a,b,b}/bom.json"} {
		tr := &tree{FS: files, ctx: t.Context(), limit: 100}
		if got, err := glob(tr, pattern); got != "a/bom.json" || err != nil {
			t.Errorf("%s matches %q with error %v, want only a/bom.json", pattern, got, err)
		}
		if len(tr.failed) != 1 || tr.failed[0].Path != "b" || !errors.Is(tr.failed[0], fs.ErrPermission) {
			t.Errorf("%s: the folders that cannot be read are %v, want b", pattern, tr.failed)
		}
	}
	tr := &tree{FS: files, ctx: t.Context(), limit: 100}
	if got, err := glob(tr, "*/none.json"); got != "" || err != nil || len(tr.failed) != 1 {
		t.Errorf("%q matches, error %v, failed %v, want b to have failed and not c, which is a file", got, err, tr.failed)
	}
}

func TestTreeLimitsVisits(t *testing.T) {
	files := fstest.MapFS{"a/b/c/d/e": {}}
	for _, pattern := range []string{"**/**/**/**/x", strings.Repeat("{a,b}", 20), "**"} {
		tr := &tree{FS: files, ctx: t.Context(), limit: 5}
		if _, err := glob(tr, pattern); err == nil || !strings.Contains(err.Error(), "more than 5 files") {
			t.Errorf("%s: error %v, want one about the number of files", pattern, err)
		}
	}
}
