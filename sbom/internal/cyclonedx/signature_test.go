package cyclonedx_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// newCertificate returns a self-signed certificate in DER.
func newCertificate(t *testing.T, subject pkix.Name, emails ...string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: subject, EmailAddresses: emails}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestSignersAreSubjectsOfCertificates(t *testing.T) {
	der := newCertificate(t, pkix.Name{Organization: []string{"Acme", "Acme Labs"}, CommonName: "signer"}, "a@acme.example")
	standard := base64.StdEncoding.EncodeToString(der)
	for _, text := range []string{
		base64.RawURLEncoding.EncodeToString(der), // as in the JSON Signature Format
		"\n\t" + standard[:64] + "\r\n  " + standard[64:] + "\n",
	} {
		doc, err := read(signedBy(text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range claimsIn(doc) {
			if c.Role == sbom.RoleSigner && !slices.Contains(got, c.Value) {
				got = append(got, c.Value)
			}
		}
		if want := []string{"Acme", "Acme Labs", "signer", "a@acme.example"}; !slices.Equal(got, want) {
			t.Errorf("signers of %q: got %q, want %q", text, got, want)
		}
	}
}

func TestInvalidCertificatesGiveWarnings(t *testing.T) {
	const maxCertificate = 64 << 10
	for _, c := range []struct{ name, text, want string }{
		{"not Base64", "*", "certificate: expected DER in Base64"},
		{"not a certificate", "AAAA", "certificate: x509: "},
		{"too long", strings.Repeat("A", maxCertificate+1), "certificate of 65537 bytes: expected at most 65536"},
	} {
		doc, err := read(signedBy(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Warnings) != 1 || !strings.HasPrefix(doc.Warnings[0].Message, c.want) {
			t.Errorf("%s: got warnings %v, want %q", c.name, doc.Warnings, c.want)
		}
	}
}

// signedBy returns a document with a certificate in its signature.
func signedBy(certificate string) string {
	return jsonBOM(fmt.Sprintf(`"signature": {"certificatePath": [%q]}`, certificate))
}
