package spdx

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ReadGraph reads SPDX 3.0 in JSON-LD (clause 4.2, and the JSON schema that is part of the
// specification): a list of elements in any order in @graph, or a single element without
// @graph. It also accepts documents beyond the schema: elements inside the elements that
// refer to them, and names that are IRIs or have other prefixes. It records an element as
// soon as it has been read and does not keep the graph.
func ReadGraph(b *sbom.Builder) error {
	g := newGraphCollector(b)
	if err := g.readContext(); err != nil {
		return err
	}
	top := &ldNode{member: "@graph", start: strings.IndexByte(b.Source.Text, '{')}
	err := b.Source.Members(func(name string, value sbom.Place) error {
		switch name {
		case "@context":
			return b.Source.Value(value, (*scan.JSON).Skip)
		case "@graph":
			return sbom.ReadElements(b, value, g.elementReader, g.addAll)
		case "bomFormat", "spdxVersion":
			return &scan.Fault{Offset: value.Start, Message: name + " in a document of SPDX 3: expected either " + name + " or @context"}
		}
		return b.Source.Value(value, func(r *scan.JSON) error { return g.newReader(b.Source).readMember(top, r, name) })
	})
	if err != nil {
		return err
	}
	if len(top.values) > 0 {
		if err := g.add(top); err != nil {
			return err
		}
	}
	return g.finish()
}

// elementReader returns the function that reads an element of @graph.
func (g *graphCollector) elementReader(b *sbom.Builder) func(*scan.JSON, *[]*ldNode) error {
	reader := g.newReader(b.Source)
	return func(r *scan.JSON, nodes *[]*ldNode) error {
		n, err := reader.readNode(r, "@graph")
		*nodes = append(*nodes, n)
		return err
	}
}

// graphCollector records the statements of an SPDX 3.0 document (profiles Core and
// Software) in a builder. Elements refer to each other in any order, so statements that
// depend on other elements are deferred to the end of the document.
type graphCollector struct {
	b         *sbom.Builder
	collector *collector // of statements that SPDX 2 has as well
	classes   scan.Vocabulary
	prefixes  ldPrefixes
	external  map[string]sbom.Link // other documents, by the ids of their elements

	facts      map[string][]fact // by the ids of elements that are not components
	resolved   map[string][]fact // the same with the facts of the objects to which they refer
	references []reference
	referred   map[delegation]bool
	parties    map[string][]party // that relationships name, by the ids of elements and agents
	budget     int                // how much references may still repeat, see charge

	hasDocument bool              // an SpdxDocument has been read
	creation    string            // the id of its CreationInfo
	created     map[string]string // time by the id of the CreationInfo; "" for the first
	creators    map[string]bool   // the agents and tools that createdBy and createdUsing have named
}

func newGraphCollector(b *sbom.Builder) *graphCollector {
	return &graphCollector{
		b:         b,
		collector: &collector{b: b},
		external:  map[string]sbom.Link{},
		classes:   scan.NewVocabulary(slices.Sorted(maps.Keys(elementClasses))...),
		prefixes:  ldPrefixes{"spdx": "https://spdx.org/rdf/3.0.1/terms/"},
		budget:    2 * len(b.Source.Text),
		facts:     map[string][]fact{},
		resolved:  map[string][]fact{},
		parties:   map[string][]party{},
		referred:  map[delegation]bool{},
		created:   map[string]string{},
		creators:  map[string]bool{},
	}
}

// newReader returns a reader of elements in a source of the document.
func (g *graphCollector) newReader(src *scan.Source) *ldReader {
	return &ldReader{src, g.prefixes, knownMembers().Clone()}
}

// addAll records the elements of a part of @graph.
func (g *graphCollector) addAll(nodes *[]*ldNode) error {
	for _, n := range *nodes {
		if err := g.add(n); err != nil {
			return err
		}
	}
	return nil
}

// add records an element after the elements inside it.
func (g *graphCollector) add(n *ldNode) error {
	for _, inner := range n.inner {
		if err := g.add(inner); err != nil {
			return err
		}
	}
	class, err := g.class(n)
	if err != nil {
		return err
	}
	if class != classCreationInfo {
		for v := range n.all("spdxId") {
			if v.text != n.id() {
				return &scan.Fault{Offset: g.b.At(v.text).Start, Message: "another id " + scan.Quote(v.text) + " of the same element: expected one"}
			}
		}
	}
	switch class {
	case classPackage:
		g.addPackage(n)
	case classFile:
		g.addFile(n)
	case classTool:
		g.addTool(n)
	case classDocument, classCollection:
		g.addCollection(n, class == classDocument)
	case classRelationship:
		g.addRelationship(n)
	case classCreationInfo:
		return g.addCreationInfo(n)
	default:
		g.addOther(n)
	}
	return nil
}

// class returns the class of an element. It refuses a type that may be meant as a class of
// SPDX 3.0.
func (g *graphCollector) class(n *ldNode) (elementClass, error) {
	class, known, unknown := classOther, false, ""
	for v := range n.all("type") {
		name := g.prefixes.term(v.text)
		if c, ok := elementClasses[name]; ok {
			if c < classTool && name != "Vulnerability" && n.has("suppliedBy") {
				return 0, &scan.Fault{Offset: g.b.At(v.text).Start, Message: "an element of type " + scan.Quote(v.text) + " with suppliedBy: expected a class of artifacts"}
			}
			class, known = max(class, c), true
			continue
		}
		if wrong := g.classes.NearMiss(name); wrong != "" {
			return 0, &scan.Fault{Offset: g.b.At(v.text).Start, Message: "type " + scan.Quote(v.text) + " " + wrong}
		}
		unknown = v.text
	}
	if known {
		return class, nil
	}
	if n.has(artifactMembers...) {
		class = classPackage
	}
	if class == classPackage || n.member == "@graph" || n.member != "" && unknown != "" {
		g.b.Warn(g.collector.placeOr(unknown, n.start), "element of type "+scan.Quote(unknown)+": expected a class of SPDX 3.0")
	}
	return class, nil
}

// addPackage records Package (Software), AIPackage (AI) and DatasetPackage (Dataset).
func (g *graphCollector) addPackage(n *ldNode) {
	name := n.text("name")
	i := g.collector.addPackage(name, g.collector.placeOr(name, n.start))
	g.setID(i, n)
	g.b.SetVersion(i, n.text("packageVersion"))
	g.collector.addPackageURL(i, n.text("packageUrl"), n.text("packageUrl"))
	g.b.ClaimDomain(i, sbom.RoleDownload, n.text("downloadLocation"))
	g.b.ClaimDomain(i, sbom.RoleWebsite, n.text("homePage"))
	g.addArtifact(i, n)
}

// addFile records File and Snippet (Software). A snippet is a part of its file.
func (g *graphCollector) addFile(n *ldNode) {
	name := n.text("name")
	i := g.collector.addFile(name, g.collector.placeOr(name, n.start))
	g.setID(i, n)
	g.addArtifact(i, n)
	if file := n.text("snippetFromFile"); file != "" && n.id() != "" {
		g.b.AddDependency(file, n.id())
	}
}

// addTool records Tool (Core). A tool that the document ships may state its parties, although
// only artifacts have them.
func (g *graphCollector) addTool(n *ldNode) {
	name := n.text("name")
	i := g.b.AddComponent(sbom.Component{Origin: sbom.OriginTool, Name: name, Place: g.collector.placeOr(name, n.start)})
	g.setID(i, n)
	g.b.ClaimName(i, name)
	g.addReferences(i, "suppliedBy", n)
	g.addReferences(i, "originatedBy", n)
	g.addIdentifiers(i, n)
}

// setID records the spdxId of component i (Core, Element).
func (g *graphCollector) setID(i int, n *ldNode) {
	if id := n.id(); id != "" {
		g.b.SetRef(i, id)
		return
	}
	c := g.b.Document.Component(i)
	g.b.Warn(c.Place, string(c.Origin)+" "+scan.Quote(c.Name)+" without spdxId: expected one")
}

// addArtifact records the members that packages, files and snippets share: Artifact (Core)
// and SoftwareArtifact (Software).
func (g *graphCollector) addArtifact(i int, n *ldNode) {
	g.collector.setPurpose(i, hyphenate(g.prefixes.word(n.text("primaryPurpose"))))
	g.addReferences(i, "suppliedBy", n)
	g.addReferences(i, "originatedBy", n)
	g.b.ClaimCopyright(i, n.text("copyrightText"))
	for v := range n.all("attributionText") {
		g.b.ClaimNotice(i, v.text)
	}
	g.addIdentifiers(i, n)
	g.addReferences(i, "contentIdentifier", n)
}

// addIdentifiers records the members that identify an element (Core, Element).
func (g *graphCollector) addIdentifiers(i int, n *ldNode) {
	g.addReferences(i, "verifiedUsing", n)
	g.addReferences(i, "externalIdentifier", n)
	g.addReferences(i, "externalRef", n)
}

// addCollection records SpdxDocument, Bom, Bundle (Core) and Sbom (Software) as the
// document, which depends on the root elements. It does not depend on the other elements
// that a collection lists.
func (g *graphCollector) addCollection(n *ldNode, isDocument bool) {
	id := cmp.Or(n.id(), documentRef)
	g.b.AddAlias(0, id)
	first := isDocument && !g.hasDocument
	if first || g.b.Document.ID == "" {
		g.b.Document.ID = n.id()
		g.b.SetRef(0, id)
	}
	if name := n.text("name"); first || g.b.Document.Title == "" {
		g.b.Document.Title = cmp.Or(name, g.b.Document.Title)
	}
	for v := range n.all("creationInfo") {
		if first && v.node != nil {
			g.b.Document.Created = v.node.text("created")
		} else if first {
			g.creation = v.text
		}
	}
	g.hasDocument = g.hasDocument || isDocument
	for v := range n.all("rootElement") {
		if !g.isNone(v.text) {
			g.b.AddDependency(id, v.text)
		}
	}
}

// addCreationInfo records CreationInfo (Core): the authors of the elements that refer to it.
func (g *graphCollector) addCreationInfo(n *ldNode) error {
	if v := n.text("specVersion"); v != "" && !isSPDX30(v) {
		return unsupportedVersion(v, g.b.At(v))
	}
	if _, ok := g.created[""]; !ok {
		g.created[""] = n.text("created")
	}
	for v := range n.all("spdxId") { // generators write both spdxId and @id
		g.created[v.text] = n.text("created")
	}
	for _, member := range []string{"createdBy", "createdUsing"} {
		for v := range n.all(member) {
			if !g.isNone(v.text) && !g.creators[v.text] {
				g.creators[v.text] = true
				g.references = append(g.references, reference{0, member, v.text})
			}
		}
	}
	return nil
}

// addRelationship records Relationship and LifecycleScopedRelationship (Core).
func (g *graphCollector) addRelationship(n *ldNode) {
	from, typ := n.text("from"), g.prefixes.word(n.text("relationshipType"))
	p := sbom.Place{Start: n.start, End: n.start + 1}
	comp, ok := graphCompositionOf(typ)
	if !ok {
		g.b.Warn(p, "relationship type "+scan.Quote(typ)+": expected a RelationshipType of SPDX 3.0")
	}
	switch g.prefixes.word(n.text("scope")) {
	case "development", "test":
		comp = comp.forDevelopment()
	}
	namesParty := typ == "availableFrom" || typ == "delegatedTo"
	if comp == unrelated && !namesParty {
		return
	}
	if from == "" || !n.has("to") {
		g.b.Warn(p, "relationship "+scan.Quote(typ)+": expected from and to")
		return
	}
	if g.prefixes.word(n.text("completeness")) == "incomplete" && comp == dependsOn {
		g.b.AddIncomplete(from)
	}
	for v := range n.all("to") {
		switch {
		case g.isNone(v.text), g.isNone(from):
		case namesParty:
			g.parties[from] = append(g.parties[from], party{typ, v.text})
		default:
			g.collector.depend(from, comp, v.text)
		}
	}
}

// addOther records the facts of an element for the elements that refer to it.
func (g *graphCollector) addOther(n *ldNode) {
	g.addExternalMap(n)
	if text := n.text("licenseText"); text != "" {
		g.collector.addLicense(n.text("name"), text)
	}
	id := n.id()
	if id == "" {
		return
	}
	facts := appendFacts(g.facts[id], n)
	for _, member := range []string{"externalIdentifier", "externalRef"} {
		for v := range n.all(member) {
			if v.node != nil {
				facts = appendFacts(facts, v.node)
			} else {
				facts = append(facts, fact{member: member, value: v.text})
			}
		}
	}
	g.facts[id] = facts
}

// finish records the statements that depend on the whole document.
func (g *graphCollector) finish() error {
	if err := g.resolveReferences(); err != nil {
		return err
	}
	g.linkExternal()
	g.b.Document.Created = cmp.Or(g.b.Document.Created, g.created[g.creation], g.created[""])
	g.collector.conclude()
	g.b.RemoveDependencies(func(from, to string, _ sbom.Place) bool { return g.isOther(from) || g.isOther(to) })
	g.b.RemoveIncomplete(g.isOther)
	return nil
}

// isOther reports whether an id belongs to elements that are not components.
func (g *graphCollector) isOther(id string) bool {
	_, known := g.facts[id]
	return known && len(g.b.Resolve(id)) == 0
}

// hyphenate converts wordsLikeThis to words-like-this.
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
