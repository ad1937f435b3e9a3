package spdx

import (
	"cmp"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// spdxDocumentRef is the SPDXID of every document (SPDX 2.3, clause 6.3).
const spdxDocumentRef = "SPDXRef-DOCUMENT"

// spdx collects what an SPDX document states, in either encoding. Its methods
// take the values of SPDX 2.3 fields as they are written, once for each time
// that the field is there.
type reader struct {
	b *sbom.Builder
	spdxPending
}

// spdxPending is what a document states that can only be resolved at its end.
type spdxPending struct {
	external map[string]sbom.Link // other documents, by their reference in this one: "DocumentRef-…"
	foreign  []foreign
	snippets []spdxSnippet
}

// foreign is a dependency on something in another document.
type foreign struct {
	from, to string
	place    sbom.Place
}

// merge adds what a part of the document states.
func (p *spdxPending) merge(part *spdxPending) error {
	for ref, l := range part.external {
		p.setExternal(ref, l)
	}
	p.foreign = append(p.foreign, part.foreign...)
	p.snippets = append(p.snippets, part.snippets...)
	return nil
}

func (p *spdxPending) setExternal(ref string, l sbom.Link) {
	if p.external == nil {
		p.external = map[string]sbom.Link{}
	}
	p.external[ref] = l
}

// use is a set of ways in which others use a component.
type use uint8

const (
	usedAsPart use = 1 << iota // they contain it or depend on it
	usedAsAid                  // they are tested, developed, built or described with it
)

// spdxSnippet is what a snippet states (SPDX 2.3, clause 9).
type spdxSnippet struct {
	ID        string `json:"SPDXID"`
	File      string `json:"snippetFromFile"`
	Copyright string `json:"copyrightText"`
}

func newSPDX(b *sbom.Builder) *reader {
	s := &reader{b: b}
	s.ref(0, spdxDocumentRef)
	return s
}

// version takes SPDXVersion (clause 6.1). The place is where it stands, be it empty.
func (s *reader) version(v string, p sbom.Place) error {
	number, ok := strings.CutPrefix(v, "SPDX-")
	if ok {
		switch number {
		case "2.1", "2.2", "2.2.1", "2.3": // 2.2.1 is 2.2 as ISO printed it; 2.1 states nothing otherwise
			s.b.Document.SpecVersion = number
			return nil
		}
	}
	return &scan.Fault{Offset: p.Start, Message: "SPDX version " + scan.Quote(v) + ` is not supported: expected "SPDX-2.2" or "SPDX-2.3"`}
}

// ref takes the SPDXID of component i (clauses 6.3, 7.2, 8.2).
func (s *reader) ref(i int, id string) {
	switch known := s.b.Ref(i); {
	case known == "":
		s.b.SetRef(i, id)
	case i == 0 && known != id: // the document's own, instead of the one that all have
		s.b.Alias(known, 0)
		s.b.SetRef(i, id)
	case known != id:
		s.b.Alias(id, i)
	}
	if !strings.HasPrefix(id, "SPDXRef-") {
		s.b.Warn(s.b.At(id), "SPDXID "+scan.Quote(id)+`: expected "SPDXRef-" at its beginning`)
	}
}

// creator takes Creator (clause 6.8).
func (s *reader) creator(v string) {
	if kind, tool, ok := strings.Cut(v, ":"); ok && strings.EqualFold(strings.TrimSpace(kind), "Tool") {
		if tool = strings.TrimSpace(tool); !identity.Absent(tool) {
			p := s.b.At(v)
			tool = s.b.Source.Keep(tool, p)
			s.b.Name(s.b.Component(sbom.Component{Origin: sbom.OriginTool, Name: tool, Place: p}), tool)
		}
		return
	}
	s.party(0, sbom.RoleCreator, "creator", v)
}

// party takes a value of the form "Organization: name (e-mail)" or "Person: name
// (e-mail)": PackageSupplier (clause 7.5), PackageOriginator (7.6), Creator (6.8).
// What has another form is taken for a name as it stands.
func (s *reader) party(i int, role sbom.Role, field, v string) {
	if identity.Absent(v) {
		return
	}
	name, p := v, s.b.At(v)
	kind, after, _ := strings.Cut(v, ":")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "organization", "person":
		name = strings.TrimSpace(after)
	default:
		s.b.Warn(p, field+" "+scan.Quote(v)+`: expected "Organization: " or "Person: " before the name`)
	}
	if !identity.Absent(name) {
		s.b.OrganizationAt(i, role, name, p)
	}
}

// newPackage takes PackageName (clause 7.1), which may be absent, and begins a
// package. The place is the name's, or where the package begins.
func (s *reader) newPackage(name string, p sbom.Place) int {
	i := s.b.Component(sbom.Component{Origin: sbom.OriginPackage, Name: name, Place: p})
	s.b.Name(i, name)
	if identity.IsFileName(name) {
		s.b.File(i, name)
	}
	return i
}

