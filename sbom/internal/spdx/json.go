package spdx

import (
	"reflect"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json/jsontext"
)

// The structs hold those members of SPDX 2.3 JSON that state something. YAML has
// the same.

type spdxDocument struct {
	Version   string `json:"spdxVersion"`
	ID        string `json:"SPDXID"`
	Name      string `json:"name"`
	Namespace string `json:"documentNamespace"`
	Creation  struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	} `json:"creationInfo"`
	Describes     []string           `json:"documentDescribes"`
	Packages      []spdxPackage      `json:"packages"`
	Files         []spdxFile         `json:"files"`
	Snippets      []spdxSnippet      `json:"snippets"`
	Relationships []spdxRelationship `json:"relationships"`

	ExternalDocuments []struct {
		ID        string       `json:"externalDocumentId"`
		Namespace string       `json:"spdxDocument"`
		Checksum  spdxChecksum `json:"checksum"`
	} `json:"externalDocumentRefs"`

	BOMFormat string `json:"bomFormat"` // of CycloneDX; readers that look for it first see another document
}

type spdxPackage struct {
	ID            string            `json:"SPDXID"`
	Name          string            `json:"name"`
	Version       string            `json:"versionInfo"`
	FileName      string            `json:"packageFileName"`
	Supplier      string            `json:"supplier"`
	Originator    string            `json:"originator"`
	Download      string            `json:"downloadLocation"`
	FilesAnalyzed filesAnalyzed     `json:"filesAnalyzed"`
	Checksums     []spdxChecksum    `json:"checksums"`
	Homepage      string            `json:"homepage"`
	Copyright     string            `json:"copyrightText"`
	ExternalRefs  []spdxExternalRef `json:"externalRefs"`
	Purpose       string            `json:"primaryPackagePurpose"`
	HasFiles      []string          `json:"hasFiles"`
	Files         []packagedFile    `json:"files"` // no member of the specification, but of tools-golang

	// The names of tag-value, which some take for those of JSON, and that of the
	// homepage in artifactOfs.
	PackageSupplier   string `json:"packageSupplier"`
	PackageOriginator string `json:"packageOriginator"`
	HomePage          string `json:"homePage"`
}

type spdxFile struct {
	ID        string         `json:"SPDXID"`
	Name      string         `json:"fileName"`
	Checksums []spdxChecksum `json:"checksums"`
	Copyright string         `json:"copyrightText"`
}

// packagedFile is a file within a package: few, so that they may stand in memory
// until the package is there.
type packagedFile spdxFile

type spdxChecksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type spdxExternalRef struct {
	Type    string `json:"referenceType"`
	Locator string `json:"referenceLocator"`
}

type spdxRelationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

// filesAnalyzed states nothing; it is where the value stands if that is no boolean.
type filesAnalyzed sbom.Place

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (f *filesAnalyzed) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	kind := d.PeekKind()
	v, err := d.ReadValue()
	if kind != 't' && kind != 'f' && kind != 'n' {
		end := int(d.InputOffset())
		*f = filesAnalyzed{Start: end - len(v), End: end}
	}
	return err
}

// spdxMembers are the names of the members that SPDX 2.3 has.
var Members = sync.OnceValue(func() scan.Vocabulary {
	known := scan.MembersOf(spdxDocument{})
	for _, name := range strings.Fields(spdxSilentMembers) {
		known.Pass(name)
	}
	return known
})

// spdxSilentMembers are those that state nothing.
const spdxSilentMembers = `
	annotations annotationDate annotationType annotator comment
	dataLicense licenseListVersion externalDocumentId spdxDocument
	hasExtractedLicensingInfos crossRefs isLive isValid isWayBackLink match order timestamp url
	extractedText licenseId seeAlsos revieweds reviewDate reviewer
	attributionTexts builtDate releaseDate validUntilDate description summary sourceInfo referenceCategory
	licenseComments licenseConcluded licenseDeclared licenseInfoFromFiles
	packageVerificationCode packageVerificationCodeExcludedFiles packageVerificationCodeValue
	artifactOfs fileContributors fileDependencies fileTypes licenseInfoInFiles noticeText
	licenseInfoInSnippets ranges endPointer startPointer lineNumber offset reference`

// spdxJSON reads SPDX 2.1 to 2.3 in JSON. The elements of the long lists are handed
// over one by one and not kept.
func ReadJSON(b *sbom.Builder) error {
	s := newSPDX(b)
	var d spdxDocument
	fields := reflect.ValueOf(&d).Elem()
	err := b.Source.Members(func(name string, value sbom.Place) error {
		switch name {
		case "packages":
			return takeElements(s, value, decodePackage, func(s *reader, p *spdxPackage, start int) {
				if at := &p.FilesAnalyzed; at.End > 0 { // offsets in the element
					at.Start, at.End = at.Start+start, at.End+start
				}
				s.packageJSON(p, start)
			})
		case "files":
			return takeElements(s, value, decodeByTags, (*reader).fileJSON)
		case "relationships":
			return takeElements(s, value, decodeRelationship, (*reader).relationshipJSON)
		}
		return b.Source.Value(value, func(r *scan.JSON) error {
			for i := range fields.NumField() {
				if fields.Type().Field(i).Tag.Get("json") == name {
					return r.Decode(fields.Field(i).Addr().Interface())
				}
			}
			return r.Skip()
		})
	})
	return s.document(&d, err)
}

