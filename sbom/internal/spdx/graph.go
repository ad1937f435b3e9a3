package spdx

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// spdx3 collects what an SPDX 3.0 document states (model, Core and Software).
// Elements refer to each other in any order, so what depends on another element
// waits for the end of the document.
type graphReader struct {
	b        *sbom.Builder
	spdx     *reader
	classes  scan.Vocabulary
	prefixes ldPrefixes
	external map[string]sbom.Link // other documents, by the id of the element that is in them

	said     map[string][]fact // by the id of what is no component
	resolved map[string][]fact // the same, with what their elements refer to
	pending  []reference
	offers   []foreign
	left     int // how much may still be said through references, see spend

	titled   bool              // an SpdxDocument has been read
	creation string            // the id of its CreationInfo
	created  map[string]string // by the id of the CreationInfo; "" is the first one
	creators map[string]bool   // agents that are stated already
}

// fact is what an element says that may be said of another that refers to it.
type fact struct {
	member string // name, identifier, identifierLocator, locator, hashValue, contentIdentifierValue; or a member that names an element with more facts
	typ    string // of the identifier, hash or locator
	value  string
}

// reference is a value of a component's member that names an element.
type reference struct {
	component int
	member    string
	id        string
}

func newSPDX3(b *sbom.Builder) *graphReader {
	return &graphReader{
		b:        b,
		spdx:     &reader{b: b},
		external: map[string]sbom.Link{},
		classes:  scan.NewVocabulary(slices.Sorted(maps.Keys(spdx3Classes))...),
		prefixes: ldPrefixes{"spdx": "https://spdx.org/rdf/3.0.1/terms/"},
		left:     2 * len(b.Source.Text),
		said:     map[string][]fact{},
		resolved: map[string][]fact{},
		created:  map[string]string{},
		creators: map[string]bool{},
	}
}

// spdx3Member says how a member's values are read.
type spdx3Member uint8

const (
	several spdx3Member = 1 << iota // as against one value
	element                         // the values are elements, or name them
	part                            // the values are objects that belong to the element, or name them
)

// spdx3Members are the members that state something, without their profile.
var spdx3Members = map[string]spdx3Member{
	"type": several, "spdxId": several, "@value": 0,

	"name": 0, "creationInfo": part,
	"externalIdentifier": several | part, "externalRef": several | part, "verifiedUsing": several | part,
	"suppliedBy": several | element, "originatedBy": several | element,
	"copyrightText": 0, "primaryPurpose": 0, "contentIdentifier": several | part, "packageVersion": 0, "packageUrl": 0,
	"downloadLocation": 0, "homePage": 0, "snippetFromFile": element,
	"rootElement": several | element, "element": several | element,
	"from": element, "to": several | element, "relationshipType": 0, "scope": 0, "completeness": 0,

	"externalIdentifierType": 0, "identifier": 0, "identifierLocator": several,
	"externalRefType": 0, "locator": several, "algorithm": 0, "hashValue": 0,
	"contentIdentifierType": 0, "contentIdentifierValue": 0,
	"externalSpdxId": 0,
	"specVersion":    0, "created": 0, "createdBy": several | element, "createdUsing": several | element,
}

// artifactMembers are members that only artifacts have: an element of a class
// that nobody knows is a package if it has one of them.
var artifactMembers = []string{
	"suppliedBy", "originatedBy", "copyrightText", "primaryPurpose", "packageVersion", "packageUrl", "downloadLocation", "homePage",
}

// spdx3Class is what the elements of a class are to the document. Of several
// classes the greatest counts.
type spdx3Class uint8

const (
	classOther spdx3Class = iota // nothing, unless others refer to it
	classRelationship
	classCreationInfo
	classCollection
	classDocument
	classTool
	classFile
	classPackage
)

