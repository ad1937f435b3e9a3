package cyclonedx

import (
	"reflect"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// skippedType is a type whose values the readers skip.
type skippedType struct {
	typ      reflect.Type
	skipJSON *json.Unmarshalers
}

// skippedTypes are the types whose values state no claim, such as numbers and free
// text. The readers skip such values, whatever they contain, as long as they are well
// formed.
var skippedTypes = []skippedType{
	skipped[bool](),
	skipped[int](),
	skipped[float32](),
	skipped[float64](),
	skipped[[]cdx.AttestationMap](),
	skipped[[]cdx.CertificateExtension](),
	skipped[[]cdx.CertificateState](),
	skipped[[]cdx.EvidenceData](),
	skipped[[]cdx.Lifecycle](),
	skipped[[]cdx.MLInputOutputParameters](),
	skipped[[]cdx.RelatedCryptographicAsset](),
	skipped[cdx.ComponentDataGraphics](),
	skipped[cdx.Credits](),
	skipped[cdx.CryptoAlgorithmProperties](),
	skipped[cdx.CryptoProtocolProperties](),
	skipped[cdx.DistributionConstraints](),
	skipped[cdx.JSFPublicKey](),
	skipped[cdx.MLModelCardConsiderations](),
	skipped[cdx.MLModelParametersApproach](),
	skipped[cdx.MLQuantitativeAnalysis](),
	skipped[cdx.PostalAddress](),
	skipped[cdx.ReleaseNotes](),
	skipped[cdx.StandardDefinition](),
}

// skippedProperties are the properties in JSON of all objects but components.
var skippedProperties = json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ *[]cdx.Property) error { return d.SkipValue() })

func skipped[T any]() skippedType {
	return skippedType{
		typ:      reflect.TypeFor[T](),
		skipJSON: json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ *T) error { return d.SkipValue() }),
	}
}
