package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// missing is the rule of a document that another refers to and that is not given.
// No policy can find that, since each sees one document.
var missing = Rule{
	ID:          "missing",
	Title:       "Document that is referred to and not given",
	Description: "The SBOM refers to another one for what it does not list itself. That one is not among the documents of the run, so that nobody could judge what it lists.",
	Help:        "Give the other document in the same run. The verdict on this one says nothing about what the other lists.",
	Level:       LevelNote,
}

// kindDocument is of evidence that no claim stands behind: what it is that is not given.
const kindDocument identity.Kind = "document"

// Connect finds the documents of a run that others of it refer to, by their ID
// and version. What is found in such a document is then told with the way there
// from what refers to it. What is not given is counted and noted; verdicts stay
// what they are, for each is on what its own document lists.
//
// Digest returns the digest of the file of a report's name in lower-case
// hexadecimal, if it can; one that a link states differently is warned of.
func Connect(reports []*Report, digest func(name, algorithm string) (string, bool)) {
	given := library{}
	for _, r := range reports {
		given.add(r)
	}
	for _, r := range reports {
		if r.Document == nil {
			continue
		}
		stated := map[string]bool{}
		for i := range r.Document.Links {
			l := &r.Document.Links[i]
			if l.Given = given.find(r, l); l.Given == nil {
				continue
			}
			for _, h := range l.Hashes {
				if of := h + " " + l.Given.Name; !stated[of] {
					stated[of] = true
					r.compare(l, h, digest)
				}
			}
		}
		for _, l := range r.Document.References() {
			if l.Given == nil {
				r.miss(l)
			}
		}
		r.Document.Missing += r.Document.LinkCount - len(r.Document.Links)
	}
	for r, c := range crossings(reports) {
		for i, f := range r.Findings {
			r.Findings[i].Path = shorten(c.extend(f.Path), nil)
		}
	}
}

// library holds reports by the ID of their document, and those of SPDX 3 by its
// namespace as well.
type library map[string][]*Report

func (x library) add(r *Report) {
	if r.Document == nil || r.Document.ID == "" {
		return
	}
	id := strings.ToLower(r.Document.ID)
	x[id] = append(x[id], r)
	if strings.HasPrefix(r.Document.SpecVersion, "3.") {
		space := sbom.Namespace(id)
		x[space] = append(x[space], r)
	}
}

// find returns the report on the document that a link of another leads to.
func (x library) find(from *Report, l *Link) *Report {
	for _, r := range x[strings.ToLower(l.Document)] {
		if r != from && (l.Version == "" || l.Version == cmp.Or(r.Document.Version, "1")) { // 1 is CycloneDX's default
			return r
		}
	}
	return nil
}

// miss notes that what a link leads to is not given.
func (r *Report) miss(l *Link) {
	r.Document.Missing++
	r.Counts[LevelNote]++
	if len(r.Findings) >= MaxFindings {
		return
	}
	if !slices.ContainsFunc(r.Rules, func(known Rule) bool { return known.ID == missing.ID }) {
		r.Rules = append(slices.Clip(r.Rules), missing)
	}
	r.Findings = append(r.Findings, Finding{
		Rule:      missing.ID,
		Level:     missing.Level,
		Message:   fmt.Sprintf("the document refers to %s, which is not given: nobody could judge what that lists", l),
		Component: l.Component,
		Evidence: []Evidence{{
			Claim:     sbom.Claim{Kind: kindDocument, Role: sbom.RoleReference, Key: l.Document, Value: l.Document},
			Component: l.Component,
			Location:  l.Location,
			Class:     string(kindDocument),
		}},
		Remedy:      "Give that document in the same run.",
		Path:        l.Way,
		Fingerprint: digestOf("bomgate/v1", missing.ID, r.Document.Title, l.Document),
	})
}

// compare warns, before all else, if a link states another digest than that of the
// file that is given.
func (r *Report) compare(l *Link, hash string, digest func(name, algorithm string) (string, bool)) {
	algorithm, stated, _ := strings.Cut(hash, ":")
	actual, ok := digest(l.Given.Name, algorithm)
	if !ok || actual == stated {
		return
	}
	d := r.Document
	d.WarningCount++
	d.Warnings = slices.Insert(d.Warnings, 0, Warning{
		Message:  fmt.Sprintf("%s of %s is stated as %s, that of %q is %s: expected the same document", algorithm, l, stated, l.Given.Name, actual),
		Location: l.Location,
	})
	d.Warnings = d.Warnings[:min(len(d.Warnings), MaxWarnings)]
}

// crossing is how a document is reached from another.
type crossing struct {
	before *crossing        // how that one is reached; nil where the way begins there
	links  map[string]*Link // by [Link.Ref]
}

// crossings finds the shortest way to each document that another needs, from one
// that no other needs if there is any. Cycles are gone round once.
func crossings(reports []*Report) map[*Report]*crossing {
	reached := map[*Report]*crossing{}
	seen, led := map[*Report]bool{}, map[*Report]bool{}
	each := func(r *Report, visit func(*Link)) {
		if r.Document == nil {
			return
		}
		for i := range r.Document.Links {
			if l := &r.Document.Links[i]; l.Given != nil && l.Way != nil {
				visit(l)
			}
		}
	}
	for _, r := range reports {
		each(r, func(l *Link) { led[l.Given] = true })
	}
	walk := func(start *Report) {
		if seen[start] {
			return
		}
		seen[start] = true
		for queue := []*Report{start}; len(queue) > 0; queue = queue[1:] {
			here := queue[0]
			ways := map[*Report]*crossing{}
			each(here, func(l *Link) {
				if c := ways[l.Given]; c != nil {
					c.links[l.Ref] = l
				} else if !seen[l.Given] {
					seen[l.Given] = true
					c := &crossing{before: reached[here], links: map[string]*Link{l.Ref: l}}
					ways[l.Given], reached[l.Given] = c, c
					queue = append(queue, l.Given)
				}
			})
		}
	}
	for _, r := range reports {
		if !led[r] {
			walk(r)
		}
	}
	for _, r := range reports {
		walk(r)
	}
	return reached
}

// extend returns a path with the way before it over other documents, as far as
// links lead to it: to a component on it, or to the document as a whole.
func (c *crossing) extend(path []*Component) []*Component {
	if c == nil || len(path) == 0 {
		return path
	}
	for i, step := range path {
		if step == nil || step.Ref == "" {
			continue
		}
		if l := c.links[step.Ref]; l != nil {
			return slices.Concat(c.before.extend(l.Way), path[i:])
		}
	}
	if l := c.links[""]; l != nil {
		return slices.Concat(c.before.extend(l.Way), path)
	}
	return path
}
