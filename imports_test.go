package bomgate_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const (
	module = "github.com/bomgate/bomgate"
	opa    = "github.com/open-policy-agent/opa/..."
)

// Patterns of packages that several packages must not import.
var (
	files   = []string{"os/...", "io/ioutil", "syscall", "golang.org/x/sys/..."}
	network = []string{"net", "net/http/...", "net/rpc/..."}
	loggers = []string{"log/..."}
)

// forbidden lists patterns of imports that a package must not have, with the reason.
// A pattern that ends in "/..." includes all packages below, as in Go commands.
var forbidden = []struct {
	pkg      string // below the module
	patterns []string
	reason   string
}{
	{"policy/strictyaml", []string{opa, module + "/sbom/...", module + "/policy", module + "/policy/internal/...", module + "/rego/..."}, "files are read without knowledge of their content"},
	{"policy/strictyaml", files, "texts are byte slices; only commands read files"},
	{"policy/strictyaml", network, "texts are byte slices; only commands read files"},
	{"policy/strictyaml", loggers, "libraries return errors instead of logging"},

	{"sbom/internal/scan", []string{module + "/..."}, "text, tokens and locations are the same for all formats and claims"},
	{"sbom/internal/scan", files, "texts are byte slices; only commands read files"},
	{"sbom/internal/scan", network, "texts are byte slices; references are not fetched"},
	{"sbom/internal/scan", loggers, "libraries return errors and warnings instead of logging"},

	{"sbom/internal/sound", []string{module + "/sbom", module + "/sbom/identity/...", module + "/sbom/decode", module + "/policy/...", module + "/rego/..."}, "names sound the same in all formats and for all entities"},
	{"sbom/internal/sound", files, "names are strings; only commands read files"},
	{"sbom/internal/sound", network, "names are read aloud without the network"},
	{"sbom/internal/sound", loggers, "libraries return errors instead of logging"},

	{"sbom/internal/chars", []string{module + "/..."}, "characters are the same in all values"},

	{"sbom/internal/filename", []string{module + "/..."}, "names of files have the same parts for all entities"},
	{"sbom/internal/filename", files, "names are strings; only commands read files"},
	{"sbom/internal/filename", network, "names are read without the network"},
	{"sbom/internal/filename", loggers, "libraries return errors instead of logging"},

	{"sbom/internal/looks", []string{module + "/sbom", module + "/sbom/identity/...", module + "/sbom/decode", module + "/policy/...", module + "/rego/..."}, "names look the same in all formats and for all entities"},
	{"sbom/internal/looks", files, "names are strings; only commands read files"},
	{"sbom/internal/looks", network, "names are compared without the network"},
	{"sbom/internal/looks", loggers, "libraries return errors instead of logging"},

	{"sbom/internal/confusables", []string{module + "/..."}, "it is a table"},

	{"sbom/internal/registry", []string{module + "/..."}, "addresses and names are read without knowledge of keys"},
	{"sbom/internal/registry", files, "addresses are strings; only commands read files"},
	{"sbom/internal/registry", network, "addresses are read, not fetched"},
	{"sbom/internal/registry", loggers, "libraries return errors instead of logging"},

	{"sbom/identity", []string{module + "/sbom", module + "/sbom/decode", module + "/sbom/draft", module + "/sbom/internal/scan", module + "/sbom/internal/cyclonedx", module + "/sbom/internal/spdx"}, "identifiers are normalized without knowledge of SBOMs"},
	{"sbom/identity", []string{opa, module + "/policy/...", module + "/rego/...", module + "/cmd/..."}, "identifiers are normalized without knowledge of policies"},
	{"sbom/identity", files, "identifiers are strings; only commands read files"},
	{"sbom/identity", network, "normalization does not use the network"},
	{"sbom/identity", loggers, "libraries return errors instead of logging"},

	{"sbom", []string{module + "/sbom/internal/cyclonedx", module + "/sbom/internal/spdx", module + "/sbom/decode"}, "the model does not know the formats from which it is built"},
	{"sbom", []string{opa, module + "/policy/..."}, "an SBOM does not depend on the policies that judge it"},
	{"sbom", []string{module + "/rego/..."}, "an SBOM does not depend on a particular ban"},
	{"sbom", files, "the model is built from claims; only commands open files"},
	{"sbom", network, "the model is built from claims; references are not fetched"},
	{"sbom", loggers, "libraries return errors and warnings instead of logging"},

	{"sbom/internal/cyclonedx", []string{module + "/sbom/internal/spdx", module + "/sbom/decode"}, "a format is read without knowledge of other formats and wrappers"},
	{"sbom/internal/cyclonedx", []string{opa, module + "/policy/...", module + "/rego/..."}, "SBOMs are read without knowledge of policies"},
	{"sbom/internal/cyclonedx", files, "texts are byte slices; only commands read files"},
	{"sbom/internal/cyclonedx", network, "references are not fetched"},
	{"sbom/internal/cyclonedx", loggers, "libraries return errors and warnings instead of logging"},

	{"sbom/internal/spdx", []string{module + "/sbom/internal/cyclonedx", module + "/sbom/decode"}, "a format is read without knowledge of other formats and wrappers"},
	{"sbom/internal/spdx", []string{opa, module + "/policy/...", module + "/rego/..."}, "SBOMs are read without knowledge of policies"},
	{"sbom/internal/spdx", files, "texts are byte slices; only commands read files"},
	{"sbom/internal/spdx", network, "references are not fetched"},
	{"sbom/internal/spdx", loggers, "libraries return errors and warnings instead of logging"},

	{"sbom/decode", []string{opa, module + "/policy/...", module + "/rego/..."}, "SBOMs are read without knowledge of policies"},
	{"sbom/decode", files, "SBOMs come from readers; only commands open files"},
	{"sbom/decode", network, "SBOMs come from readers; references are not fetched"},
	{"sbom/decode", loggers, "libraries return errors and warnings instead of logging"},

	{"sbom/draft", []string{module + "/..."}, "the writers of test documents do not share code with the readers that they test"},
	{"sbom/draft", files, "documents are written to writers"},

	{"sbom/disguise", []string{module + "/policy/...", module + "/rego/..."}, "a disguise hides any entity, so it does not know a particular ban"},
	{"sbom/disguise", files, "texts are byte slices; only commands read and write files"},

	{"policy", []string{module + "/rego/...", module + "/policy/builtin/..."}, "the engine evaluates any bundle, so it does not know a particular ban"},
	{"policy", []string{module + "/policy/sarif/...", module + "/policy/jsonreport/..."}, "outputs depend on the report, not the report on outputs"},
	{"policy", []string{module + "/sbom/decode"}, "policies judge documents, whatever text they were decoded from"},
	{"policy", []string{module + "/sbom/disguise/...", module + "/sbom/draft/...", module + "/policy/selftest/..."}, "the engine does not know how it is tested"},
	{"policy", files, "policies come from file systems of package fs; only commands open files"},
	{"policy", network, "decisions depend on the inputs only"},
	{"policy", loggers, "libraries return errors and warnings instead of logging"},

	{"policy/internal/entities", []string{opa, module + "/policy", module + "/rego/..."}, "entities are indexed without knowledge of policies or of a particular ban"},
	{"policy/internal/entities", []string{module + "/sbom"}, "entities are indexed without knowledge of SBOMs"},
	{"policy/internal/entities", files, "data come as values; only commands open files"},
	{"policy/internal/lint", []string{module + "/sbom/...", module + "/policy", module + "/policy/internal/entities", module + "/rego/..."}, "Rego is checked without knowledge of what it judges"},
	{"policy/internal/lint", files, "Rego comes compiled; only commands open files"},
	{"policy/internal/jsondata", []string{opa, module + "/policy", module + "/policy/internal/...", module + "/sbom/...", module + "/rego/..."}, "data are decoded without knowledge of their content"},
	{"policy/internal/jsondata", files, "data come as byte slices; only commands open files"},

	{"policy/suggest", []string{opa, module + "/..."}, "words are compared without knowledge of what they name"},
	{"policy/suggest", files, "words are strings"},

	{"policy/builtin", []string{opa, module + "/sbom/..."}, "it only reads the bundle that it provides"},
	{"policy/builtin", files, "the policies are embedded"},

	{"policy/selftest", []string{module + "/rego/...", module + "/policy/builtin/..."}, "the identifiers to hide come from the policies under test"},
	{"policy/selftest", []string{opa}, "policies are tested through the engine"},
	{"policy/selftest", files, "the caller stores documents"},

	{"policy/sarif", []string{opa}, "an output needs only the report"},
	{"policy/sarif", files, "reports are written to writers"},
	{"policy/sarif", network, "reports are written to writers"},

	{"policy/sariflint", []string{opa, module + "/sbom/...", module + "/policy", module + "/policy/gate", module + "/policy/sarif", module + "/rego/..."}, "SARIF of any tool is checked without knowledge of what it reports"},
	{"policy/sariflint", files, "texts are byte slices; only commands read files"},
	{"policy/sariflint", network, "texts are byte slices"},
	{"policy/sariflint", loggers, "libraries return errors instead of logging"},

	{"policy/printable", []string{module + "/..."}, "text is shown without knowledge of what it says"},

	{"policy/detail", []string{opa, module + "/rego/...", module + "/policy/builtin/...", module + "/policy/gate/..."}, "details come from a document and its report only"},
	{"policy/detail", []string{module + "/sbom/decode"}, "details come from documents, whatever text they were decoded from"},
	{"policy/detail", files, "documents are in memory; only commands open files"},
	{"policy/detail", network, "documents are in memory"},

	{"policy/htmlreport", []string{opa}, "an output needs only the report"},
	{"policy/htmlreport", files, "reports are written to writers"},
	{"policy/htmlreport", network, "reports are written to writers"},

	{"policy/htmlreport/internal/chromium", []string{module + "/..."}, "a browser shows any page"},

	{"policy/ledger", []string{opa}, "an output needs only the report"},
	{"policy/ledger", files, "reports are written to writers"},
	{"policy/ledger", network, "reports are written to writers"},

	{"policy/gate", []string{opa, module + "/rego/...", module + "/policy/builtin/..."}, "a decision depends on reports only"},
	{"policy/gate", []string{module + "/policy/sarif/...", module + "/policy/jsonreport/..."}, "outputs depend on the decision, not the decision on outputs"},
	{"policy/gate", files, "only commands open files"},
	{"policy/gate", network, "decisions depend on the inputs only"},

	{"policy/diff", []string{opa, module + "/rego/...", module + "/policy/builtin/..."}, "a comparison depends on runs only"},
	{"policy/diff", []string{module + "/policy/sarif/...", module + "/policy/jsonreport/..."}, "outputs depend on the comparison, not the comparison on outputs"},
	{"policy/diff", files, "only commands open files"},
	{"policy/diff", network, "a comparison depends on runs only"},

	{"policy/waiver", []string{opa, module + "/rego/...", module + "/policy/builtin/..."}, "a waiver covers a finding, whatever policy it is of"},
	{"policy/waiver", []string{module + "/policy/gate", module + "/policy/sarif/...", module + "/policy/jsonreport/..."}, "decisions and outputs depend on waivers, not waivers on them"},
	{"policy/waiver", files, "texts are byte slices; only commands read and write files"},
	{"policy/waiver", network, "decisions depend on the inputs only"},
	{"policy/waiver", loggers, "libraries return errors instead of logging"},

	{"policy/jsonreport", []string{opa}, "an output needs only the report"},
	{"policy/jsonreport", files, "reports are written to writers"},
	{"policy/jsonreport", network, "reports are written to writers"},

	{"policy/markdown", []string{opa}, "an output needs only the report"},
	{"policy/markdown", files, "reports are written to writers"},
	{"policy/markdown", network, "reports are written to writers"},

	{"policy/github", []string{opa}, "an output needs only the report"},
	{"policy/github", files, "the caller knows the environment and the files"},
	{"policy/github", network, "reports are written to writers"},

	{"policy/azure", []string{opa}, "an output needs only the report"},
	{"policy/azure", files, "the caller knows the environment and the files"},
	{"policy/azure", network, "reports are written to writers"},

	{"policy/gitlab", []string{opa}, "an output needs only the report"},
	{"policy/gitlab", files, "the caller knows the environment and the files"},
	{"policy/gitlab", network, "reports are written to writers"},

	{"policy/junit", []string{opa}, "an output needs only the report"},
	{"policy/junit", files, "the caller knows the environment and the files"},
	{"policy/junit", network, "reports are written to writers"},

	{"policy/internal/gfm", []string{module + "/policy", module + "/policy/gate", module + "/sbom/..."}, "text is escaped without knowledge of what it says"},

	{"policy/phrase", []string{opa, module + "/rego/...", module + "/policy/gate"}, "it describes parts of reports for all outputs"},
	{"policy/phrase", files, "it only makes text"},
	{"policy/phrase", network, "it only makes text"},

	{"rego", []string{module + "/..."}, "policies and entity data are files without logic in Go"},

	{"cmd/bomgate/internal/config", []string{opa, module + "/sbom/...", module + "/policy", module + "/rego/..."}, "flags are set without knowledge of their meaning"},
	{"cmd/bomgate/internal/flags", []string{opa, module + "/sbom/...", module + "/policy", module + "/rego/..."}, "values are parsed without knowledge of their meaning"},
	{"cmd/bomgate/internal/flags", files, "values are strings"},
	{"cmd/bomgate/internal/config", network, "the configuration is a file"},

	{"cmd/bomgate/internal/source", []string{opa, module + "/policy", module + "/rego/..."}, "files are found without knowledge of policies"},
	{"cmd/bomgate", []string{opa}, "policies make the decisions; the command only reports them"},
}

