package cyclonedx

import (
	"reflect"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// silentType is a type whose values state no claim.
type silentType struct {
	typ      reflect.Type
	skipJSON *json.Unmarshalers
}

// silentTypes are the types whose values state no claim. The readers skip such values
// as long as they are well formed.
var silentTypes = []silentType{
	silent[bool](),
	silent[int](),
	silent[float32](),
	silent[float64](),
	silent[[]cdx.AttestationMap](),
	silent[[]cdx.CertificateExtension](),
	silent[[]cdx.CertificateState](),
	silent[[]cdx.EvidenceData](),
	silent[[]cdx.EvidenceIdentityMethod](),
	silent[[]cdx.Lifecycle](),
	silent[[]cdx.MLInputOutputParameters](),
	silent[[]cdx.Property](),
	silent[[]cdx.RelatedCryptographicAsset](),
	silent[cdx.Callstack](),
	silent[cdx.ComponentDataGraphics](),
	silent[cdx.CryptoAlgorithmProperties](),
	silent[cdx.CryptoProtocolProperties](),
	silent[cdx.DistributionConstraints](),
	silent[cdx.JSFPublicKey](),
	silent[cdx.MLModelCardConsiderations](),
	silent[cdx.MLModelParametersApproach](),
	silent[cdx.MLQuantitativeAnalysis](),
	silent[cdx.PostalAddress](),
	silent[cdx.ReleaseNotes](),
}

func silent[T any]() silentType {
	return silentType{
		typ:      reflect.TypeFor[T](),
		skipJSON: json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ *T) error { return d.SkipValue() }),
	}
}
