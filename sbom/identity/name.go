package identity

import (
	"encoding/binary"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// Absent tells whether s says that there is nothing to say: white space,
// NOASSERTION and NONE of SPDX, "unknown" and its kind, or an agent type of
// SPDX without a name ("Organization: ").
func Absent(s string) bool {
	if len(s) > len("noassertion") {
		first, last := lower(s[0]), s[len(s)-1]
		if first != 'o' && first != 'p' && first != 't' && last != ')' && !asciiSpace.has(first) && !asciiSpace.has(last) && isASCII(s) {
			return false // there is nothing to trim, and most values are like that
		}
	}
	s = trimAgent(strings.TrimSuffix(trimAgent(s), "()"))
	if !isASCII(s) {
		s = Fold(s)
	}
	for _, absence := range [...]string{"", "-", "?", "n/a", "nil", "null", "none", "unknown", "undefined", "noassertion"} {
		if len(s) == len(absence) && strings.EqualFold(s, absence) {
			return true
		}
	}
	return false
}

// trimAgent returns s without white space around it and without the agent types
// that SPDX 2.3 puts before a name (clauses 6.8, 7.5 and 7.6).
func trimAgent(s string) string {
	for {
		s = strings.TrimSpace(s)
		agent, name, ok := strings.Cut(s, ":")
		if !ok || !isWord(agent, "organization", "organisation", "person", "tool") {
			return s
		}
		s = name
	}
}

// SplitName splits what SPDX and package registries write in one string: a
// name, and e-mail addresses and URLs in brackets or bare, as in "Jane Doe
// <jane@example.org> (https://example.org)". The name is without them and
// without the agent type of SPDX. A name that is a host itself, as "spring.io",
// is both.
func SplitName(s string) (name string, addresses []string) {
	s = trimAgent(s)
	if !strings.ContainsAny(s, "@.()<>") {
		return s, nil
	}
	var b strings.Builder
	for s != "" {
		n := strings.IndexFunc(s, delimiter)
		if n < 0 {
			n = len(s)
		}
		token := aroundToken.trim(s[:n])
		if isAddress(token) || isHost(token) {
			addresses = append(addresses, token)
		}
		if !isAddress(token) {
			b.WriteString(s[:n])
		}
		rest := strings.TrimLeftFunc(s[n:], delimiter)
		b.WriteString(s[n : len(s)-len(rest)])
		s = rest
	}
	name = strings.ReplaceAll(strings.ReplaceAll(b.String(), "()", ""), "<>", "")
	return strings.Trim(strings.Join(strings.Fields(name), " "), " ,;"), addresses
}

// aroundToken is what stands around addresses in lists of them.
const aroundToken cutset = 1<<',' | 1<<';' | 1<<'\'' | 1<<'"'

func delimiter(r rune) bool {
	switch r {
	case '(', ')', '<', '>', '[', ']':
		return true
	}
	return unicode.IsSpace(r)
}

// isAddress tells whether a token is an e-mail address or a URL.
func isAddress(token string) bool {
	if at := strings.LastIndexByte(token, '@'); at > 0 && strings.IndexByte(token[at:], '.') > 0 {
		return true
	}
	return strings.Contains(token, "://") || len(token) > 4 && strings.EqualFold(token[:4], "www.")
}

// isHost tells whether a token begins with a host name under a public suffix
// that ICANN manages.
func isHost(token string) bool {
	host, _, _ := strings.Cut(token, "/")
	if strings.IndexByte(host, '.') <= 0 || strings.Trim(host, ".") != host {
		return false
	}
	host = strings.ToLower(host)
	suffix, icann := publicsuffix.PublicSuffix(host)
	return icann && len(suffix) < len(host)
}

// reveal undoes what hides a name from a reader who does not undo it:
// character references of HTML, percent-encoding (RFC 3986, section 2.1) and
// punycode (RFC 3492), each once and only where the result is text.
func reveal(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if strings.IndexByte(s, '%') >= 0 {
		if u := unescape(s); utf8.ValidString(u) {
			s = u
		}
	}
	if strings.Contains(s, "xn--") {
		tokens := strings.Split(s, " ")
		for i, t := range tokens {
			if u, err := idna.Punycode.ToUnicode(t); err == nil {
				tokens[i] = u
			}
		}
		s = strings.Join(tokens, " ")
	}
	return s
}

// Fold returns s as it is compared: in NFKC, in lower case, with one space for
// any white space and none around it, and without what nobody sees: control
// and format characters (bidi controls among them), variation selectors and
// the other default-ignorable code points. The Turkish dotted and dotless i are
// both i, ß is ss. It is idempotent, and returns s itself where it changes
// nothing.
func Fold(s string) string {
	if !isASCII(s) {
		s = norm.NFKC.String(strings.Map(visible, s))
		s = norm.NFKC.String(strings.ReplaceAll(strings.Map(foldRune, s), "ß", "ss"))
		return strings.Join(strings.Fields(s), " ")
	}
	if isFolded(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' || '\t' <= c && c <= '\r':
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		case !isInvisible(c):
			b = append(b, lower(c))
		}
	}
	return strings.TrimSuffix(string(b), " ")
}

