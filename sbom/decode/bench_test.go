package decode_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// someWanted is a set of a few keys that an engine may look up.
var someWanted = func() *identity.KeySet {
	hashes := []uint64{
		identity.Hash(identity.KindWord, "library"),
		identity.Hash(identity.KindDomain, "vendor-101.example"),
		identity.Hash(identity.KindPURL, "npm/@vendor-102"),
	}
	return identity.NewKeySet(slices.Values(hashes), func(h uint64) bool { return slices.Contains(hashes, h) }, nil)
}()

// BenchmarkDecode reads realistic components in each form with a key set, as the command
// does.
func BenchmarkDecode(b *testing.B) {
	const components = 5_000
	for _, form := range draft.Forms() {
		b.Run(form.Name, func(b *testing.B) {
			text := generated(b, form, components)
			b.SetBytes(int64(len(text)))
			defer sbomtest.CountAllocs(b, components)()
			for b.Loop() {
				docs, err := decode.Decoder{Wants: func() *identity.KeySet { return someWanted }}.All("generated", bytes.NewReader(text))
				if err != nil || docs[0].ClaimCount() < components {
					b.Fatalf("decode: got error %v, want at least one claim for each component", err)
				}
			}
		})
	}
}

// BenchmarkClaims reads all claims and returns them as the input of policies.
func BenchmarkClaims(b *testing.B) {
	const components = 2_000
	text := generated(b, draft.Forms()[0], components)
	defer sbomtest.CountAllocs(b, components)()
	for b.Loop() {
		doc, err := decode.One("generated", bytes.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		if input, err := doc.Input(); err != nil || input["claims"] == nil {
			b.Fatalf("input: got error %v, want claims", err)
		}
	}
}

// generated returns a realistic document with n components.
func generated(tb testing.TB, form draft.Form, n int) []byte {
	tb.Helper()
	var text bytes.Buffer
	if err := form.Write(sbomtest.Generate(n), &text); err != nil {
		tb.Fatal(err)
	}
	return text.Bytes()
}
