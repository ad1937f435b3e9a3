package waiver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/waiver"
)

// fill completes a drafted entry, as a person does.
func fill(text string) string {
	for _, c := range [][2]string{
		{"reason: \"\"", "reason: It does not ship."}, {"basis: \"\"", "basis: license 7"}, {"approver: \"\"", "approver: Jane Doe"},
		{"ticket: \"\"", "ticket: GATE-1"}, {"issued: \"\"", "issued: 2026-11-01"}, {"expires: \"\"", "expires: 2027-05-01"},
	} {
		text = strings.Replace(text, c[0], c[1], 1)
	}
	return text
}

// selected are findings in a document that describes a product.
func selected(product string, findings ...policy.Finding) *waiver.Selected {
	s := &waiver.Selected{Document: "bom.json", Product: product}
	for i := range findings {
		s.Findings = append(s.Findings, &findings[i])
	}
	return s
}

func TestDraft(t *testing.T) {
	f := agent()
	f.Evidence = append(f.Evidence, evidence("maker", "o'acme\u202e"))
	w, err := waiver.Draft(selected("", f))
	if err != nil {
		t.Fatal(err)
	}
	text, err := waiver.Append("w.yaml", nil, w, "warning: agent\n1.0")
	if err != nil {
		t.Fatal(err)
	}
	want := `waivers:
  # warning: agent\n1.0
  - fingerprint: "` + fingerprint + `"
    level: warning
    evidence:
      - 'maker organization "acme"'
      - 'copyright organization "acme"'
      - 'maker organization "o''acme\u202e"'
    reason: "" # why the finding is accepted
    basis: "" # the legal basis, or the number of a license
    approver: "" # who accepts the finding
    ticket: "" # a ticket with the decision
    issued: "" # the day of the decision, as in 2026-11-29
    expires: "" # the last day of the waiver
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	if _, err := waiver.Parse("w.yaml", text); err == nil || strings.Count(err.Error(), "incomplete waiver") != 6 {
		t.Errorf("as drafted: error %v, want 6 incomplete members", err)
	}
	waivers, err := waiver.Parse("w.yaml", []byte(fill(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	findings := []policy.Finding{f}
	if r := apply(findings, waivers...); findings[0].Waiver == nil || len(r.Findings) > 0 {
		t.Errorf("the completed draft does not cover its finding: %s", describe(r))
	}
}

func TestDraftCoversAllFindingsWithTheFingerprint(t *testing.T) {
	a, b := agent(), agent()
	b.Level, b.Evidence = policy.LevelError, []policy.Evidence{evidence("maker", "acme"), evidence("signer", "acme")}
	w, err := waiver.Draft(selected("", a, b))
	if err != nil {
		t.Fatal(err)
	}
	want := `error [maker organization "acme" copyright organization "acme" signer organization "acme"]`
	if got := fmt.Sprint(w.Level, " ", w.Evidence); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDraftPackage(t *testing.T) {
	f := agent()
	f.Component.PURL = "pkg:npm/agent@1.0?arch=arm64#lib"
	w, err := waiver.DraftPackage(selected("application/product", f))
	if err != nil {
		t.Fatal(err)
	}
	text, err := waiver.Append("w.yaml", nil, w, "warning: agent 1.0")
	if err != nil {
		t.Fatal(err)
	}
	if want := "  - component: \"pkg:npm/agent@1.0\"\n    entity: \"acme\"\n    measure: \"order\"\n    document: \"application/product\"\n    level: warning\n"; !strings.Contains(string(text), want) {
		t.Errorf("got %s\nwant %s", text, want)
	}
	waivers, err := waiver.Parse("w.yaml", []byte(fill(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	findings := []policy.Finding{f}
	if apply(findings, waivers...); findings[0].Waiver == nil {
		t.Error("the completed draft does not cover its finding")
	}
}

func TestDraftRefuses(t *testing.T) {
	missing, nameless, malformed := agent(), agent(), agent()
	missing.Evidence, nameless.Component, malformed.Component = nil, &policy.Component{Name: "agent"}, &policy.Component{PURL: "npm/agent"}
	for _, c := range []struct {
		draft func() (*policy.Waiver, error)
		want  string
	}{
		{func() (*policy.Waiver, error) { return waiver.Draft(selected("", missing)) }, "the finding is about missing evidence, which cannot be waived"},
		{func() (*policy.Waiver, error) { return waiver.DraftPackage(selected("product", missing)) }, "the finding is about missing evidence, which cannot be waived"},
		{func() (*policy.Waiver, error) { return waiver.DraftPackage(selected("product", nameless)) }, "expected a finding with a package URL"},
		{func() (*policy.Waiver, error) { return waiver.DraftPackage(selected("product", malformed)) }, `package URL "npm/agent": `},
		{func() (*policy.Waiver, error) { return waiver.DraftPackage(selected("", agent())) }, "expected a finding with a package URL"},
	} {
		if w, err := c.draft(); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v and error %v, want %s", w, err, c.want)
		}
	}
}

func TestAppend(t *testing.T) {
	f := agent()
	w, err := waiver.Draft(selected("", f))
	if err != nil {
		t.Fatal(err)
	}
	atMargin := strings.ReplaceAll(strings.ReplaceAll(complete, "\n  ", "\n"), "waivers:\n", "# kept\nwaivers:\n")
	for _, text := range []string{complete, complete + "\n\n", strings.TrimSpace(complete), complete + "# the end\n", atMargin} {
		out, err := waiver.Append("w.yaml", []byte(text), w, "warning: agent 1.0")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !strings.HasPrefix(string(out), strings.TrimSpace(text)+"\n") {
			t.Errorf("%s\nis not the start of\n%s", text, out)
		}
		if waivers, err := waiver.Parse("w.yaml", []byte(fill(string(out)))); err != nil || len(waivers) != 2 {
			t.Errorf("%s\nhas %d waivers and error %v, want 2", out, len(waivers), err)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"waivers: []\n", "w.yaml: cannot add the waiver at the end: expected a list with one item per line"},
		{complete + "...\n", "w.yaml: cannot add the waiver at the end"},
		{"waiver: []\n", `w.yaml:1:1: unknown member "waiver": expected "waivers"`},
		{"waivers: [\n", "w.yaml:1: invalid YAML"},
	} {
		if out, err := waiver.Append("w.yaml", []byte(c.text), w, ""); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: got %s and error %v, want %s", c.text, out, err, c.want)
		}
	}
}

func FuzzAppendedWaiverIsReadBack(f *testing.F) {
	f.Add("acme", "agent", "pkg:npm/agent")
	f.Add("a\n- b: c", "# x\n  - y", "'\"\\")
	f.Fuzz(func(t *testing.T, key, comment, entity string) {
		w := acceptedPackage("pkg:npm/agent")
		w.Evidence, w.Entity = []string{evidence("maker", key).String()}, "x"+entity+"x"
		text, err := waiver.Append("w.yaml", []byte(complete), w, comment)
		if err != nil {
			t.Fatalf("%v", err)
		}
		got, err := waiver.Parse("w.yaml", text)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if want := strings.ToValidUTF8(w.Entity, "\uFFFD"); len(got) != 2 || got[1].Entity != want || got[1].Evidence[0] != w.Evidence[0] {
			t.Errorf("got %+v of %s", got, text)
		}
	})
}
