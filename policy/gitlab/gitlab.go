// Package gitlab writes a run as a Code Quality report of GitLab, which merge requests show.
//
// # Mapping
//
//	Finding                 issue
//	Finding.Rule            check_name
//	Finding.Level           severity: critical, major or info
//	Finding.Evidence[0]     location: its file and line
//	Finding.Waiver, Change  a finding that does not count for the gate is not an issue
//	Verdict undetermined    issue of the severity critical, at the fault
//	Report.Omitted          issue of the severity info
//
// GitLab compares the reports of two branches by fingerprint, and shows issues with the same
// fingerprint only once. The fingerprint of an issue is therefore made of the fingerprint of
// the finding, the file, and a number that distinguishes equal ones in a file.
//
// A path is relative to the root of the repository. If the file is not in the repository, its
// name is used as far as it can be such a path.
package gitlab

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// The limits of texts, in characters.
const (
	maxValue       = 500 // of one text from a document
	maxDescription = 4000
	maxPath        = 4096
)

// issue is an element of a report.
type issue struct {
	Description string   `json:"description"`
	CheckName   string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"`
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines lines  `json:"lines"`
}

type lines struct {
	Begin int `json:"begin"`
}

// severities are the severities of the levels.
var severities = map[policy.Level]string{policy.LevelError: "critical", policy.LevelWarning: "major", policy.LevelNote: "info"}

// clean returns a text from a document as one line.
var clean = phrase.OneLine(maxValue)

// Write writes the report: documents without a verdict, then findings, the most severe first.
// The function pathOf returns the path of a document in the repository, with slashes, or "" if
// the file is not in it.
func Write(w io.Writer, run *gate.Run, pathOf func(name string) string) error {
	p := &printer{enc: jsontext.NewEncoder(w, jsontext.WithIndent("  ")), pathOf: pathOf, seen: map[string]int{}}
	p.token(jsontext.BeginArray)
	for _, r := range run.Undetermined() {
		p.issue(gate.PlaceOf(r), string(policy.Undetermined), severities[policy.LevelError], clean.NoVerdict(r), "")
	}
	findings, _ := run.MostSevere(math.MaxInt)
	for _, f := range findings {
		p.issue(f.Place(), f.Rule, severities[f.Level], clean.Finding(f.Report.Name, f.Finding), f.Fingerprint)
	}
	for _, r := range run.All() {
		if n := r.Omitted(); n > 0 {
			p.issue(gate.Place{File: r.Name}, "omitted", severities[policy.LevelNote], phrase.Omitted(n), "")
		}
	}
	p.token(jsontext.EndArray)
	return p.err
}

// printer writes issues until there is an error.
type printer struct {
	enc    *jsontext.Encoder
	pathOf func(name string) string
	seen   map[string]int // issues by check, fingerprint and path
	err    error
}

func (p *printer) token(t jsontext.Token) {
	if p.err == nil {
		p.err = p.enc.WriteToken(t)
	}
}

// issue writes an issue. Its description starts with the place if that is not a line of the
// file.
func (p *printer) issue(place gate.Place, check, severity, description, fingerprint string) {
	if p.err != nil {
		return
	}
	line := place.Location.Line
	if place.Decoded && line > 0 {
		description, line = clean(place.String())+": "+description, 0
	}
	file := printable.Escape(printable.Clip(p.path(place.File), maxPath))
	p.err = json.MarshalEncode(p.enc, issue{
		Description: printable.Clip(description, maxDescription),
		CheckName:   clean(check),
		Fingerprint: p.fingerprint(check, fingerprint, file),
		Severity:    severity,
		Location:    location{file, lines{max(line, 1)}},
	})
}

// path returns the path of a document in the repository, or one made of its name.
func (p *printer) path(name string) string {
	if file := p.pathOf(name); file != "" {
		return file
	}
	if name == "-" {
		return "stdin"
	}
	return cmp.Or(path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:], "stdin")
}

// fingerprint returns the fingerprint of an issue, which no earlier issue has.
func (p *printer) fingerprint(check, fingerprint, file string) string {
	key := strings.Join([]string{check, fingerprint, file}, "\x00")
	p.seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, p.seen[key]))
	return hex.EncodeToString(sum[:])
}