// spdx3Classes are the classes of SPDX 3.0.1 that have elements, without their profile.
var spdx3Classes = map[string]spdx3Class{
	"Package": classPackage, "AIPackage": classPackage, "DatasetPackage": classPackage,
	"File": classFile, "Snippet": classFile, "Tool": classTool,
	"SpdxDocument": classDocument, "Sbom": classCollection, "Bom": classCollection, "Bundle": classCollection,
	"Relationship": classRelationship, "LifecycleScopedRelationship": classRelationship, "CreationInfo": classCreationInfo,

	"Agent": classOther, "Organization": classOther, "Person": classOther, "SoftwareAgent": classOther,
	"ExternalIdentifier": classOther, "ExternalRef": classOther, "Hash": classOther, "PackageVerificationCode": classOther,
	"ContentIdentifier": classOther, "ExternalMap": classOther, "NamespaceMap": classOther, "DictionaryEntry": classOther,
	"PositiveIntegerRange": classOther, "Annotation": classOther, "IndividualElement": classOther,
	"Build": classOther, "EnergyConsumption": classOther, "EnergyConsumptionDescription": classOther,
	"CdxPropertiesExtension": classOther, "CdxPropertyEntry": classOther,
	"LicenseExpression": classOther, "SimpleLicensingText": classOther, "ConjunctiveLicenseSet": classOther,
	"DisjunctiveLicenseSet": classOther, "CustomLicense": classOther, "CustomLicenseAddition": classOther,
	"ListedLicense": classOther, "ListedLicenseException": classOther, "OrLaterOperator": classOther,
	"WithAdditionOperator": classOther, "IndividualLicensingInfo": classOther, "Vulnerability": classOther,
	"CvssV2VulnAssessmentRelationship": classOther, "CvssV3VulnAssessmentRelationship": classOther,
	"CvssV4VulnAssessmentRelationship": classOther, "EpssVulnAssessmentRelationship": classOther,
	"ExploitCatalogVulnAssessmentRelationship": classOther, "SsvcVulnAssessmentRelationship": classOther,
	"VexAffectedVulnAssessmentRelationship": classOther, "VexFixedVulnAssessmentRelationship": classOther,
	"VexNotAffectedVulnAssessmentRelationship": classOther, "VexUnderInvestigationVulnAssessmentRelationship": classOther,
}

// spdx3Relations are the values of RelationshipType between "from" and "to"
// (Core). They mean what their like means in [spdxRelations].
var spdx3Relations = map[string]relation{
	"contains":                needs,
	"dependsOn":               needs,
	"describes":               needs,
	"hasAddedFile":            needs,
	"hasDataFile":             needs,
	"hasDistributionArtifact": needs,
	"hasDynamicLink":          needs,
	"hasOptionalComponent":    needs,
	"hasOptionalDependency":   needs,
	"hasPrerequisite":         needs,
	"hasProvidedDependency":   needs,
	"hasStaticLink":           needs,
	"patchedBy":               needs,
	"trainedOn":               needs,

	"configures": partOf,
	"copiedTo":   partOf,
	"expandsTo":  partOf,
	"generates":  partOf,
	"packagedBy": partOf,

	"hasDependencyManifest": aidedBy,
	"hasDocumentation":      aidedBy,
	"hasEvidence":           aidedBy,
	"hasExample":            aidedBy,
	"hasMetadata":           aidedBy,
	"hasRequirement":        aidedBy,
	"hasSpecification":      aidedBy,
	"hasTest":               aidedBy,
	"hasTestCase":           aidedBy,
	"testedOn":              aidedBy,
	"usesTool":              aidedBy,

	"affects":                    unrelated,
	"amendedBy":                  unrelated,
	"ancestorOf":                 unrelated,
	"availableFrom":              unrelated, // but it names a supplier
	"coordinatedBy":              unrelated,
	"delegatedTo":                unrelated,
	"descendantOf":               unrelated,
	"doesNotAffect":              unrelated,
	"exploitCreatedBy":           unrelated,
	"fixedBy":                    unrelated,
	"fixedIn":                    unrelated,
	"foundBy":                    unrelated,
	"hasAssessmentFor":           unrelated,
	"hasAssociatedVulnerability": unrelated,
	"hasConcludedLicense":        unrelated,
	"hasDeclaredLicense":         unrelated,
	"hasDeletedFile":             unrelated,
	"hasHost":                    unrelated,
	"hasInput":                   unrelated,
	"hasOutput":                  unrelated,
	"hasVariant":                 unrelated,
	"invokedBy":                  unrelated,
	"modifiedBy":                 unrelated,
	"other":                      unrelated,
	"publishedBy":                unrelated,
	"reportedBy":                 unrelated,
	"republishedBy":              unrelated,
	"serializedInArtifact":       unrelated,
	"underInvestigationFor":      unrelated,
}

