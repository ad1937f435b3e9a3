package cyclonedx

import (
	"crypto/x509"
	"fmt"

	"github.com/bomgate/bomgate/sbom/internal/scan"
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
	der, err := scan.DecodeBase64(text)
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
