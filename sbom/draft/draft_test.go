package draft_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

func read(t *testing.T, form draft.Form, d draft.Document) *sbom.Document {
	t.Helper()
	var text bytes.Buffer
	if err := form.Write(d, &text); err != nil {
		t.Fatal(err)
	}
	doc, err := decode.One("draft"+form.Ext, &text)
	if err != nil {
		t.Fatalf("%s: %v", form.Name, err)
	}
	return doc
}

// TestSPDXFormsAgree checks that all forms of SPDX 2.3 have the same claims and
// edges.
func TestSPDXFormsAgree(t *testing.T) {
	facts := func(doc *sbom.Document) map[string]bool {
		found := map[string]bool{}
		for _, c := range doc.Claims() {
			found[fmt.Sprintf("%s: %s %s %s", doc.Component(c.Component).Name, c.Role, c.Kind, c.Key)] = true
		}
		for i, c := range doc.Components() {
			for _, n := range doc.DependsOn(i) {
				found[c.Name+" -> "+doc.Component(n).Name] = true
			}
		}
		return found
	}
	var want map[string]bool
	for _, form := range draft.Forms() {
		if form.IsCycloneDX() || form.ID == draft.SPDX3JSON {
			continue
		}
		got := facts(read(t, form, sbomtest.Appliance()))
		if want == nil {
			want = got
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %d facts, want the same %d as in the first form", form.Name, len(got), len(want))
		}
	}
	if len(want) < 1000 {
		t.Errorf("%d facts, want at least 1000 for 216 components", len(want))
	}
}

// TestForms checks that every form that can express a field gives its claim.
func TestForms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		edit  func(*draft.Component)
		claim sbom.Claim // role, kind and key
	}{
		{"SWID tag", func(c *draft.Component) { c.SWID = "example.com-1" }, sbom.Claim{Role: sbom.RoleIdentity, Kind: identity.KindSWID, Key: "example.com-1"}},
		{"SHA-256", func(c *draft.Component) { c.Hash = "sha256:" + strings.Repeat("ab", 32) }, sbom.Claim{Role: sbom.RoleIdentity, Kind: identity.KindHash, Key: "sha256:" + strings.Repeat("ab", 32)}},
		{"SHA-1", func(c *draft.Component) { c.Hash = "sha1:" + strings.Repeat("ab", 20) }, sbom.Claim{Role: sbom.RoleIdentity, Kind: identity.KindHash, Key: "sha1:" + strings.Repeat("ab", 20)}},
		{"file", func(c *draft.Component) { c.Type, c.Name = "file", "bin/agent" }, sbom.Claim{Role: sbom.RoleIdentity, Kind: identity.KindFile, Key: "agent"}},
		{"provider", func(c *draft.Component) { c.Section, c.Supplier = draft.Services, "Acme" }, sbom.Claim{Role: sbom.RoleProvider, Kind: identity.KindOrganization, Key: "acme"}},
		{"endpoint", func(c *draft.Component) { c.Section, c.Download = draft.Services, "https://example.com/a" }, sbom.Claim{Role: sbom.RoleEndpoint, Kind: identity.KindDomain, Key: "example.com"}},
		{"tool", func(c *draft.Component) { c.Section, c.Supplier = draft.Tools, "Acme" }, sbom.Claim{Role: sbom.RoleSupplier, Kind: identity.KindOrganization, Key: "acme"}},
		{"formulation", func(c *draft.Component) { c.Section, c.Supplier = draft.Formulation, "Acme" }, sbom.Claim{Role: sbom.RoleSupplier, Kind: identity.KindOrganization, Key: "acme"}},
		{"ancestor", func(c *draft.Component) {
			c.Ancestors = []draft.Component{{Ref: "b", Type: "library", Name: "b", Supplier: "Acme"}}
		}, sbom.Claim{Role: sbom.RoleSupplier, Kind: identity.KindOrganization, Key: "acme"}},
		{"committer", func(c *draft.Component) { c.Committer = "Acme" }, sbom.Claim{Role: sbom.RoleCommit, Kind: identity.KindOrganization, Key: "acme"}},
	} {
		c := draft.Component{Ref: "a", Type: "library", Name: "a"}
		tt.edit(&c)
		d := draft.Document{ID: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Created: "2026-01-01T00:00:00Z", Author: "Example", Root: draft.Component{Ref: "root", Type: "application", Name: "root"}}
		d.Components = slices.Values([]draft.Component{c})
		if c.Section != draft.Components {
			d.Components, d.Other = slices.Values([]draft.Component(nil)), []draft.Component{c}
		}
		for _, form := range draft.Forms() {
			t.Run(tt.name+" in "+form.Name, func(t *testing.T) {
				found := false
				for _, c := range read(t, form, d).Claims() {
					found = found || c.Role == tt.claim.Role && c.Kind == tt.claim.Kind && c.Key == tt.claim.Key
				}
				if found != form.Expresses(c) {
					t.Errorf("claim found: %t, want %t", found, form.Expresses(c))
				}
			})
		}
	}
}

// TestAgentIDsAreUnique checks that names that differ only in punctuation are
// different agents in SPDX 3.
func TestAgentIDsAreUnique(t *testing.T) {
	forms := draft.Forms()
	d := draft.Document{ID: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Created: "2026-01-01T00:00:00Z", Author: "Example", Root: draft.Component{Ref: "root", Type: "application", Name: "root"}}
	d.Components = slices.Values([]draft.Component{
		{Ref: "a", Type: "library", Name: "a", Supplier: "Acme Labs"}, {Ref: "b", Type: "library", Name: "b", Supplier: "Acme-Labs"},
		{Ref: "c", Type: "library", Name: "c", Supplier: "Acme Labs"},
	})
	var names []string
	for _, c := range read(t, forms[len(forms)-1], d).Claims() {
		if c.Kind == identity.KindOrganization && c.Role == sbom.RoleSupplier {
			names = append(names, c.Value)
		}
	}
	if want := []string{"Acme Labs", "Acme-Labs", "Acme Labs"}; !slices.Equal(names, want) {
		t.Errorf("suppliers %q, want %q", names, want)
	}
}
