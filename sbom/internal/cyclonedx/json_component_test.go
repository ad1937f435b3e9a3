package cyclonedx

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// These types have the struct tags of their originals, but no decoder written by hand.
type (
	taggedComponent  cdx.Component
	taggedDependency cdx.Dependency
	taggedHash       cdx.Hash
	taggedReference  cdx.ExternalReference
	taggedParty      cdx.OrganizationalEntity
	taggedContact    cdx.OrganizationalContact
)

// TestDecodersReadAllTaggedMembers checks that the decoders written by hand decode each
// member as the struct tags of cyclonedx-go do. A member that states no claim has to be
// listed here, so a member that is new in cyclonedx-go fails the test.
func TestDecodersReadAllTaggedMembers(t *testing.T) {
	for _, c := range []struct {
		byHand, byTags any
		decode         func(r *scan.JSON, v any) error
		skipped        []string // members that state no claim
	}{
		{
			&cdx.Component{}, &taggedComponent{},
			func(r *scan.JSON, v any) error { return decodeComponent(r, v.(*cdx.Component)) },
			[]string{"mime-type", "description", "modified", "properties", "releaseNotes", "tags", "isExternal", "versionRange"},
		},
		{
			&cdx.Dependency{}, &taggedDependency{},
			func(r *scan.JSON, v any) error { return decodeDependency(r, v.(*cdx.Dependency)) },
			nil,
		},
		{
			&cdx.Hash{}, &taggedHash{},
			func(r *scan.JSON, v any) error { return decodeHash(r, v.(*cdx.Hash)) },
			nil,
		},
		{
			&cdx.ExternalReference{}, &taggedReference{},
			func(r *scan.JSON, v any) error { return decodeReference(r, v.(*cdx.ExternalReference)) },
			[]string{"comment", "properties"},
		},
		{
			&cdx.OrganizationalEntity{}, &taggedParty{},
			func(r *scan.JSON, v any) error { return decodeParty(r, v.(*cdx.OrganizationalEntity)) },
			[]string{"bom-ref", "address"},
		},
		{
			&cdx.OrganizationalContact{}, &taggedContact{},
			func(r *scan.JSON, v any) error { return decodeContact(r, v.(*cdx.OrganizationalContact)) },
			[]string{"bom-ref", "phone"},
		},
	} {
		members := 0
		for f := range reflect.TypeOf(c.byHand).Elem().Fields() {
			name := memberName(f)
			if name == "" {
				continue
			}
			members++
			t.Run(fmt.Sprintf("%T/%s", c.byHand, name), func(t *testing.T) {
				text := fmt.Sprintf(`{%q: %s}`, name, sampleJSON(f.Type, name))
				got := decodeSample(t, text, c.byHand, c.decode)
				if slices.Contains(c.skipped, name) {
					if !got.IsZero() {
						t.Errorf("decoded by hand: got %+v, want the member skipped", got)
					}
					return
				}
				want := decodeSample(t, text, c.byTags, (*scan.JSON).Decode).Convert(got.Type())
				if want.IsZero() {
					t.Fatalf("decoded by tags: got nothing from %s, want a value", text)
				}
				if !reflect.DeepEqual(got.Interface(), want.Interface()) {
					t.Errorf("decoded by hand: got %+v, want %+v\n%s", got, want, text)
				}
			})
		}
		for _, name := range c.skipped {
			if !slices.ContainsFunc(reflect.VisibleFields(reflect.TypeOf(c.byHand).Elem()), func(f reflect.StructField) bool { return memberName(f) == name }) {
				t.Errorf("%T has no member %q, which the test skips", c.byHand, name)
			}
		}
		if members == 0 {
			t.Errorf("%T: got no members, want some", c.byHand)
		}
	}
}

// decodeSample decodes a text into a new value of the type to which like points.
func decodeSample(t *testing.T, text string, like any, decode func(*scan.JSON, any) error) reflect.Value {
	t.Helper()
	src := &scan.Source{Text: text, Encoding: sbom.JSON, Shapes: scan.NewShapes(reflect.TypeOf(like).Elem(), notation)}
	addDecoders(src)
	v := reflect.New(reflect.TypeOf(like).Elem())
	if err := src.Value(sbom.Place{End: len(text)}, func(r *scan.JSON) error { return decode(r, v.Interface()) }); err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return v.Elem()
}

// memberName returns the name of a field in JSON, or "".
func memberName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// sampleJSON returns a JSON value for a type, with different strings in all members and
// two elements in all arrays. Within is the types around it, which do not nest again.
func sampleJSON(t reflect.Type, path string, within ...reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return sampleJSON(t.Elem(), path, within...)
	case reflect.Slice:
		return fmt.Sprintf("[%s, %s]", sampleJSON(t.Elem(), path+" 0", within...), sampleJSON(t.Elem(), path+" 1", within...))
	case reflect.Bool:
		return "true"
	case reflect.Int, reflect.Float32, reflect.Float64:
		return "1"
	case reflect.String:
		return fmt.Sprintf("%q", path)
	}
	var members []string
	if !slices.Contains(within, t) {
		for f := range t.Fields() {
			if name := memberName(f); name != "" {
				members = append(members, fmt.Sprintf("%q: %s", name, sampleJSON(f.Type, path+" "+name, append(slices.Clip(within), t)...)))
			}
		}
	}
	return "{" + strings.Join(members, ", ") + "}"
}
