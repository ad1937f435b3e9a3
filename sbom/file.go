package sbom

import (
	"encoding/hex"
	"regexp"
	"strings"
)

// HashKey returns the key "alg:hex" of a digest in lower case, and whether it is
// hexadecimal. CycloneDX and SPDX spell the algorithms of the SHA family
// differently (SHA-256, SHA256): the key has none of their hyphens after "sha".
func HashKey(alg, digest string) (string, bool) {
	alg = strings.ReplaceAll(Fold(alg), "_", "-")
	if number, ok := strings.CutPrefix(alg, "sha-"); ok {
		alg = "sha" + number
	}
	digest = strings.ToLower(strings.TrimSpace(digest))
	if _, err := hex.DecodeString(digest); err != nil || alg == "" || digest == "" {
		return "", false
	}
	return alg + ":" + digest, true
}

// version is a version in a file's name: at least two numbers.
var version = regexp.MustCompile(`[0-9]+(\.[0-9]+)+(-[0-9]+)?`)

// FileKeys returns the keys of a file: the base name of its path, folded, and if
// there are versions in it, the same with each replaced by "*". The path may
// have slashes or backslashes.
func FileKeys(path string) []string {
	base := strings.TrimRight(Fold(path), `/\ `)
	base = strings.TrimSpace(base[strings.LastIndexAny(base, `/\`)+1:])
	if base == "" || base == "." || base == ".." {
		return nil
	}
	if starred := version.ReplaceAllLiteralString(base, "*"); starred != base {
		return []string{base, starred}
	}
	return []string{base}
}
