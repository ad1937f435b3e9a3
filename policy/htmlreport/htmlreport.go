// Package htmlreport writes the result of a run as one HTML page for auditors: the decision,
// its scope, the findings with the text of the SBOM around each value, and a ledger of all
// components.
//
// The page needs no other file and no network; a content security policy forbids both. It
// can be read without scripts, which only filter findings and ledger, and in print.
//
// Text from documents is escaped by [html/template], and invisible characters in it are
// escaped as in a Go string literal. Long text is cut off.
//
// # Limits
//
// The page has the [MaxFindings] most severe findings of the run. Its ledger has
// [MaxRows] components, the ones with the most severe outcome first, and without scripts
// the first [StaticRows] of them. The page states what it omits.
package htmlreport

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"

	"github.com/bomgate/bomgate/policy/gate"
)

// The limits of a page.
const (
	MaxFindings = 1_000
	MaxRows     = 50_000
	StaticRows  = 1_000
)

var (
	//go:embed page.gohtml
	pageText string

	//go:embed style.css
	style string

	//go:embed script.js
	script string

	pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })
)

// Write writes the result of a run. The run needs [gate.Run.Details].
func Write(w io.Writer, run *gate.Run) error {
	p := newPage(run)
	p.Style, p.Script = template.CSS(style), template.JS(script)
	p.SecurityPolicy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script) + "'; base-uri 'none'; form-action 'none'"
	return pageTemplate().Execute(w, p)
}

// hash returns the source expression of a content security policy that allows a text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
