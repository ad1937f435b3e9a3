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

// TestSPDXReadsAsToolsGolang reads what the reference library reads, and wants
// the same components with the same claims, and the same edges between them.
func TestSPDXReadsAsToolsGolang(t *testing.T) {
	compared := 0
	for _, f := range corpustest.Files(t) {
		if f.Format != "spdx" || f.Encoding != "json" && f.Encoding != "tag-value" && f.Encoding != "yaml" {
			continue
		}
		data := corpustest.Read(t, f.Path)
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as the library does within values
		oracle, err := readToolsGolang(data, f.Encoding)
		if err != nil {
			continue
		}
		doc, err := readSPDX(string(data), sbom.Encoding(f.Encoding))
		if err != nil {
			t.Logf("read by the library alone: %v", err)
			continue
		}
		compared++
		withTypes := doc.SpecVersion == "2.3" // the library drops the purpose of packages in documents of older versions
		got, want := corpustest.Statements(doc, withTypes), corpustest.Statements(documentOfToolsGolang(oracle, f.Encoding), withTypes)
		for i, c := range doc.Components() {
			if c.Origin == sbom.OriginPackage && c.Name == "" && f.Encoding == "tag-value" { // the library takes it for a part of the package after
				for _, mixed := range []string{c.Ref, doc.Component(min(i+1, doc.Len()-1)).Ref} {
					mentions := func(line string, _ int) bool { return strings.Contains(line, " "+mixed+" ") }
					maps.DeleteFunc(got, mentions)
					maps.DeleteFunc(want, mentions)
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s:\n%s", f.Path, corpustest.Difference(got, want))
		}
	}
	t.Logf("%d documents compared", compared)
	if compared < 100 {
		t.Error("the library reads fewer documents than it did")
	}
}

// readToolsGolang makes errors of the library's panics.
func readToolsGolang(data []byte, encoding string) (doc *spdxmodel.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	switch encoding {
	case "yaml": // by way of JSON, as the library does
		var members any
		if err := yaml.Unmarshal(data, &members); err != nil {
			return nil, err
		}
		if data, err = json.Marshal(members); err != nil {
			return nil, err
		}
		fallthrough
	case "json":
		return spdxjson.Read(bytes.NewReader(data))
	}
	return tagvalue.Read(bytes.NewReader(data))
}

// documentOfToolsGolang makes a document of what the library read in an encoding.
func documentOfToolsGolang(oracle *spdxmodel.Document, encoding string) *sbom.Document {
	s := newSPDX(sbom.NewBuilder(&sbom.Document{SpecVersion: "2.3", Title: oracle.DocumentName, ID: oracle.DocumentNamespace}, &scan.Source{}, nil))
	agent := func(kind, name string) string {
		if encoding != "tag-value" { // the library leaves escapes in agents as they are
			if unescaped, err := jsontext.AppendUnquote(nil, `"`+name+`"`); err == nil {
				name = string(unescaped)
			}
		}
		return strings.TrimPrefix(kind+": "+name, ": ")
	}
	identify := func(i int, id common.ElementID) {
		if id != "" { // or the library renders it as a prefix
			s.ref(i, common.RenderElementID(id))
		}
	}
	identify(0, oracle.SPDXIdentifier)
	if oracle.CreationInfo != nil {
		s.b.Document.Created = oracle.CreationInfo.Created
		for _, c := range oracle.CreationInfo.Creators {
			s.creator(agent(c.CreatorType, c.Creator))
		}
	}
	files := slices.Clone(oracle.Files)
	for _, p := range oracle.Packages {
		i := s.newPackage(p.PackageName, sbom.Place{})
		identify(i, p.PackageSPDXIdentifier)
		s.b.SetVersion(i, p.PackageVersion)
		s.purpose(i, p.PrimaryPackagePurpose)
		s.b.File(i, p.PackageFileName)
		if p.PackageSupplier != nil {
			s.party(i, sbom.RoleSupplier, "", agent(p.PackageSupplier.SupplierType, p.PackageSupplier.Supplier))
		}
		if p.PackageOriginator != nil {
			s.party(i, sbom.RoleOriginator, "", agent(p.PackageOriginator.OriginatorType, p.PackageOriginator.Originator))
		}
		s.b.Domain(i, sbom.RoleDownload, p.PackageDownloadLocation)
		s.b.Domain(i, sbom.RoleWebsite, p.PackageHomePage)
		s.b.Copyright(i, p.PackageCopyrightText)
		for _, c := range p.PackageChecksums {
			s.b.Hash(i, string(c.Algorithm), c.Value)
		}
		for _, e := range p.PackageExternalReferences {
			s.externalRef(i, e.RefType, e.Locator)
		}
		if encoding == "tag-value" || len(oracle.Files) == 0 { // in JSON they are the document's, unless it has none
			files = append(files, p.Files...)
		}
	}
	for _, f := range files {
		i := s.newFile(f.FileName, sbom.Place{})
		identify(i, f.FileSPDXIdentifier)
		for _, c := range f.Checksums {
			s.b.Hash(i, string(c.Algorithm), c.Value)
		}
		s.b.Copyright(i, f.FileCopyrightText)
		for id, snippet := range f.Snippets { // of tag-value
			s.snippets = append(s.snippets, spdxSnippet{common.RenderElementID(id), common.RenderElementID(snippet.SnippetFromFileSPDXIdentifier), snippet.SnippetCopyrightText})
		}
	}
	for _, snippet := range oracle.Snippets {
		s.snippets = append(s.snippets, spdxSnippet{common.RenderElementID(snippet.SnippetSPDXIdentifier), common.RenderElementID(snippet.SnippetFromFileSPDXIdentifier), snippet.SnippetCopyrightText})
	}
	for _, r := range oracle.Relationships {
		a, b := common.RenderDocElementID(r.RefA), common.RenderDocElementID(r.RefB)
		if r.RefA.ElementRefID == oracle.SPDXIdentifier && r.Relationship == common.TypeRelationshipDescribe {
			a = spdxDocumentRef // and no package that has the same id: the library makes one of documentDescribes
		}
		s.relationship(a, r.Relationship, b, sbom.Place{})
	}
	if err := s.finish(); err != nil {
		panic(err) // there is a version
	}
	if err := s.b.Finish(); err != nil {
		panic(err)
	}
	return s.b.Document
}

// readSPDX reads a document of SPDX 2.3 in an encoding.
func readSPDX(text string, encoding sbom.Encoding) (*sbom.Document, error) {
	src := &scan.Source{Text: text, Encoding: encoding}
	b := sbom.NewBuilder(&sbom.Document{Format: sbom.SPDX, Encoding: encoding}, src, nil)
	read := ReadTagValue
	switch encoding {
	case sbom.JSON:
		read, src.Names = ReadJSON, Members().Clone()
	case sbom.YAML:
		read, src.Names = ReadYAML, Members().Clone()
	}
	if err := read(b); err != nil {
		return nil, err
	}
	return b.Document, b.Finish()
}
