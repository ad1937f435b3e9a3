package waiver

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
)

// DefaultMaxDays is how many days a waiver may be valid unless [Options] say otherwise.
const DefaultMaxDays = 366

// warnDays is how many days before a waiver expires there is a warning.
const warnDays = 30

// Options are the options of [Apply].
type Options struct {
	Name    string         // of the file of waivers
	Context policy.Context // of the reports; its date decides which waivers are valid
	MaxDays int            // from the issue date to the expiry date; 0 means DefaultMaxDays
}

// Apply sets the waivers of the findings that waivers cover. It returns the report on the
// waivers themselves. If several waivers cover a finding, the first one counts.
//
// Findings that a report omits are not compared with waivers.
func Apply(reports []*policy.Report, waivers []*policy.Waiver, o Options) *policy.Report {
	o.MaxDays = cmp.Or(o.MaxDays, DefaultMaxDays)
	r := &policy.Report{
		Name:     o.Name,
		Context:  o.Context,
		Rules:    []policy.Rule{Rule},
		Verdict:  policy.Pass,
		Findings: []policy.Finding{},
		Counts:   map[policy.Level]int{},
	}
	a := applier{byFingerprint: map[string][]*use{}, byKey: map[string][]*use{}}
	uses := make([]*use, len(waivers))
	for i, w := range waivers {
		uses[i] = &use{Waiver: w, problems: invalid(w, o)}
		a.add(uses[i])
	}
	for _, report := range reports {
		a.apply(report)
	}
	for _, u := range uses {
		for _, p := range u.report(o) {
			r.Findings = append(r.Findings, finding(u.Waiver, p))
			r.Counts[p.level]++
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b policy.Finding) int {
		return slices.Index(levels, string(a.Level)) - slices.Index(levels, string(b.Level))
	})
	switch {
	case r.Counts[policy.LevelError] > 0:
		r.Verdict = policy.Fail
	case r.Counts[policy.LevelWarning] > 0:
		r.Verdict = policy.Review
	}
	r.Findings = r.Findings[:min(len(r.Findings), policy.MaxFindings)]
	return r
}

// applier finds the waivers for a finding.
type applier struct {
	byFingerprint, byKey map[string][]*use
}

// use is a waiver with the findings that it is for.
type use struct {
	*policy.Waiver
	problems []problem         // for which it is not valid
	covered  bool              // it covers a finding
	exceeded []*policy.Finding // it is for these, but they are more severe than what was accepted
}

func (a *applier) add(u *use) {
	switch {
	case len(u.problems) > 0:
	case u.Fingerprint != "":
		a.byFingerprint[u.Fingerprint] = append(a.byFingerprint[u.Fingerprint], u)
	default:
		if k := key(u.PURL, u.Entity, u.Measure, u.Document); k != "" {
			a.byKey[k] = append(a.byKey[k], u)
		}
	}
}

// apply sets the waivers of the findings in a report.
func (a *applier) apply(r *policy.Report) {
	if r.Document == nil {
		return
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if len(f.Evidence) == 0 { // it is about missing evidence
			continue
		}
		var exceeded []*use
		for _, u := range a.candidates(r.Document.Product, f) {
			switch {
			case !u.Level.AtLeast(f.Level) || len(unaccepted(u.Waiver, f)) > 0:
				exceeded = append(exceeded, u)
			default:
				u.covered = true
				if f.Waiver == nil {
					f.Waiver = u.Waiver
				}
			}
		}
		if f.Waiver == nil {
			for _, u := range exceeded {
				u.exceeded = append(u.exceeded, f)
			}
		}
	}
}

// candidates returns the waivers for a finding, whatever its level and evidence.
func (a *applier) candidates(product string, f *policy.Finding) []*use {
	found := slices.Clip(a.byFingerprint[f.Fingerprint])
	if len(a.byKey) == 0 || f.Component == nil || f.Entity == nil || f.Measure == nil {
		return found
	}
	for _, u := range a.byKey[key(f.Component.PURL, f.Entity.ID, f.Measure.ID, product)] {
		if v := version(u.PURL); v == "" || v == version(f.Component.PURL) {
			found = append(found, u)
		}
	}
	return found
}