// spdx3Parties are the members, and the relationship, that name who stands
// behind an element.
var spdx3Parties = map[string]sbom.Role{
	"suppliedBy":    sbom.RoleSupplier,
	"availableFrom": sbom.RoleSupplier,
	"originatedBy":  sbom.RoleOriginator,
	"createdBy":     sbom.RoleCreator,
}

// spdx3Types are the types of external identifiers and references that have
// another name in SPDX 2.3.
var spdx3Types = map[string]string{
	"cpe22": "cpe22Type", "cpe23": "cpe23Type", "packageUrl": "purl", "mavenCentral": "maven-central",
}

// spdx3Hosts are the types of external references whose host says more than
// that it is referred to.
var spdx3Hosts = map[string]sbom.Role{
	"altDownloadLocation": sbom.RoleDownload,
	"binaryArtifact":      sbom.RoleDownload,
	"sourceArtifact":      sbom.RoleDownload,
	"vcs":                 sbom.RoleRepository,
	"altWebPage":          sbom.RoleWebsite,
}

// takePackage takes Package (Software), AIPackage (AI) and DatasetPackage (Dataset).
func (s *graphReader) takePackage(n *ldNode) {
	name := n.text("name")
	i := s.spdx.newPackage(name, s.spdx.placeOr(name, n.start))
	s.identify(i, n)
	s.b.SetVersion(i, n.text("packageVersion"))
	s.spdx.packageURL(i, n.text("packageUrl"), n.text("packageUrl"))
	s.b.Domain(i, sbom.RoleDownload, n.text("downloadLocation"))
	s.b.Domain(i, sbom.RoleWebsite, n.text("homePage"))
	s.artifact(i, n)
}

// takeFile takes File and Snippet (Software). A snippet is part of its file.
func (s *graphReader) takeFile(n *ldNode) {
	name := n.text("name")
	i := s.spdx.newFile(name, s.spdx.placeOr(name, n.start))
	s.identify(i, n)
	s.artifact(i, n)
	if file := n.text("snippetFromFile"); file != "" && n.id() != "" {
		s.spdx.relate(file, needs, n.id())
	}
}

// takeTool takes Tool (Core).
func (s *graphReader) takeTool(n *ldNode) {
	name := n.text("name")
	i := s.b.Component(sbom.Component{Origin: sbom.OriginTool, Name: name, Place: s.spdx.placeOr(name, n.start)})
	s.identify(i, n)
	s.b.Name(i, name)
	s.evidence(i, n)
}

// identify takes the spdxId of component i (Core, Element).
func (s *graphReader) identify(i int, n *ldNode) {
	if id := n.id(); id != "" {
		s.b.SetRef(i, id)
		return
	}
	c := s.b.Document.Component(i)
	s.b.Warn(c.Place, string(c.Origin)+" "+scan.Quote(c.Name)+" without spdxId: expected one")
}

// artifact takes what packages, files and snippets have in common: Artifact
// (Core) and SoftwareArtifact (Software).
func (s *graphReader) artifact(i int, n *ldNode) {
	s.spdx.purpose(i, hyphenate(s.prefixes.word(n.text("primaryPurpose"))))
	s.refer(i, "suppliedBy", n)
	s.refer(i, "originatedBy", n)
	s.b.Copyright(i, n.text("copyrightText"))
	s.evidence(i, n)
	s.refer(i, "contentIdentifier", n)
}

