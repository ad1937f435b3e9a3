package decode

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// maxSignatures is the largest number of signatures of an envelope.
const maxSignatures = 100

// unwrapBundle reads the SBOM in a Sigstore bundle. It does not read certificates and
// log entries, which verify keyless signatures.
func (f *file) unwrapBundle(c content) error {
	m, err := readMembers(c.text, "mediaType", "dsseEnvelope", "messageSignature")
	if err != nil {
		return err
	}
	envelope, ok := m.places["dsseEnvelope"]
	if !ok {
		return &scan.Fault{
			Offset:  m.places["messageSignature"].Start,
			Message: "a Sigstore bundle without the signed document: expected a dsseEnvelope",
			Hint:    "pass the document itself", NotSBOM: true}
	}
	mediaType, err := m.string("mediaType")
	if err != nil {
		return err
	}
	if !bundleMediaType.MatchString(mediaType) {
		return &scan.Fault{Offset: m.places["mediaType"].Start, Message: fmt.Sprintf("media type %s of a Sigstore bundle: expected version 0.1, 0.2 or 0.3", scan.Quote(mediaType))}
	}
	return f.readWrapped(c, envelope, sbom.Wrapper{Kind: sbom.WrapperSigstoreBundle})
}

var bundleMediaType = regexp.MustCompile(`^application/vnd\.dev\.sigstore\.bundle(\+json;version=0\.[123]|\.v0\.3\+json)$`)

// unwrapEnvelope reads the SBOM in the payload of a DSSE envelope. If the decoder has
// keys, one of them must verify a signature.
func (f *file) unwrapEnvelope(c content) error {
	m, err := readMembers(c.text, "payloadType", "payload", "signatures")
	if err != nil {
		return err
	}
	payloadType, payload, err := m.payload()
	if err != nil {
		if fault, ok := errors.AsType[*scan.Fault](err); ok {
			_, signed := m.places["signatures"] // not every object with a payload is an envelope
			fault.NotSBOM = !signed
		}
		return err
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
	return f.readDecoded(c, asString(payload), w)
}

// unwrapStatement reads the SBOM in the predicate of an in-toto statement. A predicate of
// another type than an SBOM may contain one.
func (f *file) unwrapStatement(c content) error {
	m, err := readMembers(c.text, "_type", "predicateType", "predicate")
	if err != nil {
		return err
	}
	predicateType, err := m.string("predicateType")
	if err != nil {
		return err
	}
	isSBOM := sbomPredicate.MatchString(predicateType)
	typ, err := m.string("_type")
	if isSBOM && err != nil {
		return err
	}
	err = f.readPredicate(c, m.places["predicate"])
	switch {
	case err != nil && !isSBOM && isNotSBOM(err):
		return &scan.Fault{
			Offset:  m.places["predicateType"].Start,
			Message: fmt.Sprintf("in-toto statement with a predicate of type %s: expected an SPDX or CycloneDX document", scan.Quote(predicateType)),
			Hint:    "pass only attestations of SBOMs", NotSBOM: true}
	case err == nil && typ != "https://in-toto.io/Statement/v1" && typ != "https://in-toto.io/Statement/v0.1":
		return &scan.Fault{Offset: m.places["_type"].Start, Message: fmt.Sprintf("in-toto statement of type %s: expected https://in-toto.io/Statement/v1 or v0.1", scan.Quote(typ))}
	}
	return refused(err)
}

// sbomPredicate matches the predicate types of SBOMs. The types of in-toto/attestation may
// end with the version of the format. in-toto-golang before 0.5 used the type with "schema".
var sbomPredicate = regexp.MustCompile(`^(?i:https?://(www\.)?(spdx\.dev/Document|cyclonedx\.org/(bom|schema)))(/|$)`)

// readPredicate reads the SBOM in a predicate: an object, or a string as cosign writes
// documents other than JSON.
func (f *file) readPredicate(c content, at sbom.Place) error {
	o := scan.NewOutline(c.text[at.Start:at.End], f.MaxDepth)
	if o.Has("Data") && !o.Has("bomFormat") && !o.Has("spdxVersion") {
		data := o.Names["Data"] + at.Start
		at = sbom.Place{Start: data, End: scan.EndOfValue(c.text[:at.End], data)}
	}
	w := sbom.Wrapper{Kind: sbom.WrapperInToto}
	if at.Start == at.End || c.text[at.Start] != '"' {
		return f.readWrapped(c, at, w)
	}
	text, err := scan.StringAt(c.text, at)
	if err != nil {
		return err
	}
	return f.readDecoded(c, text, w)
}

// payload returns the type and the content of the payload of an envelope.
func (m members) payload() (typ string, payload []byte, err error) {
	if typ, err = m.string("payloadType"); err != nil {
		return "", nil, err
	}
	encoded, err := m.string("payload")
	if err != nil {
		return "", nil, err
	}
	if payload, err = scan.DecodeBase64(encoded); err != nil {
		return "", nil, &scan.Fault{Offset: m.places["payload"].Start, Message: "payload of the envelope: expected Base64: " + err.Error()}
	}
	return typ, payload, nil
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
