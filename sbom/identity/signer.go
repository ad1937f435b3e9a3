package identity

import (
	"encoding/hex"
	"strings"
)

// subjectNames returns the organizations, common names and e-mail addresses in
// a distinguished name, as RFC 4514 writes it ("CN=signer,O=Acme") or OpenSSL
// ("/O=Acme/CN=signer"). A string that is no distinguished name is a name itself.
func SubjectNames(dn string) []string {
	var names []string
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
		case "o", "cn", "e", "email", "emailaddress", "organizationname", "commonname",
			"2.5.4.10", "2.5.4.3", "1.2.840.113549.1.9.1":
			names = append(names, attributeValue(value))
		}
	}
	if names == nil {
		return []string{dn}
	}
	return names
}

// cutAttribute cuts off the first attribute at a separator that is neither
// escaped nor in quotes.
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

// attributeValue undoes the quotes and escapes of a value (RFC 4514, 2.4).
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