// cutset is a set of ASCII characters before '@', a bit for each.
type cutset uint64

const asciiSpace cutset = 1<<' ' | 1<<'\t' | 1<<'\r' | 1<<'\n' | 1<<'\v' | 1<<'\f'

func (c cutset) has(b byte) bool { return c>>b&1 != 0 }

// trim is [strings.Trim], which makes a table of the set first.
func (c cutset) trim(s string) string {
	for s != "" && c.has(s[0]) {
		s = s[1:]
	}
	for s != "" && c.has(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if binary.LittleEndian.Uint64([]byte(s[:8]))&0x8080808080808080 != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isFolded tells whether there is nothing to fold in an ASCII string.
func isFolded(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == 0x7f || 'A' <= c && c <= 'Z' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// visible maps what nobody sees to nothing.
func visible(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
		return -1
	}
	return r
}

// foldRune goes by way of the capital, so that all small forms of it are one.
func foldRune(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

// maxWords is how many words a name can have. What comes after them is prose.
const maxWords = 64

// Words returns the first 64 words of s, folded: the runs of letters, digits
// and marks. An apostrophe within a word joins, so that "O'Reilly" is one.
// The words of the words with a space between them are the same.
func Words(s string) []string { return strings.Fields(FoldWords(s)) }

// joinWords returns the [Words] of s with one space between them.
func FoldWords(s string) string {
	var room [64]byte
	return string(appendWords(room[:0], s))
}

// appendWords appends the [Words] of s with one space between them.
func appendWords(words []byte, s string) []byte {
	if !isASCII(s) {
		fields := strings.FieldsFunc(joinApostrophes(Fold(s)), func(r rune) bool { return !inWord(r) })
		return append(words, strings.Join(fields[:min(len(fields), maxWords)], " ")...)
	}
	n, within := 0, false // the number of words, and whether the last one goes on
	for i := range len(s) {
		c := lower(s[i])
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			if !within {
				if n++; n > maxWords {
					return words
				}
				if n > 1 {
					words = append(words, ' ')
				}
				within = true
			}
			words = append(words, c)
		case isInvisible(c):
		case c != '\'' || !within || !beginsWithLetter(s[i+1:]):
			within = false
		}
	}
	return words
}

// lower returns an ASCII letter in lower case, and what is none as it is.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// isInvisible tells whether an ASCII character is one that [Fold] drops.
func isInvisible(c byte) bool { return c < '\t' || '\r' < c && c < ' ' || c == 0x7f }

// beginsWithLetter tells whether the first character of an ASCII string that can
// be seen is a letter.
func beginsWithLetter(s string) bool {
	for i := range len(s) {
		if !isInvisible(s[i]) {
			c := lower(s[i])
			return 'a' <= c && c <= 'z'
		}
	}
	return false
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.Nd, unicode.M)
}

// apostrophes are those that are typed as such: U+02BC is a letter to Unicode.
const apostrophes = "'‘’ʼ"

// joinApostrophes returns a folded string without the apostrophes between
// letters, and with spaces for the others.
func joinApostrophes(s string) string {
	if !strings.ContainsAny(s, apostrophes) {
		return s
	}
	var b strings.Builder
	last := ' '
	for i, r := range s {
		if strings.ContainsRune(apostrophes, r) {
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if inWord(last) && unicode.IsLetter(next) {
				continue
			}
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	return norm.NFC.String(b.String())
}

// NameKey returns the key of an organization's or a person's name: its [Words]
// with one space between them, without the agent type of SPDX, a leading
// article, and the legal forms at either end. What says what a company does
// ("Lab", "Group") stays, and so does the last word, whatever it is. It is
// idempotent.
func NameKey(s string) string {
	return trimForms(FoldWords(trimAgent(s)))
}

// quoteValue quotes a value for an error; a long one is cut.
func quoteValue(s string) string {
	const most = 80 // characters
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}

// bytesAsString returns a buffer as a string that is valid until the buffer changes.
func bytesAsString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
