// Package sarif writes reports as SARIF 2.1.0 for GitHub code scanning.
//
// # Mapping
//
//	Report                  run, with its own automationDetails.id (GitHub's category)
//	Run.Waivers             run, for the findings on waivers, also without any
//	Report.Name             artifactLocation.uri, relative and percent-encoded
//	Report.Rules            tool.driver.rules, with or without results
//	Report.Fault            error result of the rule "undetermined", executionSuccessful: false
//	Verdict undetermined    the same, in addition to the findings
//	Document.Warnings       invocations[0].toolExecutionNotifications
//	Document.Links          the same, one for each referenced document
//	Finding.Waiver          the same, one for each finding that is left out, or suppressions
//	Finding.Change          baselineState
//	Run                     properties of each run: decision, digests, date and scope
//	Rule.Name               reportingDescriptor.name, which viewers use as a heading
//	Finding                 result
//	Finding.Evidence[0]     its location: the region of the value that matched
//	Finding.Evidence[1:]    relatedLocations
//	Finding.Path            codeFlow from the root to the component, then the evidence
//	Finding.Fingerprint     partialFingerprints
//	other fields            properties
//
// The way to a component becomes the fullyQualifiedName of a logical location. JSON
// pointers, XPaths and tags are properties of locations.
//
// # Limits
//
// GitHub refuses a file with more than 20 runs, 25,000 results in a run, or 10 MB after
// gzip, and shows 5,000 results of a run and 100 locations of a result. [Logs] therefore
// divides reports into several files, with the most severe documents in the first. A file
// has at most [MaxRuns] runs and at most 10,000 results in all. Results with much evidence
// take about 600 bytes each after gzip. A run has the [MaxResults] most severe results of
// its document, and states in a notification how many it omits. Long texts are shortened.
//
// GitHub ignores suppressions and would show waived findings as alerts. [Logs] therefore
// leaves out waived findings, and each run has a notification for each of them, unless
// [Options] say otherwise.
//
// An upload without results closes all alerts. Therefore a document without a verdict has
// a result.
//
// # Compatibility
//
// The output is valid SARIF 2.1.0. GitHub compares alerts by rule ID, category and
// partialFingerprints, which stay the same from release to release; a change to them
// would be announced as incompatible, since it closes and reopens alerts. Messages, rule
// names and descriptions may be reworded, and properties may be added.
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
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

// Limits of a file: see the package documentation.
const (
	MaxRuns    = 20   // reports: GitHub refuses the whole file if there are more
	MaxResults = 5000 // results of a run: GitHub shows no more

	maxWaived    = 1000   // notifications of waived findings of a run
	maxTotal     = 10_000 // results of all runs, so that the file is small enough for GitHub
	maxLocations = 100    // related locations of a result
	maxName      = 255    // characters of a name
	maxText      = 1024   // characters of a text from a document or a rule
)

const (
	schema         = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	informationURI = "https://github.com/bomgate/bomgate"
)

// Options are the options of [Logs].
type Options struct {
	Suppressed bool // write waived findings as results with suppressions, for viewers other than GitHub
}

// Log is the content of one SARIF file: a run for each of some reports.
type Log struct {
	run      *gate.Run
	decision gate.Decision
	measures []string // IDs
	options  Options
	part     *part // nil if the log has all reports
	reports  []identified
}

// identified is a report with the ID of its run.
type identified struct {
	*policy.Report
	id string
}

