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
	ext := strings.TrimPrefix(path.Ext(base), ".")
	if slices.Contains(otherExtensions, ext) || slices.Contains(textExtensions, ext) || otherJSON.MatchString(base) || pipeline.MatchString(name) {
		return false
	}
	return strings.Contains(base, ".cdx.") || strings.HasSuffix(base, ".cdx") ||
		strings.Contains(base, ".spdx") || strings.HasPrefix(base, "bom.") || strings.Contains(base, "sbom")
}

// otherJSON matches the names of JSON files about other files.
var otherJSON = regexp.MustCompile(`\.(bundle|intoto|provenance|schema|sigstore)(\.jsonl?)?$`)

// pipeline matches the names of YAML files that configure pipelines.
var pipeline = regexp.MustCompile(`(^|/)(\.(github|gitlab|gitlab-ci|circleci|azuredevops|azure-pipelines|buildkite|forgejo|gitea|tekton|woodpecker)/.*|[^/]*\.gitlab-ci[^/]*|[^/]*azure-pipelines[^/]*)\.ya?ml$`)

// namesText reports whether the name of a file says that it is documentation, source code or
// a template.
func namesText(name string) bool {
	return slices.Contains(textExtensions, strings.TrimPrefix(path.Ext(identity.Fold(name)), "."))
}

// otherExtensions are the extensions of files that are not SBOMs, whatever their names.
var otherExtensions = strings.Fields(`
	asc crt cer cert der key license md5 minisig p7b p7c p7m p7s pem pgp pub rekor sha1 sha224 sha256 sha384 sha512 sig sign sigstore tsr
	gif ico jar jpg jpeg log map odp odt png pptx pyc wasm webp whl dll exe
	cfg conf env gitignore ini lock properties schema service`)

// textExtensions are the extensions of documentation, source code and templates.
var textExtensions = strings.Fields(`
	adoc css htm html md mdx mkd ps rst svg tex
	bat bzl c cc class clj cmake cmd cpp cs csproj cxx dart dockerfile ejs el erb erl ex exs f90 fs ftl go gotmpl gql gradle graphql groovy
	h hbs hcl hpp hs in ipynb j2 java jinja jinja2 jl js jsx kt kts liquid lua m mjs mk mod mustache ml njk o pas peb php pl pm proto ps1 psm1 py
	pyi r rb rego rs scala scss sh so sql sum swift tcl tf tmpl toml tpl ts tsx twig vb vm vue xsd xsl xslt zig`)
