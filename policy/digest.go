package policy

import (
	"crypto/sha256"
	"encoding/hex"
	jsonv1 "encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Digest returns the SHA-256 digest of the bundle in lower-case hexadecimal: of the
// names and contents of its files, or of the modules and data of an OPA bundle. Bundles
// with equal files have equal digests, whatever their names are.
func (b *Bundle) Digest() string {
	contents := map[string][]byte{}
	for name, m := range b.modules {
		contents[name] = m.source
	}
	for _, f := range b.files {
		contents[f.path] = f.text
	}
	if len(b.data) > 0 {
		// The error is always nil, because the data were read from JSON. Keys are sorted.
		contents["data.json"], _ = jsonv1.Marshal(b.data)
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		fmt.Fprintf(sum, "%d %s %d ", len(name), name, len(contents[name]))
		_, _ = sum.Write(contents[name]) // a hash.Hash never returns an error
	}
	return hex.EncodeToString(sum.Sum(nil))
}