// unaccepted returns the evidence of a finding that a waiver does not list.
func unaccepted(w *policy.Waiver, f *policy.Finding) []string {
	var list []string
	for _, e := range f.Evidence {
		if s := e.String(); !slices.Contains(w.Evidence, s) && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// problem is what a finding on a waiver says.
type problem struct {
	id      string // identifies the problem in fingerprints
	level   policy.Level
	message string // the predicate of a sentence about the waiver
	remedy  string
}

const renew = "Decide again: renew the waiver with a new issue date, or remove it and resolve the finding."

// invalid returns why a waiver is not valid.
func invalid(w *policy.Waiver, o Options) []problem {
	var list []problem
	add := func(id, remedy, format string, args ...any) {
		list = append(list, problem{id, policy.LevelError, fmt.Sprintf(format, args...), remedy})
	}
	if why := broad(w); why != "" {
		add("broad", "Name one finding by its fingerprint, or one package, entity, measure and document.", "is overly broad: it %s", why)
	}
	if days := daysBetween(w.Issued, w.Expires); days > o.MaxDays {
		add("long", "Choose an earlier expiry date.", "is valid for %d days, from %s to %s; at most %d days are allowed", days, date(w.Issued), date(w.Expires), o.MaxDays)
	}
	switch {
	case o.Context.AsOf.Before(w.Issued):
		add("future", "Correct the issue date, or wait for it.", "is issued in the future, on %s", date(w.Issued))
	case !o.Context.AsOf.Before(w.Expires.AddDate(0, 0, 1)):
		add("expired", renew, "expired on %s", date(w.Expires))
	}
	return list
}

// report returns the problems of a waiver.
func (u *use) report(o Options) []problem {
	switch {
	case len(u.problems) > 0:
		return u.problems
	case len(u.exceeded) > 0:
		return []problem{{"exceeded", policy.LevelError, u.exceedance(), "Decide again: add what is new to the waiver, with a new issue date, or remove the waiver and resolve the finding."}}
	case !u.covered:
		return []problem{{"unused", policy.LevelWarning, "is not used: no finding of this run needs it", "Remove the waiver, or correct what it covers."}}
	case !o.Context.AsOf.Before(u.Expires.AddDate(0, 0, -warnDays)):
		days := daysBetween(o.Context.AsOf.UTC().Truncate(24*time.Hour), u.Expires)
		return []problem{{"expiring", policy.LevelWarning, fmt.Sprintf("expires on %s, in %s", date(u.Expires), phrase.Count(days, "day", "days")), renew}}
	}
	return nil
}

// exceedance describes how the findings for a waiver are more severe than what was accepted.
func (u *use) exceedance() string {
	worst, added := u.exceeded[0], []string(nil)
	for _, f := range u.exceeded {
		if f.Level.AtLeast(worst.Level) {
			worst = f
		}
		for _, e := range unaccepted(u.Waiver, f) {
			if !slices.Contains(added, e) {
				added = append(added, e)
			}
		}
	}
	var news []string
	if !u.Level.AtLeast(worst.Level) {
		news = append(news, fmt.Sprintf("its level is %s, and %s was accepted", worst.Level, u.Level))
	}
	if len(added) > 0 {
		news = append(news, "its new evidence is "+strings.Join(added, ", "))
	}
	s := "no longer covers the finding on " + component(u.exceeded[0])
	if n := len(u.exceeded); n > 1 {
		s = fmt.Sprintf("no longer covers %d findings, such as the one on %s", n, component(u.exceeded[0]))
	}
	return s + ": " + strings.Join(news, "; ")
}

// finding returns the finding on a problem of a waiver.
func finding(w *policy.Waiver, p problem) policy.Finding {
	subject := "finding " + w.Fingerprint[:min(len(w.Fingerprint), 12)]
	if w.Fingerprint == "" {
		subject = fmt.Sprintf("%s for entity %s under measure %s in document %s", w.PURL, w.Entity, w.Measure, w.Document)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{"bomgate/v1", Rule.ID, p.id, w.Fingerprint, w.PURL, w.Entity, w.Measure, w.Document}, "\x00")))
	return policy.Finding{
		Rule:        Rule.ID,
		Level:       p.level,
		Message:     fmt.Sprintf("the waiver of %s (%s, approved by %s) %s", subject, w.Ticket, w.Approver, p.message),
		Remedy:      p.remedy,
		Location:    w.Location,
		Fingerprint: hex.EncodeToString(sum[:]),
	}
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }
