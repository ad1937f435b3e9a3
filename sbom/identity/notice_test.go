package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestNoticeHolders(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"Copyright AO Kaspersky Lab", []string{"AO Kaspersky Lab"}},
		{"Acme Engine\nCopyright (c) 2020 AO Kaspersky Lab\nSee the license.", []string{"Acme Engine", "AO Kaspersky Lab", "See the license"}},
		{"This product includes software developed by AO Kaspersky Lab (https://kaspersky.com) for Acme.", []string{"AO Kaspersky Lab"}},
		{"The engine was Provided by Kaspersky Lab; it is maintained by Acme. All rights.", []string{"Kaspersky Lab", "Acme"}},
		{"This product includes software developed at The Apache Software Foundation (http://www.apache.org/).", []string{"The Apache Software Foundation"}},
		{"Vendor: AO Kaspersky Lab", []string{"AO Kaspersky Lab"}},
		{"SchemaVersion: 2", nil}, {"SrcName: kaspersky", nil},
		{"AO Kaspersky Lab", []string{"AO Kaspersky Lab"}},
		{"Works with Kaspersky products and was tested by hand", nil},
		{"This is not supported by the vendor of the operating system.", nil},
		{"developed by " + strings.Repeat("Acme ", 40), []string{strings.TrimSpace(strings.Repeat("Acme ", 24))}},
		{"", nil},
	} {
		if got := identity.NoticeHolders(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("NoticeHolders(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCopyrightHoldersAreNotLimited(t *testing.T) {
	var text strings.Builder
	for n := range 500 {
		text.WriteString("Copyright 2024 X" + strings.Repeat("x", n%100) + " Ltd\n")
	}
	text.WriteString("Copyright 2024 AO Kaspersky Lab\n")
	got := identity.CopyrightHolders(text.String())
	if len(got) != 101 || got[100] != "AO Kaspersky Lab" {
		t.Errorf("got %d holders, want 101, the last of them AO Kaspersky Lab", len(got))
	}
}
