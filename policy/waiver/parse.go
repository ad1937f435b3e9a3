package waiver

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/package-url/packageurl-go"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/strictyaml"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom/identity"
)

// levels are the levels that a waiver can accept, the most severe first.
var levels = []string{string(policy.LevelError), string(policy.LevelWarning), string(policy.LevelNote)}

// subjects are the members that together say what a waiver without a fingerprint covers.
var subjects = []string{memberComponent, memberEntity, memberMeasure, memberDocument}

// Parse parses a file of waivers. The error joins all errors of the file; each has the
// name of the file, a line and a column. A waiver with an empty member is an error.
func Parse(name string, text []byte) ([]*policy.Waiver, error) {
	root, err := strictyaml.Parse(name, text)
	if err != nil {
		return nil, err
	}
	waivers := []*policy.Waiver{}
	for _, v := range root.Object(memberWaivers).Require(memberWaivers).List() {
		waivers = append(waivers, parse(v))
	}
	if err := root.Err(); err != nil {
		return nil, err
	}
	return waivers, nil
}

func parse(v strictyaml.Value) *policy.Waiver {
	o := v.Object(memberFingerprint, memberComponent, memberEntity, memberMeasure, memberDocument, memberLevel, memberEvidence,
		memberReason, memberBasis, memberApprover, memberTicket, memberIssued, memberExpires)
	w := &policy.Waiver{
		Level:    level(o.Require(memberLevel)),
		Evidence: evidence(o.Require(memberEvidence)),
		Reason:   complete(o.Require(memberReason), "why the finding is accepted"),
		Basis:    complete(o.Require(memberBasis), "the legal basis, or the number of a license"),
		Approver: complete(o.Require(memberApprover), "who accepts the finding"),
		Ticket:   complete(o.Require(memberTicket), "a ticket with the decision"),
		Issued:   day(o.Require(memberIssued), "the day of the decision"),
		Expires:  day(o.Require(memberExpires), "the last day of the waiver"),
	}
	w.Location.Line, w.Location.Column = v.Position()
	subject(o, w)
	if !w.Issued.IsZero() && !w.Expires.IsZero() && w.Expires.Before(w.Issued) {
		o.Get(memberExpires).Errorf("expires on %s: expected a day on or after the issue date %s", w.Expires.Format(time.DateOnly), w.Issued.Format(time.DateOnly))
	}
	return w
}

// subject reads what a waiver covers: a fingerprint, or else all four subjects.
func subject(o strictyaml.Object, w *policy.Waiver) {
	if v := o.Get(memberFingerprint); v.Exists() {
		w.Fingerprint = exact(v, "the fingerprint of a finding")
		if digits, err := hex.DecodeString(w.Fingerprint); w.Fingerprint != "" && (err != nil || len(digits) != 32 || strings.ToLower(w.Fingerprint) != w.Fingerprint) {
			v.Errorf("fingerprint %q: expected 64 hexadecimal digits in lower case", w.Fingerprint)
		}
		for _, name := range subjects {
			o.Get(name).Errorf("unexpected %s: expected either a fingerprint, or %s", name, and(subjects))
		}
		return
	}
	if !slices.ContainsFunc(subjects, func(name string) bool { return o.Get(name).Exists() }) {
		if o.IsObject() {
			o.Errorf("missing what is covered: expected a fingerprint, or %s", and(subjects))
		}
		return
	}
	w.PURL = complete(o.Require(memberComponent), "the package URL of the component")
	w.Entity = complete(o.Require(memberEntity), "the ID of the entity")
	w.Measure = complete(o.Require(memberMeasure), "the ID of the measure")
	w.Document = complete(o.Require(memberDocument), "the product that the SBOM describes")
	if w.PURL == "" || broad(w) != "" {
		return
	}
	if _, _, err := identity.PURLKeys(w.PURL); err != nil {
		o.Get(memberComponent).Errorf("%w", err)
	} else if p, err := packageurl.FromString(w.PURL); err == nil && (len(p.Qualifiers) > 0 || p.Subpath != "") {
		o.Get(memberComponent).Errorf("package URL %q: expected neither qualifiers nor a subpath, which a waiver cannot distinguish", w.PURL)
	}
}

// and joins names as in "a, b and c".
func and(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// complete returns a text without the space around it. It is an error if it is empty.
func complete(v strictyaml.Value, expected string) string {
	return strings.TrimSpace(exact(v, expected))
}

// exact is like complete, but the space around the text belongs to it.
func exact(v strictyaml.Value, expected string) string {
	if v.IsNull() || v.IsText() && strings.TrimSpace(v.Text()) == "" {
		v.Errorf("incomplete waiver: expected %s", expected)
		return ""
	}
	return v.Text()
}

func level(v strictyaml.Value) policy.Level {
	text := exact(v, "the level that is accepted")
	if text != "" && !slices.Contains(levels, text) {
		v.Errorf("level %q: expected %s", text, suggest.Expected(text, levels))
	}
	return policy.Level(text)
}

// evidence reads the evidence that is accepted. At least one item is required.
func evidence(v strictyaml.Value) []string {
	var list []string
	for _, element := range v.List() {
		list = append(list, complete(element, "evidence of the finding"))
	}
	if v.IsList() && len(list) == 0 {
		v.Errorf("incomplete waiver: expected evidence of the finding, because a finding without evidence cannot be waived")
	}
	return list
}

// day reads a date without a time. It is in UTC.
func day(v strictyaml.Value, expected string) time.Time {
	text := exact(v, expected+" as in 2026-11-29")
	t, err := time.Parse(time.DateOnly, text)
	if text != "" && err != nil {
		v.Errorf("%q: expected %s as in 2026-11-29", text, expected)
	}
	return t
}

// needNamespace are the types of package URLs whose packages all have a namespace. With
// such a type, a name alone is a namespace.
var needNamespace = []string{"bitbucket", "composer", "github", "golang", "maven", "swift"}

// broad says why a waiver covers more than one package, entity, measure and document. It
// is "" if it does not.
func broad(w *policy.Waiver) string {
	for _, text := range []string{w.PURL, w.Entity, w.Measure, w.Document} {
		if strings.Contains(text, "*") {
			return "has the wildcard *"
		}
	}
	below, ok := strings.CutPrefix(strings.ToLower(w.PURL), "pkg:")
	if !ok {
		return ""
	}
	below, _, _ = strings.Cut(strings.TrimLeft(below, "/"), "#")
	below, _, _ = strings.Cut(below, "?")
	typ, path, _ := strings.Cut(below, "/")
	switch {
	case strings.Trim(path, "/") == "":
		return "names a type of packages, not a package"
	case strings.HasSuffix(path, "/"),
		!strings.Contains(path, "/") && (slices.Contains(needNamespace, typ) || strings.HasPrefix(path, "@") || strings.HasPrefix(path, "%40")):
		return "names a namespace, not a package"
	}
	return ""
}

// key identifies the package, entity, measure and document that a waiver without a
// fingerprint covers, or that a finding is on. It is "" if one of them is missing.
func key(purl, entity, measure, document string) string {
	_, packages, err := identity.PURLKeys(purl)
	if err != nil || len(packages) == 0 || entity == "" || measure == "" || document == "" {
		return ""
	}
	return strings.Join([]string{packages[0], entity, measure, document}, "\x00")
}

// version returns the version in a package URL, or "".
func version(purl string) string {
	p, err := packageurl.FromString(purl)
	if err != nil {
		return ""
	}
	return p.Version
}
