// Package phrase describes parts of a report in words, for the outputs that people read.
package phrase

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/printable"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Escape makes a text from a document or from the data safe to show in a format. Its methods
// escape each such text in what they return.
type Escape func(text string) string

// OneLine returns a function that shortens a text to a number of characters and shows it as
// one line: see [printable.Escape].
func OneLine(limit int) Escape {
	return func(text string) string { return printable.Escape(printable.Clip(text, limit)) }
}

// name names a component without its group and version.
func (escape Escape) name(c *policy.Component) string {
	switch {
	case c.Name != "":
		return escape(c.Name)
	case c.Ref != "":
		return escape(c.Ref)
	}
	return "unnamed " + string(c.Origin)
}

// Component names a component with its group and version.
func (escape Escape) Component(c *policy.Component) string {
	s := escape.name(c)
	if c.Group != "" {
		s = escape(path.Join(c.Group, c.Name))
	}
	if c.Version != "" {
		s += " " + escape(c.Version)
	}
	return s
}

// About names the component that a finding is about, or else the document.
func (escape Escape) About(document string, f *policy.Finding) string {
	if f.Component == nil {
		return escape(document)
	}
	return escape.Component(f.Component)
}

// Finding describes a finding on the named document in sentences: its message, what to do,
// and the dependency path.
func (escape Escape) Finding(document string, f *policy.Finding) string {
	path := ""
	if len(f.Path) > 1 {
		path = "Path: " + escape.Path(document, f.Path)
	}
	return Sentences(escape(f.Message), escape(f.Remedy), path)
}

// NoVerdict says in sentences why there is no verdict on a document, and how to fix that.
func (escape Escape) NoVerdict(r *policy.Report) string {
	hint := Hint(r)
	if hint != "" {
		hint = "Hint: " + escape(hint)
	}
	return Sentences("No verdict: "+escape(r.WhyUndetermined()), hint)
}

// Hint says how to get a verdict on a document that has none, or "" if that is not known.
func Hint(r *policy.Report) string {
	e, _ := errors.AsType[*sbom.Error](r.Fault)
	switch n := r.Coverage; {
	case e != nil:
		return e.Hint
	case r.Fault != nil || r.Verdict != policy.Undetermined:
		return ""
	case n.Components == 0:
		return "configure the generator of the SBOM to list the components; --allow-empty accepts a product without components whose root names its supplier"
	case !n.Judgeable():
		return "configure the generator of the SBOM to write the supplier or the package URL of each component"
	}
	return "" // a finding on the coverage says what to do
}

// Waiver says until when, by which person and why a finding is accepted.
func (escape Escape) Waiver(w *policy.Waiver) string {
	return fmt.Sprintf("until %s by %s: %s (%s)", w.Expires.Format(time.DateOnly), escape(w.Approver), escape(w.Reason), escape(w.Ticket))
}

// Sentences joins the parts that are not empty, each with punctuation at its end.
func Sentences(parts ...string) string {
	var all []string
	for _, s := range parts {
		if s == "" {
			continue
		}
		if !strings.ContainsAny(s[len(s)-1:], ".!?") {
			s += "."
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

// Path lists the names of the components of a path, with the name of the document wherever
// it changes. The path belongs to a finding on the named document.
func (escape Escape) Path(document string, path []*policy.Component) string {
	names := make([]string, len(path))
	at := document
	if path[0].Document != document {
		at = ""
	}
	for i, c := range path {
		if c == nil {
			names[i] = "…"
			continue
		}
		names[i] = escape.name(c)
		if c.Document != at {
			at = c.Document
			names[i] = "[" + escape(at) + "] " + names[i]
		}
	}
	return strings.Join(names, " › ")
}

// Entity names the entity of a finding and the chain of relations to the target of the measure.
func (escape Escape) Entity(f *policy.Finding) string {
	s := escape(f.Entity.Name)
	for _, r := range f.Chain {
		tie := escape(strings.ReplaceAll(r.Type, "-", " "))
		if r.Share > 0 {
			tie += fmt.Sprintf(" (%g %%)", r.Share)
		}
		if r.Since != "" {
			tie += " since " + escape(r.Since)
		}
		s += " → " + tie + " → " + escape(r.To.Name)
	}
	return s
}

// Act names an act, and says since when it is prohibited.
func (escape Escape) Act(a *policy.Act) string {
	name, day := escape(a.Name), a.From.UTC().Format(time.DateOnly)
	switch {
	case a.From.IsZero():
		return name + ", not prohibited by this measure"
	case a.InForce:
		return name + ", in force since " + day
	}
	return name + ", not in force before " + day
}

// Wrappers lists the wrappers of a document, whether its signature is verified, and which
// text its locations refer to.
func (escape Escape) Wrappers(list []sbom.Wrapper) string {
	kinds := make([]string, len(list))
	decoded := false
	signature := ""
	for i, w := range list {
		kinds[i] = escape(string(w.Kind))
		decoded = decoded || w.Decoded
		switch {
		case w.Verified:
			signature = "; signature verified with " + escape(w.Signer)
		case w.Kind == sbom.WrapperDSSE && signature == "":
			signature = "; signed, signature not verified"
		}
	}
	s := strings.Join(kinds, ", ") + signature
	if decoded {
		s += "; locations refer to the decoded text"
	}
	return s
}

// Subject names the role of a claim or, for an identity, its kind.
func Subject(c sbom.Claim) string {
	if c.Role != sbom.RoleIdentity {
		return string(c.Role)
	}
	switch c.Kind {
	case identity.KindPackage:
		return string(identity.KindPURL)
	case identity.KindWord, identity.KindApp:
		return "name"
	}
	return string(c.Kind)
}

// Coverage describes how many components have which evidence, the share of those with a
// name only, and how many components the document declares incomplete.
func Coverage(c sbom.Coverage) string {
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(c.Maker, "with a maker")
	add(c.Identity, "with a package identity only")
	add(c.Hash, "with a hash only")
	if c.Components > 0 { // also if there are none
		parts = append(parts, fmt.Sprintf("%d (%s) with a name only", c.Name, Percent(c.NameShare())))
	}
	add(c.Nothing, "without a name")
	s := "no components"
	if len(parts) > 0 {
		s = Count(c.Components, "component", "components") + ": " + strings.Join(parts, ", ")
	}
	if c.Incomplete > 0 {
		s += "; " + Count(c.Incomplete, "component", "components") + " declared incomplete"
	}
	return s
}

// Levels says how many findings of each level there are, the most severe first.
func Levels(n map[policy.Level]int) string {
	var parts []string
	for _, l := range policy.Levels() {
		if n[l] > 0 {
			parts = append(parts, Count(n[l], string(l), string(l)+"s"))
		}
	}
	return strings.Join(parts, ", ")
}

// Omitted says how many findings a report omits: see [policy.Report.Omitted].
func Omitted(n int) string {
	return Count(n, "more finding", "more findings") + " omitted, which are not more severe."
}

// Percent formats a share, so that only 0 is 0 % and only 1 is 100 %.
func Percent(share float64) string {
	switch {
	case share > 0 && share < 0.01:
		return "less than 1 %"
	case share > 0.99 && share < 1:
		return "more than 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// Count returns a number with the noun in singular or plural.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Date returns the date of an evaluation, with the date as it was given, if it was.
func (escape Escape) Date(c policy.Context, given string) string {
	date := c.AsOf.UTC().Format(time.RFC3339)
	if given != "" && given != date {
		date += " (given as " + escape(given) + ")"
	}
	return date
}
