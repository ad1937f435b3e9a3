package text

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// item is the findings about one component and one entity, the most severe first. A finding
// about the document as a whole is an item of its own.
type item []*policy.Finding

// block is items with the same conclusions: they differ in component, evidence and path only.
type block []item

// group groups findings, in the order of the first finding of each group.
func group(findings []*policy.Finding) []block {
	type subject struct {
		component *policy.Component
		entity    string
	}
	at := map[subject]int{}
	var items []item
	for _, f := range findings {
		if f.Component == nil {
			items = append(items, item{f})
			continue
		}
		s := subject{component: f.Component}
		if f.Entity != nil {
			s.entity = f.Entity.ID
		}
		i, ok := at[s]
		if !ok {
			i = len(items)
			at[s], items = i, append(items, nil)
		}
		items[i] = append(items[i], f)
	}
	var blocks []block
	byConclusion := map[string]int{}
	for _, it := range items {
		key, ok := it.key()
		i, known := byConclusion[key]
		if !ok || !known {
			i = len(blocks)
			blocks = append(blocks, nil)
		}
		if ok {
			byConclusion[key] = i
		}
		blocks[i] = append(blocks[i], it)
	}
	return blocks
}

// key returns all that the findings say except about component, evidence and path. It
// returns false if the item must have a block of its own: a finding gives its reasons only
// in its message, or the findings have different evidence.
func (it item) key() (string, bool) {
	var key strings.Builder
	for _, f := range it {
		if f.Component == nil || f.Why == "" || !sameEvidence(f, it[0]) {
			return "", false
		}
		for _, s := range append(conclusion(f), f.Rule, string(f.Level), string(f.Change)) {
			key.WriteString(s + "\x00")
		}
		if f.Waiver != nil {
			key.WriteString(position("", f.Waiver.Location))
		}
		key.WriteByte('\x00')
	}
	return key.String(), true
}

func sameEvidence(a, b *policy.Finding) bool {
	return slices.EqualFunc(a.Evidence, b.Evidence, func(x, y policy.Evidence) bool {
		return x.Location == y.Location && x.Class == y.Class && samePlace(x.Claim, y.Claim)
	})
}

func samePlace(a, b sbom.Claim) bool {
	return a.Role == b.Role && a.Kind == b.Kind && a.Value == b.Value
}

// labels are the labels of what [conclusion] returns.
var labels = []string{"entity", "measure", "act", "why", "remedy"}

// conclusion returns what a finding concludes, "" for what it does not have.
func conclusion(f *policy.Finding) []string {
	out := make([]string, len(labels))
	if f.Entity != nil {
		out[0] = escape.Entity(f)
	}
	if f.Measure != nil {
		out[1] = measure(f.Measure)
	}
	if f.Act != nil {
		out[2] = escape.Act(f.Act)
	}
	out[3], out[4] = clean(f.Why), clean(f.Remedy)
	return out
}
