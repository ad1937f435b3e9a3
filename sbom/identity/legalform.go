package identity

import (
	"strings"
	"unicode/utf8"
)

// trimForms returns the words of a name, which have one space between them,
// without the article and the legal forms at its ends; never none.
func trimForms(name string) string {
	for {
		n := len(name)
		name = cutTrailingForm(cutLeadingForm(name))
		if len(name) == n {
			name = cutJoinedForm(name)
		}
		if len(name) == n {
			return name
		}
	}
}

// maxFormWords and maxFormSize bound the longest legal form: S. de R.L. de C.V.
// has seven words, the Russian limited liability company in full 74 bytes.
const (
	maxFormWords = 7
	maxFormSize  = 80
)

// cutLeadingForm cuts the longest legal form at the head. Written with points or
// spaces a form is several words.
func cutLeadingForm(name string) string {
	if hasNoForm(name, leading) {
		return name
	}
	var ends [maxFormWords]int
	n := 0
	for i := 0; n < maxFormWords; n++ {
		space := strings.IndexByte(name[i:], ' ')
		if space < 0 {
			break
		}
		ends[n] = i + space
		i += space + 1
	}
	for n--; n >= 0; n-- {
		if isForm(name[:ends[n]], leading) {
			return name[ends[n]+1:]
		}
	}
	return name
}

// cutTrailingForm cuts the longest legal form at the end.
func cutTrailingForm(name string) string {
	if hasNoForm(name, trailing) {
		return name
	}
	var ends [maxFormWords]int
	n := 0
	for end := len(name); n < maxFormWords; n++ {
		if end = strings.LastIndexByte(name[:end], ' '); end < 0 {
			break
		}
		ends[n] = end
	}
	for n--; n >= 0; n-- {
		if isForm(name[ends[n]+1:], trailing) {
			return name[:ends[n]]
		}
	}
	return name
}

// edge is what the legal forms have in common that begin, or end, with a byte.
type edge struct {
	far  [4]uint64 // the bytes at their other ends, a bit for each
	size int       // of the longest
}

// formEdges holds, by position, the edges of the legal forms by the byte that is at
// the end of the name: most names have another there.
var formEdges = func() (edges [trailing + 1][256]edge) {
	for form, positions := range legalForms {
		for _, at := range [...]position{leading, trailing} {
			if positions&at != 0 {
				near, far := at.ends(form)
				e := &edges[at][near]
				e.far[far/64] |= 1 << (far % 64)
				e.size = max(e.size, len(form))
			}
		}
	}
	return edges
}()

// ends returns the byte at the end of the name, and the one at the other end of the form.
func (at position) ends(form string) (near, far byte) {
	first, last := form[0], form[len(form)-1]
	if at == leading {
		return first, last
	}
	return last, first
}

// hasNoForm tells quickly of most names that there is no legal form at that end.
func hasNoForm(name string, at position) bool {
	if name == "" {
		return true
	}
	near, _ := at.ends(name)
	return formEdges[at][near].size == 0 && isASCII(name)
}

// isForm tells whether words with one space between them are a legal form.
func isForm(words string, at position) bool {
	if words == "" {
		return false
	}
	near, far := at.ends(words)
	e := &formEdges[at][near]
	if (e.far[far/64]>>(far%64)&1 == 0 || len(words) >= 2*e.size) && isASCII(words) {
		return false // it has other ends, or is longer than with a space between any two letters
	}
	var array [maxFormSize]byte
	form, n, ascii := array[:0], 1, true
	for i := range len(words) {
		switch c := words[i]; {
		case c == ' ':
			n++
		case len(form) == maxFormSize:
			return false
		default:
			form = append(form, c)
			ascii = ascii && c < utf8.RuneSelf
		}
	}
	if at == leading && 1 < n && n == len(form) {
		return false // A. O. Smith is a name
	}
	if legalForms[string(form)]&at != 0 {
		return true
	}
	// Letters of another script may disguise a Latin form, and so the name beside it.
	return !ascii && lookalikeForms[Skeleton(string(form))]&at != 0
}

// cutJoinedForm cuts a form that is written without a space between it and the
// name.
func cutJoinedForm(name string) string {
	if name == "" || name[0] < utf8.RuneSelf && name[len(name)-1] < utf8.RuneSelf {
		return name // no such form is in ASCII
	}
	for _, form := range joinedForms {
		if rest, ok := strings.CutPrefix(name, form); ok && rest != "" && rest[0] != ' ' {
			return rest
		}
		if rest, ok := strings.CutSuffix(name, form); ok && rest != "" && rest[len(rest)-1] != ' ' {
			return rest
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
