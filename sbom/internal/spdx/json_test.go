package spdx

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// TestDecodersReadAllTaggedMembers checks that decodePackage and decodeRelationship read
// every member that the tags of their structs name, into the same field.
func TestDecodersReadAllTaggedMembers(t *testing.T) {
	t.Run("jsonPackage", func(t *testing.T) {
		var want jsonPackage
		got := decodeFilled(t, &want, decodePackage)
		got.FilesAnalyzed = filesAnalyzed{} // a place in the text, not a value
		if !reflect.DeepEqual(got, want) {
			t.Errorf("decodePackage: got %+v, want %+v", got, want)
		}
	})
	t.Run("jsonRelationship", func(t *testing.T) {
		var want jsonRelationship
		if got := decodeFilled(t, &want, decodeRelationship); got != want {
			t.Errorf("decodeRelationship: got %+v, want %+v", got, want)
		}
	})
}

// decodeFilled fills v, marshals it, and returns the result of decoding the JSON.
func decodeFilled[T any](t *testing.T, v *T, decode func(*scan.JSON, *T) error) T {
	t.Helper()
	fill(reflect.ValueOf(v).Elem(), "")
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	src := &scan.Source{Text: string(text), Encoding: sbom.JSON, Shapes: Shapes()}
	var got T
	if err := src.Value(sbom.Place{End: len(text)}, func(r *scan.JSON) error { return decode(r, &got) }); err != nil {
		t.Fatalf("decoding %s: %v", text, err)
	}
	return got
}

// fill sets every string in a value to a different text and every slice to two elements.
func fill(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("value of " + path)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), fmt.Sprint(path, i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	}
}
