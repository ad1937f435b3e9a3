package spdx

import "testing"

// TestCompositionsAgreeAcrossVersions checks that relationship types which SPDX 2.3 and 3.0
// share have the same meaning.
func TestCompositionsAgreeAcrossVersions(t *testing.T) {
	shared := 0
	for typ, want := range compositions {
		got, ok := graphCompositions[camelCase(typ)]
		if !ok {
			continue
		}
		shared++
		if got != want {
			t.Errorf("type %s: got composition %d in SPDX 3.0, want %d as in SPDX 2.3", typ, got, want)
		}
	}
	if shared == 0 {
		t.Error("SPDX 2.3 and 3.0 share no relationship types")
	}
}
