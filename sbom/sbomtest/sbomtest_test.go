package sbomtest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/sbomtest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx/v2/v2_3"
	"github.com/spdx/tools-golang/tagvalue"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "rewrite the SBOMs in testdata")

const testdata = "../../testdata"

// forms are the forms in which testdata has the documents, and which facts reads.
var forms = slices.DeleteFunc(draft.Forms(), func(f draft.Form) bool { return f.ID == draft.SPDXRDF })

func TestWritersReproduceTestdata(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{"appliance": sbomtest.Appliance(), "clean": sbomtest.CleanAppliance()} {
		for _, e := range forms {
			path := filepath.Join(testdata, name+e.Ext)
			got := encode(t, d, e.Write)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs from the writer's output: run go test ./sbom/sbomtest -update", path)
			}
		}
	}
}

// TestEncodingsAgree reads all forms with the reference libraries of CycloneDX
// and SPDX 2.3, and with encoding/json for SPDX 3.0, and compares the components
// and edges.
func TestEncodingsAgree(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{
		"appliance": sbomtest.Appliance(), "clean": sbomtest.CleanAppliance(), "generated": sbomtest.Generate(1003),
	} {
		want := facts(t, d, forms[0].Ext, forms[0].Write)
		if len(want) < 400 { // 200 components and at least as many edges
			t.Errorf("%s: %d facts, want at least 400", name, len(want))
		}
		for _, e := range forms[1:] {
			got := facts(t, d, e.Ext, e.Write)
			for _, line := range want {
				if !slices.Contains(got, line) {
					t.Fatalf("%s%s: missing %q", name, e.Ext, line)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s%s: %d facts, want %d", name, e.Ext, len(got), len(want))
			}
		}
	}
}

// TestReferences checks that references are unique and resolve, and that every
// component can be reached.
func TestReferences(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{"appliance": sbomtest.Appliance(), "generated": sbomtest.Generate(1003)} {
		components, reached := map[string]bool{}, map[string]bool{}
		for _, line := range facts(t, d, forms[0].Ext, forms[0].Write) {
			switch from, to, edge := strings.Cut(line, " -> "); {
			case strings.HasPrefix(line, "document "):
			case edge && from == to:
				t.Errorf("%s: %q depends on itself", name, from)
			case edge:
				reached[to] = true
			default:
				ref, _, _ := strings.Cut(line, " ")
				if components[ref] {
					t.Errorf("%s: duplicate reference %q", name, ref)
				}
				components[ref] = true
			}
		}
		for ref := range reached {
			if !components[ref] {
				t.Errorf("%s: reference to unknown component %q", name, ref)
			}
		}
		for ref := range components {
			if ref != d.Root.Ref && !reached[ref] {
				t.Errorf("%s: no component refers to %q", name, ref)
			}
		}
	}
}

func TestCycloneDXMatchesSchema(t *testing.T) {
	schema := cycloneDXSchema(t)
	files, err := filepath.Glob(filepath.Join(testdata, "*.cdx.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no CycloneDX files in %s: %v", testdata, err)
	}
	documents := map[string][]byte{"generated": encode(t, sbomtest.Generate(1003), sbomtest.Document.WriteCycloneDXJSON)}
	for _, f := range files {
		if documents[f], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range documents {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestToolsGolangReadsSPDX(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata, "*.spdx.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no SPDX files in %s: %v", testdata, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := spdxjson.Read(bytes.NewReader(b)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestWritersStream checks that a writer of a million components stops soon after
// its output fails. A writer that collects all components first does not.
func TestWritersStream(t *testing.T) {
	const n = 1_000_000
	full := errors.New("disk full")
	for _, e := range forms {
		created := 0
		d := sbomtest.Generate(n)
		components := d.Components
		d.Components = func(yield func(sbomtest.Component) bool) {
			for c := range components {
				if created++; !yield(c) {
					return
				}
			}
		}
		if err := e.Write(d, &failingWriter{room: 1 << 20, err: full}); !errors.Is(err, full) {
			t.Errorf("%s: error %v, want %v", e.Ext, err, full)
		}
		if created > n/100 {
			t.Errorf("%s: created %d components for 1 MiB of output, want at most %d", e.Ext, created, n/100)
		}
	}
}

func TestGenerate(t *testing.T) {
	const n = 10_000
	b := encode(t, sbomtest.Generate(n), sbomtest.Document.WriteCycloneDXJSON)
	for what, c := range map[string]struct{ got, least, most int }{
		"bytes per component": {len(b) / n, 1050, 1150},
		"components":          {bytes.Count(b, []byte(`"bom-ref"`)), n + 1, n + 1},
		"package URLs":        {bytes.Count(b, []byte(`"purl"`)), n*9/10 - 20, n * 9 / 10},
		"suppliers":           {bytes.Count(b, []byte(`"supplier"`)), n / 10, n/10 + 20},
		"banned":              {bytes.Count(b, []byte(`"AO Kaspersky Lab"`)), n / 1000, n / 1000},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%d %s, want %d to %d", c.got, what, c.least, c.most)
		}
	}
}

func encode(t *testing.T, d sbomtest.Document, write func(sbomtest.Document, io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(d, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// facts returns the content of a document as sorted lines, one for the document,
// one per component and one per edge.
func facts(t *testing.T, d sbomtest.Document, ext string, write func(sbomtest.Document, io.Writer) error) []string {
	t.Helper()
	var lines []string
	var err error
	b := bytes.NewReader(encode(t, d, write))
	switch ext {
	case ".cdx.json":
		lines, err = cycloneDXFacts(b, cdx.BOMFileFormatJSON)
	case ".cdx.xml":
		lines, err = cycloneDXFacts(b, cdx.BOMFileFormatXML)
	case ".spdx.json":
		var doc v2_3.Document
		err = spdxjson.ReadInto(b, &doc)
		lines = spdxFacts(doc)
	case ".spdx.yaml":
		var members any
		var doc v2_3.Document
		if err := yaml.NewDecoder(b).Decode(&members); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		if err := spdxjson.ReadInto(bytes.NewReader(text), &doc); err != nil {
			t.Fatal(err)
		}
		lines = spdxFacts(doc)
	case ".spdx":
		var doc v2_3.Document
		err = tagvalue.ReadInto(b, &doc)
		lines = spdxFacts(doc)
	case ".spdx3.json":
		lines, err = spdx3Facts(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func cycloneDXFacts(r io.Reader, format cdx.BOMFileFormat) ([]string, error) {
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(r, format).Decode(&bom); err != nil {
		return nil, err
	}
	lines := []string{"document " + bom.SerialNumber + " " + bom.Metadata.Timestamp + " " + bom.Metadata.Manufacturer.Name}
	var add func(cdx.Component)
	add = func(c cdx.Component) {
		supplier, hash, license := "", "", ""
		if c.Supplier != nil {
			supplier = c.Supplier.Name
		}
		if c.Hashes != nil {
			hash = (*c.Hashes)[0].Value
		}
		if c.Licenses != nil {
			license = (*c.Licenses)[0].Expression
			if l := (*c.Licenses)[0].License; l != nil {
				license = l.ID
			}
		}
		website, download := "", ""
		if c.ExternalReferences != nil {
			for _, r := range *c.ExternalReferences {
				switch r.Type {
				case cdx.ERTypeWebsite:
					website = r.URL
				case cdx.ERTypeDistribution:
					download = r.URL
				}
			}
		}
		lines = append(lines, fmt.Sprintf("%s %s %q %q by %q %q %s %s %s %q %q %s %s", c.BOMRef, c.Type, c.Name, c.Version,
			supplier, c.Publisher, c.PackageURL, c.CPE, hash, license, c.Copyright, website, download))
		if c.Components != nil {
			for _, n := range *c.Components {
				lines = append(lines, c.BOMRef+" -> "+n.BOMRef)
				add(n)
			}
		}
	}
	add(*bom.Metadata.Component)
	for _, c := range *bom.Components {
		add(c)
	}
	for _, d := range *bom.Dependencies {
		if d.Dependencies != nil {
			for _, to := range *d.Dependencies {
				lines = append(lines, d.Ref+" -> "+to)
			}
		}
	}
	return lines, nil
}

func spdxFacts(doc v2_3.Document) []string {
	stated := func(s string) string { return strings.TrimPrefix(s, "NOASSERTION") }
	lines := []string{"document " + doc.DocumentNamespace + " " + doc.CreationInfo.Created + " " + doc.CreationInfo.Creators[0].Creator}
	for _, p := range doc.Packages {
		supplier, originator, purl, cpe, hash := "", "", "", "", ""
		if p.PackageSupplier != nil {
			supplier = p.PackageSupplier.Supplier
		}
		if p.PackageOriginator != nil {
			originator = p.PackageOriginator.Originator
		}
		for _, r := range p.PackageExternalReferences {
			switch r.RefType {
			case "purl":
				purl = r.Locator
			case "cpe23Type":
				cpe = r.Locator
			}
		}
		for _, c := range p.PackageChecksums {
			hash = c.Value
		}
		componentType := strings.ReplaceAll(strings.ToLower(p.PrimaryPackagePurpose), "_", "-")
		lines = append(lines, fmt.Sprintf("%s %s %q %q by %q %q %s %s %s %q %q %s %s", p.PackageSPDXIdentifier, componentType, p.PackageName, p.PackageVersion,
			supplier, originator, purl, cpe, hash, stated(p.PackageLicenseDeclared), stated(p.PackageCopyrightText), p.PackageHomePage, stated(p.PackageDownloadLocation)))
	}
	for _, r := range doc.Relationships {
		if r.Relationship != "DESCRIBES" {
			lines = append(lines, string(r.RefA.ElementRefID)+" -> "+string(r.RefB.ElementRefID))
		}
	}
	return lines
}

func spdx3Facts(r io.Reader) ([]string, error) {
	type element struct {
		Type, SPDXID, Name, Created              string
		CreatedBy, OriginatedBy, RootElement, To []string
		Version                                  string `json:"software_packageVersion"`
		Purpose                                  string `json:"software_primaryPurpose"`
		PackageURL                               string `json:"software_packageUrl"`
		Download                                 string `json:"software_downloadLocation"`
		HomePage                                 string `json:"software_homePage"`
		Copyright                                string `json:"software_copyrightText"`
		License                                  string `json:"simplelicensing_licenseExpression"`
		SuppliedBy, From, RelationshipType       string
		VerifiedUsing                            []struct{ HashValue string }
		ExternalIdentifier                       []struct{ Identifier string }
	}
	var doc struct {
		Graph []element `json:"@graph"`
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		return nil, err
	}
	byID, licenses := map[string]element{}, map[string]string{}
	var document, creation element
	for _, e := range doc.Graph {
		byID[e.SPDXID] = e
		switch e.Type {
		case "SpdxDocument":
			document = e
		case "CreationInfo":
			creation = e
		}
	}
	for _, e := range doc.Graph {
		if e.RelationshipType == "hasDeclaredLicense" {
			licenses[e.From] = byID[e.To[0]].License
		}
	}
	ref := func(id string) string { return strings.TrimPrefix(id, document.SPDXID+"#") }
	lines := []string{"document " + document.SPDXID + " " + creation.Created + " " + byID[creation.CreatedBy[0]].Name}
	for _, e := range doc.Graph {
		switch {
		case e.Type == "software_Package":
			publisher, hash, cpe := "", "", ""
			if e.OriginatedBy != nil {
				publisher = byID[e.OriginatedBy[0]].Name
			}
			if e.VerifiedUsing != nil {
				hash = e.VerifiedUsing[0].HashValue
			}
			if e.ExternalIdentifier != nil {
				cpe = e.ExternalIdentifier[0].Identifier
			}
			lines = append(lines, fmt.Sprintf("%s %s %q %q by %q %q %s %s %s %q %q %s %s", ref(e.SPDXID), strings.ReplaceAll(e.Purpose, "S", "-s"), e.Name, e.Version,
				byID[e.SuppliedBy].Name, publisher, e.PackageURL, cpe, hash, licenses[e.SPDXID], e.Copyright, e.HomePage, e.Download))
		case e.RelationshipType == "contains", e.RelationshipType == "dependsOn":
			for _, to := range e.To {
				lines = append(lines, ref(e.From)+" -> "+ref(to))
			}
		}
	}
	return lines, nil
}

// cycloneDXSchema compiles the schema in the source of cyclonedx-go.
func cycloneDXSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Skipf("find cyclonedx-go in the module cache: %v", err)
	}
	const base = "http://cyclonedx.org/schema/"
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	for url, file := range map[string]string{
		"bom-1.6.schema.json": "bom-1.6.schema.json", "spdx.schema.json": "spdx.schema.json", "jsf-0.82.schema.json": "jsf-0.82.schemax.json",
	} {
		b, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "schema", file))
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource(base+url, v); err != nil {
			t.Fatal(err)
		}
	}
	schema, err := compiler.Compile(base + "bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// failingWriter fails with err after room bytes.
type failingWriter struct {
	room int
	err  error
}

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, w.err
	}
	return len(p), nil
}
