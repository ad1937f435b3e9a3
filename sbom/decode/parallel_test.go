package decode_test

import (
	"bytes"
	"maps"
	"reflect"
	"runtime"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
)

// TestParallelReadingAgrees checks that a long document is the same when it is read on
// one core and on several, and that the first of several faults is reported.
func TestParallelReadingAgrees(t *testing.T) {
	const components = 4000
	d := decode.Decoder{Wants: func() *identity.KeySet { return someWanted }}
	onCores := func(n int, read func()) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
		read()
	}
	for _, form := range draft.Forms() {
		if form.Name == "SPDX YAML" || form.Name == "SPDX RDF" {
			continue // read on one core
		}
		t.Run(form.Name, func(t *testing.T) {
			text := generated(t, form, components)
			broken := bytes.Clone(text)
			for _, part := range []int{3, 4, 5} { // in three of six parts of the text
				at := len(broken) * part / 6
				at += bytes.IndexByte(broken[at:], '.')
				broken[at] = '\x01'
			}
			var alone, together []*sbom.Document
			var fault, faults error
			onCores(1, func() {
				alone, _ = d.All("-", bytes.NewReader(text))
				_, fault = d.All("-", bytes.NewReader(broken))
			})
			onCores(4, func() {
				together, _ = d.All("-", bytes.NewReader(text))
				_, faults = d.All("-", bytes.NewReader(broken))
			})
			if len(alone) != 1 || len(together) != 1 || alone[0].ComponentCount() < components || alone[0].ClaimCount() < components {
				t.Fatalf("got %d and %d documents, want one with all components and claims", len(alone), len(together))
			}
			one, many := alone[0], together[0]
			if !reflect.DeepEqual(maps.Collect(one.Components()), maps.Collect(many.Components())) || !reflect.DeepEqual(maps.Collect(one.Claims()), maps.Collect(many.Claims())) ||
				!reflect.DeepEqual(one.Warnings, many.Warnings) || one.Coverage() != many.Coverage() {
				t.Error("the documents read on one core and on several cores differ")
			}
			for i := 0; i < one.Len(); i += 97 {
				if !reflect.DeepEqual(one.Path(i), many.Path(i)) || !reflect.DeepEqual(one.DependsOn(i), many.DependsOn(i)) {
					t.Fatalf("component %d: the paths or dependencies differ", i)
				}
			}
			if (fault == nil) != (faults == nil) || fault != nil && fault.Error() != faults.Error() {
				t.Errorf("got error %v on several cores, want %v", faults, fault)
			}
		})
	}
}
