package identity

import (
	"strings"
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

// legalForms holds the legal forms, folded and without anything between their
// words, and where they stand. Those that are words or names themselves ("AS",
// "SA", "Co") are no forms at the head.
var legalForms = map[string]position{
	"the": leading,

	// English
	"inc": trailing, "incorporated": trailing, "corp": trailing, "corporation": trailing,
	"co": trailing, "company": trailing, "andco": trailing, "andcompany": trailing,
	"ltd": trailing, "limited": trailing, "plc": trailing, "publiclimitedcompany": trailing, "ulc": trailing,
	"llc": either, "limitedliabilitycompany": either, "llp": trailing, "lp": trailing, "pllc": trailing,
	"jsc": either, "jointstockcompany": either, "cjsc": either, "closedjointstockcompany": either,
	"ojsc": either, "openjointstockcompany": either, "pjsc": either, "publicjointstockcompany": either,
	"pty": trailing, "proprietary": trailing, "pvt": trailing, "private": trailing, "pte": trailing,
	"fze": trailing, "fzco": trailing, "fzllc": trailing, "fzc": trailing, "dmcc": trailing, "wll": trailing,

	// German, Dutch, Scandinavian
	"gmbh": trailing, "mbh": trailing, "ggmbh": trailing, "ug": trailing, "ag": trailing, "kg": trailing,
	"kgaa": trailing, "cokg": trailing, "ohg": trailing, "gbr": trailing, "ek": trailing, "ev": trailing,
	"eg": trailing, "se": trailing, "bv": trailing, "nv": trailing, "vof": trailing, "bvba": trailing,
	"ab": trailing, "as": trailing, "asa": trailing, "aps": trailing, "oy": trailing, "oyj": trailing,
	"gesellschaftmitbeschränkterhaftung": trailing, "aktiengesellschaft": trailing,

	// Romance
	"sa": trailing, "sas": trailing, "sasu": trailing, "sarl": trailing, "sàrl": trailing, "eurl": trailing,
	"snc": trailing, "sca": trailing, "scs": trailing, "cie": trailing, "etcie": trailing, "sprl": trailing,
	"sl": trailing, "slu": trailing, "sau": trailing, "slne": trailing,
	"srl": trailing, "srls": trailing, "spa": trailing, "sapa": trailing, "lda": trailing, "sgps": trailing,
	"ltda": trailing, "eireli": trailing, "sac": trailing, "sacv": trailing, "sadecv": trailing,
	"sabdecv": trailing, "sapidecv": trailing, "srldecv": trailing, "sderldecv": trailing,

	// Central and eastern Europe
	"spzoo": trailing, "spółkazoo": trailing, "spk": trailing, "spj": trailing, "sro": trailing, "spolsro": trailing,
	"doo": trailing, "dd": trailing, "ad": trailing, "ood": trailing, "eood": trailing, "kft": trailing,
	"zrt": trailing, "nyrt": trailing, "oü": trailing, "uab": either, "sia": either,
	"ао": either, "оао": either, "зао": either, "пао": either, "нао": either, "ооо": either, "одо": either,
	"тоо": either, "тов": either, "прат": either, "пат": trailing, "чао": either, "чуп": either, "ип": leading,
	"ад": trailing, "оод": trailing, "еоод": trailing, "доо": trailing,
	"акционерноеобщество": either, "закрытоеакционерноеобщество": either, "открытоеакционерноеобщество": either,
	"публичноеакционерноеобщество": either, "обществосограниченнойответственностью": either,
	"ao": either, "oao": either, "zao": either, "pao": either, "nao": either, "ooo": either, "too": either, "tov": either,

	// Turkey, Near East, Greece
	"aş": trailing, "şti": trailing, "sti": trailing, "ltdşti": trailing, "ltdsti": trailing,
	"בעמ": trailing, "شمم": trailing, "αε": trailing, "επε": trailing, "ικε": trailing,

	// Asia
	"kk": trailing, "gk": trailing, "yk": trailing, "kabushikikaisha": either, "株": either, "有": either, "주": either,
	"株式会社": either, "株式會社": either, "有限会社": either, "合同会社": either, "주식회사": either, "유한회사": either,
	"有限公司": trailing, "有限责任公司": trailing, "有限責任公司": trailing, "股份有限公司": trailing,
	"pt": leading, "tbk": trailing, "sdn": trailing, "bhd": trailing, "sdnbhd": trailing, "berhad": trailing,
}

// lookalikeForms are the legal forms by their skeletons, which have other letters
// than they: gmbh looks like grnbh.
var lookalikeForms = func() map[string]position {
	forms := make(map[string]position, len(legalForms))
	for form, at := range legalForms {
		forms[Skeleton(form)] |= at
	}
	return forms
}()

// joinedForms are those that stand before or behind a name without a space, the
// longer first.
var joinedForms = [...]string{
	"股份有限公司", "有限责任公司", "有限責任公司", "有限公司",
	"株式会社", "株式會社", "有限会社", "合同会社", "주식회사", "유한회사",
}
