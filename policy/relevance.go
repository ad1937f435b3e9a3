package policy

import (
	"slices"
	"strings"

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

// newRelevance returns the text that is relevant to policies which judge by evidence:
// words that occur in a name of the data, whole names that an entity owns, and
// values written as in the data. It is for one goroutine.
func newRelevance(x *index) relevance {
	written := map[kindKey][]string{} // in lower case
	return relevance{
		name: func(words string) string {
			if x.begin[firstWord(words)] == nil {
				return ""
			}
			return x.known(words)
		},
		whole: func(c sbom.Claim) string {
			switch c.Kind {
			case identity.KindSkeleton, identity.KindNear:
				if x.own(c.Whole) {
					return c.Whole
				}
				return x.known(c.Whole)
			case identity.KindWord:
				return x.known(c.Whole)
			}
			return ""
		},
		value: func(c sbom.Claim) bool {
			key := kindKey{c.Kind, c.Key}
			values, ok := written[key]
			if !ok {
				for _, h := range x.lookUp(key) {
					values = append(values, strings.ToLower(h.Value))
				}
				written[key] = values
			}
			return slices.Contains(values, strings.ToLower(c.Value))
		},
	}
}
