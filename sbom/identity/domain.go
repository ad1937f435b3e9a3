package identity

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// maxDomains is how many keys a host has.
const maxDomains = 16

// maxHost is the maximum length of a host name in bytes (RFC 1035, 2.3.4), and maxWritten
// the length up to which text is read as one, since a character has at most 4 bytes.
const maxHost, maxWritten = 253, 4 * maxHost

// hosts maps names as an IDNA 2008 lookup does (UTS #46), but accepts names that
// registries would refuse.
var hosts = idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.ValidateLabels(false), idna.CheckHyphens(false))

// DomainKeys returns the keys of a URL of any scheme, an scp-like address
// (git@host:path), an e-mail address or a bare host: the host and each of its parent
// domains down to the registrable domain, the host first. They are in lower case,
// with IDNA and percent-encoding decoded, and without trailing dot and port. At most
// 16 keys are returned; the host and the registrable domain are always among them. An
// IP address, a single label and a public suffix have no keys.
//
// The registrable domain is one label longer than the longest public suffix, and
// private suffixes count: kasperskylab.github.io.
func DomainKeys(s string) []string {
	host, _ := splitAddress(s)
	return hostKeys(host)
}

// hostKeys returns the [DomainKeys] of a host as an address contains it.
func hostKeys(host string) []string {
	host = chars.Unescape(host)
	if len(host) > maxWritten {
		return nil
	}
	host = Fold(host)
	if !chars.IsASCII(host) || strings.Contains(host, "xn--") {
		// An error means that no registry accepts the name, but the document may still contain it.
		host, _ = hosts.ToUnicode(host)
		host = Fold(host)
	}
	if n := strings.LastIndexFunc(host, notInHost); n >= 0 {
		_, host, _ = strings.Cut(host[n:], ".") // a pattern, as in *.example.com
	}
	host = strings.Trim(host, ".")
	ascii := host
	if !chars.IsASCII(host) {
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
	if len(keys) > maxDomains {
		return append(keys[:1], keys[len(keys)-maxDomains+1:]...)
	}
	return keys
}

// originalHost returns the host that a proxy puts in front of its own name, as in
// www.example.com.proxy.example.org, or "". The name of the proxy is folded.
func originalHost(host string) string {
	if labels, ok := strings.CutSuffix(host, ".translate.goog"); ok {
		return strings.NewReplacer("--", "-", "-", ".").Replace(labels)
	}
	if strings.Count(host, ".") < 3 || len(host) > maxWritten {
		return ""
	}
	for i := range len(host) {
		if host[i] != '.' || !registry.IsHost(host[:i]) {
			continue
		}
		if suffix, _ := publicsuffix.PublicSuffix(host[i+1:]); suffix != host[i+1:] {
			return host[:i]
		}
	}
	return ""
}

func notInHost(r rune) bool { return r != '.' && r != '-' && r != '_' && !inWord(r) }

// endsHost are the characters that end the host of an address. notInScheme are the
// characters that a scheme does not have.
var endsHost, notInScheme = chars.NewSet("/?#,;<>\"' \t\r\n"), chars.NewSet("./?#@ ")

// aroundAddress are the characters that surround an address.
var aroundAddress = chars.NewSet(" \t\r\n<>")

// splitAddress returns the host of a URL, an scp-like address or an e-mail address,
// as written but without user and port, and the path after it.
func splitAddress(s string) (host, path string) {
	s = strings.ReplaceAll(aroundAddress.Trim(s), `\`, "/") // as browsers do
	if scheme, rest, ok := strings.Cut(s, ":"); ok && notInScheme.Index(scheme) < 0 && (strings.HasPrefix(rest, "/") || chars.OneOf(scheme, "http", "https", "ftp")) {
		if strings.EqualFold(scheme, "file") {
			return "", ""
		}
		s = rest
	}
	s = strings.TrimLeft(s, "/")
	n := endsHost.Index(s)
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
