package spdx

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	spdxjson "github.com/spdx/tools-golang/json"
	spdxmodel "github.com/spdx/tools-golang/spdx"
	"github.com/spdx/tools-golang/spdx/v2/common"
	"github.com/spdx/tools-golang/tagvalue"
	"go.yaml.in/yaml/v3"
)

// TestReadersAgreeWithToolsGolang reads the documents of the corpus that the reference
// library reads. Both must find the same components, claims and dependencies.
func TestReadersAgreeWithToolsGolang(t *testing.T) {
	compared := 0
	for _, f := range corpustest.Files(t) {
		if f.Format != "spdx" || f.Encoding != "json" && f.Encoding != "tag-value" && f.Encoding != "yaml" {
			continue
		}
		data := corpustest.Read(t, f.Path)
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // the library does this within values
		oracle, err := readToolsGolang(data, f.Encoding)
		if err != nil {
			continue
		}
		doc, err := readSPDX(string(data), sbom.Encoding(f.Encoding))
		if err != nil {
			t.Logf("%s is read by tools-golang only: %v", f.Path, err)
			continue
		}
		compared++
		withTypes := doc.SpecVersion == "2.3" // the library drops the purpose of packages in documents of older versions
		got, want := corpustest.Statements(doc, withTypes), corpustest.Statements(documentOfToolsGolang(oracle, f.Encoding), withTypes)
		for i, c := range doc.Components() {
			if c.Origin == sbom.OriginPackage && c.Name == "" && f.Encoding == "tag-value" { // the library merges it with the next package
				for _, ref := range []string{c.Ref, doc.Component(min(i+1, doc.Len()-1)).Ref} {
					mentions := func(line string, _ int) bool { return strings.Contains(line, " "+ref+" ") }
					maps.DeleteFunc(got, mentions)
					maps.DeleteFunc(want, mentions)
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: statements differ from tools-golang:\n%s", f.Path, corpustest.Difference(got, want))
		}
	}
	t.Logf("compared %d documents", compared)
	const least = 100
	if compared < least {
		t.Errorf("compared %d documents, want at least %d", compared, least)
	}
}

// readToolsGolang reads a document with the library and returns its panics as errors.
func readToolsGolang(data []byte, encoding string) (doc *spdxmodel.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	switch encoding {
	case "yaml": // by way of JSON, like the library
		var members any
		if err := yaml.Unmarshal(data, &members); err != nil {
			return nil, err
		}
		if data, err = json.Marshal(members); err != nil {
			return nil, err
		}
		fallthrough
	case "json":
		data = bytes.ReplaceAll(data, []byte(`"packageHomepage"`), []byte(`"homepage"`)) // only we read the name of tag-value
		if doc, err = spdxjson.Read(bytes.NewReader(data)); err == nil {
			err = addAttributions(doc, data)
		}
		return doc, err
	}
	return tagvalue.Read(bytes.NewReader(data))
}

// addAttributions adds the attributions of snippets, which the library does not read in JSON.
func addAttributions(doc *spdxmodel.Document, data []byte) error {
	var members struct {
		Snippets []snippet `json:"snippets"`
	}
	err := json.Unmarshal(data, &members)
	for i := range doc.Snippets {
		doc.Snippets[i].SnippetAttributionTexts = members.Snippets[i].Attributions
	}
	return err
}

// documentOfToolsGolang builds our document from the library's document, which was read in
// an encoding.
func documentOfToolsGolang(oracle *spdxmodel.Document, encoding string) *sbom.Document {
	doc := &sbom.Document{SpecVersion: "2.3", Title: oracle.DocumentName, ID: oracle.DocumentNamespace}
	c := oracleCollector{newCollector(sbom.NewBuilder(doc, &scan.Source{}, nil)), encoding}
	c.addID(0, oracle.SPDXIdentifier)
	if oracle.CreationInfo != nil {
		doc.Created = oracle.CreationInfo.Created
		for _, x := range oracle.CreationInfo.Creators {
			c.addCreator(c.agent(x.CreatorType, x.Creator))
		}
	}
	for _, x := range oracle.OtherLicenses {
		c.addLicense(x.LicenseName, x.ExtractedText)
	}
	files := slices.Clone(oracle.Files)
	for _, p := range oracle.Packages {
		c.addOraclePackage(p)
		if encoding == "tag-value" || len(oracle.Files) == 0 { // in JSON the files of packages repeat the files of the document, unless there are none
			files = append(files, p.Files...)
		}
	}
	for _, f := range files {
		c.addOracleFile(f)
	}
	for _, s := range oracle.Snippets {
		c.addOracleSnippet(s.SnippetSPDXIdentifier, &s)
	}
	for _, r := range oracle.Relationships {
		a, b := common.RenderDocElementID(r.RefA), common.RenderDocElementID(r.RefB)
		if r.RefA.ElementRefID == oracle.SPDXIdentifier && r.Relationship == common.TypeRelationshipDescribe {
			a = documentRef // never a package with the same id: the library derives the relationship from documentDescribes
		}
		c.addRelationship(a, r.Relationship, b, sbom.Place{})
	}
	if err := c.finish(); err != nil {
		panic(err) // not reached: there is a version
	}
	if err := c.b.Finish(); err != nil {
		panic(err)
	}
	return doc
}

// oracleCollector records the statements of a document that the library has read.
type oracleCollector struct {
	*collector
	encoding string
}

// agent returns a party as it is written.
func (c oracleCollector) agent(kind, name string) string {
	if c.encoding != "tag-value" { // the library does not unescape agents
		if unescaped, err := jsontext.AppendUnquote(nil, `"`+name+`"`); err == nil {
			name = string(unescaped)
		}
	}
	return strings.TrimPrefix(kind+": "+name, ": ")
}

func (c oracleCollector) addID(i int, id common.ElementID) {
	if id != "" { // the library renders an empty id as a prefix
		c.addRef(i, common.RenderElementID(id))
	}
}

func (c oracleCollector) addOraclePackage(p *spdxmodel.Package) {
	i := c.addPackage(p.PackageName, sbom.Place{})
	c.addID(i, p.PackageSPDXIdentifier)
	c.b.SetVersion(i, p.PackageVersion)
	c.setPurpose(i, p.PrimaryPackagePurpose)
	c.b.ClaimFile(i, p.PackageFileName)
	if s := p.PackageSupplier; s != nil {
		c.addParty(i, sbom.RoleSupplier, "", c.agent(s.SupplierType, s.Supplier))
	}
	if o := p.PackageOriginator; o != nil {
		c.addParty(i, sbom.RoleOriginator, "", c.agent(o.OriginatorType, o.Originator))
	}
	c.b.ClaimDomain(i, sbom.RoleDownload, p.PackageDownloadLocation)
	c.b.ClaimDomain(i, sbom.RoleWebsite, p.PackageHomePage)
	c.b.ClaimCopyright(i, p.PackageCopyrightText)
	for _, v := range p.PackageAttributionTexts {
		c.b.ClaimNotice(i, v)
	}
	for _, sum := range p.PackageChecksums {
		c.b.ClaimHash(i, string(sum.Algorithm), sum.Value)
	}
	for _, e := range p.PackageExternalReferences {
		c.addExternalRef(i, e.RefType, e.Locator)
	}
}

func (c oracleCollector) addOracleFile(f *spdxmodel.File) {
	i := c.addFile(f.FileName, sbom.Place{})
	c.addID(i, f.FileSPDXIdentifier)
	for _, sum := range f.Checksums {
		c.b.ClaimHash(i, string(sum.Algorithm), sum.Value)
	}
	c.b.ClaimCopyright(i, f.FileCopyrightText)
	for _, v := range f.FileContributors {
		c.addContributor(i, v)
	}
	for _, v := range append(f.FileAttributionTexts, f.FileNotice) {
		c.b.ClaimNotice(i, v)
	}
	for _, x := range f.ArtifactOfProjects {
		c.addArtifactOf(i, x.Name, x.HomePage)
		c.addArtifactOf(i, "", x.URI)
	}
	for id, s := range f.Snippets { // in tag-value
		c.addOracleSnippet(id, s)
	}
}

func (c oracleCollector) addOracleSnippet(id common.ElementID, s *spdxmodel.Snippet) {
	c.deferred.snippets = append(c.deferred.snippets, snippet{
		common.RenderElementID(id), common.RenderElementID(s.SnippetFromFileSPDXIdentifier), s.SnippetCopyrightText, s.SnippetAttributionTexts,
	})
}

// readSPDX reads an SPDX 2 document in an encoding.
func readSPDX(text string, encoding sbom.Encoding) (*sbom.Document, error) {
	src := &scan.Source{Text: text, Encoding: encoding, Limits: scan.Limits{MaxDepth: 100}}
	b := sbom.NewBuilder(&sbom.Document{Format: sbom.SPDX, Encoding: encoding}, src, nil)
	read := ReadTagValue
	switch encoding {
	case sbom.JSON:
		read, src.Shapes = ReadJSON, Shapes()
	case sbom.YAML:
		read, src.Shapes = ReadYAML, Shapes()
	}
	if err := read(b); err != nil {
		return nil, err
	}
	return b.Document, b.Finish()
}
