package sbom

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

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
	for _, f := range corpustestFiles(t) {
		if f.Format != "spdx" || f.Encoding != "json" && f.Encoding != "tag-value" && f.Encoding != "yaml" {
			continue
		}
		data := corpustestRead(t, f.Path)
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // as the library does within values
		oracle, err := readToolsGolang(data, f.Encoding)
		if err != nil {
			continue
		}
		doc, err := readSPDX(string(data), Encoding(f.Encoding))
		if err != nil {
			t.Logf("read by the library alone: %v", err)
			continue
		}
		compared++
		withTypes := doc.SpecVersion == "2.3" // the library drops the purpose of packages in documents of older versions
		got, want := corpustestStatements(doc, withTypes), corpustestStatements(documentOfToolsGolang(oracle, f.Encoding), withTypes)
		for i, c := range doc.Components() {
			if c.Origin == OriginPackage && c.Name == "" && f.Encoding == "tag-value" { // the library takes it for a part of the package after
				for _, mixed := range []string{c.Ref, doc.Component(min(i+1, doc.Len()-1)).Ref} {
					mentions := func(line string, _ int) bool { return strings.Contains(line, " "+mixed+" ") }
					maps.DeleteFunc(got, mentions)
					maps.DeleteFunc(want, mentions)
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s:\n%s", f.Path, corpustestDifference(got, want))
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
func documentOfToolsGolang(oracle *spdxmodel.Document, encoding string) *Document {
	s := newSPDX(newBuilder(&Document{SpecVersion: "2.3", Title: oracle.DocumentName, ID: oracle.DocumentNamespace}, &source{}, nil))
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
		s.b.doc.Created = oracle.CreationInfo.Created
		for _, c := range oracle.CreationInfo.Creators {
			s.creator(agent(c.CreatorType, c.Creator))
		}
	}
	files := slices.Clone(oracle.Files)
	for _, p := range oracle.Packages {
		i := s.newPackage(p.PackageName, Place{})
		identify(i, p.PackageSPDXIdentifier)
		s.b.setVersion(i, p.PackageVersion)
		s.purpose(i, p.PrimaryPackagePurpose)
		s.b.file(i, p.PackageFileName)
		if p.PackageSupplier != nil {
			s.party(i, RoleSupplier, "", agent(p.PackageSupplier.SupplierType, p.PackageSupplier.Supplier))
		}
		if p.PackageOriginator != nil {
			s.party(i, RoleOriginator, "", agent(p.PackageOriginator.OriginatorType, p.PackageOriginator.Originator))
		}
		s.b.domain(i, RoleDownload, p.PackageDownloadLocation)
		s.b.domain(i, RoleWebsite, p.PackageHomePage)
		s.b.copyright(i, p.PackageCopyrightText)
		for _, c := range p.PackageChecksums {
			s.b.hash(i, string(c.Algorithm), c.Value)
		}
		for _, e := range p.PackageExternalReferences {
			s.externalRef(i, e.RefType, e.Locator)
		}
		if encoding == "tag-value" || len(oracle.Files) == 0 { // in JSON they are the document's, unless it has none
			files = append(files, p.Files...)
		}
	}
	for _, f := range files {
		i := s.newFile(f.FileName, Place{})
		identify(i, f.FileSPDXIdentifier)
		for _, c := range f.Checksums {
			s.b.hash(i, string(c.Algorithm), c.Value)
		}
		s.b.copyright(i, f.FileCopyrightText)
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
		s.relationship(a, r.Relationship, b, Place{})
	}
	if err := s.finish(); err != nil {
		panic(err) // there is a version
	}
	if err := s.b.finish(); err != nil {
		panic(err)
	}
	return s.b.doc
}

// readSPDX reads a document of SPDX 2.3 in an encoding.
func readSPDX(text string, encoding Encoding) (*Document, error) {
	src := &source{text: text, encoding: encoding}
	b := newBuilder(&Document{Format: SPDX, Encoding: encoding}, src, nil)
	read := spdxTagValue
	switch encoding {
	case JSON:
		read, src.names = spdxJSON, spdxMembers().clone()
	case YAML:
		read, src.names = spdxYAML, spdxMembers().clone()
	}
	if err := read(b); err != nil {
		return nil, err
	}
	return b.doc, b.finish()
}
