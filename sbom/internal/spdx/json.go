package spdx

import (
	"reflect"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json/jsontext"
)

// The structs hold the members of SPDX 2.3 JSON that are read. YAML has the same members.

type jsonDocument struct {
	Version       string             `json:"spdxVersion"`
	ID            string             `json:"SPDXID"`
	Name          string             `json:"name"`
	Namespace     string             `json:"documentNamespace"`
	Creation      jsonCreation       `json:"creationInfo"`
	Describes     []string           `json:"documentDescribes"`
	Packages      []jsonPackage      `json:"packages"`
	Files         []jsonFile         `json:"files"`
	Snippets      []snippet          `json:"snippets"`
	Relationships []jsonRelationship `json:"relationships"`

	ExternalDocuments []struct {
		ID        string       `json:"externalDocumentId"`
		Namespace string       `json:"spdxDocument"`
		Checksum  jsonChecksum `json:"checksum"`
	} `json:"externalDocumentRefs"`

	Licenses []jsonLicense `json:"hasExtractedLicensingInfos"`

	BOMFormat string `json:"bomFormat"` // of CycloneDX: software that looks for it first reads another document
}

// jsonLicense is a license that SPDX does not list.
type jsonLicense struct {
	Name string `json:"name"`
	Text string `json:"extractedText"`
}

type jsonCreation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type jsonPackage struct {
	ID            string            `json:"SPDXID"`
	Name          string            `json:"name"`
	Version       string            `json:"versionInfo"`
	FileName      string            `json:"packageFileName"`
	Supplier      string            `json:"supplier"`
	Originator    string            `json:"originator"`
	Download      string            `json:"downloadLocation"`
	FilesAnalyzed filesAnalyzed     `json:"filesAnalyzed"`
	Checksums     []jsonChecksum    `json:"checksums"`
	Homepage      string            `json:"homepage"`
	Copyright     string            `json:"copyrightText"`
	ExternalRefs  []jsonExternalRef `json:"externalRefs"`
	Purpose       string            `json:"primaryPackagePurpose"`
	HasFiles      []string          `json:"hasFiles"`
	Attributions  []string          `json:"attributionTexts"`
	Files         []packagedFile    `json:"files"` // not in the specification; tools-golang writes it

	// The names of tag-value, which some generators write in JSON, and the name of the
	// home page in artifactOfs.
	PackageSupplier   string `json:"packageSupplier"`
	PackageOriginator string `json:"packageOriginator"`
	PackageDownload   string `json:"packageDownloadLocation"`
	PackageCopyright  string `json:"packageCopyrightText"`
	PackageHomepage   string `json:"packageHomepage"`
	HomePage          string `json:"homePage"`
}

type jsonFile struct {
	ID        string         `json:"SPDXID"`
	Name      string         `json:"fileName"`
	Checksums []jsonChecksum `json:"checksums"`
	Copyright string         `json:"copyrightText"`

	Contributors []string       `json:"fileContributors"`
	Notice       string         `json:"noticeText"`
	Attributions []string       `json:"attributionTexts"`
	Artifacts    []jsonArtifact `json:"artifactOfs"`
}

// jsonArtifact is a project that contains a file.
type jsonArtifact struct {
	Name     string `json:"name"`
	HomePage string `json:"homePage"`
	URI      string `json:"projectUri"`
}

// packagedFile is a file within a package. It has a type of its own because it is added
// after its package, whereas a jsonFile is added as soon as it has been read.
type packagedFile jsonFile

type jsonChecksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type jsonExternalRef struct {
	Type    string `json:"referenceType"`
	Locator string `json:"referenceLocator"`
}

type jsonRelationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

// filesAnalyzed is the place of the value if it is not a boolean. The value itself is not
// needed.
type filesAnalyzed sbom.Place

// UnmarshalJSONFrom implements the interface json.UnmarshalerFrom.
func (f *filesAnalyzed) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	kind := d.PeekKind()
	v, err := d.ReadValue()
	if kind != 't' && kind != 'f' && kind != 'n' {
		end := int(d.InputOffset())
		*f = filesAnalyzed{Start: end - len(v), End: end}
	}
	return err
}