// evidence takes what identifies an element (Core, Element).
func (s *graphReader) evidence(i int, n *ldNode) {
	s.refer(i, "verifiedUsing", n)
	s.refer(i, "externalIdentifier", n)
	s.refer(i, "externalRef", n)
}

// refer takes a member of an element whose values say something of component i,
// or name what does.
func (s *graphReader) refer(i int, member string, n *ldNode) {
	for v := range n.all(member) {
		if v.node != nil {
			s.stateFacts(i, member, ownFacts(nil, v.node))
		} else if !s.nobody(v.text) {
			s.pending = append(s.pending, reference{i, member, v.text})
		}
	}
}

// takeCollection takes SpdxDocument, Bom, Bundle (Core) and Sbom (Software): the
// document as far as it describes its root elements. What a collection merely
// lists is not brought in by it.
func (s *graphReader) takeCollection(n *ldNode, document bool) {
	id := cmp.Or(n.id(), spdxDocumentRef)
	s.b.Alias(id, 0)
	first := document && !s.titled
	if first || s.b.Document.ID == "" {
		s.b.Document.ID = n.id()
		s.b.SetRef(0, id)
	}
	if name := n.text("name"); first || s.b.Document.Title == "" {
		s.b.Document.Title = cmp.Or(name, s.b.Document.Title)
	}
	for v := range n.all("creationInfo") {
		if first && v.node != nil {
			s.b.Document.Created = v.node.text("created")
		} else if first {
			s.creation = v.text
		}
	}
	s.titled = s.titled || document
	for v := range n.all("rootElement") {
		if !s.nobody(v.text) {
			s.spdx.relate(id, needs, v.text)
		}
	}
}

// takeCreationInfo takes CreationInfo (Core): who wrote the elements that refer to it.
func (s *graphReader) takeCreationInfo(n *ldNode) error {
	if v := n.text("specVersion"); v != "" && !isSPDX30(v) {
		return unsupportedSPDX3(v, s.b.At(v))
	}
	if _, ok := s.created[""]; !ok {
		s.created[""] = n.text("created")
	}
	for v := range n.all("spdxId") { // generators write both that and @id
		s.created[v.text] = n.text("created")
	}
	for _, member := range []string{"createdBy", "createdUsing"} {
		for v := range n.all(member) {
			if !s.nobody(v.text) && !s.creators[v.text] {
				s.creators[v.text] = true
				s.pending = append(s.pending, reference{0, member, v.text})
			}
		}
	}
	return nil
}

// takeRelationship takes Relationship and LifecycleScopedRelationship (Core).
func (s *graphReader) takeRelationship(n *ldNode) {
	from, typ := n.text("from"), s.prefixes.word(n.text("relationshipType"))
	p := sbom.Place{Start: n.start, End: n.start + 1}
	rel, ok := spdx3Relations[typ]
	if !ok {
		rel, ok = spdx3Relations[camelCase(typ)] // as DEPENDS_ON, which generators carry over from SPDX 2.3
	}
	if !ok {
		rel, ok = spdxRelations[strings.ToUpper(typ)]
	}
	if !ok {
		s.b.Warn(p, "relationship type "+scan.Quote(typ)+": expected a RelationshipType of SPDX 3.0")
	}
	switch s.prefixes.word(n.text("scope")) {
	case "development", "test":
		rel = rel.aid()
	}
	offer := typ == "availableFrom"
	if rel == unrelated && !offer {
		return
	}
	if from == "" || !n.has("to") {
		s.b.Warn(p, "relationship "+scan.Quote(typ)+": expected from and to")
		return
	}
	if s.prefixes.word(n.text("completeness")) == "incomplete" && rel == needs {
		s.b.Incomplete(from)
	}
	for v := range n.all("to") {
		switch {
		case s.nobody(v.text), s.nobody(from):
		case offer:
			s.offers = append(s.offers, foreign{from: from, to: v.text})
		default:
			s.spdx.relate(from, rel, v.text)
		}
	}
}

