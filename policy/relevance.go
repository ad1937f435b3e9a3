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

	matches func(sbom.Claim) int // the number of identifiers that a claim matches
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
	written := map[kindKey]map[string]int{}
	values := func(c sbom.Claim) map[string]int {
		key := kindKey{c.Kind, c.Key}
		found, ok := written[key]
		if !ok {
			found = x.Values(c.Kind, c.Key)
			written[key] = found
		}
		return found
	}
	return relevance{
		name: x.MaskUnknownWords,
		whole: func(c sbom.Claim) string {
			switch c.Kind {
			case identity.KindOrganization:
				if c.Whole == c.Key {
					return ""
				}
				return elsewhere
			case identity.KindSkeleton, identity.KindNear, identity.KindSound, identity.KindWord:
				if x.IsOrganization(c.Whole) {
					return c.Whole
				}
				return x.MaskUnknownWords(c.Whole)
			}
			return ""
		},
		value: func(c sbom.Claim) bool { return values(c)[strings.ToLower(c.Value)] > 0 },
		matches: func(c sbom.Claim) (n int) {
			if c.Kind == identity.KindWord {
				return x.Phrases(c.Key, c.Whole)
			}
			for _, same := range values(c) {
				n += same
			}
			return n
		},
	}
}
