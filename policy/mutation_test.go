package policy_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom/decode"
)

// TestMutations checks that random damage to the shipped SBOMs causes no panic, and
// that a document with an unchanged banned component is found, refused or
// undetermined, but never passed.
func TestMutations(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	for path, doc := range shipped(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			report, err := engine.Evaluate(t.Context(), doc, shipping(t))
			if err != nil {
				t.Fatal(err)
			}
			// The lines of the component with the evidence.
			var intact []byte
			if report.Verdict == policy.Fail {
				first, last := len(text), 0
				for _, e := range report.Findings[0].Evidence {
					first, last = min(first, e.Claim.Place.Start), max(last, e.Claim.Place.End)
				}
				intact = elementAround(t, text, first, last)
			}
			random := rand.New(rand.NewPCG(1, uint64(len(text))))
			mutations := 200
			if testing.Short() {
				mutations = 50
			}
			for range mutations {
				broken, what := mutate(random, text)
				docs, err := decode.Decoder{Wants: engine.Wants}.All(path, bytes.NewReader(broken))
				if err != nil {
					continue // refused
				}
				report, err := engine.Evaluate(t.Context(), docs[0], shipping(t))
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if intact != nil && bytes.Contains(broken, intact) && report.Verdict == policy.Pass {
					t.Errorf("%s: passed", what)
				}
			}
		})
	}
}

// elementAround returns the lines from the start of the component around a range of
// bytes to the end of the range. In all encodings the testdata have a line for each
// value, and start a component with a line that has its type or its name.
func elementAround(t *testing.T, text []byte, first, last int) []byte {
	t.Helper()
	start := -1
	for _, begin := range []string{"{\n", "<component ", "PackageName:", "- SPDXID:"} {
		start = max(start, bytes.LastIndex(text[:first], []byte(begin)))
	}
	end := bytes.IndexByte(text[last:], '\n')
	if start < 0 || end < 0 {
		t.Fatal("the component has no lines of its own")
	}
	return text[start : last+end]
}

// mutate changes, removes, repeats or cuts off bytes, and describes the change.
func mutate(random *rand.Rand, text []byte) (broken []byte, what string) {
	at := random.IntN(len(text))
	end := min(len(text), at+1+random.IntN(32))
	broken = bytes.Clone(text)
	switch random.IntN(4) {
	case 0:
		to := byte(random.IntN(256))
		broken[at] = to
		return broken, fmt.Sprintf("byte %d is %q instead of %q", at, to, text[at])
	case 1:
		return append(broken[:at], text[end:]...), fmt.Sprintf("bytes %d to %d, %q, are removed", at, end, text[at:end])
	case 2:
		return append(append(broken[:end:end], text[at:end]...), text[end:]...), fmt.Sprintf("bytes %d to %d, %q, are repeated", at, end, text[at:end])
	}
	return broken[:at], fmt.Sprintf("cut off at byte %d", at)
}
