package identity

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// NameKey returns the key of the name of an organization or person: its [Words],
// joined with spaces, without the agent type of SPDX, a leading article, and the
// legal forms at both ends. Words that describe the business ("Lab", "Group") stay,
// and so does the last remaining word.
//
// NameKey is idempotent. The legal forms are listed in legalforms.tsv.
func NameKey(s string) string {
	return trimForms(FoldWords(trimAgent(s)))
}

// Absent reports whether s means that there is no value: white space, NOASSERTION
// and NONE of SPDX, "unknown" and similar words, or an agent type of SPDX without a
// name ("Organization: ").
func Absent(s string) bool {
	s = trimAgent(s)
	if before, ok := strings.CutSuffix(s, "()"); ok {
		s = trimAgent(before)
	}
	if len(s) > utf8.UTFMax*len("noassertion") {
		return false
	}
	if !chars.IsASCII(s) {
		s = Fold(s)
	}
	return chars.OneOf(s, "", "-", "?", "n/a", "nil", "null", "none", "unknown", "undefined", "noassertion")
}

// trimAgent removes surrounding white space and the agent types that SPDX 2.3
// writes before a name (clauses 6.8, 7.5 and 7.6).
func trimAgent(s string) string {
	for {
		s = strings.TrimSpace(s)
		n := strings.IndexByte(s[:min(len(s), len("organization:"))], ':')
		if n < 0 || !chars.OneOf(s[:n], "organization", "organisation", "person", "tool") {
			return s
		}
		s = s[n+1:]
	}
}

// inAddress are the characters that an address has, or that enclose one.
var inAddress = chars.NewSet("@.()<>")

// SplitName splits a string in which SPDX and package registries combine a name
// with e-mail addresses and URLs, bare or in brackets, as in "Jane Doe
// <jane@example.org> (https://example.org)". The name contains neither the
// addresses nor the agent type of SPDX. A name that is itself a host, such as
// "spring.io", is returned both as the name and as an address.
func SplitName(s string) (name string, addresses []string) {
	s = trimAgent(s)
	if inAddress.Index(s) < 0 {
		return s, nil
	}
	var b strings.Builder
	for s != "" {
		n := strings.IndexFunc(s, isDelimiter)
		if n < 0 {
			n = len(s)
		}
		token := strings.Trim(s[:n], `,;'"`)
		if isAddress(token) || registry.IsHost(token) {
			addresses = append(addresses, token)
		}
		if !isAddress(token) {
			b.WriteString(s[:n])
		}
		rest := strings.TrimLeftFunc(s[n:], isDelimiter)
		b.WriteString(s[n : len(s)-len(rest)])
		s = rest
	}
	name = strings.ReplaceAll(strings.ReplaceAll(b.String(), "()", ""), "<>", "")
	return strings.Trim(strings.Join(strings.Fields(name), " "), " ,;"), addresses
}

func isDelimiter(r rune) bool {
	switch r {
	case '(', ')', '<', '>', '[', ']':
		return true
	}
	return unicode.IsSpace(r)
}

// isAddress reports whether a token is an e-mail address or a URL.
func isAddress(token string) bool {
	if at := strings.LastIndexByte(token, '@'); at > 0 && strings.IndexByte(token[at:], '.') > 0 {
		return true
	}
	return strings.Contains(token, "://") || len(token) > 4 && strings.EqualFold(token[:4], "www.")
}

// maxEscapes is the number of times that escapes of escapes are decoded.
const maxEscapes = 3

// decodeEscapes decodes the escapes that can disguise a name: character references and tags
// of HTML, percent-encoding (RFC 3986, section 2.1), the escapes of JSON and JavaScript, and
// Punycode (RFC 3492). An escape is decoded only if the result is text.
func decodeEscapes(s string) string {
	for range maxEscapes {
		if beginsEscape.Index(s) < 0 {
			break
		}
		before := s
		s = cutTags(html.UnescapeString(s))
		if strings.Contains(s, "%") {
			if u := chars.Unescape(s); utf8.ValidString(u) {
				s = u
			}
		}
		s = decodeBackslashes(s)
		if s == before {
			break
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

// beginsEscape are the characters that begin an escape.
var beginsEscape = chars.NewSet("&%\\<")

// inlineTags matches the tags of HTML that do not separate words, and comments.
var inlineTags = regexp.MustCompile(`(?i)</?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|mark|s|small|span|strike|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>|<!--.*?-->`)

func cutTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	return inlineTags.ReplaceAllLiteralString(s, "")
}

// escapes matches the escapes of characters in JSON, JavaScript and Go.
var escapes = regexp.MustCompile(`\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2}))`)

func decodeBackslashes(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return escapes.ReplaceAllStringFunc(s, func(escape string) string {
		code, err := strconv.ParseUint(strings.Trim(escape[2:], "{}"), 16, 32)
		if r := rune(code); err == nil && utf8.ValidRune(r) {
			return string(r)
		}
		return escape
	})
}
