package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
)

// collector gathers the findings on a document from its batches. It counts all of
// them, and keeps the ones that the report will have.
type collector struct {
	engine *Engine
	doc    *sbom.Document

	mu      sync.Mutex
	verdict Verdict
	counts  map[Level]int
	global  map[string]bool // findings without claims, which each batch of a document repeats
	kept    []candidate
	trimmed bool // kept starts with the MaxFindings most severe, in order
}

// candidate is a finding on one of the components that it applies to.
type candidate struct {
	*regoFinding
	batch     *batch
	judged    int // the component in the input
	component int // the component that this candidate is about, which is in the same group
}

func newCollector(e *Engine, doc *sbom.Document) *collector {
	return &collector{engine: e, doc: doc, counts: map[Level]int{}, global: map[string]bool{}}
}

// judged records the verdict on a batch. The most severe one is the document's.
func (x *collector) judged(v Verdict) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.verdict == "" || v.rank() < x.verdict.rank() {
		x.verdict = v
	}
}

// add records a finding for all components that it applies to. A finding that refers
// to something that does not exist is an error.
func (x *collector) add(b *batch, f regoFinding) error {
	judged, _, err := x.engine.resolve(x.doc, &f)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.engine.grouped && len(f.Claims) == 0 {
		if judged != 0 {
			return fmt.Errorf("a finding on component %q without claims: expected claims because custom.judges is %q", f.Component, judgesEvidence)
		}
		key := strings.Join([]string{f.Rule, string(f.Level), f.Message, f.Template}, "\x00")
		if x.global[key] {
			return nil
		}
		x.global[key] = true
	}
	members := b.members(judged)
	x.counts[f.Level] += len(members)
	for _, component := range members {
		c := candidate{&f, b, judged, component}
		if x.trimmed && x.compare(c, x.kept[MaxFindings-1]) >= 0 {
			break // the other members come after this one
		}
		if x.kept = append(x.kept, c); len(x.kept) == 2*MaxFindings {
			x.trim()
		}
	}
	return nil
}

// trim drops the candidates that the report will leave out, and sorts the others.
func (x *collector) trim() {
	slices.SortFunc(x.kept, x.compare)
	if len(x.kept) > MaxFindings {
		clear(x.kept[MaxFindings:])
		x.kept, x.trimmed = x.kept[:MaxFindings], true
	}
}

// compare orders candidates by level, the most severe first, then by component.
func (x *collector) compare(a, b candidate) int {
	order := cmp.Or(
		a.Level.Compare(b.Level),
		cmp.Compare(a.component, b.component),
		cmp.Compare(a.Rule, b.Rule),
	)
	if order == 0 {
		order = strings.Compare(x.message(a), x.message(b))
	}
	return order
}
