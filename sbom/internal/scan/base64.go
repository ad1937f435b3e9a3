package scan

import (
	"encoding/base64"
	"strings"
)

// base64URL brings Base64 into the alphabet for URLs, without padding and white space.
var base64URL = strings.NewReplacer("+", "-", "/", "_", "=", "", " ", "", "\t", "", "\r", "", "\n", "")

// decodeBase64 decodes Base64 of either alphabet of RFC 4648, padded or not,
// with white space anywhere, as XML has it.
func DecodeBase64(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(base64URL.Replace(text))
}
