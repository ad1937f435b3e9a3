package identity

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxHost is the longest a host name can be, in bytes (RFC 1035, 2.3.4).
const maxHost = 253

// hosts maps names as IDNA 2008 looks them up (UTS #46), and takes those that
// registries would refuse.
var hosts = idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.ValidateLabels(false), idna.CheckHyphens(false))

// DomainKeys returns the keys of a URL of any scheme, an scp-like address
// (git@host:path), an e-mail address or a bare host: its host and every parent
// domain down to the registrable one, the host first. They are in lower case
// and decoded (IDNA, percent-encoding), without trailing dot and port. At most
// 16 are returned, among them always the host and the registrable domain. An
// IP address, a single label and a public suffix itself have none.
//
// The registrable domain is one label below the longest public suffix, private
// ones included: kasperskylab.github.io.
func DomainKeys(s string) []string {
	host, _ := splitAddress(s)
	return hostKeys(host)
}

// hostKeys returns the [DomainKeys] of the host of an address.
func hostKeys(host string) []string {
	host = unescape(host)
	if len(host) > 4*maxHost { // before it costs anything; 4 bytes a character is the most
		return nil
	}
	host = Fold(host)
	if !isASCII(host) || strings.Contains(host, "xn--") {
		// An error says that no registry would have the name: the document has it all the same.
		host, _ = hosts.ToUnicode(host)
		host = Fold(host)
	}
	if n := strings.LastIndexFunc(host, notInHost); n >= 0 {
		_, host, _ = strings.Cut(host[n:], ".") // a pattern, as in *.example.com
	}
	host = strings.Trim(host, ".")
	ascii := host
	if !isASCII(host) {
		ascii, _ = hosts.ToASCII(host)
	}
	if len(ascii) > maxHost {
		return nil
	}
	if last := host[strings.LastIndexByte(host, '.')+1:]; last == "" || isDigit(last[0]) {
		return nil // an IP address: no top-level domain begins with a digit
	}
	registrable, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		return nil
	}
	keys := []string{host}
	for n := strings.Count(ascii, ".") - strings.Count(registrable, "."); n > 0; n-- {
		_, host, _ = strings.Cut(host, ".")
		keys = append(keys, host)
	}
	return topLevels(keys)
}

func notInHost(r rune) bool { return r != '.' && r != '-' && r != '_' && !inWord(r) }

// splitAddress returns the host of a URL, an scp-like address or an e-mail
// address, as written but without user and port, and the path after it.
func splitAddress(s string) (host, path string) {
	if host, path, ok := splitPlainURL(s); ok {
		return host, path
	}
	return splitAnyAddress(s)
}

// splitPlainURL splits what most addresses are: http or https and a host of letters,
// digits, dots and hyphens, with a path that needs no cleaning or none.
func splitPlainURL(s string) (host, path string, ok bool) {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "http://"); !ok {
			return "", "", false
		}
	}
	n := 0
	for n < len(rest) && inPlainHost[rest[n]] {
		n++
	}
	if n == 0 {
		return "", "", false
	}
	if n < len(rest) && (rest[n] != '/' || aroundAddress.has(rest[len(rest)-1]) || strings.IndexByte(rest, '\\') >= 0) {
		return "", "", false
	}
	return rest[:n], rest[n:], true
}

// inPlainHost holds the letters, digits, dots and hyphens of ASCII.
var inPlainHost = func() (in [256]bool) {
	for c := range in {
		letter := lower(byte(c))
		in[c] = 'a' <= letter && letter <= 'z' || isDigit(letter) || letter == '.' || letter == '-'
	}
	return in
}()

// aroundAddress is what addresses are put between.
const aroundAddress cutset = 1<<' ' | 1<<'\t' | 1<<'\r' | 1<<'\n' | 1<<'<' | 1<<'>'

// splitAnyAddress is [splitAddress] for what is no plain URL too.
func splitAnyAddress(s string) (host, path string) {
	s = strings.ReplaceAll(aroundAddress.trim(s), `\`, "/") // as browsers do
	if scheme, rest, ok := strings.Cut(s, ":/"); ok && !strings.ContainsAny(scheme, "./?#@ ") {
		if strings.EqualFold(scheme, "file") {
			return "", ""
		}
		s = rest
	}
	s = strings.TrimLeft(s, "/")
	n := strings.IndexAny(s, "/?#,;<>\"' \t\r\n")
	if n < 0 {
		n = len(s)
	}
	authority, path := s[:n], s[n:]
	authority = authority[strings.LastIndexByte(authority, '@')+1:]
	host, port, _ := strings.Cut(authority, ":")
	if strings.Trim(port, "0123456789") != "" {
		path = port + path // scp-like
	}
	return host, path
}

// unescape undoes percent-encoding where there is some, and leaves what is none.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexDigit(s[i+1]) >= 0 && hexDigit(s[i+2]) >= 0 {
			b = append(b, byte(hexDigit(s[i+1])<<4|hexDigit(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// hexDigit returns the value of a hexadecimal digit, or -1.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
