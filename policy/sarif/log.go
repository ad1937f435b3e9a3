package sarif

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

// log is a run as SARIF, with the number of results that fit.
type log struct {
	run      *gate.Run
	decision gate.Decision
	options  Options
	groups   []*group
	notes    int          // notifications of a run that are written, at most
	encoded  int          // results of the last call of encode
	small    bytes.Buffer // the encoded log, if it is small
}

// group is some documents that are written as one run.
type group struct {
	id        string
	documents []document
	results   []candidate // the most severe first
	keep      int         // how many of them are written
	findings  int         // that count, also those that the reports do not have
	waived    int         // findings that are left out because waivers cover them
}

// document is a report with the URI for its locations.
type document struct {
	*policy.Report
	uri    string
	reason string        // why there is no verdict; "" if there is one
	fault  sbom.Location // of the reason
}

// candidate is a result that can be written.
type candidate struct {
	document *document
	finding  *policy.Finding // nil if the result says that there is no verdict
}

// rank orders candidates: documents without a verdict, then the levels, the most severe first.
func (c candidate) rank() int {
	if c.finding == nil {
		return 0
	}
	return 1 + slices.Index(policy.Levels(), c.finding.Level)
}

// newLog returns a log with all results that GitHub shows.
func newLog(result *gate.Run, o Options) *log {
	l := &log{run: result, decision: result.Decide(), options: o, notes: maxNotifications}
	reports := result.Reports
	if result.Waivers != nil { // also without findings, because only another upload closes the alerts of an earlier one
		reports = append(reports[:len(reports):len(reports)], result.Waivers.Report)
	}
	var documents []document
	for _, r := range reports {
		d := document{Report: r, uri: relativeURI(r.Name)}
		d.reason, d.fault = whyUndetermined(r)
		documents = append(documents, d)
	}
	seen := map[string]bool{}
	if len(documents) > MaxRuns {
		l.add(o.automationID(seen, ""), documents)
	} else {
		for i := range documents {
			l.add(o.automationID(seen, documents[i].uri), documents[i:i+1])
		}
	}
	return l
}

// add adds a run about some documents.
func (l *log) add(id string, documents []document) {
	g := &group{id: id, documents: documents}
	for i := range documents {
		d := &documents[i]
		if d.reason != "" {
			g.results = append(g.results, candidate{d, nil})
		}
		for k := range d.Findings {
			if d.Findings[k].Waiver != nil && !l.options.Suppressed {
				g.waived++
				continue
			}
			g.results = append(g.results, candidate{d, &d.Findings[k]})
		}
		g.findings += len(d.Findings) + d.Omitted()
	}
	g.findings -= g.waived
	slices.SortStableFunc(g.results, func(a, b candidate) int { return cmp.Compare(a.rank(), b.rank()) })
	g.results = g.results[:min(len(g.results), MaxResults)]
	g.keep = len(g.results)
	l.groups = append(l.groups, g)
}

// limit leaves out all but the most severe results. Runs with results of the same rank keep
// equally many of them, because GitHub closes the alerts of a run without results.
func (l *log) limit(total int) {
	for _, g := range l.groups {
		g.keep = 0
	}
	for rank := range len(policy.Levels()) + 1 {
		want := make([]int, len(l.groups))
		for i, g := range l.groups {
			want[i] = g.count(rank)
		}
		for i, n := range share(total, want) {
			l.groups[i].keep += n
			total -= n
		}
	}
}

// share divides a total as equally as possible, and gives no part more than it needs.
func share(total int, want []int) []int {
	got := make([]int, len(want))
	order := make([]int, len(want))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(want[a], want[b]) })
	for k, i := range order { // the smallest parts first, so that the others can share the rest
		got[i] = min(want[i], total/(len(order)-k))
		total -= got[i]
	}
	return got
}

// count returns the number of results of a rank.
func (g *group) count(rank int) int {
	n := 0
	for _, c := range g.results {
		if c.rank() == rank {
			n++
		}
	}
	return n
}

// omitted returns the number of findings that are not written.
func (g *group) omitted() int {
	n := g.findings
	for _, c := range g.results[:g.keep] {
		if c.finding != nil {
			n--
		}
	}
	return n
}

func (l *log) omitted() int {
	n := 0
	for _, g := range l.groups {
		n += g.omitted()
	}
	return n
}

// errTooLarge says that a log is larger than GitHub accepts.
var errTooLarge = errors.New("the rules and the parser warnings alone are larger than 10 MB after gzip, which GitHub does not accept")

