package cyclonedx

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"
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

func TestCertificateNames(t *testing.T) {
	der := newCertificate(t, pkix.Name{Organization: []string{"Acme", "Acme Labs"}, CommonName: "signer"}, "a@acme.example")
	standard := base64.StdEncoding.EncodeToString(der)
	for _, text := range []string{
		base64.RawURLEncoding.EncodeToString(der), // as JSF has it
		"\n\t" + standard[:64] + "\r\n  " + standard[64:] + "\n",
	} {
		names, err := certificateNames(text)
		if want := []string{"Acme", "Acme Labs", "signer", "a@acme.example"}; err != nil || !slices.Equal(names, want) {
			t.Errorf("%q, %v, want %q", names, err, want)
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"no Base64", "*", "expected DER in Base64"},
		{"no certificate", "AAAA", "certificate: x509: "},
		{"too large", strings.Repeat("A", maxCertificate+1), "expected at most 65536"},
	} {
		if _, err := certificateNames(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