// Logs divides the reports of a run into logs that GitHub accepts: see the package documentation. The
// reports with the most severe verdicts come first, and otherwise the order is kept. There
// is at least one log. The name of a report is a path relative to the root of the
// repository, or "-" for standard input.
func Logs(result *gate.Run, o Options) []Log {
	reports := result.Reports
	if result.Waivers != nil { // also without findings, because only another upload closes the alerts of an earlier one
		reports = append(reports[:len(reports):len(reports)], result.Waivers.Report)
	}
	seen := map[string]bool{}
	sorted := make([]identified, len(reports))
	for i, r := range reports { // in the given order, so that an ID does not depend on the verdict
		sorted[i] = identified{r, automationID(seen, r.Name)}
	}
	slices.SortStableFunc(sorted, func(a, b identified) int { return a.Verdict.Compare(b.Verdict) })
	var logs []Log
	whole := Log{run: result, decision: result.Decide(), measures: []string{}, options: o}
	for _, m := range result.Measures() {
		whole.measures = append(whole.measures, m.ID)
	}
	start, total := 0, 0
	for i, r := range sorted {
		n := min(len(r.Findings)+1, MaxResults)
		if i-start == MaxRuns || i > start && total+n > maxTotal {
			logs = append(logs, whole.of(sorted[start:i]))
			start, total = i, 0
		}
		total += n
	}
	logs = append(logs, whole.of(sorted[start:]))
	if len(logs) > 1 {
		for i := range logs {
			logs[i].part = &part{i + 1, len(logs)}
		}
	}
	return logs
}

// of returns a log with some of the reports.
func (l Log) of(reports []identified) Log {
	l.reports = reports
	return l
}

// Write writes the log. The same run gives the same bytes.
func (l Log) Write(w io.Writer) error {
	log := sarifLog{
		Schema:     schema,
		Version:    "2.1.0",
		Properties: l.part,
		Runs: func(yield func(run) bool) {
			var last []policy.Rule
			var described []reportingDescriptor
			for _, r := range l.reports {
				if described == nil || !same(last, r.Rules) { // usually all reports share one list
					last, described = r.Rules, describe(withUndetermined(r.Rules))
				}
				if !yield(l.newRun(r.Report, described, r.id)) {
					return
				}
			}
		},
	}
	// The name of a file need not be valid UTF-8; all other text is.
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err := json.MarshalEncode(enc, log); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

// head matches the start of every log with a run, and the number in its properties.
var head = regexp.MustCompile(`^\{\s*"\$schema": "` + regexp.QuoteMeta(schema) + `",\s*"version": "2\.1\.0",\s*` +
	`(?:"properties": \{\s*"part": (\d+),\s*"parts": \d+\s*\},\s*)?` +
	`"runs": \[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "bomgate",`)

// Part returns which part of a report a text is, counted from 1, or 0 if bomgate did not
// write the text. It reads only the start.
func Part(r io.Reader) (int, error) {
	start, err := io.ReadAll(io.LimitReader(r, 1<<10))
	if err != nil {
		return 0, err
	}
	m := head.FindSubmatch(start)
	if m == nil {
		return 0, nil
	}
	if len(m[1]) == 0 {
		return 1, nil
	}
	return strconv.Atoi(string(m[1]))
}

// automationID returns an ID for the run of a document. GitHub uses the part before the
// last slash as the category and refuses two runs with the same category, so further
// documents with the same name get a number.
func automationID(seen map[string]bool, name string) string {
	base := "bomgate/" + relativeURI(name)
	id := base + "/"
	for n := 2; seen[id]; n++ {
		id = fmt.Sprintf("%s~%d/", base, n)
	}
	seen[id] = true
	return id
}

// relativeURI returns the name of a document as a URI reference that GitHub accepts as a
// path in the repository: relative, without scheme, "." and "..", never empty.
func relativeURI(name string) string {
	if name == "-" {
		return "stdin"
	}
	p := path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:]
	u := url.URL{Path: cmp.Or(p, "stdin")}
	// A colon in the first segment would end a scheme.
	return strings.ReplaceAll(u.EscapedPath(), ":", "%3A")
}

