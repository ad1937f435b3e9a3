package spdx

import (
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// addStatements records the statements of all resources. It releases each resource when its
// statements are recorded, and keeps those to which a later one refers.
func (r *rdfReader) addStatements() error {
	document, err := r.findDocument()
	if err != nil {
		return err
	}
	c := newCollector(r.b)
	if document != nil {
		r.namespace, _, _ = strings.Cut(document.id, "#")
		if err := r.addDocument(c, document); err != nil {
			return err
		}
	}
	r.resources = nil
	for i, x := range r.described {
		r.described[i] = nil
		if r.isExternal(x) {
			continue
		}
		switch x.class {
		case "Package":
			r.addComponent(c, x, c.addPackage(x.text("name"), c.placeOr(x.text("name"), x.place.Start)))
		case "File":
			r.addComponent(c, x, c.addFile(x.text("fileName"), c.placeOr(x.text("fileName"), x.place.Start)))
		case "Snippet":
			r.addSnippet(c, x)
		default:
			if text, ok := x.property("extractedText"); ok {
				c.addLicense(x.text("name"), text.value)
			}
		}
		for _, p := range x.properties {
			if p.name == "relationship" {
				r.addRelationship(c, x, p.resource)
			}
		}
	}
	r.described = nil
	return c.finish()
}

// findDocument completes all resources and returns the SPDX document among them. If there
// is none, it returns nil if there are packages, and an error otherwise. It refuses too many
// components before they take memory in addition to the resources.
func (r *rdfReader) findDocument() (*rdfResource, error) {
	var document *rdfResource
	packages := false
	components := 0
	for _, x := range r.described {
		if err := x.complete(); err != nil {
			return nil, err
		}
		packages = packages || x.class == "Package"
		if x.class == "Package" || x.class == "File" {
			components++
			if fault := r.b.TooMany(components, x.place.Start); fault != nil {
				return nil, fault
			}
		}
		if x.class != "SpdxDocument" {
			continue
		}
		if document != nil {
			return nil, &scan.Fault{Offset: x.place.Start, Message: "a second SPDX document: expected one"}
		}
		document = x
	}
	if document == nil && !packages {
		return nil, &scan.Fault{Message: "RDF without an SPDX document: expected an SpdxDocument of " + spdxTerms, NotSBOM: true}
	}
	return document, nil
}

// complete indexes the properties of a resource. It refuses two values of a property that
// allows one, and infers the class from the properties if the document does not give it.
func (x *rdfResource) complete() error {
	for i, p := range x.properties {
		term := rdfTerms[p.name]
		if x.class == "" {
			x.class = term.domain
		}
		first, ok := x.property(p.name)
		switch {
		case !ok:
			x.first = append(x.first, int32(i))
		case !term.many && (first.value != p.value || first.resource != p.resource):
			return &scan.Fault{Offset: p.place.Start, Message: "duplicate property " + scan.Quote(p.name) + " with another value: expected one value"}
		}
	}
	return nil
}

// property returns the first property of a name.
func (x *rdfResource) property(name string) (p rdfProperty, ok bool) {
	for _, i := range x.first {
		if x.properties[i].name == name {
			return x.properties[i], true
		}
	}
	return rdfProperty{}, false
}

// text returns the value of a property of kind rdfText.
func (x *rdfResource) text(name string) string {
	p, _ := x.property(name)
	return p.value
}

// resource returns the value of a property of kind rdfNode, or nil.
func (x *rdfResource) resource(name string) *rdfResource {
	p, _ := x.property(name)
	return p.resource
}

// isExternal reports whether a resource is part of another document, to which this one
// only refers.
func (r *rdfReader) isExternal(x *rdfResource) bool {
	return len(x.properties) == 0 && !x.blank() && !strings.HasPrefix(x.id, r.namespace+"#")
}

// reference returns the reference to a resource as the other encodings write it.
func (r *rdfReader) reference(x *rdfResource) string {
	switch {
	case x.isNone():
		return "NOASSERTION"
	case r.isExternal(x):
		document, _, _ := strings.Cut(x.id, "#")
		return externalPrefix + document + ":" + x.ref
	}
	return x.ref
}

func (r *rdfReader) addDocument(c *collector, x *rdfResource) error {
	if !x.blank() {
		c.b.Document.ID = r.namespace
		c.addRef(0, x.ref)
	}
	c.b.Document.Title = x.text("name")
	for _, p := range x.properties {
		switch p.name {
		case "specVersion":
			if err := c.setSpecVersion(p.value, p.place); err != nil {
				return err
			}
		case "creationInfo":
			c.b.Document.Created = p.resource.text("created")
			for _, p := range p.resource.properties {
				if p.name == "creator" {
					c.addCreator(p.value)
				}
			}
		case "externalDocumentRef":
			document := p.resource.text("spdxDocument")
			sum := p.resource.resource("checksum")
			if sum == nil {
				sum = &rdfResource{}
			}
			c.addExternalDocument(externalPrefix+document, document, checksumAlgorithm(sum.text("algorithm")), sum.text("checksumValue"))
		case "describesPackage":
			c.addRelationship(x.ref, "DESCRIBES", r.reference(p.resource), p.place)
		}
	}
	return nil
}

// addComponent records the properties of a package or a file, which is component i.
func (r *rdfReader) addComponent(c *collector, x *rdfResource, i int) {
	switch {
	case !x.blank():
		c.addRef(i, x.ref)
	case x.related:
		c.b.AddAlias(i, x.ref)
	}
	for _, p := range x.properties {
		switch p.name {
		case "versionInfo":
			c.b.SetVersion(i, p.value)
		case "packageFileName":
			c.b.ClaimFile(i, p.value)
		case "supplier":
			c.addParty(i, sbom.RoleSupplier, p.name, p.value)
		case "originator":
			c.addParty(i, sbom.RoleOriginator, p.name, p.value)
		case "downloadLocation":
			c.b.ClaimDomain(i, sbom.RoleDownload, p.value)
		case "homepage":
			c.b.ClaimDomain(i, sbom.RoleWebsite, p.value)
		case "primaryPackagePurpose":
			c.setPurpose(i, individual(p.value, "purpose_"))
		case "copyrightText":
			c.b.ClaimCopyright(i, p.value)
		case "fileContributor":
			c.addContributor(i, p.value)
		case "noticeText", "attributionText":
			c.b.ClaimNotice(i, p.value)
		case "artifactOf":
			c.addArtifactOf(i, p.resource.text("name"), p.resource.text("homepage"))
			if !p.resource.blank() {
				c.addArtifactOf(i, "", p.resource.id)
			}
		case "checksum":
			c.b.ClaimHash(i, checksumAlgorithm(p.resource.text("algorithm")), p.resource.text("checksumValue"))
		case "externalRef":
			c.addExternalRef(i, p.resource.text("referenceType"), p.resource.text("referenceLocator"))
		case "hasFile":
			c.addRelationship(x.ref, "CONTAINS", r.reference(p.resource), p.place)
		}
	}
}

func (r *rdfReader) addSnippet(c *collector, x *rdfResource) {
	s := snippet{ID: x.ref, Copyright: x.text("copyrightText")}
	for _, p := range x.properties {
		if p.name == "attributionText" {
			s.Attributions = append(s.Attributions, p.value)
		}
	}
	if file := x.resource("snippetFromFile"); file != nil {
		s.File = r.reference(file)
	}
	c.deferred.snippets = append(c.deferred.snippets, s)
}

// addRelationship records a relationship of x.
func (r *rdfReader) addRelationship(c *collector, x, relationship *rdfResource) {
	typ := individual(relationship.text("relationshipType"), "relationshipType_")
	to := ""
	if related := relationship.resource("relatedSpdxElement"); related != nil {
		to = r.reference(related)
	}
	c.addRelationship(x.ref, typ, to, relationship.place)
}

// individual returns the name of a named individual of the SPDX terms without the prefix,
// in the spelling of the other encodings: DEPENDS_ON for an IRI that ends in
// relationshipType_dependsOn. It returns any other value as it is.
func individual(value, prefix string) string {
	name, ok := strings.CutPrefix(value[strings.LastIndexByte(value, '#')+1:], prefix)
	if !ok {
		return value
	}
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// checksumAlgorithm returns the algorithm of a named individual. The SPDX terms omit the
// hyphen of BLAKE2b.
func checksumAlgorithm(value string) string {
	algorithm := individual(value, "checksumAlgorithm_")
	if bits, ok := strings.CutPrefix(algorithm, "BLAKE2B"); ok && !strings.HasPrefix(bits, "-") {
		return "BLAKE2b-" + bits
	}
	return algorithm
}
