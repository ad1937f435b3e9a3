package decode

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
)

// NamesSBOM reports whether the name of a file says that the file is an SBOM: app.cdx.json,
// app.spdx, bom.xml, .bom.json, app-sbom.json.gz. A name does not say so if it has an
// extension of source code, of documentation or of a file about another file, such as a
// signature, or if the file is YAML that configures a pipeline, such as
// .github/workflows/sbom.yml. Characters that are not displayed and other widths of letters
// make no difference.
func NamesSBOM(name string) bool {
	name = identity.Fold(strings.ReplaceAll(name, `\`, "/"))
	base := strings.Trim(path.Base(name), ". ")
	if slices.Contains(otherExtensions, strings.TrimPrefix(path.Ext(base), ".")) || otherJSON.MatchString(base) || pipeline.MatchString(name) {
		return false
	}
	return strings.Contains(base, ".cdx.") || strings.HasSuffix(base, ".cdx") ||
		strings.Contains(base, ".spdx") || strings.HasPrefix(base, "bom.") || strings.Contains(base, "sbom")
}

// otherJSON matches the names of JSON files about other files.
var otherJSON = regexp.MustCompile(`\.(bundle|intoto|provenance|schema|sigstore)(\.jsonl?)?$`)

// pipeline matches the names of YAML files that configure pipelines.
var pipeline = regexp.MustCompile(`(^|/)(\.(github|gitlab|gitlab-ci|circleci|azuredevops|azure-pipelines|buildkite|forgejo|gitea|tekton|woodpecker)/.*|[^/]*\.gitlab-ci[^/]*|[^/]*azure-pipelines[^/]*)\.ya?ml$`)

// otherExtensions are the extensions of files that are not SBOMs, whatever their names.
var otherExtensions = strings.Fields(`
	asc crt cer cert der key md5 minisig p7b p7c p7m p7s pem pgp pub rekor sha1 sha224 sha256 sha384 sha512 sig sign sigstore tsr
	adoc css gif html htm ico jpg jpeg log map md mdx mkd odp odt png pptx ps rst svg tex webp
	bat bzl c cc class clj cmake cmd cpp cs csproj cxx dart dll dockerfile el erl ex exe f90 fs ftl go gql gradle graphql groovy
	h hbs hcl hpp hs in ipynb j2 jar java jinja jl js jsx kt kts lua m mk mod mustache ml o pas peb php pl pm proto ps1 psm1 py pyc
	pyi r rb rego rs scala scss sh so sql sum swift tcl tf tmpl toml tpl ts tsx vb vm vue wasm whl xsd xsl xslt zig
	cfg conf env gitignore ini lock properties schema service`)
