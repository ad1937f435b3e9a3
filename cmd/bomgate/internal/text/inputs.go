package text

import (
	"fmt"
	"regexp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
)

// inputs writes the version of bomgate and the digests of all that the decision depends on, if
// [Options.Verbose] is set.
func (p *printer) inputs(run *gate.Run) {
	if !p.Verbose {
		return
	}
	p.line("inputs, with SHA-256:")
	digest := func(label, digest, name string) {
		if digest != "" {
			p.field(label, clean(digest)+"  "+clean(name))
		}
	}
	p.field("bomgate", clean(run.Version))
	for _, r := range run.Reports {
		digest("document", r.Digest, r.Name)
		if r.Document != nil {
			digest("content", r.Document.Digest, r.Name)
		}
	}
	for _, b := range run.Bundles {
		digest("policies", b.Digest, b.Name)
	}
	if run.Config != nil {
		digest("settings", run.Config.Digest, run.Config.File)
	}
	if run.Waivers != nil {
		digest("waivers", run.Waivers.Digest, run.Waivers.File)
	}
	if run.Baseline != nil {
		digest("baseline", run.Baseline.Digest, run.Baseline.File)
	}
	p.WriteByte('\n')
}

// warnings writes the parser warnings, or how many there are. Of warnings that differ only in
// quoted values and numbers, it writes the first.
func (p *printer) warnings(r *policy.Report) {
	if r.Document == nil || r.Document.WarningCount == 0 {
		return
	}
	if !p.Verbose {
		p.line("\n  %s (show with -v)", phrase.Count(r.Document.WarningCount, "parser warning", "parser warnings"))
		return
	}
	p.line("\n  %s:", phrase.Count(r.Document.WarningCount, "parser warning", "parser warnings"))
	alike := map[string]int{}
	for _, w := range r.Document.Warnings {
		alike[pattern(w)]++
	}
	for _, w := range r.Document.Warnings {
		n := alike[pattern(w)]
		if n == 0 {
			continue // it is like an earlier one
		}
		alike[pattern(w)] = 0
		more := ""
		if n > 1 {
			more = fmt.Sprintf(" (and %d more like it)", n-1)
		}
		p.line("  %s: %s%s", position(r.Name, w.Location), clean(w.Message), more)
	}
	if n := r.Document.WarningCount - len(r.Document.Warnings); n > 0 {
		p.line("  %d more omitted", n)
	}
}

// specific matches the parts of a warning that depend on the place: quoted values and numbers.
var specific = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[0-9]+`)

// pattern returns what is common to warnings that are alike.
func pattern(w policy.Warning) string { return specific.ReplaceAllString(w.Message, "…") }
