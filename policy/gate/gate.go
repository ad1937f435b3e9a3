// Package gate decides whether the findings of a run close the gate, and collects what the
// reports state about the run.
//
// A verdict is what the policies say about a document. The decision is about the run: it
// also depends on the fail level, on waivers, and on the baseline.
package gate

import (
	"fmt"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/phrase"
)

// Run is the result of a run, from which all reports are written.
type Run struct {
	Version string         // of bomgate
	Command []string       // makes the same check again: the program with all flags that matter except --output
	Paths   []string       // the arguments of Command
	Context policy.Context // of all reports
	AsOf    string         // the date as given; "" if it is the time of the run
	FailOn  policy.Level   // findings of this level or above close the gate; "" if none does
	Bundles []Bundle       // the policies and data, the built-in ones first
	Config  *Config        // nil without a configuration file

	Reports  []*policy.Report                  // one per document, in the order of the arguments
	Details  map[*policy.Report]*detail.Detail // of documents that were evaluated, if an output needs them
	Waivers  *Waivers                          // nil without a file of waivers
	Baseline *Baseline                         // nil without a baseline

	Skipped []Skipped           // files in directories that are not evaluated
	Ignored []string            // the names of files beside the policies that are neither policies nor data
	Idle    map[string][]string // see [policy.Engine.Idle]
}

// Config is the configuration file that set flags of the run.
type Config struct {
	File   string
	Digest string // SHA-256 of the file in lower-case hexadecimal
}

// Bundle is a set of policies and data.
type Bundle struct {
	Name   string
	Digest string // see [policy.Bundle.Digest]
}

// Skipped is a file in a directory that is not evaluated.
type Skipped struct {
	Name   string
	Reason SkipReason
}

// SkipReason says why a file is not evaluated.
type SkipReason string

// The reasons.
const (
	SkippedNotSBOM   SkipReason = "not an SBOM"
	SkippedLink      SkipReason = "a symbolic link that does not lead to a file in the directory"
	SkippedByPattern SkipReason = "left out by --include or --exclude"
)

// Waivers is a file of waivers.
type Waivers struct {
	File   string
	Digest string           // SHA-256 of the file in lower-case hexadecimal
	List   []*policy.Waiver // in the order of the file
	Report *policy.Report   // findings on the waivers themselves, with locations in the file; it has no Document
}

// Baseline is an earlier report with which the run is compared.
type Baseline struct {
	File   string
	Digest string           // SHA-256 of the file in lower-case hexadecimal
	Gone   []policy.Finding // findings of the baseline that the run does not have
}

// All returns the reports on documents and, at the end, the one on waivers if it has
// findings.
func (r *Run) All() []*policy.Report {
	if r.Waivers == nil || len(r.Waivers.Report.Findings) == 0 {
		return r.Reports
	}
	return append(r.Reports[:len(r.Reports):len(r.Reports)], r.Waivers.Report)
}

// Title returns the title of the documents, or "" if they have none or several.
func (r *Run) Title() string {
	title := ""
	for _, report := range r.Reports {
		switch d := report.Document; {
		case d == nil || d.Title == "" || d.Title == title:
		case title != "":
			return ""
		default:
			title = d.Title
		}
	}
	return title
}

// Count returns the number of findings for which f returns true.
func (r *Run) Count(f func(*policy.Finding) bool) int {
	n := 0
	for _, report := range r.All() {
		n += count(report, f)
	}
	return n
}

// Waived returns the number of findings that waivers cover.
func (r *Run) Waived() int { return r.Count(isWaived) }

// Known returns the number of findings that do not count for the gate because they are in
// the baseline.
func (r *Run) Known() int { return r.Count(isKnown) }

// Waived returns the number of findings of a report that waivers cover.
func Waived(r *policy.Report) int { return count(r, isWaived) }

// Known returns the number of findings of a report that do not count for the gate because
// they are in the baseline.
func Known(r *policy.Report) int { return count(r, isKnown) }

func isWaived(f *policy.Finding) bool { return f.Waiver != nil }

func isKnown(f *policy.Finding) bool { return f.Waiver == nil && f.Change == policy.ChangeNone }

func count(r *policy.Report, f func(*policy.Finding) bool) int {
	n := 0
	for i := range r.Findings {
		if f(&r.Findings[i]) {
			n++
		}
	}
	return n
}

// The exit codes of a run.
const (
	ExitOpen      = 0
	ExitClosed    = 1 // findings at or above the fail level
	ExitNoVerdict = 2 // a document without a verdict
)

