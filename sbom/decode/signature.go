package decode

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// Key is a public key that verifies signatures.
type Key struct {
	Name   string           // the name in reports, for example of the file
	Public crypto.PublicKey // an *ecdsa.PublicKey, *rsa.PublicKey or ed25519.PublicKey
}

// ParseKeys reads the public keys of a PEM file: SubjectPublicKeyInfo (RFC 5280,
// section 4.1.2.7) in blocks of the type PUBLIC KEY, for ECDSA, RSA or Ed25519.
func ParseKeys(name string, data []byte) ([]Key, error) {
	var keys []Key
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "PUBLIC KEY" {
			return nil, fmt.Errorf("read key %q: PEM block of type %q: expected \"PUBLIC KEY\"", name, block.Type)
		}
		public, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read key %q: %w", name, err)
		}
		switch public.(type) {
		case *ecdsa.PublicKey, *rsa.PublicKey, ed25519.PublicKey:
		default:
			return nil, fmt.Errorf("read key %q: key of type %T: expected ECDSA, RSA or Ed25519", name, public)
		}
		keys = append(keys, Key{Name: name, Public: public})
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("read key %q: no PEM block: expected a public key", name)
	}
	return keys, nil
}

// verify reports whether a signature of the message is by the key. Signatures do not
// state their algorithm, so verify tries all that signers use: SHA-256, which cosign
// uses with every key, or the hash that matches the curve, and PKCS #1 v1.5 or PSS with
// RSA.
func (k Key) verify(message, signature []byte) bool {
	switch public := k.Public.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(public, message, signature)
	case *ecdsa.PublicKey:
		short := sha256.Sum256(message)
		if ecdsa.VerifyASN1(public, short[:], signature) {
			return true
		}
		switch size := public.Curve.Params().BitSize; {
		case size > 384:
			long := sha512.Sum512(message)
			return ecdsa.VerifyASN1(public, long[:], signature)
		case size > 256:
			long := sha512.Sum384(message)
			return ecdsa.VerifyASN1(public, long[:], signature)
		}
	case *rsa.PublicKey:
		hash := sha256.Sum256(message)
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, hash[:], signature) == nil ||
			rsa.VerifyPSS(public, crypto.SHA256, hash[:], signature, nil) == nil
	}
	return false
}

// preAuthEncoding returns the message that the signatures of a DSSE envelope sign: PAE
// of the Dead Simple Signing Envelope, protocol 1.0.
func preAuthEncoding(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// findSigner returns the name of the first key that verifies one of the signatures.
func findSigner(keys []Key, message []byte, signatures [][]byte) (name string, ok bool) {
	for _, k := range keys {
		for _, s := range signatures {
			if k.verify(message, s) {
				return k.Name, true
			}
		}
	}
	return "", false
}
