package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/package-url/packageurl-go"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/printable"
	"github.com/bomgate/bomgate/policy/strictyaml"
)

// Draft returns a waiver of findings for a person to complete: it has the most severe level
// and all evidence of the findings, and neither a reason nor dates. It is an error if they
// rest on no evidence.
func Draft(s *Selected) (*policy.Waiver, error) {
	w := &policy.Waiver{Fingerprint: s.Findings[0].Fingerprint, Level: policy.LevelNote}
	for _, f := range s.Findings {
		if f.Level.AtLeast(w.Level) {
			w.Level = f.Level
		}
		w.Evidence = append(w.Evidence, unaccepted(w, f)...)
	}
	if len(w.Evidence) == 0 {
		return nil, errors.New("the finding is about missing evidence, which cannot be waived: complete the SBOM")
	}
	return w, nil
}

// DraftPackage is like [Draft], but the waiver names package, entity, measure and document.
func DraftPackage(s *Selected) (*policy.Waiver, error) {
	w, err := Draft(s)
	if err != nil {
		return nil, err
	}
	f := s.Findings[0]
	if f.Component == nil || f.Component.PURL == "" || f.Entity == nil || f.Measure == nil || s.Product == "" {
		return nil, errors.New("expected a finding with a package URL, an entity, a measure and a product: waive this one by its fingerprint")
	}
	p, err := packageurl.FromString(f.Component.PURL)
	if err != nil {
		return nil, fmt.Errorf("package URL %q: %w: waive the finding by its fingerprint", f.Component.PURL, err)
	}
	p.Qualifiers, p.Subpath = nil, ""
	w.Fingerprint, w.PURL, w.Entity, w.Measure, w.Document = "", p.ToString(), f.Entity.ID, f.Measure.ID, s.Product
	return w, nil
}

// Append adds a waiver to the text of a file of waivers, which may be empty. Comment is a
// line above the waiver. The empty members of the waiver are for a person to complete.
func Append(name string, text []byte, w *policy.Waiver, comment string) ([]byte, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return []byte(memberWaivers + ":\n" + entry(w, comment, "  ")), nil
	}
	before, column, err := list(name, text)
	if err != nil {
		return nil, err
	}
	out := append(bytes.TrimRightFunc(bytes.Clone(text), unicode.IsSpace), '\n')
	out = append(out, entry(w, comment, strings.Repeat(" ", column-1))...)
	if after, _, err := list(name, out); err != nil || after != before+1 {
		return nil, fmt.Errorf("%s: cannot add the waiver at the end: expected a list with one item per line, as in \"%s:\\n  - …\"", name, memberWaivers)
	}
	return out, nil
}

// list returns the number of waivers in a file and the column in which each one begins.
func list(name string, text []byte) (n, column int, err error) {
	root, err := strictyaml.Parse(name, text)
	if err != nil {
		return 0, 0, err
	}
	waivers := root.Object(memberWaivers).Require(memberWaivers)
	n = len(waivers.List())
	_, column = waivers.Position()
	return n, column, root.Err()
}

// entry returns a waiver as an item of the list of waivers.
func entry(w *policy.Waiver, comment, indent string) string {
	var b strings.Builder
	first := indent + "- "
	member := func(name, value, note string) {
		line := first + name + ": " + value
		if note != "" && value == `""` {
			line += " # " + note
		}
		b.WriteString(line + "\n")
		first = indent + "  "
	}
	b.WriteString(indent + "# " + printable.Escape(comment) + "\n")
	if w.Fingerprint != "" {
		member(memberFingerprint, strconv.Quote(w.Fingerprint), "")
	} else {
		member(memberComponent, quote(w.PURL), "")
		member(memberEntity, quote(w.Entity), "")
		member(memberMeasure, quote(w.Measure), "")
		member(memberDocument, quote(w.Document), "")
	}
	member(memberLevel, string(w.Level), "")
	b.WriteString(first + memberEvidence + ":\n")
	for _, e := range w.Evidence {
		b.WriteString(indent + "    - " + quote(e) + "\n")
	}
	member(memberReason, quote(w.Reason), "why the finding is accepted")
	member(memberBasis, quote(w.Basis), "the legal basis, or the number of a license")
	member(memberApprover, quote(w.Approver), "who accepts the finding")
	member(memberTicket, quote(w.Ticket), "a ticket with the decision")
	member(memberIssued, dayOrEmpty(w.Issued), "the day of the decision, as in 2026-11-29")
	member(memberExpires, dayOrEmpty(w.Expires), "the last day of the waiver")
	return b.String()
}

func dayOrEmpty(t time.Time) string {
	if t.IsZero() {
		return `""`
	}
	return date(t)
}

// quote quotes a text in YAML. Text with double quotes has single ones around it, which
// are easier to read.
func quote(s string) string {
	if strings.Contains(s, `"`) && s == printable.Escape(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD"))
}
