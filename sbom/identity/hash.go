package identity

import (
	"fmt"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// HashKey returns the key "alg:hex" of a digest, in lower case, and reports whether
// the digest is hexadecimal. CycloneDX and SPDX spell the algorithms of the SHA family
// differently (SHA-256, SHA256); the key has no hyphen after "sha".
func HashKey(alg, digest string) (key string, ok bool) {
	b, ok := appendHashKey(nil, alg, digest)
	return string(b), ok
}

// appendHashKey appends the [HashKey] of a digest, if it is one.
func appendHashKey(key []byte, alg, digest string) ([]byte, bool) {
	alg, digest = Fold(alg), strings.TrimSpace(digest)
	if alg == "" || digest == "" || len(digest)%2 != 0 {
		return nil, false
	}
	if size, ok := strings.CutPrefix(alg, "sha"); ok && size != "" && (size[0] == '-' || size[0] == '_') {
		key, alg = append(key, "sha"...), size[1:]
	}
	for i := range len(alg) {
		if alg[i] == '_' {
			key = append(key, '-')
		} else {
			key = append(key, alg[i])
		}
	}
	key = append(append(key, ':'), digest...)
	for i := len(key) - len(digest); i < len(key); i++ {
		if chars.HexDigit(key[i]) < 0 {
			return nil, false
		}
		key[i] |= 0x20 // of a digit, the same
	}
	return key, true
}

// gitoidKey returns the key of a Git object identifier as OmniBOR writes it
// ("gitoid:blob:sha256:…") or as Software Heritage does ("swh:1:cnt:…;path=…",
// ISO/IEC 18670): "gitoid-sha1:hex" or "gitoid-sha256:hex". Both hash the same bytes
// of a file, so one file has one key.
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
	return "", fmt.Errorf("identifier %s: expected gitoid:type:algorithm:digest or swh:1:type:digest", chars.Quote(s))
}