// Decision says whether the gate is open, and why.
type Decision struct {
	ExitCode int // ExitOpen, ExitClosed or ExitNoVerdict
	Reason   string
}

// Open reports whether the gate is open.
func (d Decision) Open() bool { return d.ExitCode == ExitOpen }

// String returns the decision in one line, as in "gate CLOSED: 1 error (fail level: error) in
// 1 of 3 documents".
func (d Decision) String() string {
	state := "CLOSED"
	if d.Open() {
		state = "OPEN"
	}
	return "gate " + state + ": " + d.Reason
}

// Unwritten returns the decision if a report could not be written: a gate that would be open
// is closed without a verdict, because a later step may rely on the report.
func (d Decision) Unwritten() Decision {
	if !d.Open() {
		return d
	}
	return Decision{ExitNoVerdict, "a report could not be written"}
}

// Decide decides about a run. Findings that close the gate take precedence over documents
// without a verdict, because they are certain.
func (r *Run) Decide() Decision {
	d := Decision{ExitCode: ExitOpen}
	var reasons []string
	closing, in := r.closing()
	undetermined := len(r.Undetermined())
	of := "of " + phrase.Count(len(r.Reports), "document", "documents")
	if undetermined > 0 || len(r.Reports) == 0 {
		d.ExitCode = ExitNoVerdict
		reasons = append(reasons, fmt.Sprintf("no verdict on %d %s", undetermined, of))
	}
	if closing != "" {
		d.ExitCode = ExitClosed
		reasons = append([]string{fmt.Sprintf("%s (fail level: %s) %s", closing, r.FailOn, in)}, reasons...)
	}
	if d.Open() {
		reasons = append(reasons, r.remaining())
	}
	if n := r.Waived(); n > 0 {
		reasons = append(reasons, phrase.Count(n, "finding", "findings")+" waived")
	}
	if n := r.Known(); n > 0 {
		reasons = append(reasons, phrase.Count(n, "finding", "findings")+" in the baseline")
	}
	d.Reason = strings.Join(reasons, "; ")
	return d
}

// Closes reports whether a finding of a level closes the gate, if it counts.
func (r *Run) Closes(l policy.Level) bool { return r.FailOn != "" && l.AtLeast(r.FailOn) }

// ClosedBy reports whether one of the reports alone closes the gate: it has no verdict, or a
// finding that closes the gate.
func (r *Run) ClosedBy(report *policy.Report) bool {
	for level, n := range counting(report) {
		if n > 0 && r.Closes(level) {
			return true
		}
	}
	return report.Verdict == policy.Undetermined
}

// closing counts the findings that close the gate, and says where they are.
func (r *Run) closing() (findings, in string) {
	byLevel := map[policy.Level]int{}
	documents, waivers := 0, false
	for i, report := range r.All() {
		closes := false
		for level, n := range counting(report) {
			if n > 0 && r.Closes(level) {
				byLevel[level] += n
				closes = true
			}
		}
		switch {
		case closes && i < len(r.Reports):
			documents++
		case closes:
			waivers = true
		}
	}
	var where []string
	if documents > 0 {
		where = append(where, fmt.Sprintf("in %d of %s", documents, phrase.Count(len(r.Reports), "document", "documents")))
	}
	if waivers {
		where = append(where, "in the waivers")
	}
	return phrase.Levels(byLevel), strings.Join(where, " and ")
}

// Counting returns how many findings of the run count for the gate, by level.
func (r *Run) Counting() map[policy.Level]int {
	n := map[policy.Level]int{}
	for _, report := range r.All() {
		for level, counted := range counting(report) {
			n[level] += counted
		}
	}
	return n
}

// counting returns how many findings of a report count for the gate, by level. Omitted
// findings count, because they are not compared with waivers and the baseline.
func counting(report *policy.Report) map[policy.Level]int {
	n := map[policy.Level]int{}
	for i := range report.Findings {
		if f := &report.Findings[i]; f.Counts() {
			n[f.Level]++
		}
	}
	for level := range report.Counts {
		n[level] += report.OmittedOf(level)
	}
	return n
}

// remaining describes the findings that do not close the gate. An error does not need a
// decision: the component is prohibited, and only the fail level opens the gate.
func (r *Run) remaining() string {
	byLevel := r.Counting()
	n := byLevel[policy.LevelError] + byLevel[policy.LevelWarning]
	switch {
	case byLevel[policy.LevelError] > 0:
		return phrase.Levels(byLevel) + " (fail level: never)"
	case n == 1:
		return "1 finding needs a decision"
	case n > 1:
		return fmt.Sprintf("%d findings need a decision", n)
	}
	return "no finding needs a decision"
}