// ReadJSON reads SPDX 2.1 to 2.3 in JSON. It adds the elements of the long lists one by
// one and does not keep them.
func ReadJSON(b *sbom.Builder) error {
	c := newCollector(b)
	var d jsonDocument
	fields := reflect.ValueOf(&d).Elem()
	err := b.Source.Members(func(name string, value sbom.Place) error {
		switch name {
		case "packages":
			return readElements(c, value, decodePackage, func(c *collector, p *jsonPackage, start int) {
				if at := &p.FilesAnalyzed; at.End > 0 { // relative to the element
					at.Start, at.End = at.Start+start, at.End+start
				}
				c.addJSONPackage(p, start)
			})
		case "files":
			return readElements(c, value, decodeByTags, (*collector).addJSONFile)
		case "relationships":
			return readElements(c, value, decodeRelationship, (*collector).addJSONRelationship)
		}
		return b.Source.Value(value, func(r *scan.JSON) error {
			for i := range fields.NumField() {
				if fields.Type().Field(i).Tag.Get("json") == name {
					return r.Decode(fields.Field(i).Addr().Interface())
				}
			}
			return r.SkipUnknown(shapes().all.Root(), name)
		})
	})
	return c.finishJSON(&d, err)
}

// readElements decodes the elements of an array, on several cores if it is long, and calls
// add with each element and its offset.
func readElements[T any](c *collector, array sbom.Place, decode func(*scan.JSON, *T) error, add func(c *collector, element *T, start int)) error {
	return sbom.ReadElements(c.b, array, func(b *sbom.Builder) func(*scan.JSON, *deferred) error {
		return func(r *scan.JSON, state *deferred) error {
			var element T
			start := r.NextOffset()
			if err := decode(r, &element); err != nil {
				return err
			}
			part := &collector{b: b}
			add(part, &element, start)
			return state.merge(&part.deferred)
		}
	}, c.deferred.merge)
}

func decodeByTags[T any](r *scan.JSON, v *T) error { return r.Decode(v) }

