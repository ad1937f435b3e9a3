package scan

import (
	"encoding/base64"
	"strings"
)

// base64URL converts Base64 to the alphabet for URLs, without padding and white space.
var base64URL = strings.NewReplacer("+", "-", "/", "_", "=", "", " ", "", "\t", "", "\r", "", "\n", "")

// DecodeBase64 decodes Base64 in either alphabet of RFC 4648, with or without padding. White
// space, which XML permits anywhere, is ignored.
func DecodeBase64(text string) ([]byte, error) {
	alphabet := base64.RawStdEncoding
	if strings.ContainsAny(text, "-_ \t") {
		alphabet = base64.RawURLEncoding
		text = base64URL.Replace(text) // a copy, which long texts do not need
	}
	return alphabet.DecodeString(strings.TrimRight(text, "=\r\n"))
}
