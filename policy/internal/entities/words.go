package entities

import (
	"iter"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
)

func firstWord(words string) string {
	first, _, _ := strings.Cut(words, " ")
	return first
}

// prefixes iterates over the first word, the first two words, and so on up to all.
func prefixes(words string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, c := range words {
			if c == ' ' && !yield(words[:i]) {
				return
			}
		}
		yield(words)
	}
}

// addName records the words of a brand, a lookalike or a product name.
func (x *Index) addName(words string) {
	for word := range strings.SplitSeq(words, " ") {
		x.words[word] = true
	}
}

// addPrefixes records the prefixes of a brand or a product name, and its words.
func (x *Index) addPrefixes(words string) {
	for prefix := range prefixes(words) {
		x.prefixes[prefix] = true
	}
	x.addName(words)
}

// MaskUnknownWords returns a name with one "?" in place of consecutive words that are in
// no brand, lookalike or product name, and not in the name of a package of a product.
func (x *Index) MaskUnknownWords(name string) string {
	var masked strings.Builder
	masked.Grow(len(name))
	last := ""
	for word := range strings.SplitSeq(name, " ") {
		if !x.words[word] && word != "" {
			word = "?"
		}
		if word == "?" && last == "?" {
			continue
		}
		if masked.Len() > 0 {
			masked.WriteByte(' ')
		}
		masked.WriteString(word)
		last = word
	}
	return masked.String()
}

// isOwnName reports whether a name starts with a brand or with a name that identifies a
// product, or is the name of an entity. It must agree with the rule _is_own in
// rego/lib/identity.
func (x *Index) isOwnName(name string) bool {
	for prefix := range prefixes(name) {
		if x.brands[prefix] != nil || x.productNames[prefix] != nil {
			return true
		}
	}
	return x.IsOrganization(name)
}

// IsOrganization reports whether a name is the name of an entity, other than a brand.
func (x *Index) IsOrganization(name string) bool {
	return x.has(kindKey{identity.KindOrganization, name})
}

// isBranded reports whether a name has a brand as a prefix and more words after it.
func (x *Index) isBranded(words string) bool {
	for prefix := range prefixes(words) {
		if x.brands[prefix] != nil && prefix != words {
			return true
		}
	}
	return false
}
