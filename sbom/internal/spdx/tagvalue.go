package spdx

import (
	"slices"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ReadTagValue reads SPDX 2.1 to 2.3 in tag-value: a tag, a colon and a value on each
// line. A value between <text> and </text> may have several lines. Tags of a package that
// follow its files still belong to the package; a new package has no files yet. It refuses
// lines that are not tags, and tags that differ from a known tag only in case or in one
// letter. It reads the packages on several cores if the document is long.
func ReadTagValue(b *sbom.Builder) error {
	c := newCollector(b)
	text := b.Source.Text
	start := nextPackage(text, 0, 0)
	if err := newTagReader(c).read(sbom.Place{End: start}); err != nil {
		return err
	}
	cut := func(start int) int { return nextPackage(text, start, min(start+scan.ChunkSize, len(text))) }
	if err := sbom.ReadParts(b, sbom.Place{Start: start, End: len(text)}, cut, tagPartReader, c.deferred.merge); err != nil {
		return err
	}
	return c.finish()
}

// tagPartReader returns the function that reads parts of a document.
func tagPartReader(b *sbom.Builder) sbom.PartReader[deferred] {
	return func(part sbom.Place, state *deferred) error {
		t := newTagReader(&collector{b: b})
		err := t.read(part)
		*state = t.collector.deferred
		return err
	}
}

// nextPackage returns the offset of the first line with PackageName that starts at or
// after least and is not within a value of several lines, or the length of the text. The
// offset pos must be outside of such values. Every <text> is treated as the start of such
// a value, even within a value of one line: a later cut is always correct.
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

// tagReader reads tags in the order of the document. A tag belongs to the latest package,
// file or snippet before it.
type tagReader struct {
	b         *sbom.Builder
	collector *collector
	known     scan.Vocabulary

	tag  string     // the current tag
	line sbom.Place // its line

	latestPackage int // or -1
	latestFile    int // of the latest package, or -1
	latestSnippet int // of the latest package, or -1
	current       int // the component to which SPDXID belongs
}

func newTagReader(c *collector) *tagReader {
	return &tagReader{b: c.b, collector: c, known: knownTags().Clone(), latestPackage: -1, latestFile: -1, latestSnippet: -1}
}

// read reads the lines of a part of the document.
func (t *tagReader) read(part sbom.Place) error {
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
		if strings.HasPrefix(value, textStart) {
			var err error
			if value, rest, err = t.cutText(text, t.b.At(value).Start); err != nil {
				return err
			}
		}
		if err := t.add(value); err != nil {
			return err
		}
	}
	return nil
}

// The marks around a value that may have several lines.
const textStart, textEnd = "<text>", "</text>"

// cutText returns the value between two marks, the first of which starts at an offset, and
// the lines after it.
func (t *tagReader) cutText(text string, offset int) (value, rest string, err error) {
	start := offset + len(textStart)
	n := strings.Index(text[start:], textEnd)
	if n < 0 {
		return "", "", &scan.Fault{Offset: offset, Message: "<text> without </text>", Hint: "the document may be truncated: get it again"}
	}
	tail, rest := cutLine(text[start+n+len(textEnd):])
	if tail = strings.TrimSpace(tail); tail != "" {
		return "", "", &scan.Fault{Offset: t.b.At(tail).Start, Message: "text " + scan.Quote(tail) + " after </text>: expected the end of the line"}
	}
	return text[start : start+n], rest, nil
}

