package cyclonedx

import (
	"crypto/x509"
	"fmt"
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// addSignature adds the signers of all forms of the JSON Signature Format: one signer,
// several, or a chain. Signatures are not verified.
func (c collector) addSignature(i int, s *cdx.JSFSignature) {
	if s == nil {
		return
	}
	if s.JSFSigner != nil {
		c.addSigner(i, s.JSFSigner)
	}
	for _, x := range slices.Concat(all(s.Signers), all(s.Chain)) {
		c.addSigner(i, &x)
	}
}

// addSigner adds the name of the key and the subject of the first certificate in the
// path. The other certificates belong to authorities.
func (c collector) addSigner(i int, s *cdx.JSFSigner) {
	c.addSubject(i, s.KeyID)
	if path := all(s.CertificatePath); len(path) > 0 {
		p := c.b.At(path[0])
		names, err := certificateNames(path[0])
		if err != nil {
			c.b.Warn(p, err.Error())
		}
		for _, name := range names {
			c.b.ClaimSigner(i, name, p)
		}
	}
}

// addSubject adds the names in a distinguished name.
func (c collector) addSubject(i int, dn string) {
	p := c.b.At(dn)
	for _, name := range identity.SubjectNames(dn) {
		c.b.ClaimSigner(i, name, p)
	}
}

// addCryptoProperties adds the subject and the issuer of a component that is a
// certificate: its issuer signed it, its subject signs with it.
func (c collector) addCryptoProperties(i int, p *cdx.CryptoProperties) {
	if p == nil {
		return
	}
	if x := p.CertificateProperties; x != nil {
		c.addSubject(i, x.SubjectName)
		c.addSubject(i, x.IssuerName)
		c.addFingerprint(i, x.Fingerprint)
	}
	if x := p.RelatedCryptoMaterialProperties; x != nil {
		c.addFingerprint(i, x.Fingerprint)
	}
}

func (c collector) addFingerprint(i int, h *cdx.Hash) {
	if h != nil {
		c.b.ClaimHash(i, string(h.Algorithm), h.Value)
	}
}

// maxCertificate is the longest text of a certificate that is parsed, in bytes. Real
// certificates have about two thousand.
const maxCertificate = 64 << 10

// certificateNames returns the organizations, their units and the common name of the subject of an
// X.509 certificate (RFC 5280), and its e-mail addresses. The text is DER in Base64, of
// either alphabet of RFC 4648, with or without padding and white space. The certificate
// is not verified.
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
	subject := certificate.Subject
	return slices.Concat(subject.Organization, subject.OrganizationalUnit, []string{subject.CommonName}, certificate.EmailAddresses), nil
}
