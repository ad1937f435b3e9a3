package spdx

import (
	"slices"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// spdxTagValue reads a document of SPDX 2.3 tag-value, or one of the versions
// before: a tag, a colon and a value on each line; a value in <text> and </text>
// may have many lines. Tags of a package that come after its files still belong
// to it; a new package has no files yet. A line that is no tag is refused, and so
// is a tag in another case. What begins with a package is read on all cores.
func ReadTagValue(b *sbom.Builder) error {
	s := newSPDX(b)
	text := b.Source.Text
	start := nextPackage(text, 0, 0)
	if err := newTagValue(s).read(sbom.Place{End: start}); err != nil {
		return err
	}
	cut := func(start int) int { return nextPackage(text, start, min(start+scan.ChunkSize, len(text))) }
	if err := sbom.ReadParts(b, sbom.Place{Start: start, End: len(text)}, cut, tagValueReader, s.merge); err != nil {
		return err
	}
	return s.finish()
}

// readTagValue returns the function that reads parts of a document.
func tagValueReader(b *sbom.Builder) sbom.PartReader[spdxPending] {
	return func(part sbom.Place, pending *spdxPending) error {
		t := newTagValue(&reader{b: b})
		err := t.read(part)
		*pending = t.spdx.spdxPending
		return err
	}
}

// nextPackage returns where the first line with PackageName begins that is not
// before least, or where the text ends. Lines within a value of several lines do
// not count; at pos there is none, and where one begins it is taken to go on to
// the next end of one, be it one or not.
func nextPackage(text string, pos, least int) int {
	const line, open, closing = "\nPackageName:", "<text>", "</text>"
	for next := -1; ; {
		if from := max(pos, least); next < from {
			n := strings.Index(text[from:], line)
			if n < 0 {
				return len(text)
			}
			next = from + n + 1
		}
		begin := strings.Index(text[pos:next], open)
		if begin < 0 {
			return next
		}
		end := strings.Index(text[pos+begin:], closing)
		if end < 0 {
			return len(text)
		}
		pos += begin + end + len(closing)
	}
}

func newTagValue(s *reader) *tagValue {
	return &tagValue{b: s.b, spdx: s, tags: spdxTagNames().Clone(), latestPackage: -1, latestFile: -1, latestSnippet: -1}
}

// spdxTagNames are all tags that SPDX has. Of several that differ from another name
// in a letter the first one by the alphabet is named.
var spdxTagNames = sync.OnceValue(func() scan.Vocabulary {
	tags := strings.Fields(spdxTags)
	slices.Sort(tags)
	return scan.NewVocabulary(tags...)
})

// read reads the lines of a part of the document.
func (t *tagValue) read(part sbom.Place) error {
	text := t.b.Source.Text[:part.End]
	for rest := text[part.Start:]; rest != ""; {
		var line string
		line, rest = cutLine(rest)
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		tag, value, ok := strings.Cut(line, ":")
		if tag = strings.TrimSpace(tag); !ok || !isTag(tag) {
			return &scan.Fault{Offset: t.b.At(line).Start, Message: "line " + scan.Quote(line) + ": expected a tag with a value, or a comment"}
		}
		t.tag, t.line = tag, t.b.At(line)
		value = strings.TrimSpace(value)
		if strings.HasPrefix(value, "<text>") {
			start := t.b.At(value).Start + len("<text>")
			n := strings.Index(text[start:], "</text>")
			if n < 0 {
				return &scan.Fault{Offset: t.b.At(value).Start, Message: "<text> without </text>", Hint: "the document may have been cut off: get it once more"}
			}
			value = text[start : start+n]
			var tail string
			tail, rest = cutLine(text[start+n+len("</text>"):])
			if tail = strings.TrimSpace(tail); tail != "" {
				return &scan.Fault{Offset: t.b.At(tail).Start, Message: "text " + scan.Quote(tail) + " after </text>: expected the end of the line"}
			}
		}
		if err := t.take(value); err != nil {
			return err
		}
	}
	return nil
}

// cutLine returns the first line of s and what comes after it. A carriage return
// alone ends a line too, so that nothing hides behind one.
func cutLine(s string) (line, after string) {
	line, after, _ = strings.Cut(s, "\n")
	if i := strings.IndexByte(line, '\r'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return line, after
}

// isTag tells whether s can be a tag: letters only, as all tags of SPDX are.
func isTag(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// tagValue is where in a document the reader stands.
type tagValue struct {
	b             *sbom.Builder
	spdx          *reader
	tags          scan.Vocabulary
	tag           string
	line          sbom.Place
	latestPackage int // the latest package, or -1
	latestFile    int // the latest file since, or -1
	latestSnippet int // the latest snippet since, or -1
	current       int // what SPDXID belongs to
}

// take takes the value of t.tag.
func (t *tagValue) take(value string) error {
	p := t.line
	if value != "" {
		p = t.b.At(value)
	}
	switch t.tag {
	case "SPDXVersion":
		return t.spdx.version(value, p)
	case "SPDXID":
		if value != "" {
			t.spdx.ref(t.current, value)
		}
	case "DocumentName":
		t.b.Document.Title = value
	case "DocumentNamespace":
		t.b.Document.ID = value
	case "Created":
		t.b.Document.Created = value
	case "Creator":
		t.spdx.creator(value)
	case "ExternalDocumentRef": // DocumentRef-x namespace SHA1: hex
		ref, rest := cutField(value)
		namespace, checksum := cutField(rest)
		algorithm, hex, _ := strings.Cut(checksum, ":")
		t.spdx.externalDocument(ref, namespace, strings.TrimSpace(algorithm), strings.TrimSpace(hex))

	case "PackageName":
		t.latestPackage = t.spdx.newPackage(value, p)
		t.current, t.latestFile, t.latestSnippet = t.latestPackage, -1, -1
	case "PackageVersion":
		t.b.SetVersion(t.inPackage(), value)
	case "PackageFileName":
		t.b.File(t.inPackage(), value)
	case "PackageSupplier":
		t.spdx.party(t.inPackage(), sbom.RoleSupplier, t.tag, value)
	case "PackageOriginator":
		t.spdx.party(t.inPackage(), sbom.RoleOriginator, t.tag, value)
	case "PackageDownloadLocation":
		t.b.Domain(t.inPackage(), sbom.RoleDownload, value)
	case "PackageHomePage":
		t.b.Domain(t.inPackage(), sbom.RoleWebsite, value)
	case "PackageCopyrightText":
		t.b.Copyright(t.inPackage(), value)
	case "PrimaryPackagePurpose":
		t.spdx.purpose(t.inPackage(), value)
	case "PackageChecksum":
		t.checksum(t.inPackage(), value)
	case "ExternalRef":
		_, value = cutField(value) // the category
		typ, locator := cutField(value)
		t.spdx.externalRef(t.inPackage(), typ, locator)

	case "FileName":
		t.latestFile = t.spdx.newFile(value, p)
		t.current = t.latestFile
	case "FileChecksum":
		t.checksum(t.inFile(), value)
	case "FileCopyrightText":
		t.b.Copyright(t.inFile(), value)

	case "SnippetSPDXID":
		t.spdx.snippets = append(t.spdx.snippets, spdxSnippet{ID: value})
		t.latestSnippet = len(t.spdx.snippets) - 1
	case "SnippetFromFileSPDXID":
		t.inSnippet().File = value
	case "SnippetCopyrightText":
		t.inSnippet().Copyright = value

	case "Relationship":
		if f := strings.Fields(value); len(f) >= 3 {
			t.spdx.relationship(f[0], f[1], f[2], p)
		} else {
			t.b.Warn(p, "relationship "+scan.Quote(value)+": expected an SPDXID, a type and another SPDXID")
		}
	default:
		return t.silent()
	}
	return nil
}

// inPackage returns the package that the tag belongs to. What has none is not
// dropped, it may say who made something: it gets a package without a name.
func (t *tagValue) inPackage() int {
	if t.latestPackage < 0 {
		t.misplaced("PackageName")
		t.latestPackage = t.spdx.newPackage("", t.line)
		t.current = t.latestPackage
	}
	return t.latestPackage
}

// inFile returns the file that the tag belongs to.
func (t *tagValue) inFile() int {
	if t.latestFile < 0 {
		t.misplaced("FileName")
		t.latestFile = t.spdx.newFile("", t.line)
		t.current = t.latestFile
	}
	return t.latestFile
}

// inSnippet returns the snippet that the tag belongs to.
func (t *tagValue) inSnippet() *spdxSnippet {
	if t.latestSnippet < 0 {
		t.misplaced("SnippetSPDXID")
		t.spdx.snippets = append(t.spdx.snippets, spdxSnippet{})
		t.latestSnippet = len(t.spdx.snippets) - 1
	}
	return &t.spdx.snippets[t.latestSnippet]
}

func (t *tagValue) misplaced(first string) {
	t.b.Warn(t.line, "tag "+scan.Quote(t.tag)+": expected "+first+" before it")
}

// checksum takes a checksum of component i: "SHA1: 85ed…" (clauses 7.10, 8.4).
func (t *tagValue) checksum(i int, value string) {
	algorithm, hex, _ := strings.Cut(value, ":")
	t.b.Hash(i, strings.TrimSpace(algorithm), strings.TrimSpace(hex))
}

// cutField returns the first field of s and what comes after it.
func cutField(s string) (field, after string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// silent takes a tag that states nothing.
func (t *tagValue) silent() error {
	if t.tags.Knows(t.tag) {
		return nil
	}
	if err := t.tags.Check("tag", t.tag, t.line.Start); err != nil {
		return err
	}
	t.b.Warn(t.line, "tag "+scan.Quote(t.tag)+" is no tag of SPDX 2.3")
	return nil
}

// spdxTags are all tags of SPDX 2.1 to 2.3.
const spdxTags = `
	SPDXVersion DataLicense SPDXID DocumentName DocumentNamespace ExternalDocumentRef LicenseListVersion
	Creator Created CreatorComment DocumentComment

	PackageName PackageVersion PackageFileName PackageSupplier PackageOriginator PackageDownloadLocation
	FilesAnalyzed PackageVerificationCode PackageChecksum PackageHomePage PackageSourceInfo
	PackageLicenseConcluded PackageLicenseInfoFromFiles PackageLicenseDeclared PackageLicenseComments
	PackageCopyrightText PackageSummary PackageDescription PackageComment ExternalRef ExternalRefComment
	PackageAttributionText PrimaryPackagePurpose ReleaseDate BuiltDate ValidUntilDate

	FileName FileType FileChecksum LicenseConcluded LicenseInfoInFile LicenseComments FileCopyrightText
	ArtifactOfProjectName ArtifactOfProjectHomePage ArtifactOfProjectURI FileComment FileNotice
	FileContributor FileAttributionText FileDependency

	SnippetSPDXID SnippetFromFileSPDXID SnippetByteRange SnippetLineRange SnippetLicenseConcluded
	LicenseInfoInSnippet SnippetLicenseComments SnippetCopyrightText SnippetComment SnippetName
	SnippetAttributionText

	LicenseID ExtractedText LicenseName LicenseCrossReference LicenseComment
	Relationship RelationshipComment
	Annotator AnnotationDate AnnotationType SPDXREF AnnotationComment
	Reviewer ReviewDate ReviewComment`
