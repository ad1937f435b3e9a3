package sbom

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// maxCertificate bounds the text of a certificate that is looked into, in bytes.
// Real ones have about two thousand.
const maxCertificate = 64 << 10

// certificateNames returns whom an X.509 certificate (RFC 5280) was issued to:
// the organizations and the common name of its subject, and its e-mail
// addresses. The text is DER in Base64, of either alphabet of RFC 4648, with or
// without padding and white space. Nothing is verified. The error says why the
// certificate cannot be read.
func certificateNames(text string) ([]string, error) {
	if len(text) > maxCertificate {
		return nil, fmt.Errorf("certificate of %d bytes: expected at most %d", len(text), maxCertificate)
	}
	der, err := decodeBase64(text)
	if err != nil {
		return nil, fmt.Errorf("certificate: expected DER in Base64: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	names := append(certificate.Subject.Organization, certificate.Subject.CommonName)
	return append(names, certificate.EmailAddresses...), nil
}

// base64URL brings Base64 into the alphabet for URLs, without padding and white space.
var base64URL = strings.NewReplacer("+", "-", "/", "_", "=", "", " ", "", "\t", "", "\r", "", "\n", "")

// decodeBase64 decodes Base64 of either alphabet of RFC 4648, padded or not,
// with white space anywhere, as XML has it.
func decodeBase64(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(base64URL.Replace(text))
}

// subjectNames returns the organizations, common names and e-mail addresses in
// a distinguished name, as RFC 4514 writes it ("CN=signer,O=Acme") or OpenSSL
// ("/O=Acme/CN=signer"). A string that is no distinguished name is a name itself.
func subjectNames(dn string) []string {
	var names []string
	separators := ",;+"
	if strings.HasPrefix(dn, "/") {
		separators = "/"
	}
	for rest := dn; rest != ""; {
		var attribute string
		attribute, rest = cutAttribute(rest, separators)
		kind, value, _ := strings.Cut(attribute, "=")
		kind = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(kind)), "oid.")
		switch kind {
		case "o", "cn", "e", "email", "emailaddress", "organizationname", "commonname",
			"2.5.4.10", "2.5.4.3", "1.2.840.113549.1.9.1":
			names = append(names, attributeValue(value))
		}
	}
	if names == nil {
		return []string{dn}
	}
	return names
}

// cutAttribute cuts off the first attribute at a separator that is neither
// escaped nor in quotes.
func cutAttribute(s, separators string) (attribute, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(separators, s[i]) >= 0:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// attributeValue undoes the quotes and escapes of a value (RFC 4514, 2.4).
func attributeValue(s string) string {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if pair, err := hex.DecodeString(s[i+1 : min(i+3, len(s))]); err == nil {
				b = append(b, pair...)
				i += 2
				continue
			}
			i++
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}
