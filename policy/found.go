package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
)

// found is what the policies find in a document, as its parts are judged. Findings
// are counted; of those that the report will leave out nothing else is kept.
type found struct {
	engine *Engine
	doc    *sbom.Document

	mu      sync.Mutex
	verdict Verdict
	counts  map[Level]int
	unbased map[string]bool // findings that rest on no claim, which each part has alike
	kept    []kept
	trimmed bool // to the gravest, which stand first, in their order
}

// kept is a finding on one of the components that are alike.
type kept struct {
	*resolved
	on      int    // component
	message string // about that one
}

func newFound(e *Engine, doc *sbom.Document) *found {
	return &found{engine: e, doc: doc, counts: map[Level]int{}, unbased: map[string]bool{}}
}

// judged takes the verdict on a part. The document's is the gravest.
func (x *found) judged(v Verdict) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.verdict == "" || v.rank() < x.verdict.rank() {
		x.verdict = v
	}
}

// add takes a finding on a component of a part, and so on all that are alike.
func (x *found) add(p sbom.Part, f finding) error {
	one, err := x.engine.resolve(x.doc, f)
	if err != nil {
		return fmt.Errorf("rule %q: %w", f.Rule, err)
	}
	one.part = p
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.engine.local && len(f.Claims) == 0 {
		key := strings.Join([]string{f.Rule, f.Component, f.Message}, "\x00")
		if x.unbased[key] {
			return nil
		}
		x.unbased[key] = true
	}
	alike := p.Alike(one.component)
	x.counts[one.Level] += len(alike)
	for _, component := range alike {
		k := kept{&one, component, p.Fill(one.Message, component)}
		if x.trimmed && k.compare(x.kept[MaxFindings-1]) >= 0 {
			break // and so are the others
		}
		if x.kept = append(x.kept, k); len(x.kept) == 2*MaxFindings {
			x.trim()
		}
	}
	return nil
}

// trim drops what the report will leave out.
func (x *found) trim() {
	slices.SortFunc(x.kept, kept.compare)
	if len(x.kept) > MaxFindings {
		clear(x.kept[MaxFindings:])
		x.kept, x.trimmed = x.kept[:MaxFindings], true
	}
}

// compare orders findings, the gravest first, then as the document does.
func (k kept) compare(other kept) int {
	return cmp.Or(
		cmp.Compare(k.Level.rank(), other.Level.rank()),
		cmp.Compare(k.on, other.on),
		cmp.Compare(k.Rule, other.Rule),
		strings.Compare(k.message, other.message),
	)
}
