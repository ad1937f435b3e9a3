package sbom

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Format is a family of SBOM specifications.
type Format string

// The formats, spelled as in their specifications.
const (
	CycloneDX Format = "CycloneDX"
	SPDX      Format = "SPDX"
)

// Document is one SBOM. Package [github.com/bomgate/bomgate/sbom/decode] returns
// documents, which do not change afterwards, so that several goroutines can use one at
// the same time.
type Document struct {
	Name        string   // the name of the file as given to the decoder: a path, or "-" for standard input
	Format      Format   // CycloneDX or SPDX
	SpecVersion string   // the version of the specification: "1.6", "2.3"
	Encoding    Encoding // json, xml, tag-value, yaml or rdf
	ID          string   // serialNumber of CycloneDX, documentNamespace of SPDX 2, spdxId of the SpdxDocument of SPDX 3; "" if absent
	Version     string   // version of CycloneDX: the number of the revision of the document with this ID; "" in SPDX
	Title       string   // name of an SPDX document, of metadata.component in CycloneDX; "" if absent
	Created     string   // time of creation, as written; "" if absent

	// Wrappers lists the wrappers around the document, outermost first.
	Wrappers []Wrapper

	// Links lists the references to other documents.
	Links []Link

	// Warnings lists values that were read although they violate the specification:
	// the first ten thousand of WarningCount.
	Warnings     []Warning
	WarningCount int

	src *scan.Source

	records  []record           // of components
	claims   []claim            // in the order of the document
	meanings []identity.Meaning // of claims, without duplicates
	aside    []string           // strings of components and claims that are not in the text
	evidence []evidence         // by component

	components int // see ComponentCount
	coverage   Coverage
	graph      graph
}

// Locate returns the locations of places in the document. It reads the document once
// for all of them, so call it once with many places.
func (d *Document) Locate(places ...Place) []Location { return d.src.Locate(places...) }

// Text returns the text in which the places of the document are, as UTF-8. It is the
// file, or the decoded content of a compressed or Base64-encoded wrapper, and may contain
// other documents.
func (d *Document) Text() string { return d.src.Text }

// Digest returns the SHA-256 of [Document.Text] in lower-case hexadecimal.
func (d *Document) Digest() string {
	sum := sha256.Sum256([]byte(d.src.Text))
	return hex.EncodeToString(sum[:])
}

// ComponentCount returns the number of components at any depth in CycloneDX
// (components[], without metadata.component and services), or of packages in SPDX.
func (d *Document) ComponentCount() int { return d.components }

// Origin is the part of a document in which a component occurs.
type Origin string

// The origins. [Coverage] counts components, packages and services. The others are
// subjects of claims as well.
const (
	OriginDocument  Origin = "document"  // the document itself
	OriginRoot      Origin = "root"      // metadata.component of CycloneDX, and components nested in it
	OriginComponent Origin = "component" // components[] of CycloneDX, at any depth
	OriginService   Origin = "service"   // services[] of CycloneDX, at any depth
	OriginPackage   Origin = "package"   // a package of SPDX
	OriginFile      Origin = "file"      // a file of SPDX
	OriginTool      Origin = "tool"      // a tool that wrote or annotated the SBOM
	OriginBuild     Origin = "build"     // formulation of CycloneDX: how the product was built
	OriginPedigree  Origin = "pedigree"  // ancestors, descendants and variants of CycloneDX
	OriginUnlisted  Origin = "unlisted"  // a package to which the document refers by a package URL and which it does not list
	OriginTarget    Origin = "target"    // targets of the declarations of CycloneDX
)

// Listed reports whether the document lists components of this origin as parts of what
// it describes: components, packages and services.
func (o Origin) Listed() bool {
	return o == OriginComponent || o == OriginPackage || o == OriginService
}

// scopeExcluded is the Scope of a component that is not part of the product.
const scopeExcluded = "excluded"

