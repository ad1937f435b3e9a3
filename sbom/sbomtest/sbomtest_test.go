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
	"github.com/bomgate/bomgate/sbom/sbomtest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx/v2/v2_3"
	"github.com/spdx/tools-golang/tagvalue"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "rewrite the SBOMs in testdata")

const testdata = "../../testdata"

// encodings are the writers by the file name extension of what they write.
var encodings = []struct {
	ext   string
	write func(sbomtest.Document, io.Writer) error
}{
	{".cdx.json", sbomtest.Document.WriteCycloneDXJSON},
	{".cdx.xml", sbomtest.Document.WriteCycloneDXXML},
	{".spdx.json", sbomtest.Document.WriteSPDXJSON},
	{".spdx", sbomtest.Document.WriteSPDXTagValue},
	{".spdx.yaml", sbomtest.Document.WriteSPDXYAML},
	{".spdx3.json", sbomtest.Document.WriteSPDX3JSON},
}

func TestFilesAreWhatTheWritersWrite(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{"appliance": sbomtest.Appliance(), "clean": sbomtest.CleanAppliance()} {
		for _, e := range encodings {
			path := filepath.Join(testdata, name+e.ext)
			got := encode(t, d, e.write)
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
				t.Errorf("%s is not what the writer writes: run go test ./sbom/sbomtest -update", path)
			}
		}
	}
}

