package waiver_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/waiver"
)

func TestSelect(t *testing.T) {
	first, second, missing := agent(), agent(), agent()
	second.Fingerprint, second.Component = "0a0a0a0b"+strings.Repeat("0", 56), nil
	missing.Fingerprint, missing.Evidence = strings.Repeat("c", 64), nil
	reports := []*policy.Report{
		{Name: "broken.json"},
		{Name: "a.json", Document: &policy.Document{Product: "application/a"}, Findings: []policy.Finding{second, first}},
		{Name: "b.json", Document: &policy.Document{Product: "application/b"}, Findings: []policy.Finding{first, missing}},
	}
	const list = "0a0a0a0b00000000  warning: the document, acme [prohibited]\n0a0a0a0a0a0a0a0a  warning: agent 1.0, acme [prohibited]"
	for _, c := range []struct{ digits, want string }{
		{"0a0a0a0a", "2 findings, of application/a, warning: agent 1.0, acme [prohibited] in a.json"},
		{fingerprint, "2 findings, of application/a, warning: agent 1.0, acme [prohibited] in a.json"},
		{"0a0a0a0b", "1 findings, of application/a, warning: the document, acme [prohibited] in a.json"},
		{"cccccccc", "1 findings, of application/b, warning: agent 1.0, acme [prohibited] in b.json"},
		{"0a0a0a0", "several findings 0a0a0a0: expected one of\n" + list},
		{"ffffffff", "no finding ffffffff: expected one of\n" + list},
	} {
		got := ""
		if s, err := waiver.Select(reports, c.digits); err != nil {
			got = err.Error()
		} else {
			got = fmt.Sprintf("%d findings, of %s, %s", len(s.Findings), s.Product, s)
		}
		if got != c.want {
			t.Errorf("%s: got %s\nwant %s", c.digits, got, c.want)
		}
	}
	if _, err := waiver.Select(reports[:1], "ffffffff"); err == nil || err.Error() != "no finding ffffffff: the SBOMs have no finding with evidence" {
		t.Errorf("without findings: error %v", err)
	}
}

func TestSelectListsFewFindings(t *testing.T) {
	report := &policy.Report{}
	for i := range 12 {
		f := agent()
		f.Fingerprint = fmt.Sprintf("%064x", i)
		report.Findings = append(report.Findings, f)
	}
	_, err := waiver.Select([]*policy.Report{report}, "ffffffff")
	if err == nil || strings.Count(err.Error(), "\n") != 11 || !strings.HasSuffix(err.Error(), "\nand 2 more") {
		t.Errorf("error %v, want 10 findings", err)
	}
}