// cutLine returns the first line of s and the lines after it. A carriage return alone
// also ends a line, so that software which shows it as a line break shows the tags that
// are read.
func cutLine(s string) (line, after string) {
	line, after, _ = strings.Cut(s, "\n")
	if i := strings.IndexByte(line, '\r'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return line, after
}

// cutField returns the first field of s and the fields after it.
func cutField(s string) (field, after string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// isTag reports whether s consists of letters only, as all tags of SPDX do.
func isTag(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// add records the value of the current tag.
func (t *tagReader) add(value string) error {
	p := t.line
	if value != "" {
		p = t.b.At(value)
	}
	if t.tag == "SPDXVersion" {
		return t.collector.setSpecVersion(value, p)
	}
	if add, ok := structureTags[t.tag]; ok {
		add(t, value, p)
		return nil
	}
	if add, ok := packageTags[t.tag]; ok {
		i := t.currentPackage()
		add(t.collector, i, value)
		return nil
	}
	if add, ok := fileTags[t.tag]; ok {
		i := t.currentFile()
		add(t.collector, i, value)
		return nil
	}
	if set, ok := snippetTags[t.tag]; ok {
		set(t.currentSnippet(), value)
		return nil
	}
	return t.checkUnread()
}

// structureTags are the tags of the document and the tags that start a package, a file or
// a snippet.
var structureTags = map[string]func(t *tagReader, value string, p sbom.Place){
	"DocumentName":      func(t *tagReader, value string, _ sbom.Place) { t.b.Document.Title = value },
	"DocumentNamespace": func(t *tagReader, value string, _ sbom.Place) { t.b.Document.ID = value },
	"Created":           func(t *tagReader, value string, _ sbom.Place) { t.b.Document.Created = value },
	"Creator":           func(t *tagReader, value string, _ sbom.Place) { t.collector.addCreator(value) },
	"ExternalDocumentRef": func(t *tagReader, value string, _ sbom.Place) { // DocumentRef-x namespace SHA1: hex
		ref, rest := cutField(value)
		namespace, checksum := cutField(rest)
		algorithm, hex := cutChecksum(checksum)
		t.collector.addExternalDocument(ref, namespace, algorithm, hex)
	},
	"SPDXID": func(t *tagReader, value string, _ sbom.Place) {
		if value != "" {
			t.collector.addRef(t.current, value)
		}
	},
	"PackageName": func(t *tagReader, value string, p sbom.Place) {
		t.startPackage(value, p)
		t.latestFile, t.latestSnippet = -1, -1
	},
	"LicenseName":   func(t *tagReader, value string, _ sbom.Place) { t.collector.addLicense(value, "") },
	"ExtractedText": func(t *tagReader, value string, _ sbom.Place) { t.collector.addLicense("", value) },
	"FileName":      (*tagReader).startFile,
	"SnippetSPDXID": func(t *tagReader, value string, _ sbom.Place) { t.startSnippet(value) },
	"Relationship": func(t *tagReader, value string, p sbom.Place) {
		f := strings.Fields(value)
		if len(f) < 3 {
			t.b.Warn(p, "relationship "+scan.Quote(value)+": expected an SPDXID, a type and another SPDXID")
			return
		}
		t.collector.addRelationship(f[0], f[1], f[2], p)
	},
}

// packageTags are the tags of a package.
var packageTags = map[string]func(c *collector, i int, value string){
	"PackageVersion":  func(c *collector, i int, value string) { c.b.SetVersion(i, value) },
	"PackageFileName": func(c *collector, i int, value string) { c.b.ClaimFile(i, value) },
	"PackageSupplier": func(c *collector, i int, value string) { c.addParty(i, sbom.RoleSupplier, "PackageSupplier", value) },
	"PackageOriginator": func(c *collector, i int, value string) {
		c.addParty(i, sbom.RoleOriginator, "PackageOriginator", value)
	},
	"PackageDownloadLocation": func(c *collector, i int, value string) { c.b.ClaimDomain(i, sbom.RoleDownload, value) },
	"PackageHomePage":         func(c *collector, i int, value string) { c.b.ClaimDomain(i, sbom.RoleWebsite, value) },
	"PackageCopyrightText":    func(c *collector, i int, value string) { c.b.ClaimCopyright(i, value) },
	"PackageAttributionText":  func(c *collector, i int, value string) { c.b.ClaimNotice(i, value) },
	"PrimaryPackagePurpose":   (*collector).setPurpose,
	"PackageChecksum":         (*collector).addChecksum,
	"ExternalRef": func(c *collector, i int, value string) {
		_, value = cutField(value) // the category
		typ, locator := cutField(value)
		c.addExternalRef(i, typ, locator)
	},
}

// fileTags are the tags of a file.
var fileTags = map[string]func(c *collector, i int, value string){
	"FileChecksum":      (*collector).addChecksum,
	"FileCopyrightText": func(c *collector, i int, value string) { c.b.ClaimCopyright(i, value) },

	"FileContributor":           (*collector).addContributor,
	"FileNotice":                func(c *collector, i int, value string) { c.b.ClaimNotice(i, value) },
	"FileAttributionText":       func(c *collector, i int, value string) { c.b.ClaimNotice(i, value) },
	"ArtifactOfProjectName":     func(c *collector, i int, value string) { c.addArtifactOf(i, value, "") },
	"ArtifactOfProjectHomePage": func(c *collector, i int, value string) { c.addArtifactOf(i, "", value) },
	"ArtifactOfProjectURI":      func(c *collector, i int, value string) { c.addArtifactOf(i, "", value) },
}

// snippetTags are the tags of a snippet.
var snippetTags = map[string]func(s *snippet, value string){
	"SnippetFromFileSPDXID": func(s *snippet, value string) { s.File = value },
	"SnippetCopyrightText":  func(s *snippet, value string) { s.Copyright = value },

	"SnippetAttributionText": func(s *snippet, value string) { s.Attributions = append(s.Attributions, value) },
}

// addChecksum records a checksum of component i: "SHA1: 85ed…" (clauses 7.10, 8.4).
func (c *collector) addChecksum(i int, value string) {
	algorithm, hex := cutChecksum(value)
	c.b.ClaimHash(i, algorithm, hex)
}

// cutChecksum returns the algorithm and the digits of a checksum.
func cutChecksum(value string) (algorithm, hex string) {
	algorithm, hex, _ = strings.Cut(value, ":")
	return strings.TrimSpace(algorithm), strings.TrimSpace(hex)
}

func (t *tagReader) startPackage(name string, p sbom.Place) {
	t.latestPackage = t.collector.addPackage(name, p)
	t.current = t.latestPackage
}

func (t *tagReader) startFile(name string, p sbom.Place) {
	t.latestFile = t.collector.addFile(name, p)
	t.current = t.latestFile
}

func (t *tagReader) startSnippet(id string) {
	snippets := &t.collector.deferred.snippets
	*snippets = append(*snippets, snippet{ID: id})
	t.latestSnippet = len(*snippets) - 1
}

// currentPackage returns the package to which the current tag belongs. A tag without a
// package may still name a supplier, so it gets a package without a name.
func (t *tagReader) currentPackage() int {
	if t.latestPackage < 0 {
		t.warnOfOrder("PackageName")
		t.startPackage("", t.line)
	}
	return t.latestPackage
}

// currentFile returns the file to which the current tag belongs, a new one if there is
// none.
func (t *tagReader) currentFile() int {
	if t.latestFile < 0 {
		t.warnOfOrder("FileName")
		t.startFile("", t.line)
	}
	return t.latestFile
}

// currentSnippet returns the snippet to which the current tag belongs, a new one if there
// is none.
func (t *tagReader) currentSnippet() *snippet {
	if t.latestSnippet < 0 {
		t.warnOfOrder("SnippetSPDXID")
		t.startSnippet("")
	}
	return &t.collector.deferred.snippets[t.latestSnippet]
}

func (t *tagReader) warnOfOrder(first string) {
	t.b.Warn(t.line, "tag "+scan.Quote(t.tag)+": expected "+first+" before it")
}

// checkUnread checks a tag that is not read. It refuses a tag that may be meant as
// another one and warns of a tag that SPDX does not have.
func (t *tagReader) checkUnread() error {
	if t.known.Knows(t.tag) {
		return nil
	}
	if err := t.known.Check("tag", t.tag, t.line.Start); err != nil {
		return err
	}
	t.b.Warn(t.line, "tag "+scan.Quote(t.tag)+" is not a tag of SPDX 2.3")
	return nil
}

// knownTags returns all tags of SPDX, sorted: if a tag differs in one letter from several
// of them, the message names the first.
var knownTags = sync.OnceValue(func() scan.Vocabulary {
	tags := strings.Fields(allTags)
	slices.Sort(tags)
	return scan.NewVocabulary(tags...)
})

// allTags lists the tags of SPDX 2.1 to 2.3.
const allTags = `
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
