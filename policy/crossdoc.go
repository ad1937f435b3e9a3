package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
)

// Connect finds the documents of a run that other documents of the run refer to, by ID and
// version. Paths of findings in such a document are extended by the path from the document
// that refers to it. Documents that are referred to and are not in the run are counted in
// Document.Missing. Verdicts do not change, because each covers the components that its own
// document lists.
//
// Digest returns the digest of the file with the name of a report, in lower-case
// hexadecimal, or false if it cannot compute it. If a link states a different digest, the
// report gets a warning.
func Connect(reports []*Report, digest func(name, algorithm string) (string, bool)) {
	given := library{}
	for _, r := range reports {
		given.add(r)
	}
	for _, r := range reports {
		if r.Document != nil {
			r.resolveLinks(given, digest)
		}
	}
	for r, c := range crossings(reports) {
		for i, f := range r.Findings {
			r.Findings[i].Path = shorten(c.extend(f.Path), nil)
		}
	}
}

// resolveLinks sets the reports that the links of a document lead to, compares
// digests, and counts the missing documents.
func (r *Report) resolveLinks(given library, digest func(name, algorithm string) (string, bool)) {
	compared := map[string]bool{}
	for i := range r.Document.Links {
		l := &r.Document.Links[i]
		if l.Given = given.find(r, l); l.Given == nil {
			continue
		}
		for _, h := range l.Hashes {
			if key := h + " " + l.Given.Name; !compared[key] {
				compared[key] = true
				r.compareDigest(l, h, digest)
			}
		}
	}
	r.Document.Missing += r.Document.LinkCount - len(r.Document.Links)
	for _, l := range r.Document.References() {
		if l.Given == nil {
			r.Document.Missing++
		}
	}
}

// compareDigest adds a warning, before all others, if a link states another digest
// than the digest of the given file.
func (r *Report) compareDigest(l *Link, hash string, digest func(name, algorithm string) (string, bool)) {
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

// library holds reports by the ID and version of their document, and without a version.
// For SPDX 3 it also holds them by namespace.
type library map[edition][]*Report

// edition is a version of a document, or any version if it is "".
type edition struct{ id, version string }

func (x library) add(r *Report) {
	if r.Document == nil || r.Document.ID == "" {
		return
	}
	ids := []string{strings.ToLower(r.Document.ID)}
	if strings.HasPrefix(r.Document.SpecVersion, "3.") {
		ids = append(ids, sbom.Namespace(ids[0]))
	}
	for _, id := range slices.Compact(ids) {
		for _, version := range []string{"", cmp.Or(r.Document.Version, "1")} { // 1 is CycloneDX's default
			x[edition{id, version}] = append(x[edition{id, version}], r)
		}
	}
}

// find returns the report on the document that a link of another document leads to.
func (x library) find(from *Report, l *Link) *Report {
	for _, r := range x[edition{strings.ToLower(l.Document), l.Version}] {
		if r != from {
			return r
		}
	}
	return nil
}

// crossing is the way from one document to another.
type crossing struct {
	before *crossing              // the way to the document that refers to this one; nil if the way starts there
	links  map[string]*Link       // by [Link.Ref]
	ways   map[*Link][]*Component // see way
}

// crossings finds the shortest way to each document that another one needs. Ways
// start at documents that no other needs, if there are any. A cycle is followed once.
func crossings(reports []*Report) map[*Report]*crossing {
	needed := map[*Report]bool{}
	for _, r := range reports {
		for _, l := range r.needs() {
			needed[l.Given] = true
		}
	}
	w := walk{seen: map[*Report]bool{}, reached: map[*Report]*crossing{}}
	for _, r := range reports {
		if !needed[r] {
			w.from(r)
		}
	}
	for _, r := range reports { // in cycles, every document is needed
		w.from(r)
	}
	return w.reached
}

// needs returns the links to given documents that a document needs.
func (r *Report) needs() []*Link {
	var links []*Link
	if r.Document == nil {
		return nil
	}
	for i := range r.Document.Links {
		if l := &r.Document.Links[i]; l.Given != nil && l.Way != nil {
			links = append(links, l)
		}
	}
	return links
}

// walk visits documents, breadth first.
type walk struct {
	seen    map[*Report]bool
	reached map[*Report]*crossing
}

// from visits all documents that a document leads to and that were not visited yet.
func (w walk) from(start *Report) {
	if w.seen[start] {
		return
	}
	w.seen[start] = true
	for queue := []*Report{start}; len(queue) > 0; queue = queue[1:] {
		queue = append(queue, w.step(queue[0])...)
	}
}

// step visits the documents that a document needs, and returns them.
func (w walk) step(here *Report) []*Report {
	var next []*Report
	ways := map[*Report]*crossing{}
	for _, l := range here.needs() {
		if c := ways[l.Given]; c != nil {
			c.links[l.Ref] = l
		} else if !w.seen[l.Given] {
			w.seen[l.Given] = true
			c := &crossing{before: w.reached[here], links: map[string]*Link{l.Ref: l}, ways: map[*Link][]*Component{}}
			ways[l.Given], w.reached[l.Given] = c, c
			next = append(next, l.Given)
		}
	}
	return next
}

// extend returns a path preceded by the way over other documents, if a link leads to
// a component on the path or to the document as a whole.
func (c *crossing) extend(path []*Component) []*Component {
	if c == nil || len(path) == 0 {
		return path
	}
	for i, step := range path {
		if step == nil || step.Ref == "" {
			continue
		}
		if l := c.links[step.Ref]; l != nil {
			return slices.Concat(c.way(l), path[i:])
		}
	}
	if l := c.links[""]; l != nil {
		return slices.Concat(c.way(l), path)
	}
	return path
}

// way returns the path to a link over the documents before it. It keeps the path, and
// shortens it, because a chain of many documents has a path through each of them.
func (c *crossing) way(l *Link) []*Component {
	way, ok := c.ways[l]
	if !ok {
		way = shorten(c.before.extend(l.Way), nil)
		c.ways[l] = way
	}
	return way
}
