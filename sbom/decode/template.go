package decode

import (
	"errors"
	"regexp"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// A template of a document begins like the document. It is not one, because the directives in
// it are where the format cannot have them.

// directive matches the start of a directive of the usual languages of templates: Go,
// Jinja, Mustache, ERB, FreeMarker.
var directive = regexp.MustCompile(`^(?:\{\{|\{%|\{#|<%|<#|<@|\$\{)`)

// checkTemplate returns the error for a fault in the content. A template is not an SBOM.
func (f *file) checkTemplate(c content, err error) error {
	fault, ok := errors.AsType[*scan.Fault](err)
	if ok && !fault.NotSBOM && len(f.docs) == 0 && c.encoding != sbom.XML && isTemplate(c.text, fault.Offset) {
		fault.NotSBOM, fault.Message = true, template+fault.Message
	}
	return err
}

// isTemplate reports whether the reader of a format that is not XML found a fault where a
// directive is. XML can have any text there. A fault can be at the second character of a
// directive, of which the first one is valid JSON, or at a version that is a directive.
func isTemplate(text string, fault int) bool {
	fault = min(fault, len(text))
	return directive.MatchString(text[fault:]) || fault > 0 && directive.MatchString(text[fault-1:]) || templateOfVersion.MatchString(text[fault:])
}

// template begins the message about a template.
const template = "this is a template: "

// saysTemplate reports whether an error is about a template.
func saysTemplate(err error) bool { return err != nil && strings.Contains(err.Error(), template) }

var templateOfVersion = regexp.MustCompile(`^(?:SPDXVersion:\s*)?"?SPDX-(?:\{\{|<%|\$\{)`)
