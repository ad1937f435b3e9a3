package draft_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
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
	doc, err := sbom.Decode("draft"+form.Ext, &text)
	if err != nil {
		t.Fatalf("%s: %v", form.Name, err)
	}
	return doc
}

// All forms of SPDX 2.3 make the same claims and have the same edges.
func TestSPDXForms(t *testing.T) {
	story := func(doc *sbom.Document) map[string]bool {
		told := map[string]bool{}
		for _, c := range doc.Claims() {
			told[fmt.Sprintf("%s: %s %s %s", doc.Component(c.Component).Name, c.Role, c.Kind, c.Key)] = true
		}
		for i, c := range doc.Components() {
			for _, n := range doc.DependsOn(i) {
				told[c.Name+" -> "+doc.Component(n).Name] = true
			}
		}
		return told
	}
	var want map[string]bool
	for _, form := range draft.Forms() {
		if !strings.HasPrefix(form.Name, "SPDX") || form.Name == "SPDX 3" {
			continue
		}
		got := story(read(t, form, sbomtest.Appliance()))
		if want == nil {
			want = got
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s tells %d facts, want the same %d as the first form", form.Name, len(got), len(want))
		}
	}
	if len(want) < 1000 {
		t.Errorf("%d facts, want more of 216 components", len(want))
	}
}

// What a component says is read in every form that can express it.
func TestForms(t *testing.T) {
	for _, tt := range []struct {
		name  string
		make  func(*draft.Component)
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
		tt.make(&c)
		d := draft.Document{ID: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Created: "2026-01-01T00:00:00Z", Author: "Example", Root: draft.Component{Ref: "root", Type: "application", Name: "root"}}
		d.Components = slices.Values([]draft.Component{c})
		if c.Section != draft.Components {
			d.Components, d.Aside = slices.Values([]draft.Component(nil)), []draft.Component{c}
		}
		for _, form := range draft.Forms() {
			t.Run(tt.name+" in "+form.Name, func(t *testing.T) {
				said := false
				for _, c := range read(t, form, d).Claims() {
					said = said || c.Role == tt.claim.Role && c.Kind == tt.claim.Kind && c.Key == tt.claim.Key
				}
				if said != form.Expresses(c) {
					t.Errorf("said: %t, want %t", said, form.Expresses(c))
				}
			})
		}
	}
}

// Names that differ in what is no letter are two agents in SPDX 3.
func TestAgents(t *testing.T) {
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
