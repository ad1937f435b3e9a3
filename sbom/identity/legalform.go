package identity

import (
	"cmp"
	_ "embed" // legalforms.tsv
	"slices"
	"strings"
	"unicode/utf8"
)

// trimForms removes the article and the legal forms at both ends of a name, but
// never its last word. It may modify words.
func trimForms(words []string) []string {
	for {
		rest := cutTrailingForm(cutLeadingForm(words))
		if len(rest) == len(words) && !cutJoinedForm(rest) {
			return rest
		}
		words = rest
	}
}

// maxFormWords and maxFormSize bound the longest legal form: "S. de R.L. de C.V."
// has seven words, the Russian limited liability company in full has 74 bytes.
const (
	maxFormWords = 7
	maxFormSize  = 80
)

// cutLeadingForm removes the longest legal form at the start of a name. A form that
// is written with periods or spaces is several words.
func cutLeadingForm(words []string) []string {
	for n := min(maxFormWords, len(words)-1); n > 0; n-- {
		if isForm(words[:n], leading) {
			return words[n:]
		}
	}
	return words
}

// cutTrailingForm removes the longest legal form at the end of a name.
func cutTrailingForm(words []string) []string {
	for n := min(maxFormWords, len(words)-1); n > 0; n-- {
		if isForm(words[len(words)-n:], trailing) {
			return words[:len(words)-n]
		}
	}
	return words
}

// isForm reports whether words are a legal form.
func isForm(words []string, at position) bool {
	var array [maxFormSize]byte
	form := array[:0]
	for _, word := range words {
		if len(form)+len(word) > maxFormSize {
			return false
		}
		form = append(form, word...)
	}
	if at == leading && len(words) > 1 && len(words) == len(form) {
		return false // initials: "A. O. Smith" is a name
	}
	if legalForms[string(form)]&at != 0 {
		return true
	}
	// A Latin form written with letters of another script would keep a name from matching.
	return !isASCII(string(form)) && lookalikeForms[Skeleton(string(form))]&at != 0
}

// cutJoinedForm removes, in place, a legal form that is written without a space
// before or after the name. It reports whether there was one.
func cutJoinedForm(words []string) bool {
	if len(words) == 0 {
		return false
	}
	first, last := &words[0], &words[len(words)-1]
	for _, form := range joinedForms {
		if rest, ok := strings.CutPrefix(*first, form); ok && rest != "" {
			*first = rest
			return true
		}
		if rest, ok := strings.CutSuffix(*last, form); ok && rest != "" {
			*last = rest
			return true
		}
	}
	return false
}

// position is a set of ends of a name.
type position uint8

const (
	leading position = 1 << iota
	trailing
	either = leading | trailing
)

//go:embed legalforms.tsv
var legalFormsTSV string

// legalForms holds the positions of the legal forms in legalforms.tsv. lookalikeForms
// holds them by skeleton, which differs from the form: gmbh looks like grnbh. joinedForms
// are the forms that can be written without a space between them and the name, the
// longest first.
var legalForms, lookalikeForms, joinedForms = parseForms(legalFormsTSV)

// parseForms parses legalforms.tsv, whose rows a test checks.
func parseForms(tsv string) (forms, lookalikes map[string]position, joined []string) {
	positions := map[string]position{"leading": leading, "trailing": trailing, "either": either}
	forms, lookalikes = map[string]position{}, map[string]position{}
	for row := range strings.Lines(tsv) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		columns := strings.Split(row, "\t")
		form, at, script := columns[0], positions[columns[1]], columns[2]
		forms[form] = at
		lookalikes[Skeleton(form)] |= at
		if (script == "Han" || script == "Hangul") && utf8.RuneCountInString(form) > 1 {
			joined = append(joined, form)
		}
	}
	slices.SortStableFunc(joined, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return forms, lookalikes, joined
}