// Component is a component, package, service, file or tool of a document, or the document
// itself.
type Component struct {
	Origin  Origin
	Type    string // CycloneDX component type, or SPDX primary package purpose in lower case; "" if absent
	Ref     string // bom-ref, SPDXID or spdxId as written, with its prefix expanded; not unique, "" if absent
	Group   string
	Name    string
	Version string
	PURL    string // the first package URL, as written
	Scope   string // "required", "optional", "excluded" or ""; SPDX: "excluded" if only tests, development or the build need it
	Maker   string // the first name of a maker, as written, see [Role.Maker]; "" if the document names none
	Parent  int    // index of the component that contains it; -1 for the document
	Place   Place  // of its name, or of the start of its element if it has no name

	// Incomplete reports whether the document states that it does not list all parts
	// or dependencies of the component, or does not know whether it does: compositions
	// of CycloneDX other than complete, relationships of SPDX 3 that are not complete.
	Incomplete bool
}

// Role is the relation of the party or thing in a claim to the component.
type Role string

// The roles. Those in the first group make a party a maker, see [Role.Maker].
const (
	RoleSupplier     Role = "supplier"     // CycloneDX supplier, SPDX PackageSupplier
	RoleManufacturer Role = "manufacturer" // CycloneDX manufacturer, metadata.manufacture
	RolePublisher    Role = "publisher"    // CycloneDX publisher, tool vendor
	RoleAuthor       Role = "author"       // CycloneDX author, authors
	RoleOriginator   Role = "originator"   // SPDX PackageOriginator
	RoleProvider     Role = "provider"     // CycloneDX service provider
	RoleTagCreator   Role = "tag-creator"  // SWID entity with the role tagCreator or softwareCreator

	RoleIdentity   Role = "identity"   // the component's own name, group, purl, CPE, hash, file name, tagId
	RoleNamespace  Role = "namespace"  // the owner of the namespace of a package, or of a host, by its name
	RoleVendor     Role = "vendor"     // the vendor in a CPE
	RoleLocation   Role = "location"   // a path at which the component was found, the folders of its files, the file name in a download address
	RoleContact    Role = "contact"    // contact of a supplier, manufacturer or provider
	RoleDownload   Role = "download"   // distribution references, SPDX PackageDownloadLocation
	RoleRepository Role = "repository" // vcs references
	RoleWebsite    Role = "website"    // website references, SPDX PackageHomePage
	RoleSupport    Role = "support"    // other references that a maker keeps: documentation, support, mailing-list, bom, …
	RoleEndpoint   Role = "endpoint"   // CycloneDX service endpoints, and the sources and destinations of a service's data
	RoleReference  Role = "reference"  // any other external reference
	RoleCopyright  Role = "copyright"  // copyright holder, licensor, contributor
	RoleCommit     Role = "commit"     // author or committer of a pedigree commit
	RoleCreator    Role = "creator"    // author of the document: SPDX Creator, CycloneDX metadata.authors
	RoleSigner     Role = "signer"     // signatures, certificates, signatories
	RoleMention    Role = "mention"    // any other capacity: assessor, annotator, licensee, owner of data or of a patent
)

// Maker reports whether a party with the role made, published or supplied the component.
func (r Role) Maker() bool {
	switch r {
	case RoleSupplier, RoleManufacturer, RolePublisher, RoleAuthor, RoleOriginator, RoleProvider, RoleTagCreator:
		return true
	}
	return false
}

// Claim is one statement of the document about the origin or identity of a component. One
// value of the document may make several claims with different kinds and keys, which have
// the same place.
type Claim struct {
	Kind      identity.Kind
	Role      Role
	Key       string // normalized, see Kind
	Whole     string // the most exact key of the value: for a word, the name that contains it; for a parent domain, the host
	Value     string // as in the document, without escapes; the part with the key if the value is longer
	Component int    // see [Document.Component]
	Place     Place  // of the whole value
}
