package scan

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func TestAtReturnsPlaceOfValue(t *testing.T) {
	src := &Source{Text: `{"name": "zlib"}`, Encoding: JSONEncoding}
	start := strings.Index(src.Text, "zlib")
	if got, want := src.At(src.Text[start:start+4]), (Place{start - 1, start + 5}); got != want {
		t.Errorf("part of the text is at %v, want %v", got, want)
	}
	if got, want := src.At(src.Keep("decoded", Place{3, 4})), (Place{3, 4}); got != want {
		t.Errorf("decoded string is at %v, want %v", got, want)
	}
	if got := src.At("foreign"); got != (Place{}) {
		t.Errorf("string that is not from the text is at %v, want no place", got)
	}
}

func TestWarnStoresLimitedWarnings(t *testing.T) {
	src := &Source{}
	for i := range maxWarnings + 1 {
		src.Warn(Place{}, fmt.Sprint(i))
	}
	if len(src.Warnings) != maxWarnings || src.WarningCount != maxWarnings+1 {
		t.Errorf("%d warnings of %d, want %d of %d", len(src.Warnings), src.WarningCount, maxWarnings, maxWarnings+1)
	}
	fork := src.Fork()
	fork.Warn(Place{}, "more")
	src.Join(fork)
	if len(src.Warnings) != maxWarnings || src.WarningCount != maxWarnings+2 {
		t.Errorf("%d warnings of %d after Join, want %d of %d", len(src.Warnings), src.WarningCount, maxWarnings, maxWarnings+2)
	}
}

// TestJoinKeepsEveryField checks that a source that has joined a fork equals a source that
// collected the same, in every field. It fails for a new field until collect sets it or the
// field is listed here.
func TestJoinKeepsEveryField(t *testing.T) {
	notJoined := []string{
		"Text", "Encoding", "Start", "Path", "Outline", "Shapes", "Limits", "Progress", // set once for the whole document
		"JSON", "checked", "distinct", // of a reader
	}
	kept := strings.Clone("decoded")
	collect := func(s *Source) {
		s.Warn(Place{1, 2}, "warning")
		s.remember(unsafe.StringData(kept), Place{3, 4})
		s.TooLong("four", Place{5, 9})
		if err := s.CheckName(s.Shapes.Root(), "unknown", 10, func() Content { return Scalar }); err != nil {
			t.Fatal(err)
		}
	}
	shapes := NewShapes(reflect.TypeFor[struct {
		Name string `json:"name"`
	}](), Notation{})
	newSource := func() *Source { return &Source{Shapes: shapes, Limits: Limits{MaxValue: 3}} }
	want, got := newSource(), newSource()
	collect(want)
	fork := got.Fork()
	collect(fork)
	got.Join(fork)
	typ := reflect.TypeFor[Source]()
	for i := range typ.NumField() {
		name := typ.Field(i).Name
		if slices.Contains(notJoined, name) {
			continue
		}
		gotField, wantField := fieldOf(got, i), fieldOf(want, i)
		if reflect.ValueOf(wantField).IsZero() {
			t.Errorf("field %s: collect does not set it", name)
		}
		if !reflect.DeepEqual(gotField, wantField) {
			t.Errorf("field %s is %v after Join, want %v", name, gotField, wantField)
		}
	}
}

// fieldOf returns the value of a field, which may be unexported.
func fieldOf(s *Source, i int) any {
	f := reflect.ValueOf(s).Elem().Field(i)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem().Interface()
}
