// Package sarif writes a run as SARIF 2.1.0 for GitHub code scanning.
//
// # Mapping
//
//	Report                  run, with its own automationDetails.id (GitHub's category)
//	Run.Waivers             run, for the findings on waivers, also without any
//	more than MaxRuns       one run for all reports
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
// pointers, XPaths and tags are properties of locations. With an anchor, every location is
// the first line of the anchor, and messages and properties name the place in the SBOM.
//
// # Limits
//
// GitHub refuses a file with more than 20 runs, 25,000 results in a run, or 10 MB after
// gzip, and shows 5,000 results of a run. Its action upload-sarif joins the files of a
// directory before it uploads them, so several files would not help: [Write] writes one,
// within the limits. If it has to leave out findings, it keeps the most severe ones of all
// documents, equally many of each document if they are equally severe, and each run has a
// notification with the number. Texts, related locations and paths have limits too, see the
// constants.
//
// If there are more reports than [MaxRuns], they share one run, whose category does not
// belong to a document. When the number of SBOMs grows past the limit, the alerts of their
// former categories stay open until those configurations are deleted on GitHub.
//
// GitHub ignores suppressions and would show waived findings as alerts. [Write] therefore
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
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// The limits of a file. GitHub refuses the whole file if it has more runs or bytes, and shows
// no more results of a run.
const (
	MaxRuns    = 20
	MaxResults = 5000

	maxZipped = 9_500_000 // bytes after gzip: GitHub accepts 10 MB
	maxSize   = 256 << 20 // bytes: upload-sarif reads the file into a string, which has at most 512 MiB
)

// The limits of parts of a file.
const (
	maxDocuments     = 1000     // documents in the properties of a run
	maxNotifications = 1000     // of a run
	maxLocations     = 100      // related locations of a result: GitHub keeps no more
	maxDetail        = 64 << 10 // bytes of text in the locations and the evidence of a result
	maxName          = 255      // characters of a name
	maxText          = 1024     // characters of a text from a document or a rule
	maxURI           = 1024     // bytes of a URI
)

const (
	schema         = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	informationURI = "https://github.com/bomgate/bomgate"
)

// Options are the options of [Write].
type Options struct {
	Suppressed bool   // write waived findings as results with suppressions, for viewers other than GitHub
	Category   string // the start of all categories, or "": see [CheckCategory]
	Anchor     string // a file of the repository for all results, or "" for their places in the SBOMs; with slashes, relative to the root of the repository
}

var category = regexp.MustCompile(`^/?[A-Za-z0-9._:+=-]+(/[A-Za-z0-9._:+=-]+)*$`)

// CheckCategory returns an error if a category has characters that it must not have.
func CheckCategory(s string) error {
	if !category.MatchString(s) || len(s) > maxName {
		return fmt.Errorf("%q: expected at most %d letters, digits and the characters . _ - : + =, with slashes between them, as in linux/amd64", s, maxName)
	}
	return nil
}

// WhyOmitted says why a file leaves out findings.
const WhyOmitted = "GitHub shows at most 5,000 of a run and accepts at most 10 MB"

// Write writes a run, and returns the number of findings that it leaves out because a file
// would be too large for GitHub. Findings that waivers cover do not count. The same run gives
// the same bytes. The name of a report is a path relative to the root of the repository, or
// "-" for standard input.
func Write(w io.Writer, result *gate.Run, o Options) (omitted int, err error) {
	l := newLog(result, o)
	if err := l.fit(); err != nil {
		return 0, fmt.Errorf("write SARIF: %w", err)
	}
	if err := l.write(w); err != nil {
		return 0, fmt.Errorf("write SARIF: %w", err)
	}
	return l.omitted(), nil
}

// automationID returns an ID for a run about the named document, or about all documents if the
// name is "". GitHub uses the part before the last slash as the category and refuses two runs
// with the same category, so further documents with the same name get a number.
func (o Options) automationID(seen map[string]bool, uri string) string {
	base := strings.TrimSuffix("bomgate/"+uri, "/")
	if o.Category != "" {
		base = o.Category + "/" + base
	}
	id := base + "/"
	for n := 2; seen[id]; n++ {
		id = fmt.Sprintf("%s~%d/", base, n)
	}
	seen[id] = true
	return id
}

