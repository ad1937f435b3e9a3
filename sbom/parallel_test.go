package sbom

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// collectEverything states something of every kind to a builder.
func collectEverything(b *Builder) {
	d := b.Document
	d.Title, d.ID, d.Created, d.SpecVersion = "title", "id", "2026-01-01", "1.6"
	b.SetIncomplete(0)
	b.ClaimOrganization(0, RoleSupplier, "Initech")
	parent := b.AddComponent(Component{Origin: OriginPackage, Name: "parent", Ref: "p"})
	i := b.AddComponent(Component{
		Origin: OriginFile, Type: "library", Ref: "r", Group: "group", Name: "name", Version: "1", PURL: "pkg:npm/a",
		Scope: "optional", Parent: parent, Place: Place{Start: 1, End: 2}, Incomplete: true,
	})
	b.AddAlias(i, "alias")
	b.AddDevDependency("p", b.Source.Keep("r", Place{Start: 7, End: 8}))
	b.AddDependency("p", "urn:cdx:1/1#a")
	b.AddIncomplete("r")
	b.ClaimOrganization(i, RolePublisher, b.Source.Keep("Acme", Place{Start: 3, End: 4}))
	b.AddLink("value", Link{Document: "other", Component: i})
	b.Warn(Place{Start: 5, End: 6}, "warning")
}

// TestMergeKeepsEveryField checks that a builder into which a fork was merged equals a
// builder that collected the same, in every field. It fails for a new field until
// collectEverything sets it or the field is listed here.
func TestMergeKeepsEveryField(t *testing.T) {
	// Fields that are not merged, by type.
	notMerged := map[reflect.Type][]string{
		reflect.TypeFor[Builder](): {
			"Document", "pending", // compared below
			"Source", // see TestJoinKeepsEveryField of package scan
			"keys",
		},
		reflect.TypeFor[pending](): {
			"refs",     // compared below
			"resolved", // set by Finish
		},
		reflect.TypeFor[Document](): {
			"Name", "Format", "Encoding", "Version", "Wrappers", "src", // set once for the whole document
			"Warnings", "WarningCount", "components", "coverage", "graph", // set by Finish
		},
		reflect.TypeFor[references](): {"first", "shared"}, // set by resolveAll
	}
	newTestBuilder := func() *Builder { return NewBuilder(&Document{}, &scan.Source{Text: "text"}, nil) }
	want, got := newTestBuilder(), newTestBuilder()
	collectEverything(want)
	fork := got.fork(&identity.Reader{})
	collectEverything(fork)
	got.merge(fork)
	for _, c := range []struct{ got, want any }{
		{got, want}, {got.Document, want.Document}, {&got.pending, &want.pending}, {&got.refs, &want.refs},
	} {
		gotStruct, wantStruct := reflect.ValueOf(c.got).Elem(), reflect.ValueOf(c.want).Elem()
		typ := wantStruct.Type()
		for i := range typ.NumField() {
			name := typ.Field(i).Name
			if slices.Contains(notMerged[typ], name) {
				continue
			}
			gotField, wantField := fieldOf(gotStruct, i), fieldOf(wantStruct, i)
			if reflect.ValueOf(wantField).IsZero() {
				t.Errorf("field %s.%s: collectEverything does not set it", typ, name)
			}
			if !reflect.DeepEqual(gotField, wantField) {
				t.Errorf("field %s.%s is %v after merge, want %v", typ, name, gotField, wantField)
			}
		}
	}
	if got, want := len(got.Source.Warnings), len(want.Source.Warnings); got != want || got == 0 {
		t.Errorf("%d warnings after merge, want %d", got, want)
	}
	for _, elements := range []any{want.Document.records, want.Document.claims, want.dependencies, want.aliases, want.external} {
		checkFieldsSet(t, reflect.ValueOf(elements))
	}
}

// fieldOf returns the value of a field, which may be unexported, of an addressable struct.
func fieldOf(s reflect.Value, i int) any {
	f := s.Field(i)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem().Interface()
}

// checkFieldsSet checks that each field of the elements of a slice is set in at least one
// element.
func checkFieldsSet(t *testing.T, elements reflect.Value) {
	t.Helper()
	typ := elements.Type().Elem()
	for i := range typ.NumField() {
		set := false
		for n := range elements.Len() {
			set = set || !elements.Index(n).Field(i).IsZero()
		}
		if !set {
			t.Errorf("field %s.%s: collectEverything does not set it", typ, typ.Field(i).Name)
		}
	}
}

// TestMergeRenumbers checks that the numbers in a fork are adapted to the builder that it is
// merged into.
func TestMergeRenumbers(t *testing.T) {
	b := NewBuilder(&Document{}, &scan.Source{Text: "text"}, nil)
	b.AddComponent(Component{Origin: OriginComponent, Name: "first", Ref: "first"})
	b.ClaimOrganization(1, RoleAuthor, "First")
	components, claims := b.Document.Len()-1, b.Document.ClaimCount()
	fork := b.fork(&identity.Reader{})
	collectEverything(fork)
	b.merge(fork)
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}

	alone := NewBuilder(&Document{}, &scan.Source{Text: "text"}, nil)
	collectEverything(alone)
	if err := alone.Finish(); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < alone.Document.Len(); i++ {
		want, got := alone.Document.Component(i), b.Document.Component(components+i)
		if want.Parent > 0 {
			want.Parent += components
		}
		if got != want {
			t.Errorf("component %d is %+v, want %+v", components+i, got, want)
		}
	}
	for i, want := range alone.Document.Claims() {
		if want.Component > 0 {
			want.Component += components
		}
		if got := b.Document.Claim(claims + i); got.Component != want.Component || got.Key != want.Key || got.Value != want.Value {
			t.Errorf("claim %d is %+v, want %+v", claims+i, got, want)
		}
	}
	parent, child := components+1, components+2
	if got, want := b.Document.DependsOn(parent), []int{child}; !slices.Equal(got, want) {
		t.Errorf("component %d depends on %v, want %v", parent, got, want)
	}
	if got, want := b.Resolve("alias"), []int{child}; !slices.Equal(got, want) {
		t.Errorf("alias is resolved to %v, want %v", got, want)
	}
	if l := b.Document.Links[0]; l.Document != "other" || l.Component != child {
		t.Errorf("first link is %+v, want one of component %d to other", l, child)
	}
}

// readNumbers reads a text of several chunks with ReadParts. Each part states one component.
// It fails in the parts in failing.
func readNumbers(failing ...int) ([]string, error) {
	const parts = 10
	text := strings.Repeat("x", parts*scan.ChunkSize)
	b := NewBuilder(&Document{}, &scan.Source{Text: text}, nil)
	cut := func(start int) int { return start + scan.ChunkSize }
	var merged []string
	err := ReadParts(b, Place{End: len(text)}, cut, func(b *Builder) PartReader[int] {
		return func(part Place, state *int) error {
			*state = part.Start / scan.ChunkSize
			if slices.Contains(failing, *state) {
				return fmt.Errorf("part %d", *state)
			}
			b.AddComponent(Component{Origin: OriginComponent, Name: fmt.Sprint(*state)})
			return nil
		}
	}, func(state *int) error {
		last := b.Document.Component(b.Document.Len() - 1)
		merged = append(merged, last.Name)
		if last.Name != fmt.Sprint(*state) {
			return errors.New("merge is called before the builder has the part")
		}
		return nil
	})
	return merged, err
}

// withProcs runs f with one processor, then with four.
func withProcs(t *testing.T, f func(t *testing.T)) {
	for _, n := range []int{1, 4} {
		t.Run(fmt.Sprint(n, " processors"), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
			f(t)
		})
	}
}

func TestReadPartsKeepsOrder(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		got, err := readNumbers()
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.Fields("0 1 2 3 4 5 6 7 8 9"); !slices.Equal(got, want) {
			t.Errorf("merged parts %v, want %v", got, want)
		}
	})
}

func TestReadPartsReportsFirstError(t *testing.T) {
	withProcs(t, func(t *testing.T) {
		got, err := readNumbers(7, 3, 8)
		if err == nil || err.Error() != "part 3" {
			t.Errorf("got error %v, want the one of part 3", err)
		}
		if want := []string{"0", "1", "2"}; !slices.Equal(got, want) {
			t.Errorf("merged parts %v, want %v", got, want)
		}
	})
}
