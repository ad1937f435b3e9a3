package identity

import (
	"cmp"
	_ "embed" // legalforms.tsv
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// trimForms removes the article and the legal forms at both ends of a folded name, but
// never its last word.
func trimForms(name string) string {
	for {
		rest := cutTrailingForm(cutLeadingForm(name))
		if len(rest) == len(name) {
			rest = cutJoinedForm(rest)
		}
		if len(rest) == len(name) {
			return rest
		}
		name = rest
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
func cutLeadingForm(name string) string {
	var room [maxFormSize]byte
	form, longest := room[:0], name
	rest := name
	for n := 1; n <= maxFormWords; n++ {
		word, after, more := strings.Cut(rest, " ")
		if !more || len(form)+len(word) > maxFormSize {
			break
		}
		form, rest = append(form, word...), after
		if !isPartOfForm(formStarts, form) {
			break
		}
		if isForm(form, leading) && (n == 1 || n < len(form)) { // initials: "A. O. Smith" is a name
			longest = rest
		}
	}
	return longest
}

// cutTrailingForm removes the longest legal form at the end of a name.
func cutTrailingForm(name string) string {
	var room [maxFormSize]byte
	start, longest := maxFormSize, name
	rest := name
	for range maxFormWords {
		space := strings.LastIndexByte(rest, ' ')
		if space < 0 || len(rest)-space-1 > start {
			break
		}
		start -= copy(room[start-(len(rest)-space-1):], rest[space+1:])
		form := room[start:]
		rest = rest[:space]
		if !isPartOfForm(formEnds, form) {
			break
		}
		if isForm(form, trailing) {
			longest = rest
		}
	}
	return longest
}

// isPartOfForm reports whether the joined words are in a table of parts of forms, or look
// like one of them.
func isPartOfForm(parts map[string]bool, form []byte) bool {
	return parts[string(form)] || !chars.IsASCII(string(form)) && parts[Skeleton(string(form))]
}

// isForm reports whether the joined words of a form are a legal form at an end of a name.
func isForm(form []byte, at position) bool {
	if legalForms[string(form)]&at != 0 {
		return true
	}
	// A Latin form written with letters of another script would keep a name from matching.
	return !chars.IsASCII(string(form)) && lookalikeForms[Skeleton(string(form))]&at != 0
}

// cutJoinedForm removes a legal form that is written without a space before or after
// the name.
func cutJoinedForm(name string) string {
	first, _, _ := strings.Cut(name, " ")
	last := name[strings.LastIndexByte(name, ' ')+1:]
	for _, form := range joinedForms {
		if strings.HasPrefix(first, form) && first != form {
			return name[len(form):]
		}
		if strings.HasSuffix(last, form) && last != form {
			return name[:len(name)-len(form)]
		}
	}
	return name
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

// formStarts holds all starts of the legal forms that can lead a name, and formEnds all
// ends of those that can trail one. A name whose first words
// are not such a start does not begin with a form.
var formStarts, formEnds = affixes(legalForms, lookalikeForms)

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

// affixes returns the starts of the leading forms and the ends of the trailing forms.
func affixes(tables ...map[string]position) (starts, ends map[string]bool) {
	starts, ends = map[string]bool{}, map[string]bool{}
	for _, forms := range tables {
		for form, at := range forms {
			for i := range len(form) {
				if at&leading != 0 {
					starts[form[:len(form)-i]] = true
				}
				if at&trailing != 0 {
					ends[form[i:]] = true
				}
			}
		}
	}
	return starts, ends
}
