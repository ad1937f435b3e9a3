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
	if ok && !fault.NotSBOM && len(f.docs) == 0 && isTemplate(c.text, fault.Offset, c.encoding) {
		fault.NotSBOM, fault.Message = true, template+fault.Message
	}
	return err
}

// isTemplate reports whether the reader of an encoding found a fault where a directive is. A
// fault can be at the second character of a directive, of which the first one is valid JSON,
// or at a version that is a directive. XML can have any text there, and other readers of
// tag-value may skip a line that has no tag.
func isTemplate(text string, fault int, encoding sbom.Encoding) bool {
	fault = min(fault, len(text))
	if encoding != sbom.XML && templateOfVersion.MatchString(text[fault:]) {
		return true
	}
	strict := encoding != sbom.XML && encoding != sbom.TagValue
	return strict && (directive.MatchString(text[fault:]) || fault > 0 && directive.MatchString(text[fault-1:]))
}

// template begins the message about a template.
const template = "this is a template: "

// saysTemplate reports whether an error is about a template.
func saysTemplate(err error) bool {
	e, ok := errors.AsType[*sbom.Error](err)
	return ok && strings.HasPrefix(e.Message, template)
}

var templateOfVersion = regexp.MustCompile(`^(?:SPDXVersion:\s*)?"?SPDX-(?:\{\{|<%|\$\{)`)
