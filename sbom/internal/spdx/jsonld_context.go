package spdx

import (
	"regexp"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// readContext reads the @context, which defines the names in the rest of the document. It
// must be the context of SPDX 3.0, with additional prefixes at most.
func (g *graphCollector) readContext() error {
	context := sbom.Place{}
	if err := g.b.Source.Members(func(name string, value sbom.Place) error {
		if name == "@context" {
			context = value
		}
		return nil
	}); err != nil {
		return err
	}
	if context.End == 0 {
		return g.notSPDX(0, "JSON-LD without @context")
	}
	if err := g.b.Source.Value(context, g.addContext); err != nil {
		return err
	}
	if g.b.Document.SpecVersion == "" {
		return g.notSPDX(context.Start, "JSON-LD with another @context")
	}
	return nil
}

// notSPDX refuses JSON-LD without the context of SPDX. If the text does not even mention
// SPDX, it is not an SBOM.
func (g *graphCollector) notSPDX(offset int, problem string) error {
	return &scan.Fault{
		Offset: offset, Message: problem + ": expected the @context of SPDX 3.0, https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
		NotSBOM: !strings.Contains(g.b.Source.Text, "spdx"),
	}
}

// addContext reads a context: an IRI, an object, or an array of contexts.
func (g *graphCollector) addContext(r *scan.JSON) error {
	switch r.PeekKind() {
	case '[':
		return r.Array(func() error { return g.addContext(r) })
	case '{':
		return r.Object(func(name string) error { return g.addPrefix(r, name) })
	}
	var iri string
	if err := r.Decode(&iri); err != nil {
		return err
	}
	switch m := contextIRI.FindStringSubmatch(iri); {
	case m == nil:
		g.b.Warn(g.b.At(iri), "@context "+scan.Quote(iri)+" is not read: expected the context of SPDX 3.0 only")
	case !isSPDX30(m[1]):
		return unsupportedVersion(m[1], g.b.At(iri))
	default:
		g.b.Document.SpecVersion = m[1]
	}
	return nil
}

// contextIRI matches the IRI of the context of SPDX 3. The group is the version.
var contextIRI = regexp.MustCompile(`^https?://spdx\.org/rdf/v?(3[0-9.]*)/`)

// addPrefix reads a definition in a context. It refuses any definition that is not a new
// prefix, because it could change the meaning of names.
func (g *graphCollector) addPrefix(r *scan.JSON, name string) error {
	start := r.NextOffset()
	var iri string
	if r.PeekKind() == '"' {
		if err := r.Decode(&iri); err != nil {
			return err
		}
	}
	_, isMember := graphMembers[g.prefixes.term(name)]
	_, isClass := elementClasses[g.prefixes.term(name)]
	isPrefix := iri != "" && strings.ContainsRune(":/?#[]@", rune(iri[len(iri)-1]))
	before, defined := g.prefixes[name]
	if !isPrefix || isMember || isClass || defined && before != iri || name == "" || name[0] == '@' {
		return &scan.Fault{Offset: start, Message: "@context defines " + scan.Quote(name) + ": expected nothing but prefixes beside the context of SPDX 3.0"}
	}
	g.prefixes[name] = iri
	return nil
}

// isSPDX30 reports whether a version is a version of SPDX 3.0.
func isSPDX30(version string) bool { return version == "3.0" || strings.HasPrefix(version, "3.0.") }

func unsupportedVersion(version string, p sbom.Place) error {
	return &scan.Fault{Offset: p.Start, Message: "SPDX version " + scan.Quote(version) + ` is not supported: expected "3.0.0" or "3.0.1"`}
}
