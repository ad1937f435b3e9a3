package identity

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// HashKey returns the key "alg:hex" of a digest in lower case, and whether it is
// hexadecimal. CycloneDX and SPDX spell the algorithms of the SHA family
// differently (SHA-256, SHA256): the key has none of their hyphens after "sha".
func HashKey(alg, digest string) (string, bool) {
	key, ok := appendHashKey(nil, alg, digest)
	return string(key), ok
}

// lowerHex holds the hexadecimal digits in lower case.
var lowerHex = func() (digits [256]byte) {
	for _, c := range []byte("0123456789abcdefABCDEF") {
		digits[c] = lower(c)
	}
	return digits
}()

// appendHashKey appends the [HashKey] of a digest, or nothing.
func appendHashKey(key []byte, alg, digest string) ([]byte, bool) {
	alg, digest = Fold(alg), strings.TrimSpace(digest)
	if alg == "" || digest == "" || len(digest)%2 != 0 {
		return key, false
	}
	n := len(key)
	for i := range len(alg) {
		switch c := alg[i]; {
		case c != '-' && c != '_':
			key = append(key, c)
		case i != len("sha") || alg[:i] != "sha":
			key = append(key, '-')
		}
	}
	key = append(key, ':')
	for i := range len(digest) {
		c := lowerHex[digest[i]]
		if c == 0 {
			return key[:n], false
		}
		key = append(key, c)
	}
	return key, true
}

// gitoidKey returns the key of an object identifier of Git as OmniBOR writes it
// ("gitoid:blob:sha256:…") or Software Heritage ("swh:1:cnt:…;path=…", ISO/IEC
// 18670): "gitoid-sha1:hex" or "gitoid-sha256:hex". Both hash the same bytes, so
// that they have the same key. The error says what is no such identifier.
func gitoidKey(s string) (string, error) {
	core, _, _ := strings.Cut(Fold(s), ";")
	key, ok := "", false
	switch parts := strings.Split(core, ":"); {
	case len(parts) != 4:
	case parts[0] == "gitoid":
		key, ok = HashKey("gitoid-"+parts[2], parts[3])
	case parts[0] == "swh" && parts[1] == "1":
		key, ok = HashKey("gitoid-sha1", parts[3])
	}
	if ok {
		return key, nil
	}
	return "", fmt.Errorf("identifier %s: expected gitoid:type:algorithm:digest or swh:1:type:digest", quoteValue(s))
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
	if hasVersion(base) {
		return []string{base, version.ReplaceAllLiteralString(base, "*")}
	}
	return []string{base}
}

// hasVersion tells whether a version matches, which it does not in most files' names.
func hasVersion(s string) bool {
	for i := 1; i < len(s)-1; i++ {
		if s[i] == '.' && isDigit(s[i-1]) && isDigit(s[i+1]) {
			return true
		}
	}
	return false
}

// isFileName tells whether a component's name looks like the name of a file: it
// ends in an extension of up to five letters and digits, or is the versioned
// name of a shared object.
func IsFileName(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return strings.Contains(name, ".so.") ||
		len(ext) <= 5 && len(ext)+1 < len(name) && strings.ContainsFunc(ext, unicode.IsLetter) && !strings.ContainsFunc(ext, other)
}
