package identity_test

import (
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestSubjectNames(t *testing.T) {
	for _, c := range []struct {
		dn   string
		want []string
	}{
		{"CN=signer,OU=development,O=Acme", []string{"signer", "development", "Acme"}},
		{"OU=Kaspersky Lab, C=RU", []string{"Kaspersky Lab"}},
		{"2.5.4.11=Acme", []string{"Acme"}},
		{"CN=a,DC=acme,DC=example", []string{"a", "acme.example"}},
		{"C = US, O = Acme Trust LLC, CN = Acme CA 1", []string{"Acme Trust LLC", "Acme CA 1"}},
		{`CN=a,O="Acme, Inc."`, []string{"a", "Acme, Inc."}},
		{`O=Acme\, Inc.\2B\C3\A9\\,C=US`, []string{`Acme, Inc.+é\`}},
		{"CN=a+O=Acme;C=US", []string{"a", "Acme"}},
		{"/C=US/O=Acme, Inc./CN=a/emailAddress=a@acme.example", []string{"Acme, Inc.", "a", "a@acme.example"}},
		{"OID.2.5.4.10=Acme,2.5.4.3=a", []string{"Acme", "a"}},
		{"C=US", []string{"C=US"}},
		{"Acme release key", []string{"Acme release key"}},
		{`O=Acme\`, []string{`Acme\`}},
		{`O=\ff`, []string{"\ufffd"}},
		{"", []string{""}},
	} {
		if got := identity.SubjectNames(c.dn); !slices.Equal(got, c.want) {
			t.Errorf("SubjectNames(%q) = %q, want %q", c.dn, got, c.want)
		}
	}
}
