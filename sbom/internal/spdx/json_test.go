package spdx

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// TestByHandAsByTags: what is decoded by hand has all members that the tags name.
func TestByHandAsByTags(t *testing.T) {
	for _, x := range []any{&spdxPackage{}, &spdxRelationship{}} {
		t.Run(fmt.Sprintf("%T", x), func(t *testing.T) {
			fill(reflect.ValueOf(x).Elem(), "")
			text, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			src := &scan.Source{Text: string(text), Encoding: sbom.JSON, Names: Members().Clone()}
			got := reflect.New(reflect.TypeOf(x).Elem())
			if err := src.Value(sbom.Place{End: len(text)}, func(r *scan.JSON) error { return decodeByHand(r, got.Interface()) }); err != nil {
				t.Fatal(err)
			}
			if p, ok := got.Interface().(*spdxPackage); ok {
				p.FilesAnalyzed = filesAnalyzed{} // where it stands
			}
			if !reflect.DeepEqual(got.Interface(), x) {
				t.Errorf("%s\nis decoded to %+v", text, got.Elem())
			}
		})
	}
}

func decodeByHand(r *scan.JSON, v any) error {
	if p, ok := v.(*spdxPackage); ok {
		return decodePackage(r, p)
	}
	return decodeRelationship(r, v.(*spdxRelationship))
}

// fill makes every string in a value another one, and every list one of two elements.
func fill(v reflect.Value, at string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("value of " + at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), fmt.Sprint(at, i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), at+"."+v.Type().Field(i).Name)
		}
	}
}
