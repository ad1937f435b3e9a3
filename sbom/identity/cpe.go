package identity

import (
	"fmt"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// CPEKeys returns the keys of a CPE 2.2 URI (cpe:/a:vendor:product) or a CPE 2.3
// formatted string (cpe:2.3:a:vendor:product:…), bound as in NISTIR 7695, 6.1 and
// 6.2. The keys are "a:vendor" and "a:vendor:product", folded, with escapes decoded
// and "_" for spaces; the last one is the most exact.
//
// A vendor or product that is ANY or NA has no key; a part that is ANY or NA gives the
// keys of all three parts. Wildcards at the ends of a value are removed. The error
// says why the string is not a CPE name.
func CPEKeys(cpe string) ([]string, error) {
	part, vendor, product, ok := splitCPE(strings.TrimSpace(cpe))
	if !ok {
		return nil, fmt.Errorf("CPE name %s: expected cpe:2.3:part:vendor:product:… or cpe:/part:vendor:product", chars.Quote(cpe))
	}
	parts := []string{part}
	switch part {
	case "a", "o", "h":
	case "":
		parts = []string{"a", "o", "h"}
	default:
		return nil, fmt.Errorf("CPE name %s: expected the part a, o or h", chars.Quote(cpe))
	}
	if vendor == "" {
		return nil, nil
	}
	var keys []string
	for _, part := range parts {
		keys = append(keys, part+":"+vendor)
		if product != "" {
			keys = append(keys, part+":"+vendor+":"+product)
		}
	}
	return keys, nil
}

// CPEKey returns the key of a CPE vendor or product that is written "part:vendor" or
// "part:vendor:product" without escapes. It is the key that [CPEKeys] returns for
// names of that vendor or product.
func CPEKey(s string) (string, error) {
	part, names, _ := strings.Cut(Fold(s), ":")
	vendor, product, both := strings.Cut(names, ":")
	if part != "a" && part != "o" && part != "h" || vendor == "" || both && product == "" || strings.Contains(product, ":") {
		return "", fmt.Errorf("CPE key %s: expected part:vendor or part:vendor:product with the part a, o or h", chars.Quote(s))
	}
	return strings.ReplaceAll(part+":"+names, " ", "_"), nil
}

// splitCPE returns the first three values of a CPE name, normalized. A value that is
// ANY or NA is "".
func splitCPE(s string) (part, vendor, product string, ok bool) {
	const uri, formatted = "cpe:/", "cpe:2.3:"
	value := formattedValue
	switch {
	case len(s) >= len(formatted) && strings.EqualFold(s[:len(formatted)], formatted):
		s = s[len(formatted):]
	case len(s) >= len(uri) && strings.EqualFold(s[:len(uri)], uri):
		s = s[len(uri):]
		value = uriValue
	default:
		return "", "", "", false
	}
	part, s = value(s)
	vendor, s = value(s)
	product, _ = value(s)
	return part, vendor, product, true
}

// uriValue returns the first value of a URI (6.1.2) and the text after its colon.
// %01 and %02 are the wildcards ? and *.
func uriValue(s string) (value, rest string) {
	value, rest, _ = strings.Cut(s, ":")
	if value == "-" {
		return "", rest
	}
	return cpeValue(strings.Trim(chars.Unescape(value), "\x01\x02*?")), rest
}

// formattedValue returns the first value of a formatted string (6.2.2) and the text
// after its colon. A backslash quotes the next character.
func formattedValue(s string) (value, rest string) {
	n := 0
	for n < len(s) && s[n] != ':' {
		if s[n] == '\\' {
			n++
		}
		n++
	}
	n = min(n, len(s))
	value, rest = s[:n], strings.TrimPrefix(s[n:], ":")
	if value == "-" {
		return "", rest
	}
	value = strings.TrimLeft(value, "*?")
	for strings.HasSuffix(value, "*") || strings.HasSuffix(value, "?") {
		if strings.HasSuffix(value[:len(value)-1], `\`) {
			break
		}
		value = value[:len(value)-1]
	}
	return cpeValue(unquote(value)), rest
}

// unquote removes the backslashes that quote other characters.
func unquote(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b = append(b, s[i])
	}
	return string(b)
}

func cpeValue(s string) string { return strings.ReplaceAll(Fold(s), " ", "_") }