func TestImports(t *testing.T) {
	packages := listPackages(t)
	for _, f := range forbidden {
		p, ok := packages[module+"/"+f.pkg]
		if !ok {
			t.Errorf("package %s does not exist: expected a package whose imports can be checked", f.pkg)
		}
		for _, imported := range p.Imports {
			for _, pattern := range f.patterns {
				if matches(pattern, imported) {
					t.Errorf("%s imports %s: %s", f.pkg, imported, f.reason)
				}
			}
		}
	}
	checkDesign(t, packages)
}

// checkDesign reports the packages that docs/design.md does not list, other than programs
// and the packages of a command.
func checkDesign(t *testing.T, packages map[string]listed) {
	t.Helper()
	design, err := os.ReadFile("docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	for path, p := range packages {
		name, ok := strings.CutPrefix(path, module+"/")
		if ok && p.Name != "main" && !strings.HasPrefix(name, "cmd/") && !strings.Contains(string(design), "`"+name+"`") {
			t.Errorf("docs/design.md does not list %s: expected a row with its responsibility", name)
		}
	}
}

// listed is a package as go list describes it, without the imports of its tests.
type listed struct {
	ImportPath, Name string
	Imports          []string
}

// listPackages returns all packages in the module by their import paths.
func listPackages(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Imports", "./...")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("list packages: %v\n%s", err, stderr.String())
	}
	packages := map[string]listed{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages
		case err != nil:
			t.Fatalf("list packages: %v", err)
		}
		packages[p.ImportPath] = p
	}
}

// matches reports whether an import path matches a pattern.
func matches(pattern, path string) bool {
	root, subtree := strings.CutSuffix(pattern, "/...")
	return path == root || subtree && strings.HasPrefix(path, root+"/")
}
