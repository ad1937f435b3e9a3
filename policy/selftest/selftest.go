// Package selftest tests whether policies find banned components that are hidden.
// It plants components with known identifiers in a document, in every disguise of
// [disguise], and evaluates the policies on each.
//
// The identifiers come from the policies' data. An identifier is known if a
// component that has no other is an error or a warning for the given question. For
// each form there is one document with the components of all disguises. A
// component that is not caught there is tried in a document of its own.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package, and add
// disguises that policies did not have to catch before.
package selftest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
)

// Test is the configuration of a test.
type Test struct {
	Engine   *policy.Engine
	Question policy.Context
	Decoder  decode.Decoder // its keys apply to the original document only; documents with planted components are not signed

	// Keep is called with each document in which a component was not caught. It may
	// be nil.
	Keep func(name string, text []byte) error
	All  bool // call Keep with all documents
}

// Outcome is the result for a disguise in a form: one of the constants below or the
// level of a finding.
type Outcome string

// The outcomes that are not levels.
const (
	Unfit      Outcome = "–"          // the form cannot express the disguise
	Passed     Outcome = "passed"     // no finding
	Refused    Outcome = "refused"    // the decoder refused the document because of the disguise, so there is no verdict
	Unreadable Outcome = "unreadable" // the decoder failed for another reason: see Escape.Fault
)

// severity lists outcomes, the least severe first.
var severity = []Outcome{Unreadable, Passed, Outcome(policy.LevelNote), Outcome(policy.LevelWarning), Outcome(policy.LevelError), Refused, Unfit}

func compareSeverity(a, b Outcome) int {
	return cmp.Compare(slices.Index(severity, a), slices.Index(severity, b))
}

// Report is the result of a test.
type Report struct {
	Name      string
	Forms     []Form
	Bans      []Ban
	Wrappings []Row         // of documents with all components that were caught unwrapped
	Tried     int           // number of components and wrapped documents
	Escapes   []Escape      // those that were not caught
	Unfired   []policy.Rule // rules without findings in any document
}

// Form describes the documents of one form.
type Form struct {
	Name       string
	Own        bool // components were inserted into the document's own text; otherwise the document was rewritten
	Components int  // number of components in the document besides the planted ones
}

// Ban holds the results for one measure.
type Ban struct {
	Measure policy.Measure
	Known   disguise.Known // identifiers that are found without a disguise
	Rows    []Row
}

// Row is a disguise or a wrapping with its outcome for each form.
type Row struct {
	Name     string
	Slight   bool // a note is enough: see [disguise.Disguise]
	Outcomes []Outcome
}

// Caught reports whether an outcome is severe enough for the row.
func (r Row) Caught(o Outcome) bool {
	return o != Unreadable && o != Passed && (o != Outcome(policy.LevelNote) || r.Slight)
}

// Escape is a disguise or wrapping that was not caught in a form.
type Escape struct {
	Measure string // ID; empty for a wrapping
	Row     string
	Form    string
	Outcome Outcome
	Fault   string // error of the decoder if Outcome is Unreadable
	File    string // argument of Keep
}

// Run runs the test with a document. It returns an error if the test is not
// possible: if the text is not a single document, if a policy fails, or if no
// identifier of a measure is known.
func (t Test) Run(ctx context.Context, name string, text []byte) (*Report, error) {
	if err := t.Engine.Check(t.Question); err != nil {
		return nil, err
	}
	t.Question.MinCoverage = 100 // otherwise a rule about coverage could not have a finding
	t.Decoder.Wants = t.Engine.Wants
	docs, err := t.Decoder.All(name, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if len(docs) != 1 {
		return nil, fmt.Errorf("%d SBOMs in %q: expected one", len(docs), name)
	}
	t.Decoder.Keys = nil
	r := newRun(ctx, t, name, disguise.NewBase(docs[0]))
	if len(docs[0].Wrappers) == 0 {
		r.text, r.own = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), formOf(docs[0])
	}
	r.count = docs[0].ComponentCount()
	if err := r.plantKnown(); err != nil {
		return nil, err
	}
	for _, form := range draft.Forms() {
		if err := r.tryForm(form); err != nil {
			return nil, err
		}
	}
	r.report.Unfired = slices.DeleteFunc(t.Engine.Rules(), func(rule policy.Rule) bool { return r.fired[rule.ID] })
	return r.report, nil
}

// formOf returns the form of a document, or 0 if components cannot be inserted into
// its text.
func formOf(doc *sbom.Document) draft.FormID {
	switch {
	case doc.Encoding == sbom.TagValue:
		return draft.SPDXTagValue
	case doc.Format == sbom.CycloneDX && doc.Encoding == sbom.JSON:
		return draft.CycloneDXJSON
	case doc.Format == sbom.CycloneDX:
		return draft.CycloneDXXML
	case doc.SpecVersion[0] == '3':
		return draft.SPDX3JSON
	case doc.Encoding == sbom.JSON:
		return draft.SPDXJSON
	}
	return 0 // YAML and RDF
}
