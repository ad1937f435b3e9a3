package bomgate_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/bomgate/bomgate"

// TestArrows holds what each room must not import, and why.
func TestArrows(t *testing.T) {
	for _, room := range []struct {
		pkg     string
		mustNot string // import path; everything below it is meant too
		why     string
	}{
		{"sbom", "github.com/open-policy-agent/opa", "reading knows nothing of deciding"},
		{"sbom", module + "/policy", "reading knows nothing of deciding"},
		{"sbom", module + "/rego", "reading knows nobody who is banned"},
		{"sbom", "os", "documents come as readers; only the command touches files and the environment"},
		{"sbom", "net/http", "reading asks nobody"},
		{"sbom", "log", "a library returns what it has to say"},
		{"sbom/draft", module, "what writes SBOMs owes nothing to what reads them"},
		{"sbom/draft", "os", "documents go to writers"},
		{"sbom/disguise", module + "/policy", "a disguise hides whomever it is given"},
		{"sbom/disguise", module + "/rego", "a disguise hides whomever it is given"},
		{"sbom/disguise", "os", "texts come as bytes and stay so"},
		{"policy", module + "/rego", "the engine works for any bundle"},
		{"policy", module + "/policy/sarif", "outputs are leaves"},
		{"policy", "os", "policies come as file systems and readers"},
		{"policy", "net/http", "deciding asks nobody"},
		{"policy", "log", "a library returns what it has to say"},
		{"policy", module + "/sbom/disguise", "deciding knows no disguise, so that all are met alike"},
		{"policy/selftest", module + "/rego", "whom to hide comes from the policies that are tested"},
		{"policy/selftest", "github.com/open-policy-agent/opa", "policies are tested from outside"},
		{"policy/selftest", "os", "what is kept goes to the caller"},
		{"policy/sarif", "github.com/open-policy-agent/opa", "a report is all that an output needs"},
		{"policy/sarif", "os", "outputs go to writers"},
		{"rego", module, "facts depend on nothing"},
	} {
		t.Run(room.pkg+" without "+room.mustNot, func(t *testing.T) {
			for _, imported := range imports(t, room.pkg) {
				if imported == room.mustNot || strings.HasPrefix(imported, room.mustNot+"/") {
					t.Errorf("%s imports %s: %s", room.pkg, imported, room.why)
				}
			}
		})
	}
}

// imports returns what a package's own files import, tests left out.
func imports(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, "./"+pkg).Output()
	if err != nil {
		t.Fatalf("list the imports of %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}
