package policy

import (
	"strings"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// relevance reports which text of a document can change a finding, beyond the keys
// of claims.
type relevance struct {
	name  func(words string) string // the relevant words of a component's name, given its [identity.FoldWords]
	whole func(sbom.Claim) string   // the relevant words of a claim's Whole
	value func(sbom.Claim) bool     // whether a claim's Value is relevant as written
}

// elsewhere is the relevant text of a name that contains the name of an organization.
const elsewhere = "?"

// newRelevance returns the text that is relevant to policies which judge by evidence:
// words that occur in a name of the data, whole names that an entity owns, and
// values written as in the data. It is for one goroutine.
func newRelevance(x *entities.Index) relevance {
	type kindKey struct {
		kind identity.Kind
		key  string
	}
	written := map[kindKey]map[string]bool{}
	return relevance{
		name: func(words string) string {
			first, _, _ := strings.Cut(words, " ")
			if !x.StartsName(first) {
				return ""
			}
			return x.MaskUnknownWords(words)
		},
		whole: func(c sbom.Claim) string {
			switch c.Kind {
			case identity.KindOrganization:
				if c.Whole == c.Key {
					return ""
				}
				return elsewhere
			case identity.KindSkeleton, identity.KindNear, identity.KindSound:
				if x.IsOwnName(c.Whole) {
					return c.Whole
				}
				return x.MaskUnknownWords(c.Whole)
			case identity.KindWord:
				if x.IsOrganization(c.Whole) {
					return c.Whole
				}
				return x.MaskUnknownWords(c.Whole)
			}
			return ""
		},
		value: func(c sbom.Claim) bool {
			key := kindKey{c.Kind, c.Key}
			values, ok := written[key]
			if !ok {
				values = x.Values(c.Kind, c.Key)
				written[key] = values
			}
			return values[strings.ToLower(c.Value)]
		},
	}
}
