package policy_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

const (
	firmwareID = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
	engineID   = "urn:uuid:9b5d9e2c-6d4e-4c1a-8a64-0f4f6b7f0f10"
)

// firmware returns a document in which the component mail has external references.
func firmware(references string) string {
	return `{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "` + firmwareID + `", "version": 1,
		"metadata": {"component": {"type": "firmware", "bom-ref": "firmware", "name": "firmware", "publisher": "Acme"}},
		"components": [{"type": "application", "bom-ref": "mail", "name": "mail", "publisher": "Acme",
			"externalReferences": [` + references + `]}],
		"dependencies": [{"ref": "firmware", "dependsOn": ["mail"]}]}`
}

// engine returns a document in which the root has external references and depends on a
// banned component.
func engine(references string) string {
	return `{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "` + engineID + `", "version": 2,
		"metadata": {"component": {"type": "application", "bom-ref": "suite", "name": "suite", "publisher": "Acme",
			"externalReferences": [` + references + `]}},
		"components": [{"type": "application", "bom-ref": "scanner", "name": "scanner", "publisher": "AO Kaspersky Lab"}],
		"dependencies": [{"ref": "suite", "dependsOn": ["scanner"]}]}`
}

func bom(url string) string { return `{"type": "bom", "url": "` + url + `"}` }

// TestConnect checks references between the documents of a run. The path is the path of
// the finding about the scanner.
func TestConnect(t *testing.T) {
	toEngine := strings.Replace(engineID, "urn:uuid:", "urn:cdx:", 1)
	toFirmware := strings.Replace(firmwareID, "urn:uuid:", "urn:cdx:", 1) + "/1"
	for _, tc := range []struct {
		name      string
		documents []string
		path      string
		missing   []string // documents that the first document refers to and that are not given
		warning   string   // of the first document
	}{
		{name: "no references", documents: []string{firmware(""), engine("")}, path: "suite scanner"},
		{name: "a document", documents: []string{firmware(bom(toEngine + "/2")), engine("")}, path: "firmware mail suite scanner"},
		{name: "given before", documents: []string{engine(""), firmware(bom(toEngine + "/2"))}, path: "firmware mail suite scanner"},
		{name: "a component", documents: []string{firmware(bom(toEngine + "/2#scanner")), engine("")}, path: "firmware mail scanner"},
		{name: "another component", documents: []string{firmware(bom(toEngine + "/2#other")), engine("")}, path: "suite scanner"},
		{name: "a reference of another type", documents: []string{firmware(`{"type": "advisories", "url": "` + toEngine + `/2"}`), engine("")}, path: "suite scanner"},
		{name: "a cycle", documents: []string{firmware(bom(toEngine + "/2")), engine(bom(toFirmware))}, path: "firmware mail suite scanner"},
		{name: "a document and itself", documents: []string{engine(bom(toEngine + "/2"))}, path: "suite scanner"},
		{name: "not given", documents: []string{firmware(bom(toEngine + "/2"))}, missing: []string{engineID + " version 2"}},
		{name: "another version", documents: []string{firmware(bom(toEngine + "/1")), engine("")}, path: "suite scanner", missing: []string{engineID + " version 1"}},
		{name: "an address", documents: []string{firmware(bom("https://acme.example/bom.json"))}, missing: []string{"https://acme.example/bom.json"}},
		{name: "several, one of them twice", documents: []string{firmware(bom(toEngine+"/1#a") + "," + bom("urn:cdx:a/1") + "," + bom(toEngine+"/1#b"))},
			missing: []string{engineID + " version 1", "urn:uuid:a version 1"}},
		{name: "an equal digest", documents: []string{firmware(`{"type": "bom", "url": "` + toEngine + `/2", "hashes": [{"alg": "SHA-256", "content": "0A"}]}`), engine("")},
			path: "firmware mail suite scanner"},
		{name: "a different digest", documents: []string{firmware(`{"type": "bom", "url": "` + toEngine + `/2", "hashes": [{"alg": "SHA-256", "content": "0B"}]}`), engine("")},
			path: "firmware mail suite scanner", warning: `sha256 of ` + engineID + ` version 2 is stated as 0b, that of "1.json" is 0a: expected the same document`},
		{name: "a different digest in the second of two references", documents: []string{firmware(bom(toEngine+"/2") + `, {"type": "bom", "url": "` + toEngine + `/2", "hashes": [{"alg": "SHA-256", "content": "0B"}]}`), engine("")},
			path: "firmware mail suite scanner", warning: `sha256 of ` + engineID + ` version 2 is stated as 0b, that of "1.json" is 0a: expected the same document`},
		{name: "a digest with an unknown algorithm", documents: []string{firmware(`{"type": "bom", "url": "` + toEngine + `/2", "hashes": [{"alg": "BLAKE3", "content": "0B"}]}`), engine("")},
			path: "firmware mail suite scanner"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var reports []*policy.Report
			for i, text := range tc.documents {
				r := evaluate(t, shipping(t), text)
				r.Name = fmt.Sprintf("%d.json", i)
				reports = append(reports, r)
			}
			policy.Connect(reports, func(name, algorithm string) (string, bool) {
				return "0a", name == "1.json" && algorithm == "sha256"
			})
			path := ""
			for _, r := range reports {
				for _, f := range r.Findings {
					if f.Component != nil && f.Component.Name == "scanner" {
						var names []string
						for _, c := range f.Path {
							names = append(names, c.Name)
						}
						path = strings.Join(names, " ")
					}
				}
			}
			if path != tc.path {
				t.Errorf("path %q, want %q", path, tc.path)
			}
			first := reports[0]
			var missing []string
			for _, l := range first.Document.References() {
				if l.Given == nil {
					missing = append(missing, l.String())
				}
			}
			if !slices.Equal(missing, tc.missing) || first.Document.Missing != len(missing) {
				t.Errorf("missing are %q, %d counted, want %q", missing, first.Document.Missing, tc.missing)
			}
			warning := ""
			for _, w := range first.Document.Warnings {
				warning += w.Message
			}
			if warning != tc.warning {
				t.Errorf("warning %q, want %q", warning, tc.warning)
			}
		})
	}
}

// Each document of a chain has a path through all documents before it, and the report
// only shows the ends of it.
func TestConnectTakesLinearMemory(t *testing.T) {
	connect := func(n int) uint64 {
		reports := make([]*policy.Report, n)
		for i := range reports {
			root := &policy.Component{Ref: "root"}
			reports[i] = &policy.Report{
				Document: &policy.Document{ID: fmt.Sprint("document ", i), Links: []policy.Link{
					{Document: fmt.Sprint("document ", i+1), Way: []*policy.Component{root}},
				}},
				Findings: []policy.Finding{{Path: []*policy.Component{root}}},
			}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		policy.Connect(reports, nil)
		runtime.ReadMemStats(&after)
		if got := len(reports[n-1].Findings[0].Path); got != policy.MaxPath {
			t.Errorf("%d documents: a path of %d, want %d", n, got, policy.MaxPath)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if one, four := connect(500), connect(2000); four > 5*one {
		t.Errorf("500 documents take %d bytes, 2,000 take %d: want at most 5 times as many", one, four)
	}
}