// takeOther keeps what an element says for those who refer to it.
func (s *graphReader) takeOther(n *ldNode) {
	s.takeExternal(n)
	id := n.id()
	if id == "" {
		return
	}
	facts := ownFacts(s.said[id], n)
	for _, member := range []string{"externalIdentifier", "externalRef"} {
		for v := range n.all(member) {
			if v.node != nil {
				facts = ownFacts(facts, v.node)
			} else {
				facts = append(facts, fact{member: member, value: v.text})
			}
		}
	}
	s.said[id] = facts
}

// takeExternal takes ExternalMap (Core), which says that an element is of another
// document. Nothing tells that document's id: it is taken for the one whose ids
// are of the same namespace.
func (s *graphReader) takeExternal(n *ldNode) {
	iri := s.prefixes.expand(n.text("externalSpdxId"))
	if iri == "" {
		return
	}
	l := sbom.Link{Document: cmp.Or(sbom.Namespace(iri), iri), Ref: iri}
	for v := range n.all("verifiedUsing") {
		if v.node == nil {
			continue
		}
		if key, ok := identity.HashKey(s.prefixes.word(v.node.text("algorithm")), v.node.text("hashValue")); ok {
			l.Hashes = append(l.Hashes, key)
		}
	}
	s.external[iri] = l
	s.b.Link(n.text("externalSpdxId"), l)
}

// linkExternal links components to what they need of other documents.
func (s *graphReader) linkExternal() {
	s.b.DropDependencies(func(from, to string, p sbom.Place) bool {
		l, ok := s.external[to]
		if !ok || len(s.b.Named(to)) > 0 {
			return false
		}
		s.b.Need(from, p, l)
		return true
	})
}

// ownFacts appends the facts that an object states without those it refers to.
func ownFacts(facts []fact, n *ldNode) []fact {
	identifier, locator, hash, content := n.text("externalIdentifierType"), n.text("externalRefType"), n.text("algorithm"), n.text("contentIdentifierType")
	for _, v := range n.values {
		f := fact{member: v.member, value: v.text}
		switch v.member {
		case "name", "identifierLocator":
		case "identifier":
			f.typ = identifier
		case "locator":
			f.typ = locator
		case "hashValue":
			f.typ = hash
		case "contentIdentifierValue":
			f.typ = content
		default:
			continue
		}
		facts = append(facts, f)
	}
	return facts
}

// stateFacts states what the element, or the object, under a member says of component i.
func (s *graphReader) stateFacts(i int, member string, facts []fact) {
	role, party := spdx3Parties[member]
	for _, f := range facts {
		typ := s.prefixes.word(f.typ)
		switch {
		case party && f.member == "name":
			s.b.Organization(i, role, f.value)
		case party && f.member != "hashValue":
			s.b.Domain(i, role, f.value)
		case party, f.member == "name": // of a part: states nothing
		case f.member == "hashValue":
			s.b.Hash(i, typ, f.value)
		case typ == "gitoid", typ == "swhid":
			s.b.Gitoid(i, f.value)
		case typ == "email":
			s.b.Domain(i, sbom.RoleContact, f.value)
		case spdx3Hosts[typ] != "" && !scan.HasPrefixFold(f.value, "pkg:"):
			s.b.Domain(i, spdx3Hosts[typ], f.value)
		default:
			s.spdx.externalRef(i, cmp.Or(spdx3Types[typ], typ), f.value)
		}
	}
}

