package policy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
)

// report builds the report on a document from its findings.
func (e *Engine) report(doc *sbom.Document, c Context, found *collector) *Report {
	r := &Report{
		Name:     doc.Name,
		Context:  c,
		Rules:    e.rules,
		Coverage: doc.Coverage(),
		Verdict:  found.verdict,
		Findings: []Finding{},
		Counts:   found.counts,
	}
	found.trim()
	x := excerpt{doc: doc, components: map[int]*Component{0: nil}}
	for _, f := range found.kept {
		r.Findings = append(r.Findings, x.finding(c, found, f))
	}
	r.Document = x.document()
	x.locate()
	return r
}

// excerpt copies parts of a document into a report. It clones all strings, because a
// string of a document shares memory with the whole text.
type excerpt struct {
	doc        *sbom.Document
	components map[int]*Component // by index; the document itself is nil
	places     []sbom.Place
	locations  []*sbom.Location // of the places, set by locate
}

// place requests the location of a place.
func (x *excerpt) place(p sbom.Place, l *sbom.Location) {
	x.places = append(x.places, p)
	x.locations = append(x.locations, l)
}

// locate sets all requested locations in one pass over the document.
func (x *excerpt) locate() {
	for i, l := range x.doc.Locate(x.places...) {
		*x.locations[i] = l
	}
}

func (x *excerpt) document() *Document {
	d := x.doc
	out := &Document{
		Format:         d.Format,
		SpecVersion:    strings.Clone(d.SpecVersion),
		Encoding:       d.Encoding,
		ID:             strings.Clone(d.ID),
		Version:        strings.Clone(d.Version),
		Title:          strings.Clone(d.Title),
		Product:        strings.Clone(printableProduct(d)),
		ComponentCount: d.ComponentCount(),
		Wrappers:       slices.Clone(d.Wrappers),
		Warnings:       make([]Warning, min(len(d.Warnings), MaxWarnings)),
		WarningCount:   d.WarningCount,
	}
	if len(d.Wrappers) > 0 { // otherwise it is the digest of the file
		out.Digest = d.Digest()
	}
	x.place(sbom.Place{}, &out.Location)
	out.Links, out.LinkCount = x.links()
	for i, w := range out.Wrappers {
		out.Wrappers[i].Kind = sbom.WrapperKind(strings.Clone(string(w.Kind)))
	}
	for i := range out.Warnings {
		out.Warnings[i].Message = d.Warnings[i].Message
		x.place(d.Warnings[i].Place, &out.Warnings[i].Location)
	}
	return out
}

func (x *excerpt) component(i int) *Component {
	if c, ok := x.components[i]; ok {
		return c
	}
	c := x.doc.Component(i)
	out := &Component{
		Document: x.doc.Name,
		Origin:   c.Origin,
		Type:     strings.Clone(c.Type),
		Ref:      strings.Clone(c.Ref),
		Group:    strings.Clone(c.Group),
		Name:     strings.Clone(c.Name),
		Version:  strings.Clone(c.Version),
		PURL:     strings.Clone(c.PURL),
	}
	x.components[i] = out
	x.place(c.Place, &out.Location)
	return out
}

// links returns the references to other documents, each once, and their number.
func (x *excerpt) links() ([]Link, int) {
	type target struct {
		document, version, ref, hashes string
		needs                          bool
	}
	seen := map[target]bool{}
	links := make([]Link, 0, min(len(x.doc.Links), MaxLinks))
	for _, l := range x.doc.Links {
		to := target{l.Document, l.Version, l.Ref, strings.Join(l.Hashes, " "), l.Needs}
		if seen[to] {
			continue
		}
		if seen[to] = true; len(links) == MaxLinks {
			continue
		}
		links = append(links, Link{
			Document:  strings.Clone(l.Document),
			Version:   strings.Clone(l.Version),
			Ref:       strings.Clone(l.Ref),
			Hashes:    l.Hashes,
			Component: x.component(l.Component),
		})
		link := &links[len(links)-1]
		x.place(l.Place, &link.Location)
		if !l.Needs {
			continue
		}
		if link.Way = x.path(cmp.Or(l.Component, x.doc.Root())); link.Way == nil {
			link.Way = []*Component{{Document: x.doc.Name, Origin: sbom.OriginDocument, Name: strings.Clone(cmp.Or(x.doc.Title, x.doc.ID))}}
		}
	}
	return links, len(seen)
}

// path returns the path from the root to a component. It is nil for the document itself.
func (x *excerpt) path(i int) []*Component {
	if i == 0 {
		return nil
	}
	var path []*Component
	for _, step := range shorten(x.doc.Path(i), -1) {
		if step < 0 {
			path = append(path, nil)
		} else {
			path = append(path, x.component(step))
		}
	}
	return path
}

// shorten replaces the middle of a path that is too long by a gap.
func shorten[T any](path []T, gap T) []T {
	if len(path) <= MaxPath {
		return path
	}
	const half = MaxPath / 2
	return slices.Concat(path[:half], []T{gap}, path[len(path)-half+1:])
}

// finding returns a finding with the text of the document.
func (x *excerpt) finding(c Context, found *collector, f candidate) Finding {
	_, out, _ := found.engine.resolve(x.doc, f.regoFinding) // collector.add returned the error
	out.Message, out.Why, out.Remedy = strings.Clone(found.message(f)), strings.Clone(out.Why), strings.Clone(out.Remedy)
	out.Reasons = slices.Clone(out.Reasons)
	for i, reason := range out.Reasons {
		out.Reasons[i] = strings.Clone(reason)
	}
	out.Component = x.component(f.component)
	out.Path = x.path(f.component)
	out.Fingerprint = fingerprint(x.doc, f.component, &out)
	if out.Act != nil {
		out.Act.InForce = !out.Act.From.IsZero() && !c.AsOf.Before(out.Act.From)
	}
	out.Evidence = make([]Evidence, len(f.Claims))
	for i, e := range f.Claims {
		claim := x.doc.Claim(f.batch.claim(e.ID, f.judged, f.component))
		claim.Key, claim.Whole, claim.Value = strings.Clone(claim.Key), strings.Clone(claim.Whole), strings.Clone(claim.Value)
		out.Evidence[i] = Evidence{Claim: claim, Component: x.component(claim.Component), Class: e.Class}
		x.place(claim.Place, &out.Evidence[i].Location)
	}
	return out
}
