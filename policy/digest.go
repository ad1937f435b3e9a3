package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Digest returns the SHA-256 digest of the bundle in lower-case hexadecimal: of the
// names and contents of the files that it reads. Bundles with equal files have equal
// digests, whatever their names are.
func (b *Bundle) Digest() string {
	contents := map[string][]byte{}
	for name, m := range b.modules {
		contents[name] = m.source
	}
	for _, f := range b.files {
		contents[f.path] = f.text
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		fmt.Fprintf(sum, "%d %s %d ", len(name), name, len(contents[name]))
		_, _ = sum.Write(contents[name]) // a hash.Hash never returns an error
	}
	return hex.EncodeToString(sum.Sum(nil))
}
