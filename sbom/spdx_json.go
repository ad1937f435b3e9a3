package sbom

import (
	"reflect"
	"strings"
	"sync"

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
type filesAnalyzed Place

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
var spdxMembers = sync.OnceValue(func() vocabulary {
	known := membersOf(spdxDocument{})
	for _, name := range strings.Fields(spdxSilentMembers) {
		known.pass(name)
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
func spdxJSON(b *builder) error {
	s := newSPDX(b)
	var d spdxDocument
	fields := reflect.ValueOf(&d).Elem()
	err := b.src.members(func(name string, value Place) error {
		switch name {
		case "packages":
			return takeElements(s, value, decodePackage, func(s *spdx, p *spdxPackage, start int) {
				if at := &p.FilesAnalyzed; at.End > 0 { // offsets in the element
					at.Start, at.End = at.Start+start, at.End+start
				}
				s.packageJSON(p, start)
			})
		case "files":
			return takeElements(s, value, decodeByTags, (*spdx).fileJSON)
		case "relationships":
			return takeElements(s, value, decodeRelationship, (*spdx).relationshipJSON)
		}
		return b.src.value(value, func(r *jsonReader) error {
			for i := range fields.NumField() {
				if fields.Type().Field(i).Tag.Get("json") == name {
					return r.decode(fields.Field(i).Addr().Interface())
				}
			}
			return r.skip()
		})
	})
	return s.document(&d, err)
}

// takeElements decodes an array and hands over its elements, each with the offset at
// which it starts, on all cores.
func takeElements[T any](s *spdx, array Place, decode func(*jsonReader, *T) error, take func(s *spdx, element *T, start int)) error {
	return readElements(s.b, array, func(b *builder) func(*jsonReader, *spdxPending) error {
		return func(r *jsonReader, pending *spdxPending) error {
			var element T
			start := r.next()
			if err := decode(r, &element); err != nil {
				return err
			}
			part := &spdx{b: b}
			take(part, &element, start)
			return pending.merge(&part.spdxPending)
		}
	}, s.merge)
}

func decodeByTags[T any](r *jsonReader, v *T) error { return r.decode(v) }

// document takes the document itself, after its lists, and the error that
// decoding it gave.
func (s *spdx) document(d *spdxDocument, err error) error {
	if d.Version != "" || err == nil {
		// A fault of the content says less than that the version is another one.
		if err := s.version(d.Version, s.b.at(d.Version)); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if d.BOMFormat != "" {
		return &fault{offset: s.b.at(d.BOMFormat).Start, message: `bomFormat in an SPDX document: expected either bomFormat or spdxVersion`}
	}
	s.b.doc.Title, s.b.doc.ID, s.b.doc.Created = d.Name, d.Namespace, d.Creation.Created
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
		s.relationship(spdxDocumentRef, "DESCRIBES", id, s.b.at(id))
	}
	s.snippets = d.Snippets
	return s.finish()
}

func (s *spdx) packageJSON(p *spdxPackage, start int) {
	i := s.newPackage(p.Name, s.placeOr(p.Name, start))
	if p.ID != "" {
		s.ref(i, p.ID)
	}
	s.b.setVersion(i, p.Version)
	s.purpose(i, p.Purpose)
	s.b.file(i, p.FileName)
	s.party(i, RoleSupplier, "supplier", p.Supplier)
	s.misnamed("supplier", "packageSupplier", p.PackageSupplier)
	s.party(i, RoleSupplier, "supplier", p.PackageSupplier)
	s.party(i, RoleOriginator, "originator", p.Originator)
	s.misnamed("originator", "packageOriginator", p.PackageOriginator)
	s.party(i, RoleOriginator, "originator", p.PackageOriginator)
	s.b.domain(i, RoleDownload, p.Download)
	s.b.domain(i, RoleWebsite, p.Homepage)
	s.misnamed("homepage", "homePage", p.HomePage)
	s.b.domain(i, RoleWebsite, p.HomePage)
	s.b.copyright(i, p.Copyright)
	for _, c := range p.Checksums {
		s.b.hash(i, c.Algorithm, c.Value)
	}
	for _, e := range p.ExternalRefs {
		s.externalRef(i, e.Type, e.Locator)
	}
	for _, f := range p.HasFiles {
		s.relationship(p.ID, "CONTAINS", f, s.b.placeOf(i))
	}
	for _, f := range p.Files {
		file := spdxFile(f)
		s.fileJSON(&file, start)
	}
	if at := Place(p.FilesAnalyzed); at.End > 0 {
		s.b.warn(at, "filesAnalyzed "+quote(s.b.src.text[at.Start:at.End])+": expected true or false")
	}
}

// misnamed warns of a value under a name that is not SPDX JSON's: who wrote it meant another member.
func (s *spdx) misnamed(want, got, v string) {
	if v != "" {
		s.b.warn(s.b.at(v), "member "+quote(got)+" is read as "+quote(want)+", which is its name in JSON")
	}
}

func (s *spdx) fileJSON(f *spdxFile, start int) {
	i := s.newFile(f.Name, s.placeOr(f.Name, start))
	if f.ID != "" {
		s.ref(i, f.ID)
	}
	for _, c := range f.Checksums {
		s.b.hash(i, c.Algorithm, c.Value)
	}
	s.b.copyright(i, f.Copyright)
}

func (s *spdx) relationshipJSON(r *spdxRelationship, start int) {
	s.relationship(r.Element, r.Type, r.Related, Place{Start: start, End: start + 1})
}

// placeOr returns the place of the name, or of the element's start if it has none.
func (s *spdx) placeOr(name string, start int) Place {
	if name == "" {
		return Place{Start: start, End: start + 1}
	}
	return s.b.at(name)
}

// decodePackage decodes a package by hand.
func decodePackage(r *jsonReader, x *spdxPackage) error {
	return r.object(func(name string) error {
		switch name {
		case "SPDXID":
			return r.string(&x.ID)
		case "name":
			return r.string(&x.Name)
		case "versionInfo":
			return r.string(&x.Version)
		case "packageFileName":
			return r.string(&x.FileName)
		case "supplier":
			return r.string(&x.Supplier)
		case "originator":
			return r.string(&x.Originator)
		case "downloadLocation":
			return r.string(&x.Download)
		case "filesAnalyzed":
			return r.decode(&x.FilesAnalyzed)
		case "checksums":
			return r.decode(&x.Checksums)
		case "homepage":
			return r.string(&x.Homepage)
		case "copyrightText":
			return r.string(&x.Copyright)
		case "externalRefs":
			return r.decode(&x.ExternalRefs)
		case "primaryPackagePurpose":
			return r.string(&x.Purpose)
		case "hasFiles":
			return list(r, &x.HasFiles, r.string)
		case "files":
			return r.decode(&x.Files)
		case "packageSupplier":
			return r.string(&x.PackageSupplier)
		case "packageOriginator":
			return r.string(&x.PackageOriginator)
		case "homePage":
			return r.string(&x.HomePage)
		}
		return r.other(name)
	})
}

// decodeRelationship decodes a relationship by hand.
func decodeRelationship(r *jsonReader, x *spdxRelationship) error {
	return r.object(func(name string) error {
		switch name {
		case "spdxElementId":
			return r.string(&x.Element)
		case "relationshipType":
			return r.string(&x.Type)
		case "relatedSpdxElement":
			return r.string(&x.Related)
		}
		return r.other(name)
	})
}