// finish states what could not be stated before the whole document was read.
func (s *graphReader) finish() error {
	for _, o := range s.offers {
		for _, i := range s.b.Named(o.from) {
			if err := s.spend(o.from, 1); err != nil {
				return err
			}
			s.pending = append(s.pending, reference{int(i), "availableFrom", o.to})
		}
	}
	for _, r := range s.pending {
		facts, known, err := s.facts(r.id)
		if err != nil {
			return err
		}
		said := len(facts)
		for _, f := range facts {
			said += len(f.value)
		}
		if err := s.spend(r.id, said); err != nil {
			return err
		}
		switch {
		case !known:
			s.unresolved(r)
		case r.member != "createdUsing": // which is there as a component
			s.stateFacts(r.component, r.member, facts)
		}
	}
	s.linkExternal()
	s.b.Document.Created = cmp.Or(s.b.Document.Created, s.created[s.creation], s.created[""])
	s.spdx.conclude()
	s.b.DropDependencies(func(from, to string, _ sbom.Place) bool { return s.noComponent(from) || s.noComponent(to) })
	s.b.DropIncomplete(s.noComponent)
	return nil
}

// facts returns what the elements of an id say, and whether there are any.
func (s *graphReader) facts(id string) (facts []fact, known bool, err error) {
	if facts, known = s.resolved[id]; known {
		return facts, true, nil
	}
	said, known := s.said[id]
	for _, f := range said {
		if spdx3Members[f.member]&part == 0 {
			facts = append(facts, f)
			continue
		}
		for _, g := range s.said[f.value] {
			if err := s.spend(id, 1); err != nil {
				return nil, true, err
			}
			if spdx3Members[g.member]&part == 0 {
				facts = append(facts, g)
			}
		}
	}
	for _, i := range s.b.Named(id) { // a component as a party
		facts, known = append(facts, fact{member: "name", value: s.b.Document.Component(int(i)).Name}), true
	}
	if known {
		s.resolved[id] = facts
	}
	return facts, known, nil
}

// spend refuses a document that says, by referring to the same elements again and
// again, more than twice what it has bytes: it could say their square.
func (s *graphReader) spend(id string, n int) error {
	if s.left -= n; s.left >= 0 {
		return nil
	}
	return &scan.Fault{Offset: s.b.At(id).Start, Message: scan.Quote(id) + ": references like this one say more than twice what the document does: expected few to what says much"}
}

// noComponent tells whether an id is that of elements which are no components.
func (s *graphReader) noComponent(id string) bool {
	_, said := s.said[id]
	return said && len(s.b.Named(id)) == 0
}

// unresolved takes a reference to an element that the document does not have. A
// URL has a host; and some write the party itself where its id should be.
func (s *graphReader) unresolved(r reference) {
	p := s.b.At(r.id)
	s.b.Warn(p, r.member+" "+scan.Quote(r.id)+": expected the id of an element of this document")
	role, party := spdx3Parties[r.member]
	switch {
	case !party:
	case strings.Contains(r.id, "://"):
		s.b.Domain(r.component, role, r.id)
	case strings.ContainsRune(r.id, ' '), !strings.Contains(r.id, ":") && !strings.HasPrefix(r.id, "SPDXRef-"):
		s.b.Organization(r.component, role, r.id)
	}
}

// nobody tells whether an id is that of an individual which stands for nothing,
// as NoneElement and NoAssertionElement (Core) do.
func (s *graphReader) nobody(id string) bool {
	switch s.prefixes.term(id) {
	case "NoneElement", "NoAssertionElement", "SpdxOrganization":
		return true
	}
	return identity.Absent(id)
}

// isSPDX30 tells whether a version is one of SPDX 3.0.
func isSPDX30(version string) bool { return version == "3.0" || strings.HasPrefix(version, "3.0.") }

func unsupportedSPDX3(version string, p sbom.Place) error {
	return &scan.Fault{Offset: p.Start, Message: "SPDX version " + scan.Quote(version) + ` is not supported: expected "3.0.0" or "3.0.1"`}
}

// camelCase writes WORDS_LIKE_THIS wordsLikeThis.
func camelCase(s string) string {
	var b strings.Builder
	for i, word := range strings.Split(strings.ToLower(s), "_") {
		if i > 0 && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	return b.String()
}

// hyphenate writes wordsLikeThis words-like-this.
func hyphenate(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && 'A' <= r && r <= 'Z' && 'a' <= s[i-1] && s[i-1] <= 'z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
