package decode

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// otherFormats are JSON formats that users mistake for SBOMs, with members that identify them.
var otherFormats = []struct {
	members []string
	name    string
	hint    string
}{
	{[]string{"artifacts", "artifactRelationships", "descriptor"}, "Syft's own JSON", "write the SBOM with syft -o cyclonedx-json"},
	{[]string{"matches", "descriptor"}, "Grype's own JSON", "write the SBOM with syft -o cyclonedx-json"},
	{[]string{"SchemaVersion", "Results"}, "Trivy's own JSON", "write the SBOM with trivy --format cyclonedx"},
	{[]string{"detector", "manifests"}, "a snapshot of dependencies for GitHub", "check the SBOM from which it was made, or export the dependency graph from GitHub"},
	{[]string{"message", "documentation_url"}, "an error message of GitHub", "the download failed: the message says why"},
	{[]string{"lockfileVersion", "packages"}, "npm's package-lock.json", "write the SBOM with npm sbom --sbom-format cyclonedx"},
	{[]string{"$schema", "runs"}, "a SARIF log", "check the SBOM"},
	{[]string{"verdict", "context", "reports"}, "a JSON report of bomgate", "check the SBOM"},
}

// otherFormat returns the error for a JSON object that is not an SBOM.
func otherFormat(text string) error {
	members := membersOf(text)
	for _, other := range otherFormats {
		if !slices.ContainsFunc(other.members, func(name string) bool { return !members[name] }) {
			return &scan.Fault{Message: other.name + ": expected a CycloneDX or SPDX document", Hint: other.hint, NotSBOM: true}
		}
	}
	return notSBOM("a JSON object without bomFormat and spdxVersion")
}

// membersOf returns the names of the members of a valid JSON object.
func membersOf(text string) map[string]bool {
	names := map[string]bool{}
	d := jsontext.NewDecoder(strings.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = d.ReadToken(); err == nil {
			names[name.String()] = true
			err = d.SkipValue()
		}
	}
	return names
}