// fit leaves out results, and if need be notifications, until the log is small enough. It
// encodes the log and measures it, because only that shows how well it compresses.
func (l *log) fit() error {
	err := l.measure(1)
	if !errors.Is(err, errTooLarge) {
		return err
	}
	for l.limit(0); ; l.notes /= 4 { // notifications must leave half of the space
		err := l.measure(0.5)
		if err == nil {
			break
		}
		if !errors.Is(err, errTooLarge) || l.notes == 0 {
			return err
		}
	}
	for n := math.MaxInt; ; n = min(l.encoded, n-1) * 19 / 20 {
		l.limit(n)
		if err := l.measure(1); !errors.Is(err, errTooLarge) {
			return err
		}
	}
}

// measure returns [errTooLarge] if the log is larger than a share of the limits. It keeps the
// encoded log if that is small.
func (l *log) measure(share float64) error {
	s := &scale{size: int(share * maxSize), zipped: int(share * maxZipped)}
	if err := l.encode(s); err != nil {
		return err
	}
	l.small = s.start
	if s.zip == nil {
		return nil
	}
	return s.zip.Close()
}

// scale is a writer that fails once its input, or the compressed input, exceeds a number of
// bytes. It compresses only if the input is larger than the compressed input may be.
type scale struct {
	size, zipped int // bytes that remain
	start        bytes.Buffer
	zip          *gzip.Writer
}

func (s *scale) Write(p []byte) (int, error) {
	if s.size -= len(p); s.size < 0 {
		return 0, errTooLarge
	}
	if s.zip == nil && s.start.Len()+len(p) <= s.zipped {
		return s.start.Write(p)
	}
	if s.zip == nil {
		s.zip = gzip.NewWriter((*zipped)(s))
		if _, err := s.start.WriteTo(s.zip); err != nil {
			return 0, err
		}
		s.start = bytes.Buffer{}
	}
	return s.zip.Write(p)
}

// zipped is the output of the compression.
type zipped scale

func (z *zipped) Write(p []byte) (int, error) {
	if z.zipped -= len(p); z.zipped < 0 {
		return 0, errTooLarge
	}
	return len(p), nil
}

// write writes the log after it has been measured.
func (l *log) write(w io.Writer) error {
	if l.small.Len() == 0 {
		return l.encode(w)
	}
	_, err := l.small.WriteTo(w)
	return err
}

// encode writes the log.
func (l *log) encode(w io.Writer) error {
	l.encoded = 0
	// The name of a file need not be valid UTF-8; all other text is.
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	return json.MarshalEncode(enc, sarifLog{
		Schema:  schema,
		Version: "2.1.0",
		Runs: func(yield func(run) bool) {
			for _, g := range l.groups {
				if !yield(l.newRun(g)) {
					return
				}
			}
		},
	})
}

func (l *log) newRun(g *group) run {
	rules, seen := rulesOf(g.documents), map[string]int{}
	builderOf := func(d *document) *builder {
		return &builder{document: d, options: l.options, shared: len(g.documents) > 1, seen: seen}
	}
	notes := notifications{limit: l.notes}
	if n := g.omitted(); n > 0 {
		notes.add("warning", fmt.Sprintf("%d of %d findings omitted, the least severe ones, because %s.", n, g.findings, WhyOmitted))
	}
	for _, notify := range []func(*builder, *notifications){(*builder).noteFault, (*builder).noteOutside, (*builder).noteWaived, (*builder).noteReferences, (*builder).noteWarnings} {
		for i := range g.documents {
			notify(builderOf(&g.documents[i]), &notes)
		}
	}
	return run{
		Tool:              tool{Driver: newDriver(l.run.Version, rules)},
		AutomationDetails: automationDetails{ID: g.id, Description: message{Text: g.title()}},
		Invocations: []invocation{{
			ExecutionSuccessful:        !slices.ContainsFunc(g.documents, func(d document) bool { return d.reason != "" }),
			ToolExecutionNotifications: notes.all(),
		}},
		ColumnKind: "utf16CodeUnits",
		Properties: l.properties(g),
		Results: func(yield func(result) bool) {
			for _, c := range g.results[:g.keep] {
				if !yield(builderOf(c.document).result(rules, c.finding)) {
					return
				}
				l.encoded++
			}
		},
	}
}

// title names the documents of a group.
func (g *group) title() string {
	if len(g.documents) > 1 {
		return fmt.Sprintf("%d documents", len(g.documents))
	}
	if name := g.documents[0].Name; name != "-" && name != "" {
		return line(name, maxName)
	}
	return "standard input"
}