// takeElements decodes an array and hands over its elements, each with the offset at
// which it starts, on all cores.
func takeElements[T any](s *reader, array sbom.Place, decode func(*scan.JSON, *T) error, take func(s *reader, element *T, start int)) error {
	return sbom.ReadElements(s.b, array, func(b *sbom.Builder) func(*scan.JSON, *spdxPending) error {
		return func(r *scan.JSON, pending *spdxPending) error {
			var element T
			start := r.NextOffset()
			if err := decode(r, &element); err != nil {
				return err
			}
			part := &reader{b: b}
			take(part, &element, start)
			return pending.merge(&part.spdxPending)
		}
	}, s.merge)
}

func decodeByTags[T any](r *scan.JSON, v *T) error { return r.Decode(v) }

// document takes the document itself, after its lists, and the error that
// decoding it gave.
func (s *reader) document(d *spdxDocument, err error) error {
	if d.Version != "" || err == nil {
		// A fault of the content says less than that the version is another one.
		if err := s.version(d.Version, s.b.At(d.Version)); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if d.BOMFormat != "" {
		return &scan.Fault{Offset: s.b.At(d.BOMFormat).Start, Message: `bomFormat in an SPDX document: expected either bomFormat or spdxVersion`}
	}
	s.b.Document.Title, s.b.Document.ID, s.b.Document.Created = d.Name, d.Namespace, d.Creation.Created
	if d.ID != "" {
		s.ref(0, d.ID)
	}
	for _, c := range d.Creation.Creators {
		s.creator(c)
	}
	for _, x := range d.ExternalDocuments {
		s.externalDocument(x.ID, x.Namespace, x.Checksum.Algorithm, x.Checksum.Value)
	}
	for _, id := range d.Describes {
		s.relationship(spdxDocumentRef, "DESCRIBES", id, s.b.At(id))
	}
	s.snippets = d.Snippets
	return s.finish()
}

func (s *reader) packageJSON(p *spdxPackage, start int) {
	i := s.newPackage(p.Name, s.placeOr(p.Name, start))
	if p.ID != "" {
		s.ref(i, p.ID)
	}
	s.b.SetVersion(i, p.Version)
	s.purpose(i, p.Purpose)
	s.b.File(i, p.FileName)
	s.party(i, sbom.RoleSupplier, "supplier", p.Supplier)
	s.misnamed("supplier", "packageSupplier", p.PackageSupplier)
	s.party(i, sbom.RoleSupplier, "supplier", p.PackageSupplier)
	s.party(i, sbom.RoleOriginator, "originator", p.Originator)
	s.misnamed("originator", "packageOriginator", p.PackageOriginator)
	s.party(i, sbom.RoleOriginator, "originator", p.PackageOriginator)
	s.b.Domain(i, sbom.RoleDownload, p.Download)
	s.b.Domain(i, sbom.RoleWebsite, p.Homepage)
	s.misnamed("homepage", "homePage", p.HomePage)
	s.b.Domain(i, sbom.RoleWebsite, p.HomePage)
	s.b.Copyright(i, p.Copyright)
	for _, c := range p.Checksums {
		s.b.Hash(i, c.Algorithm, c.Value)
	}
	for _, e := range p.ExternalRefs {
		s.externalRef(i, e.Type, e.Locator)
	}
	for _, f := range p.HasFiles {
		s.relationship(p.ID, "CONTAINS", f, s.b.PlaceOf(i))
	}
	for _, f := range p.Files {
		file := spdxFile(f)
		s.fileJSON(&file, start)
	}
	if at := sbom.Place(p.FilesAnalyzed); at.End > 0 {
		s.b.Warn(at, "filesAnalyzed "+scan.Quote(s.b.Source.Text[at.Start:at.End])+": expected true or false")
	}
}

// misnamed warns of a value under a name that is not SPDX JSON's: who wrote it meant another member.
func (s *reader) misnamed(want, got, v string) {
	if v != "" {
		s.b.Warn(s.b.At(v), "member "+scan.Quote(got)+" is read as "+scan.Quote(want)+", which is its name in JSON")
	}
}

func (s *reader) fileJSON(f *spdxFile, start int) {
	i := s.newFile(f.Name, s.placeOr(f.Name, start))
	if f.ID != "" {
		s.ref(i, f.ID)
	}
	for _, c := range f.Checksums {
		s.b.Hash(i, c.Algorithm, c.Value)
	}
	s.b.Copyright(i, f.Copyright)
}

func (s *reader) relationshipJSON(r *spdxRelationship, start int) {
	s.relationship(r.Element, r.Type, r.Related, sbom.Place{Start: start, End: start + 1})
}

// placeOr returns the place of the name, or of the element's start if it has none.
func (s *reader) placeOr(name string, start int) sbom.Place {
	if name == "" {
		return sbom.Place{Start: start, End: start + 1}
	}
	return s.b.At(name)
}

// decodePackage decodes a package by hand.
func decodePackage(r *scan.JSON, x *spdxPackage) error {
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
		case "files":
			return r.Decode(&x.Files)
		case "packageSupplier":
			return r.Text(&x.PackageSupplier)
		case "packageOriginator":
			return r.Text(&x.PackageOriginator)
		case "homePage":
			return r.Text(&x.HomePage)
		}
		return r.Other(name)
	})
}

// decodeRelationship decodes a relationship by hand.
func decodeRelationship(r *scan.JSON, x *spdxRelationship) error {
	return r.Object(func(name string) error {
		switch name {
		case "spdxElementId":
			return r.Text(&x.Element)
		case "relationshipType":
			return r.Text(&x.Type)
		case "relatedSpdxElement":
			return r.Text(&x.Related)
		}
		return r.Other(name)
	})
}