// finishJSON records the statements of a JSON or YAML document after its packages, files
// and relationships. It receives the error that decoding returned.
func (c *collector) finishJSON(d *jsonDocument, err error) error {
	if d.Version != "" || err == nil {
		// An unsupported version explains more than an error in the content.
		if err := c.setSpecVersion(d.Version, c.b.At(d.Version)); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if d.BOMFormat != "" {
		return &scan.Fault{Offset: c.b.At(d.BOMFormat).Start, Message: `bomFormat in an SPDX document: expected either bomFormat or spdxVersion`}
	}
	c.b.Document.Title, c.b.Document.ID, c.b.Document.Created = d.Name, d.Namespace, d.Creation.Created
	if d.ID != "" {
		c.addRef(0, d.ID)
	}
	for _, v := range d.Creation.Creators {
		c.addCreator(v)
	}
	for _, x := range d.ExternalDocuments {
		c.addExternalDocument(x.ID, x.Namespace, x.Checksum.Algorithm, x.Checksum.Value)
	}
	for _, x := range d.Licenses {
		c.addLicense(x.Name, x.Text)
	}
	for _, id := range d.Describes {
		c.addRelationship(documentRef, "DESCRIBES", id, c.b.At(id))
	}
	c.deferred.snippets = d.Snippets
	return c.finish()
}

func (c *collector) addJSONPackage(p *jsonPackage, start int) {
	i := c.addPackage(p.Name, c.placeOr(p.Name, start))
	if p.ID != "" {
		c.addRef(i, p.ID)
	}
	c.b.SetVersion(i, p.Version)
	c.setPurpose(i, p.Purpose)
	c.b.ClaimFile(i, p.FileName)
	c.addParty(i, sbom.RoleSupplier, "supplier", p.Supplier)
	c.addParty(i, sbom.RoleOriginator, "originator", p.Originator)
	c.b.ClaimDomain(i, sbom.RoleDownload, p.Download)
	c.b.ClaimDomain(i, sbom.RoleWebsite, p.Homepage)
	c.addMisnamed(i, p)
	c.b.ClaimCopyright(i, p.Copyright)
	for _, v := range p.Attributions {
		c.b.ClaimNotice(i, v)
	}
	for _, sum := range p.Checksums {
		c.b.ClaimHash(i, sum.Algorithm, sum.Value)
	}
	for _, e := range p.ExternalRefs {
		c.addExternalRef(i, e.Type, e.Locator)
	}
	for _, f := range p.HasFiles {
		c.addRelationship(p.ID, "CONTAINS", f, c.b.Document.Component(i).Place)
	}
	for _, f := range p.Files {
		file := jsonFile(f)
		c.addJSONFile(&file, start)
	}
	if at := sbom.Place(p.FilesAnalyzed); at.End > 0 {
		c.b.Warn(at, "filesAnalyzed "+scan.Quote(c.b.Source.Text[at.Start:at.End])+": expected true or false")
	}
}

// addMisnamed records the values of a package whose members have names of another encoding.
func (c *collector) addMisnamed(i int, p *jsonPackage) {
	c.warnOfName("packageSupplier", "supplier", p.PackageSupplier)
	c.addParty(i, sbom.RoleSupplier, "supplier", p.PackageSupplier)
	c.warnOfName("packageOriginator", "originator", p.PackageOriginator)
	c.addParty(i, sbom.RoleOriginator, "originator", p.PackageOriginator)
	c.warnOfName("packageDownloadLocation", "downloadLocation", p.PackageDownload)
	c.b.ClaimDomain(i, sbom.RoleDownload, p.PackageDownload)
	c.warnOfName("packageHomepage", "homepage", p.PackageHomepage)
	c.b.ClaimDomain(i, sbom.RoleWebsite, p.PackageHomepage)
	c.warnOfName("homePage", "homepage", p.HomePage)
	c.b.ClaimDomain(i, sbom.RoleWebsite, p.HomePage)
	c.warnOfName("packageCopyrightText", "copyrightText", p.PackageCopyright)
	c.b.ClaimCopyright(i, p.PackageCopyright)
}

// warnOfName warns of a value if its member has a name of another encoding.
func (c *collector) warnOfName(name, want, value string) {
	if value != "" {
		c.b.Warn(c.b.At(value), "member "+scan.Quote(name)+" is read as "+scan.Quote(want)+", which is its name in JSON")
	}
}

func (c *collector) addJSONFile(f *jsonFile, start int) {
	i := c.addFile(f.Name, c.placeOr(f.Name, start))
	if f.ID != "" {
		c.addRef(i, f.ID)
	}
	for _, sum := range f.Checksums {
		c.b.ClaimHash(i, sum.Algorithm, sum.Value)
	}
	c.b.ClaimCopyright(i, f.Copyright)
	for _, v := range f.Contributors {
		c.addContributor(i, v)
	}
	c.b.ClaimNotice(i, f.Notice)
	for _, v := range f.Attributions {
		c.b.ClaimNotice(i, v)
	}
	for _, x := range f.Artifacts {
		c.addArtifactOf(i, x.Name, x.HomePage)
		c.addArtifactOf(i, "", x.URI)
	}
}

func (c *collector) addJSONRelationship(r *jsonRelationship, start int) {
	c.addRelationship(r.Element, r.Type, r.Related, sbom.Place{Start: start, End: start + 1})
}

// decodePackage decodes a package as its tags say, without reflection: packages are most
// of a document.
func decodePackage(r *scan.JSON, x *jsonPackage) error {
	return r.Object(func(name string) error {
		switch name {
		case "SPDXID":
			return r.Text(&x.ID)
		case "name":
			return r.Text(&x.Name)
		case "versionInfo":
			return r.Text(&x.Version)
		case "packageFileName":
			return r.Text(&x.FileName)
		case "supplier":
			return r.Text(&x.Supplier)
		case "originator":
			return r.Text(&x.Originator)
		case "downloadLocation":
			return r.Text(&x.Download)
		case "filesAnalyzed":
			return r.Decode(&x.FilesAnalyzed)
		case "checksums":
			return r.Decode(&x.Checksums)
		case "homepage":
			return r.Text(&x.Homepage)
		case "copyrightText":
			return r.Text(&x.Copyright)
		case "externalRefs":
			return r.Decode(&x.ExternalRefs)
		case "primaryPackagePurpose":
			return r.Text(&x.Purpose)
		case "hasFiles":
			return scan.List(r, &x.HasFiles, r.Text)
		case "attributionTexts":
			return scan.List(r, &x.Attributions, r.Text)
		case "files":
			return r.Decode(&x.Files)
		case "packageSupplier":
			return r.Text(&x.PackageSupplier)
		case "packageOriginator":
			return r.Text(&x.PackageOriginator)
		case "packageDownloadLocation":
			return r.Text(&x.PackageDownload)
		case "packageCopyrightText":
			return r.Text(&x.PackageCopyright)
		case "packageHomepage":
			return r.Text(&x.PackageHomepage)
		case "homePage":
			return r.Text(&x.HomePage)
		}
		return r.SkipUnknown(shapes().pkg, name)
	})
}

// decodeRelationship decodes a relationship as its tags say, without reflection.
func decodeRelationship(r *scan.JSON, x *jsonRelationship) error {
	return r.Object(func(name string) error {
		switch name {
		case "spdxElementId":
			return r.Text(&x.Element)
		case "relationshipType":
			return r.Text(&x.Type)
		case "relatedSpdxElement":
			return r.Text(&x.Related)
		}
		return r.SkipUnknown(shapes().relationship, name)
	})
}