// newFile takes FileName (clause 8.1), which may be absent, and begins a file.
// The place is the name's, or where the file begins.
func (s *reader) newFile(name string, p sbom.Place) int {
	i := s.b.Component(sbom.Component{Origin: sbom.OriginFile, Name: name, Place: p})
	s.b.File(i, name)
	return i
}

// purpose takes PrimaryPackagePurpose (clause 7.24), whose words the JSON schema
// joins with an underscore and the text with a hyphen.
func (s *reader) purpose(i int, v string) {
	s.b.SetType(i, strings.ReplaceAll(strings.ToLower(v), "_", "-"))
}

// externalRef takes ExternalRef without its category (clause 7.21). The types
// are those of annex F; in JSON they may be URIs that end in the type. Package
// URLs and CPEs are known by their look whatever type is given.
func (s *reader) externalRef(i int, typ, locator string) {
	switch typ = typ[strings.LastIndexAny(typ, "/#")+1:]; {
	case typ == "purl", scan.HasPrefixFold(locator, "pkg:"):
		s.packageURL(i, locator, locator)
	case typ == "maven-central", typ == "npm", typ == "nuget", typ == "bower":
		s.packageURL(i, identity.RegistryPURL(typ, locator), locator)
	case typ == "cpe22Type", typ == "cpe23Type", scan.HasPrefixFold(locator, "cpe:"):
		s.b.CPE(i, locator)
	case typ == "swid":
		if scan.HasPrefixFold(locator, "swid:") {
			locator = s.b.Source.Keep(locator[len("swid:"):], s.b.At(locator))
		}
		s.b.SWID(i, locator)
	case strings.Contains(locator, "://"):
		s.b.Domain(i, sbom.RoleReference, locator)
	}
}

// packageURL takes a value that is or amounts to a package URL.
func (s *reader) packageURL(i int, purl, value string) {
	if identity.Absent(value) {
		return
	}
	s.b.SetPURL(i, purl)
	s.b.PURLAt(i, purl, value, s.b.At(value))
}

// relation is what the type of a relationship between A and B says about
// composition.
type relation int

const (
	unrelated relation = iota // neither is part of the other
	needs                     // A contains B, depends on it or is made of it
	partOf                    // B contains A, depends on it or is made of it
	aidOf                     // A helps to make or to understand B and is not delivered with it
	aidedBy                   // B helps to make or to understand A and is not delivered with it
)

// aid is the relation as it is when only tests or the development need it.
func (r relation) aid() relation {
	switch r {
	case needs:
		return aidedBy
	case partOf:
		return aidOf
	}
	return r
}

// spdxRelations are the types of relationships (clause 11.1, table 68).
// BUILD_DEPENDENCY_OF is no mere aid: its example there is the compile scope of
// Maven, which is delivered. Lineage and changes (ANCESTOR_OF, VARIANT_OF,
// FILE_MODIFIED, …) bring nothing in.
var spdxRelations = map[string]relation{
	"DESCRIBES":             needs,
	"DESCRIBE":              needs, // no type of the table, but of SBOM generators
	"CONTAINS":              needs,
	"DEPENDS_ON":            needs,
	"HAS_PREREQUISITE":      needs,
	"DYNAMIC_LINK":          needs,
	"STATIC_LINK":           needs,
	"GENERATED_FROM":        needs,
	"EXPANDED_FROM_ARCHIVE": needs,
	"COPY_OF":               needs,
	"DISTRIBUTION_ARTIFACT": needs,

	"DESCRIBED_BY":           partOf,
	"CONTAINED_BY":           partOf,
	"DEPENDENCY_OF":          partOf,
	"BUILD_DEPENDENCY_OF":    partOf,
	"RUNTIME_DEPENDENCY_OF":  partOf,
	"OPTIONAL_DEPENDENCY_OF": partOf,
	"PROVIDED_DEPENDENCY_OF": partOf,
	"OPTIONAL_COMPONENT_OF":  partOf,
	"PREREQUISITE_FOR":       partOf,
	"GENERATES":              partOf,
	"PACKAGE_OF":             partOf,
	"DATA_FILE_OF":           partOf,
	"FILE_ADDED":             partOf,
	"PATCH_APPLIED":          partOf,

	"TEST_DEPENDENCY_OF":          aidOf,
	"TEST_CASE_OF":                aidOf,
	"TESTCASE_OF":                 aidOf, // as the RDF terms spell it
	"TEST_OF":                     aidOf,
	"TEST_TOOL_OF":                aidOf,
	"DEV_DEPENDENCY_OF":           aidOf,
	"DEV_TOOL_OF":                 aidOf,
	"BUILD_TOOL_OF":               aidOf,
	"DOCUMENTATION_OF":            aidOf,
	"EXAMPLE_OF":                  aidOf,
	"METAFILE_OF":                 aidOf,
	"DEPENDENCY_MANIFEST_OF":      aidOf,
	"REQUIREMENT_DESCRIPTION_FOR": aidOf,
	"SPECIFICATION_FOR":           aidOf,

	"ANCESTOR_OF":   unrelated,
	"DESCENDANT_OF": unrelated,
	"VARIANT_OF":    unrelated,
	"PATCH_FOR":     unrelated,
	"FILE_DELETED":  unrelated,
	"FILE_MODIFIED": unrelated,
	"AMENDS":        unrelated,
	"OTHER":         unrelated,
}

