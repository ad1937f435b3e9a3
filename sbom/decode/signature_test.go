package decode

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// TestPreAuthEncoding checks the example in the specification of the protocol.
func TestPreAuthEncoding(t *testing.T) {
	got := string(preAuthEncoding("http://example.com/HelloWorld", []byte("hello world")))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// testSigner signs messages with one algorithm.
type testSigner struct {
	name string
	key  crypto.PublicKey
	sign func(message []byte) ([]byte, error)
}

func testSigners(t *testing.T) []testSigner {
	t.Helper()
	generated := func(key any, err error) any {
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	p256 := generated(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)).(*ecdsa.PrivateKey)
	p384 := generated(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)).(*ecdsa.PrivateKey)
	p521 := generated(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)).(*ecdsa.PrivateKey)
	rsa2048 := generated(rsa.GenerateKey(rand.Reader, 2048)).(*rsa.PrivateKey)
	ed := generated(func() (any, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err }()).(ed25519.PrivateKey)

	of256 := func(m []byte) []byte { h := sha256.Sum256(m); return h[:] }
	of384 := func(m []byte) []byte { h := sha512.Sum384(m); return h[:] }
	of512 := func(m []byte) []byte { h := sha512.Sum512(m); return h[:] }
	by := func(key crypto.Signer, hash func([]byte) []byte, o crypto.SignerOpts) func([]byte) ([]byte, error) {
		return func(m []byte) ([]byte, error) { return key.Sign(rand.Reader, hash(m), o) }
	}
	return []testSigner{
		{"ECDSA P-256", p256.Public(), by(p256, of256, crypto.SHA256)},
		{"ECDSA P-384", p384.Public(), by(p384, of384, crypto.SHA384)},
		{"ECDSA P-384 with SHA-256", p384.Public(), by(p384, of256, crypto.SHA256)},
		{"ECDSA P-521", p521.Public(), by(p521, of512, crypto.SHA512)},
		{"RSA PKCS #1 v1.5", rsa2048.Public(), by(rsa2048, of256, crypto.SHA256)},
		{"RSA PSS", rsa2048.Public(), by(rsa2048, of256, &rsa.PSSOptions{Hash: crypto.SHA256, SaltLength: rsa.PSSSaltLengthEqualsHash})},
		{"Ed25519", ed.Public(), by(ed, func(m []byte) []byte { return m }, crypto.Hash(0))},
	}
}

// pemOf returns a public key in the format of openssl.
func pemOf(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// TestDecoderVerifiesSignatures checks that a decoder with keys reads only documents that
// a key verifies, and that only these are marked as verified.
func TestDecoderVerifiesSignatures(t *testing.T) {
	const bom = `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`
	const typ = "application/vnd.cyclonedx+json"
	const unsigned = "the document is not signed: expected a DSSE envelope signed with a given key"
	const invalid = "/signatures: no signature of the envelope is valid: expected a signature by a given key"
	all := testSigners(t)
	for i, s := range all {
		t.Run(s.name, func(t *testing.T) {
			keys, err := ParseKeys("signer.pub", pemOf(t, s.key))
			if err != nil {
				t.Fatal(err)
			}
			others, err := ParseKeys("other.pub", pemOf(t, all[(i+3)%len(all)].key))
			if err != nil {
				t.Fatal(err)
			}
			signature, err := s.sign(preAuthEncoding(typ, []byte(bom)))
			if err != nil {
				t.Fatal(err)
			}
			signed := envelope(typ, bom, signature)
			for _, c := range []struct {
				name, text string
				keys       []Key
				verified   bool
				refused    string
			}{
				{"signed", signed, keys, true, ""},
				{"one of two keys", signed, append(others, keys...), true, ""},
				{"one of two signatures", envelope(typ, bom, []byte("?"), signature), keys, true, ""},
				{"compressed", gzipped(signed), keys, true, ""},
				{"compressed payload", func() string {
					signature, err := s.sign(preAuthEncoding(typ, []byte(gzipped(bom))))
					if err != nil {
						t.Fatal(err)
					}
					return envelope(typ, gzipped(bom), signature)
				}(), keys, true, ""},
				{"no keys", signed, nil, false, ""},
				{"no keys, wrong signature", envelope(typ, bom, []byte("?")), nil, false, ""},
				{"another key", signed, others, false, invalid},
				{"another payload", envelope(typ, bom+" ", signature), keys, false, invalid},
				{"another payload type", envelope("application/spdx+json", bom, signature), keys, false, invalid},
				{"empty signature", envelope(typ, bom, nil), keys, false, invalid},
				{"envelope in an envelope, only the inner one signed", envelope(typ, signed, []byte("?")), keys, false, invalid},
				{"unsigned", bom, keys, false, unsigned},
				{"unsigned after signed", signed + "\n" + bom, keys, false, unsigned},
				{"statement without an envelope", attestation("v1", "https://cyclonedx.org/bom", bom), keys, false, unsigned},
			} {
				docs, err := Decoder{Keys: c.keys}.All("bom", strings.NewReader(c.text))
				switch {
				case c.refused != "":
					if err == nil || !strings.HasSuffix(err.Error(), c.refused) {
						t.Errorf("%s: got error %v, want %q", c.name, err, c.refused)
					}
					continue
				case err != nil:
					t.Errorf("%s: got error %v, want none", c.name, err)
					continue
				}
				for _, w := range docs[0].Wrappers {
					want := c.verified && w.Kind == sbom.WrapperDSSE
					if w.Verified != want || (w.Signer == "signer.pub") != want {
						t.Errorf("%s: got wrapper %+v, want verified by signer.pub: %v", c.name, w, want)
					}
				}
			}
		})
	}
}

func TestParseKeys(t *testing.T) {
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	agreement, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two := append(pemOf(t, ed), pemOf(t, ed)...)
	if keys, err := ParseKeys("two.pub", two); err != nil || len(keys) != 2 {
		t.Errorf("got %d keys, error %v, want two keys", len(keys), err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty file", nil, `read key "k": no PEM block: expected a public key`},
		{"private key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("?")}), `read key "k": PEM block of type "PRIVATE KEY": expected "PUBLIC KEY"`},
		{"key that cannot sign", pemOf(t, agreement.PublicKey()), `read key "k": key of type *ecdh.PublicKey: expected ECDSA, RSA or Ed25519`},
		{"invalid block", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("?")}), `read key "k": `},
	} {
		if _, err := ParseKeys("k", c.data); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want %s", c.name, err, c.want)
		}
	}
}
