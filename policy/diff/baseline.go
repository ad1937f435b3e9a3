package diff

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// Mark sets the changes of the findings of a run relative to an earlier run, the baseline,
// and returns the findings that only the baseline has. Findings on waivers are always new.
//
// It returns an error if the baseline is not about a product of the run. A run that could read no
// document has no product; its documents stay without a verdict.
func Mark(run, baseline *gate.Run) (gone []policy.Finding, err error) {
	before, after := newIndex(baseline), newIndex(run)
	if err := sameProduct(before, after); err != nil {
		return nil, err
	}
	for _, r := range run.Reports {
		p := before.products[keyOf(r)]
		for i := range r.Findings {
			f := &r.Findings[i]
			f.Change = change(p.find(f.Fingerprint), f)
		}
	}
	if run.Waivers != nil {
		for i := range run.Waivers.Report.Findings {
			run.Waivers.Report.Findings[i].Change = policy.ChangeNew
		}
	}
	for _, k := range before.order {
		b, a := before.products[k], after.products[k]
		if a == nil && after.unreadable { // it may be the product of a document without a verdict
			continue
		}
		for _, fingerprint := range b.order {
			if e := b.find(fingerprint); a.find(fingerprint) == nil && !a.omits(e.finding.Level) {
				gone = append(gone, *e.finding)
			}
		}
	}
	slices.SortStableFunc(gone, func(x, y policy.Finding) int { return x.Level.Compare(y.Level) })
	return gone, nil
}

// change returns the change of a finding relative to an entry of the baseline, which may be nil.
func change(known *entry, f *policy.Finding) policy.Change {
	switch {
	case known == nil:
		return policy.ChangeNew
	case f.Level.Compare(known.finding.Level) < 0,
		known.finding.Waiver != nil && f.Waiver == nil: // it was accepted for a time, which is over
		return policy.ChangeWorse
	}
	return policy.ChangeNone
}

// sameProduct returns an error if no document of a run is about a product of the baseline.
func sameProduct(baseline, run index) error {
	products := run.names()
	switch {
	case len(products) == 0:
		return nil
	case len(baseline.names()) == 0:
		return errors.New("no document of the baseline could be read and evaluated")
	}
	for _, k := range run.order {
		if baseline.products[k] != nil && !k.unreadable {
			return nil
		}
	}
	return fmt.Errorf("it is about %s, and this run is about %s", list(baseline.names()), list(products))
}

// list lists the first names of a list.
func list(names []string) string {
	const most = 3
	s := strings.Join(names[:min(most, len(names))], ", ")
	if n := len(names) - most; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}
