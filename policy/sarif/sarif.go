// Package sarif writes reports as SARIF 2.1.0 that GitHub code scanning accepts.
//
// # What maps to what
//
//	Report                  run, with its own automationDetails.id (GitHub's category)
//	Report.Name             artifactLocation.uri, relative and percent-encoded
//	Report.Rules            tool.driver.rules, whether they found something or not
//	Report.Fault            error result of the rule "undetermined", executionSuccessful: false
//	Verdict undetermined    the same, beside the findings
//	Document.Warnings       invocations[0].toolExecutionNotifications
//	Document.Links          the same, one for each document that is referred to
//	Finding                 result
//	Finding.Evidence[0]     its one location, a region on the very value that matched
//	Finding.Evidence[1:]    relatedLocations
//	Finding.Path            codeFlow from the root to the component, then the evidence
//	Finding.Fingerprint     partialFingerprints
//	the rest of a Finding   properties
//
// JSON pointer, XPath and tag are logicalLocations.
//
// # Limits
//
// GitHub refuses the whole upload of a file with more than 20 runs, 25,000
// results in a run, or 10 MB after gzip, and shows 5,000 results of a run and
// 100 locations of a result. [Write] refuses more than [MaxRuns] reports, writes
// the gravest [MaxResults] results of each, says in a notification how many it
// left out, and cuts long texts. 5,000 full
// results are about 1 MB after gzip, so the size is not watched; a file that is
// too large all the same is refused by GitHub, which closes no alert.
//
// An upload without results closes every alert. That is why a document that could
// not be judged has a result.
package sarif

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// What one file holds. GitHub's limits are in the package's documentation.
const (
	MaxRuns    = 20   // reports: GitHub refuses the whole file if there are more
	MaxResults = 5000 // results of a run: GitHub shows no more

	maxLocations = 100  // related locations of a result
	maxName      = 255  // characters of a name
	maxText      = 1024 // characters of a text that a document or a rule brings
)

const (
	schema         = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	informationURI = "https://github.com/bomgate/bomgate"
)

// Write writes one SARIF log with a run for each report, in the order given.
// The version is bomgate's own. A report's name is taken as the path relative to
// the repository's root; "-" is standard input.
//
// The same reports give the same bytes. More than [MaxRuns] reports are an error,
// and nothing is written then.
func Write(w io.Writer, version string, reports ...*policy.Report) error {
	if len(reports) > MaxRuns {
		return fmt.Errorf("write SARIF: %d documents, expected at most %d: GitHub refuses a file with more; write several files", len(reports), MaxRuns)
	}
	log := sarifLog{
		Schema:  schema,
		Version: "2.1.0",
		Runs: func(yield func(run) bool) {
			seen := map[string]bool{}
			var last []policy.Rule
			var described []reportingDescriptor
			for _, r := range reports {
				if described == nil || !same(last, r.Rules) { // most often all have the same
					last, described = r.Rules, describe(withUndetermined(r.Rules))
				}
				if !yield(newRun(r, described, version, automationID(seen, r.Name))) {
					return
				}
			}
		},
	}
	// A file's name need not be UTF-8; everything else that is written is.
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err := json.MarshalEncode(enc, log); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

// automationID names the run after its document. GitHub takes what stands before
// the last slash as the category, and refuses two runs of the same category, so
// the second document of a name gets a number.
func automationID(seen map[string]bool, name string) string {
	base := "bomgate/" + relativeURI(name)
	id := base + "/"
	for n := 2; seen[id]; n++ {
		id = fmt.Sprintf("%s~%d/", base, n)
	}
	seen[id] = true
	return id
}

// relativeURI makes a URI reference of a document's name that GitHub takes as a
// path in the repository: relative, without scheme, "." and "..", never empty.
func relativeURI(name string) string {
	if name == "-" {
		return "stdin"
	}
	p := path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:]
	u := url.URL{Path: cmp.Or(p, "stdin")}
	// In the first segment a colon would end a scheme.
	return strings.ReplaceAll(u.EscapedPath(), ":", "%3A")
}

var semanticVersion = regexp.MustCompile(`^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

// same tells whether two lists are one.
func same(a, b []policy.Rule) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

func newRun(r *policy.Report, described []reportingDescriptor, version, id string) run {
	semantic := ""
	if m := semanticVersion.FindStringSubmatch(version); m != nil {
		semantic = m[1]
	}
	reason, fault := whyUndetermined(r)
	limit := MaxResults
	if reason != "" {
		limit--
	}
	findings := r.Findings[:min(len(r.Findings), limit)]
	p := &placer{report: r, uri: relativeURI(r.Name)}
	rules := withUndetermined(r.Rules)
	return run{
		Tool: tool{Driver: toolComponent{
			Name:            "bomgate",
			Version:         strings.TrimPrefix(version, "v"),
			SemanticVersion: semantic,
			InformationURI:  informationURI,
			Rules:           described,
		}},
		AutomationDetails: automationDetails{ID: id},
		Invocations: []invocation{{
			ExecutionSuccessful:        reason == "",
			ToolExecutionNotifications: p.notifications(reason, fault, r.Omitted()+len(r.Findings)-len(findings)),
		}},
		ColumnKind: "utf16CodeUnits",
		Properties: runProperties{
			Document: r.Name,
			Verdict:  string(r.Verdict),
			AsOf:     timestamp(r.Context.AsOf),
			Acts:     r.Context.Acts,
			Nexus:    r.Context.Nexus,
			Coverage: coverageOf(r),
		},
		Results: func(yield func(result) bool) {
			if reason != "" && !yield(p.undetermined(rules, reason, fault)) {
				return
			}
			seen := map[string]int{}
			for i := range findings {
				if !yield(p.result(rules, &findings[i], seen)) {
					return
				}
			}
		},
	}
}

// coverageOf says on what evidence the document was judged, and how many documents
// that it refers to were not.
func coverageOf(r *policy.Report) coverage {
	c := coverage{Coverage: r.Coverage}
	if r.Document != nil {
		c.Missing = r.Document.Missing
	}
	return c
}

// whyUndetermined says why there is no verdict, and where; reason is "" if there is one.
func whyUndetermined(r *policy.Report) (reason string, at sbom.Location) {
	switch {
	case r.Fault != nil:
		hint := ""
		if e, ok := errors.AsType[*sbom.Error](r.Fault); ok {
			at, hint = e.Location, e.Hint
		}
		reason = sentences(r.Fault.Error(), hint)
	case r.Verdict != policy.Undetermined:
		return "", at
	case r.Coverage.Components == 0:
		reason = "the document lists no component."
	case !r.Coverage.Judgeable():
		reason = fmt.Sprintf("no component carries any evidence beyond a name (%d listed).", r.Coverage.Components)
	default:
		reason = "the policies left it open."
	}
	return "No verdict: " + reason, at
}

// fingerprints makes the one that GitHub compares of the first 64 bits of the
// full one; where it occurs again in the run, its number tells them apart.
func fingerprints(full string, seen map[string]int) partialFingerprints {
	short := full[:min(len(full), 16)]
	seen[short]++
	return partialFingerprints{
		PrimaryLocationLineHash: fmt.Sprintf("%s:%d", short, seen[short]),
		Bomgate:                 full,
	}
}

// hash is the fingerprint of a result that no finding stands behind.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// timestamp is as SARIF has dates and times (section 3.9); the zero time is "".
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
