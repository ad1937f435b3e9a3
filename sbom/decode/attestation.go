package decode

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// maxSignatures is the largest number of signatures of an envelope.
const maxSignatures = 100

// unwrapBundle reads the SBOM in a Sigstore bundle. It does not read certificates and
// log entries, which verify keyless signatures.
func (f *file) unwrapBundle(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "mediaType", "dsseEnvelope", "messageSignature")
	if err != nil {
		return err
	}
	mediaType, err := m.string("mediaType")
	if err != nil {
		return err
	}
	if !bundleMediaType.MatchString(mediaType) {
		return &scan.Fault{Offset: m.places["mediaType"].Start, Message: fmt.Sprintf("media type %s of a Sigstore bundle: expected version 0.1, 0.2 or 0.3", scan.Quote(mediaType))}
	}
	envelope, ok := m.places["dsseEnvelope"]
	if !ok {
		return &scan.Fault{
			Offset:  m.places["messageSignature"].Start,
			Message: "a Sigstore bundle without the signed document: expected a dsseEnvelope",
			Hint:    "pass the document itself", NotSBOM: true}
	}
	return f.readWrapped(c, envelope, sbom.Wrapper{Kind: sbom.WrapperSigstoreBundle})
}

var bundleMediaType = regexp.MustCompile(`^application/vnd\.dev\.sigstore\.bundle(\+json;version=0\.[123]|\.v0\.3\+json)$`)

// unwrapEnvelope reads the SBOM in the payload of a DSSE envelope. If the decoder has
// keys, one of them must verify a signature.
func (f *file) unwrapEnvelope(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "payloadType", "payload", "signatures")
	if err != nil {
		return err
	}
	payloadType, err := m.string("payloadType")
	if err != nil {
		return err
	}
	encoded, err := m.string("payload")
	if err != nil {
		return err
	}
	payload, err := scan.DecodeBase64(encoded)
	if err != nil {
		return &scan.Fault{Offset: m.places["payload"].Start, Message: "payload of the envelope: expected Base64: " + err.Error()}
	}
	signatures, err := m.signatures()
	if err != nil {
		return err
	}
	w := sbom.Wrapper{Kind: sbom.WrapperDSSE}
	if len(f.Keys) > 0 {
		w.Signer, w.Verified = findSigner(f.Keys, preAuthEncoding(payloadType, payload), signatures)
		if !w.Verified {
			return &scan.Fault{
				Offset:  m.places["signatures"].Start,
				Message: "no signature of the envelope is valid: expected a signature by a given key",
				Hint:    "check that --key is the public key of the signer; keyless signatures, which rely on a certificate, cannot be verified",
			}
		}
	}
	return f.readDecoded(c, string(payload), w)
}

// unwrapStatement reads the SBOM in the predicate of an in-toto statement.
func (f *file) unwrapStatement(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "_type", "predicateType", "predicate")
	if err != nil {
		return err
	}
	typ, err := m.string("_type")
	if err != nil {
		return err
	}
	if typ != "https://in-toto.io/Statement/v1" && typ != "https://in-toto.io/Statement/v0.1" {
		return &scan.Fault{Offset: m.places["_type"].Start, Message: fmt.Sprintf("in-toto statement of type %s: expected https://in-toto.io/Statement/v1 or v0.1", scan.Quote(typ))}
	}
	predicateType, err := m.string("predicateType")
	if err != nil {
		return err
	}
	if !isSBOMPredicate(predicateType) {
		return &scan.Fault{
			Offset:  m.places["predicateType"].Start,
			Message: fmt.Sprintf("in-toto statement with a predicate of type %s: expected an SPDX or CycloneDX document", scan.Quote(predicateType)),
			Hint:    "pass only attestations of SBOMs", NotSBOM: true}
	}
	predicate := m.places["predicate"]
	if names := scan.NewOutline(c.text[:predicate.End], predicate.Start, f.MaxDepth).Names; names["Data"] && len(names) == 1 {
		if m, err = readMembers(c.text, predicate, "Data"); err != nil {
			return err
		}
		predicate = m.places["Data"]
	}
	w := sbom.Wrapper{Kind: sbom.WrapperInToto}
	if c.text[predicate.Start] != '"' {
		return f.readWrapped(c, predicate, w)
	}
	text, err := scan.StringAt(c.text, predicate) // cosign writes documents other than JSON as a string
	if err != nil {
		return err
	}
	return f.readDecoded(c, text, w)
}

// isSBOMPredicate reports whether a predicate type of in-toto is an SBOM. The types of
// in-toto/attestation may end with the version of the SBOM format. in-toto-golang before
// 0.5 used the type with "schema".
func isSBOMPredicate(typ string) bool {
	for _, t := range []string{"https://spdx.dev/Document", "https://cyclonedx.org/bom", "https://cyclonedx.org/schema"} {
		if rest, ok := strings.CutPrefix(typ, t); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// signatures returns the signatures of an envelope.
func (m members) signatures() ([][]byte, error) {
	p := m.places["signatures"]
	var list []struct {
		Sig string `json:"sig"`
	}
	if err := json.Unmarshal([]byte(m.text[p.Start:p.End]), &list); err != nil || len(list) == 0 || len(list) > maxSignatures {
		return nil, &scan.Fault{Offset: p.Start, Message: fmt.Sprintf("signatures of the envelope: expected an array of 1 to %d objects", maxSignatures)}
	}
	signatures := make([][]byte, len(list))
	for i, s := range list {
		var err error
		if signatures[i], err = scan.DecodeBase64(s.Sig); err != nil {
			return nil, &scan.Fault{Offset: p.Start, Message: fmt.Sprintf("signature %d of the envelope: expected Base64: %v", i+1, err)}
		}
	}
	return signatures, nil
}