// The libraries of the two specifications, and for SPDX 3.0 a reading by its
// schema, find the same components and the same edges in all forms.
func TestEncodingsTellTheSameStory(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{
		"appliance": sbomtest.Appliance(), "clean": sbomtest.CleanAppliance(), "generated": sbomtest.Generate(1003),
	} {
		want := story(t, d, encodings[0].ext, encodings[0].write)
		if len(want) < 400 { // 200 components and at least as many edges
			t.Errorf("%s: %d lines of story, want a longer one", name, len(want))
		}
		for _, e := range encodings[1:] {
			got := story(t, d, e.ext, e.write)
			for _, line := range want {
				if !slices.Contains(got, line) {
					t.Fatalf("%s%s lacks %q", name, e.ext, line)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%s%s tells %d facts, want %d", name, e.ext, len(got), len(want))
			}
		}
	}
}

func TestReferences(t *testing.T) {
	for name, d := range map[string]sbomtest.Document{"appliance": sbomtest.Appliance(), "generated": sbomtest.Generate(1003)} {
		components, reached := map[string]bool{}, map[string]bool{}
		for _, line := range story(t, d, encodings[0].ext, encodings[0].write) {
			switch from, to, edge := strings.Cut(line, " -> "); {
			case strings.HasPrefix(line, "document "):
			case edge && from == to:
				t.Errorf("%s: %q depends on itself", name, from)
			case edge:
				reached[to] = true
			default:
				ref, _, _ := strings.Cut(line, " ")
				if components[ref] {
					t.Errorf("%s: two components have the reference %q", name, ref)
				}
				components[ref] = true
			}
		}
		for ref := range reached {
			if !components[ref] {
				t.Errorf("%s: %q is referred to and does not exist", name, ref)
			}
		}
		for ref := range components {
			if ref != d.Root.Ref && !reached[ref] {
				t.Errorf("%s: nothing leads to %q", name, ref)
			}
		}
	}
}

func TestCycloneDXIsValid(t *testing.T) {
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

func TestSPDXIsRead(t *testing.T) {
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

// A writer of a million components stops soon after its output fails, which it
// could not if it wrote nothing before it had them all.
func TestWritersStream(t *testing.T) {
	const n = 1_000_000
	full := errors.New("disk full")
	for _, e := range encodings {
		made := 0
		d := sbomtest.Generate(n)
		components := d.Components
		d.Components = func(yield func(sbomtest.Component) bool) {
			for c := range components {
				if made++; !yield(c) {
					return
				}
			}
		}
		if err := e.write(d, &failingWriter{room: 1 << 20, err: full}); !errors.Is(err, full) {
			t.Errorf("%s: error %v, want %v", e.ext, err, full)
		}
		if made > n/100 {
			t.Errorf("%s: %d components made for a megabyte", e.ext, made)
		}
	}
}

func TestGenerate(t *testing.T) {
	const n = 10_000
	b := encode(t, sbomtest.Generate(n), sbomtest.Document.WriteCycloneDXJSON)
	for what, c := range map[string]struct{ got, least, most int }{
		"bytes a component": {len(b) / n, 1050, 1150},
		"components":        {bytes.Count(b, []byte(`"bom-ref"`)), n + 1, n + 1},
		"package URLs":      {bytes.Count(b, []byte(`"purl"`)), n*9/10 - 20, n * 9 / 10},
		"suppliers":         {bytes.Count(b, []byte(`"supplier"`)), n / 10, n/10 + 20},
		"banned":            {bytes.Count(b, []byte(`"AO Kaspersky Lab"`)), n / 1000, n / 1000},
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

// story tells a document as lines, sorted: one a component, one an edge.
func story(t *testing.T, d sbomtest.Document, ext string, write func(sbomtest.Document, io.Writer) error) []string {
	t.Helper()
	var lines []string
	var err error
	b := bytes.NewReader(encode(t, d, write))
	switch ext {
	case ".cdx.json":
		lines, err = cycloneDXStory(b, cdx.BOMFileFormatJSON)
	case ".cdx.xml":
		lines, err = cycloneDXStory(b, cdx.BOMFileFormatXML)
	case ".spdx.json":
		var doc v2_3.Document
		err = spdxjson.ReadInto(b, &doc)
		lines = spdxStory(doc)
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
		lines = spdxStory(doc)
	case ".spdx":
		var doc v2_3.Document
		err = tagvalue.ReadInto(b, &doc)
		lines = spdxStory(doc)
	case ".spdx3.json":
		lines, err = spdx3Story(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func cycloneDXStory(r io.Reader, format cdx.BOMFileFormat) ([]string, error) {
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(r, format).Decode(&bom); err != nil {
		return nil, err
	}
	lines := []string{"document " + bom.SerialNumber + " " + bom.Metadata.Timestamp + " " + bom.Metadata.Manufacturer.Name}
	var tell func(cdx.Component)
	tell = func(c cdx.Component) {
		supplier, hash, licence := "", "", ""
		if c.Supplier != nil {
			supplier = c.Supplier.Name
		}
		if c.Hashes != nil {
			hash = (*c.Hashes)[0].Value
		}
		if c.Licenses != nil {
			licence = (*c.Licenses)[0].Expression
			if l := (*c.Licenses)[0].License; l != nil {
				licence = l.ID
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
			supplier, c.Publisher, c.PackageURL, c.CPE, hash, licence, c.Copyright, website, download))
		if c.Components != nil {
			for _, n := range *c.Components {
				lines = append(lines, c.BOMRef+" -> "+n.BOMRef)
				tell(n)
			}
		}
	}
	tell(*bom.Metadata.Component)
	for _, c := range *bom.Components {
		tell(c)
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

func spdxStory(doc v2_3.Document) []string {
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

func spdx3Story(r io.Reader) ([]string, error) {
	type element struct {
		Type, SPDXID, Name, Created              string
		CreatedBy, OriginatedBy, RootElement, To []string
		Version                                  string `json:"software_packageVersion"`
		Purpose                                  string `json:"software_primaryPurpose"`
		PackageURL                               string `json:"software_packageUrl"`
		Download                                 string `json:"software_downloadLocation"`
		HomePage                                 string `json:"software_homePage"`
		Copyright                                string `json:"software_copyrightText"`
		Licence                                  string `json:"simplelicensing_licenseExpression"`
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
	byID, licences := map[string]element{}, map[string]string{}
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
			licences[e.From] = byID[e.To[0]].Licence
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
				byID[e.SuppliedBy].Name, publisher, e.PackageURL, cpe, hash, licences[e.SPDXID], e.Copyright, e.HomePage, e.Download))
		case e.RelationshipType == "contains", e.RelationshipType == "dependsOn":
			for _, to := range e.To {
				lines = append(lines, ref(e.From)+" -> "+ref(to))
			}
		}
	}
	return lines, nil
}

// cycloneDXSchema compiles the schema that cyclonedx-go ships with its source.
func cycloneDXSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Skipf("the module cache is not at hand: %v", err)
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

// failingWriter takes room bytes and then fails.
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