// relativeURI returns the name of a document as a URI reference that GitHub accepts as a
// path in the repository: relative, without scheme, "." and "..", never empty. A long name
// is cut, and ends with its hash: no repository has a file with such a name.
func relativeURI(name string) string {
	if name == "-" {
		return "stdin"
	}
	p := path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:]
	u := url.URL{Path: cmp.Or(p, "stdin")}
	// A colon in the first segment would end a scheme.
	uri := strings.ReplaceAll(u.EscapedPath(), ":", "%3A")
	if len(uri) <= maxURI {
		return uri
	}
	cut := uri[:maxURI]
	if i := strings.LastIndexByte(cut, '%'); i > maxURI-3 { // in the middle of an escape
		cut = cut[:i]
	}
	return cut + "~" + hash(name)[:16]
}

// isInRepository reports whether the name of a document can name a file in the repository.
func isInRepository(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	return name != "-" && !strings.HasPrefix(name, "oci:") && !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../")
}

var semanticVersion = regexp.MustCompile(`^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)$`)

// newDriver describes bomgate.
func newDriver(version string, rules []policy.Rule) toolComponent {
	semantic := ""
	if m := semanticVersion.FindStringSubmatch(version); m != nil {
		semantic = m[1]
	}
	return toolComponent{
		Name:            "bomgate",
		Version:         strings.TrimPrefix(version, "v"),
		SemanticVersion: semantic,
		InformationURI:  informationURI,
		Rules:           describe(rules),
	}
}

// properties returns the properties of a run about some documents.
func (l *log) properties(g *group) runProperties {
	context := g.documents[0].Context
	p := runProperties{
		Title:     g.title(),
		Documents: []documentProperties{},
		Decision:  l.decision.String(),
		ExitCode:  l.decision.ExitCode,
		FailOn:    cmp.Or(string(l.run.FailOn), "never"),
		AsOf:      timestamp(context.AsOf),
		Given:     l.run.AsOf,
		Acts:      context.Acts,
		Nexus:     context.Nexus,
		Waived:    g.waived,
		Measures:  []string{},
		Policies:  []input{},
	}
	p.MoreDocuments = max(0, len(g.documents)-maxDocuments)
	for _, d := range g.documents[:len(g.documents)-p.MoreDocuments] {
		p.Documents = append(p.Documents, propertiesOf(d.Report))
	}
	for _, m := range l.run.Measures() {
		p.Measures = append(p.Measures, m.ID)
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

func propertiesOf(r *policy.Report) documentProperties {
	p := documentProperties{
		Document: clip(r.Name, maxText),
		Digest:   r.Digest,
		Verdict:  string(r.Verdict),
		Coverage: coverage{Coverage: r.Coverage, Share: r.Coverage.Share(), NameShare: r.Coverage.NameShare()},
	}
	if r.Document != nil {
		p.TextDigest, p.Coverage.Missing = r.Document.Digest, r.Document.Missing
	}
	return p
}

// whyUndetermined returns why there is no verdict, with the location of the fault. The
// reason is "" if there is a verdict.
func whyUndetermined(r *policy.Report) (reason string, at sbom.Location) {
	if r.WhyUndetermined() == "" {
		return "", at
	}
	if e, ok := errors.AsType[*sbom.Error](r.Fault); ok {
		at = e.Location
	}
	return asWritten.NoVerdict(r), at
}

// asWritten leaves texts of documents as they are: JSON needs no other escapes than its own.
var asWritten phrase.Escape = func(text string) string { return text }

// fingerprints returns the partial fingerprints for a full one. GitHub compares the first
// 64 bits, with a number that distinguishes equal fingerprints in a run.
func (b *builder) fingerprints(full string) partialFingerprints {
	short := full
	if b.shared { // other documents of the run can have the same finding
		short = hash(full, b.uri)
	}
	short = short[:min(len(short), 16)]
	b.seen[short]++
	return partialFingerprints{
		PrimaryLocationLineHash: fmt.Sprintf("%s:%d", short, b.seen[short]),
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