// relationship takes Relationship in its three parts (clause 11.1), which stand
// at the place. The type is taken in either case.
func (s *reader) relationship(a, typ, b string, p sbom.Place) {
	rel, ok := spdxRelations[strings.ToUpper(typ)]
	if !ok {
		s.b.Warn(p, "relationship type "+scan.Quote(typ)+": expected one of SPDX 2.3, clause 11.1")
	}
	switch {
	case rel == needs && elsewhere(b):
		s.needAbroad(a, b, p)
		return
	case rel == partOf && elsewhere(a):
		s.needAbroad(b, a, p)
		return
	case rel == unrelated, nothing(a), nothing(b), elsewhere(a), elsewhere(b):
		return
	case a == "", b == "":
		s.b.Warn(p, "relationship "+scan.Quote(typ)+": expected an SPDXID on both sides")
		return
	}
	s.relate(a, rel, b)
}

// relate takes what a relationship between two references says about composition.
func (s *reader) relate(a string, rel relation, b string) {
	if rel == partOf || rel == aidOf {
		a, b = b, a
	}
	if rel == aidOf || rel == aidedBy {
		s.b.DependForDevelopment(a, b)
	} else {
		s.b.Depend(a, b)
	}
}

// nothing tells whether a reference names nothing.
func nothing(ref string) bool { return ref == "NONE" || ref == "NOASSERTION" }

// elsewhere tells whether a reference names something of another document.
func elsewhere(ref string) bool { return strings.HasPrefix(ref, "DocumentRef-") }

// externalDocument takes ExternalDocumentRef (clause 6.6): what stands for another
// document, that document's namespace, and a checksum of its file.
func (s *reader) externalDocument(ref, namespace, algorithm, hex string) {
	l := sbom.Link{Document: namespace}
	if key, ok := identity.HashKey(algorithm, hex); ok {
		l.Hashes = []string{key}
	}
	s.setExternal(ref, l)
	s.b.Link(namespace, l)
}

// needAbroad notes that a reference needs what is in another document, which
// [spdx.goAbroad] links it to.
func (s *reader) needAbroad(from, to string, p sbom.Place) {
	s.foreign = append(s.foreign, foreign{from, to, cmp.Or(s.b.At(to), p)})
}

// goAbroad links components to what they need of other documents.
func (s *reader) goAbroad() {
	for _, d := range s.foreign {
		document, ref := d.to, ""
		if i := strings.LastIndexByte(d.to, ':'); i >= 0 {
			document, ref = d.to[:i], d.to[i+1:]
		}
		l, ok := s.external[document]
		if !ok {
			l.Document = document
			if iri := strings.TrimPrefix(document, "DocumentRef-"); strings.Contains(iri, ":") { // in RDF
				l.Document = iri
			} else {
				s.b.Warn(d.place, "reference to "+scan.Quote(d.to)+": expected an external document reference of that name")
			}
		}
		if ref != spdxDocumentRef {
			l.Ref = ref
		}
		s.b.Need(d.from, d.place, l)
	}
}

// finish states what could not be stated before the whole document was read.
func (s *reader) finish() error {
	if s.b.Document.SpecVersion == "" {
		return &scan.Fault{Message: `no SPDX version: expected "SPDX-2.2" or "SPDX-2.3"`}
	}
	for _, snippet := range s.snippets {
		i := 0 // of no file of this document
		if files := s.b.Named(snippet.File); len(files) > 0 {
			i = int(files[0])
			s.b.Alias(snippet.ID, i)
		}
		s.b.Copyright(i, snippet.Copyright)
	}
	for _, c := range s.b.Document.Components() {
		if c.Ref == "" && (c.Origin == sbom.OriginPackage || c.Origin == sbom.OriginFile) {
			s.b.Warn(c.Place, string(c.Origin)+" "+scan.Quote(c.Name)+` without SPDXID: expected one that begins with "SPDXRef-"`)
		}
	}
	s.goAbroad()
	s.conclude()
	return nil
}

// conclude states what depends on all that is said of a component.
func (s *reader) conclude() {
	uses := make([]use, s.b.Document.Len())
	s.b.Dependents(func(i int, development bool) {
		if development {
			uses[i] |= usedAsAid
		} else {
			uses[i] |= usedAsPart
		}
	})
	for i, c := range s.b.Document.Components() {
		if purl := identity.ImagePURL(c.Name); purl != "" && c.Type == "container" && c.PURL == "" {
			s.b.PURLAt(i, purl, c.Name, c.Place)
		}
		if c.Origin == sbom.OriginPackage && c.Type == "file" && !identity.IsFileName(c.Name) { // else it has been taken for a file already
			s.b.FileAt(i, c.Name, c.Place)
		}
		if (c.Origin == sbom.OriginPackage || c.Origin == sbom.OriginFile) && uses[i] == usedAsAid {
			s.b.Exclude(i)
		}
	}
}
