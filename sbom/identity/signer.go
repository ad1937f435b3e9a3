package identity

import (
	"encoding/hex"
	"strings"
)

// SubjectNames returns the organizations, their units, common names, e-mail addresses and
// the domain in a distinguished name as written in RFC 4514 ("CN=signer,O=Acme") or by
// OpenSSL ("/O=Acme/CN=signer"). A string without any of these is returned as the only name.
func SubjectNames(dn string) []string {
	var names, domain []string
	separators := ",;+"
	if strings.HasPrefix(dn, "/") {
		separators = "/"
	}
	for rest := dn; rest != ""; {
		var attribute string
		attribute, rest = cutAttribute(rest, separators)
		kind, value, _ := strings.Cut(attribute, "=")
		kind = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(kind)), "oid.")
		switch kind {
		case "dc", "domaincomponent", "0.9.2342.19200300.100.1.25":
			domain = append(domain, attributeValue(value))
		case "o", "ou", "cn", "e", "email", "emailaddress", "organizationname", "organizationalunitname", "commonname",
			"2.5.4.10", "2.5.4.11", "2.5.4.3", "1.2.840.113549.1.9.1":
			names = append(names, attributeValue(value))
		}
	}
	if domain != nil {
		names = append(names, strings.Join(domain, "."))
	}
	if names == nil {
		return []string{dn}
	}
	return names
}

// cutAttribute splits s at the first separator that is neither escaped nor in quotes.
func cutAttribute(s, separators string) (attribute, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(separators, s[i]) >= 0:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// attributeValue decodes the quotes and escapes of a value (RFC 4514, 2.4).
func attributeValue(s string) string {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if pair, err := hex.DecodeString(s[i+1 : min(i+3, len(s))]); err == nil {
				b = append(b, pair...)
				i += 2
				continue
			}
			i++
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}