var semanticVersion = regexp.MustCompile(`^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

// same reports whether two slices are the same list.
func same(a, b []policy.Rule) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

func (l Log) newRun(r *policy.Report, described []reportingDescriptor, id string) run {
	version, semantic := l.run.Version, ""
	if m := semanticVersion.FindStringSubmatch(version); m != nil {
		semantic = m[1]
	}
	reason, fault := whyUndetermined(r)
	limit := MaxResults
	if reason != "" {
		limit--
	}
	findings, waived := r.Findings, []*policy.Finding(nil)
	if !l.options.Suppressed {
		findings, waived = divide(r.Findings)
	}
	omitted := r.Omitted() + max(0, len(findings)-limit)
	findings = findings[:min(len(findings), limit)]
	b := &builder{report: r, uri: relativeURI(r.Name)}
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
			ToolExecutionNotifications: b.notifications(reason, fault, omitted, waived),
		}},
		ColumnKind: "utf16CodeUnits",
		Properties: l.properties(r, len(waived)),
		Results: func(yield func(result) bool) {
			if reason != "" && !yield(b.undetermined(rules, reason, fault)) {
				return
			}
			seen := map[string]int{}
			for i := range findings {
				if !yield(b.result(rules, &findings[i], seen)) {
					return
				}
			}
		},
	}
}

// divide separates the findings that waivers cover from the others.
func divide(all []policy.Finding) (counted []policy.Finding, waived []*policy.Finding) {
	for i := range all {
		if all[i].Waiver != nil {
			waived = append(waived, &all[i])
		}
	}
	if len(waived) == 0 {
		return all, nil
	}
	return slices.DeleteFunc(slices.Clone(all), func(f policy.Finding) bool { return f.Waiver != nil }), waived
}

// properties returns the properties of a run about a document. Omitted is the number of
// findings that are left out because waivers cover them.
func (l Log) properties(r *policy.Report, omitted int) runProperties {
	p := runProperties{
		Document: r.Name,
		Digest:   r.Digest,
		Verdict:  string(r.Verdict),
		Decision: l.decision.String(),
		ExitCode: l.decision.ExitCode,
		FailOn:   cmp.Or(string(l.run.FailOn), "never"),
		AsOf:     timestamp(r.Context.AsOf),
		Given:    l.run.AsOf,
		Acts:     r.Context.Acts,
		Nexus:    r.Context.Nexus,
		Coverage: coverageOf(r),
		Waived:   omitted,
		Measures: l.measures,
		Policies: []input{},
	}
	if r.Document != nil {
		p.TextDigest = r.Document.Digest
	}
	for _, b := range l.run.Bundles {
		p.Policies = append(p.Policies, input{b.Name, b.Digest})
	}
	if c := l.run.Config; c != nil {
		p.Config = &input{c.File, c.Digest}
	}
	if w := l.run.Waivers; w != nil {
		p.Waivers = &input{w.File, w.Digest}
	}
	if b := l.run.Baseline; b != nil {
		p.Baseline = &input{b.File, b.Digest}
	}
	return p
}

// coverageOf returns the coverage of a report.
func coverageOf(r *policy.Report) coverage {
	c := coverage{Coverage: r.Coverage, Share: r.Coverage.Share(), NameShare: r.Coverage.NameShare()}
	if r.Document != nil {
		c.Missing = r.Document.Missing
	}
	return c
}

// whyUndetermined returns why there is no verdict, with the location of the fault. The
// reason is "" if there is a verdict.
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
	default:
		reason = r.WhyUndetermined() + "."
	}
	return "No verdict: " + reason, at
}

// fingerprints returns the partial fingerprints for a full one. GitHub compares the first
// 64 bits, with a number that distinguishes equal fingerprints in a run.
func fingerprints(full string, seen map[string]int) partialFingerprints {
	short := full[:min(len(full), 16)]
	seen[short]++
	return partialFingerprints{
		PrimaryLocationLineHash: fmt.Sprintf("%s:%d", short, seen[short]),
		Bomgate:                 full,
	}
}

// hash returns the fingerprint of a result without a finding.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// timestamp formats a time as in section 3.9; the zero time is "".
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
