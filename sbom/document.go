package sbom

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Format is the family of an SBOM's specification.
type Format string

// The formats, spelt as their specifications spell them.
const (
	CycloneDX Format = "CycloneDX"
	SPDX      Format = "SPDX"
)

// Document is one SBOM. It does not change after [Decode] has returned it.
type Document struct {
	Name        string   // as given to Decode: a path, or "-" for standard input
	Format      Format   // CycloneDX or SPDX
	SpecVersion string   // "1.6", "2.3"
	Encoding    Encoding // json, xml, tag-value, yaml or rdf
	ID          string   // serialNumber of CycloneDX, documentNamespace of SPDX 2, spdxId of SPDX 3's SpdxDocument; "" if absent
	Version     string   // version of CycloneDX, which counts the changes of what has the same ID; "" in SPDX
	Title       string   // name of an SPDX document, of metadata.component in CycloneDX; "" if absent
	Created     string   // timestamp as written; "" if absent

	// Wrappers is what the document came in, outermost first.
	Wrappers []Wrapper

	// Links holds the references to other documents.
	Links []Link

	// Warnings says what was read although it is not as the specification wants it:
	// the first ten thousand of WarningCount.
	Warnings     []Warning
	WarningCount int

	records  []record           // of components
	claims   []claim            // in the order of the document
	meanings []identity.Meaning // of claims, each once
	aside    []string           // strings of components and claims that do not stand in the text
	src      *scan.Source
	evidence []evidence // by component

	components int // see ComponentCount
	coverage   Coverage
	graph      graph
}

// Locate finds places in the document, in the order given. It reads the
// document once for all of them, so ask for many together.
func (d *Document) Locate(places ...Place) []Location { return d.src.Locate(places...) }

// Text returns the text that the places of the document are in, as UTF-8.
func (d *Document) Text() string { return d.src.Text }

// Digest returns the SHA-256 of [Document.Text] in lower-case hexadecimal.
func (d *Document) Digest() string {
	sum := sha256.Sum256([]byte(d.src.Text))
	return hex.EncodeToString(sum[:])
}

// ComponentCount returns the number of components at any depth in CycloneDX
// (components[], without metadata.component and services), or of packages in SPDX.
func (d *Document) ComponentCount() int { return d.components }

// Origin tells where on a document's surface a component stands.
type Origin string

// The origins. Components, packages and services are what the document lists
// and what [Coverage] counts; the others are claims' subjects all the same.
const (
	OriginDocument  Origin = "document"  // the document itself
	OriginRoot      Origin = "root"      // metadata.component of CycloneDX, and what is nested in it
	OriginComponent Origin = "component" // components[] of CycloneDX, at any depth
	OriginService   Origin = "service"   // services[] of CycloneDX, at any depth
	OriginPackage   Origin = "package"   // a package of SPDX
	OriginFile      Origin = "file"      // a file of SPDX
	OriginTool      Origin = "tool"      // what wrote the SBOM, or annotated it
	OriginBuild     Origin = "build"     // what the formulation of CycloneDX says that the product was built with
	OriginPedigree  Origin = "pedigree"  // ancestors, descendants and variants of CycloneDX
	OriginTarget    Origin = "target"    // what the declarations of CycloneDX make claims about
)

// Listed tells whether the document lists the component as part of what it
// describes, so that it is to be judged: components, packages and services.
func (o Origin) Listed() bool {
	return o == OriginComponent || o == OriginPackage || o == OriginService
}

// Component is a thing that the document names.
type Component struct {
	Origin  Origin
	Type    string // CycloneDX component type, or SPDX primary package purpose in lower case; "" if absent
	Ref     string // bom-ref, SPDXID or spdxId as written, with its prefix expanded; not unique, "" if absent
	Group   string
	Name    string
	Version string
	PURL    string // the first package URL, as written
	Scope   string // "required", "optional", "excluded" or ""; SPDX: "excluded" where only tests, development or the build need it
	Parent  int    // index of the component it is nested in; the document's own is -1
	Place   Place  // its name's value, or the element's start where it has none

	// Incomplete tells that the document itself says that it does not list all of
	// the component's parts or dependencies, or does not know: compositions of
	// CycloneDX other than complete, relationships of SPDX 3 that are incomplete.
	Incomplete bool
}

// Role is what the claim says the named party, or the named thing, is to the component.
type Role string

// The roles. The first group are makers in the sense of [Role.Maker].
const (
	RoleSupplier     Role = "supplier"     // CycloneDX supplier, SPDX PackageSupplier
	RoleManufacturer Role = "manufacturer" // CycloneDX manufacturer, metadata.manufacture
	RolePublisher    Role = "publisher"    // CycloneDX publisher, tool vendor
	RoleAuthor       Role = "author"       // CycloneDX author, authors
	RoleOriginator   Role = "originator"   // SPDX PackageOriginator
	RoleProvider     Role = "provider"     // CycloneDX service provider
	RoleTagCreator   Role = "tag-creator"  // SWID entity with the role tagCreator or softwareCreator

	RoleIdentity   Role = "identity"   // the component's own name, group, purl, CPE, hash, file name, tagId
	RoleContact    Role = "contact"    // contact of a supplier, manufacturer or provider
	RoleDownload   Role = "download"   // distribution references, SPDX PackageDownloadLocation
	RoleRepository Role = "repository" // vcs references
	RoleWebsite    Role = "website"    // website references, SPDX PackageHomePage
	RoleEndpoint   Role = "endpoint"   // CycloneDX service endpoints, and where a service's data come from and go to
	RoleReference  Role = "reference"  // any other external reference
	RoleCopyright  Role = "copyright"  // copyright holder, and licensor
	RoleCommit     Role = "commit"     // author or committer of a pedigree commit
	RoleCreator    Role = "creator"    // who wrote the document: SPDX Creator, CycloneDX metadata.authors
	RoleSigner     Role = "signer"     // signatures, certificates, signatories
	RoleMention    Role = "mention"    // named in any other capacity: assessor, annotator, licensee, owner of data, of a patent
)

// Maker tells whether the role says that the party made, published or supplied
// the component, as against merely having to do with it.
func (r Role) Maker() bool {
	switch r {
	case RoleSupplier, RoleManufacturer, RolePublisher, RoleAuthor, RoleOriginator, RoleProvider, RoleTagCreator:
		return true
	}
	return false
}

// Claim is one statement that the document makes about who stands behind a
// component. One value of the document may make several claims of different
// kinds and keys; they share its place.
type Claim struct {
	Kind      identity.Kind
	Role      Role
	Key       string // normalised, see Kind
	Whole     string // the whole normalised value that Key is a part or an image of: NameKey of the name, host of the domain, …; Key itself where there is no more
	Value     string // as the document has it, escapes undone; where a longer text says it, the part that does
	Component int    // see [Document.Component]
	Place     Place  // of the value
}
