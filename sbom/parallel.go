package sbom

import (
	"cmp"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// PartReader reads one part of a document into the builder for which it was made. It
// stores anything else that the format needs in state, which belongs to the part and is
// the zero value at first.
type PartReader[S any] func(part Place, state *S) error

// ReadElements reads the elements of the JSON array at a place as [ReadParts] does; each
// part is a group of elements. NewReader returns a function that reads one element into a
// builder, and into the state of its part.
func ReadElements[S any](b *Builder, array Place, newReader func(b *Builder) func(r *scan.JSON, state *S) error, merge func(*S) error) error {
	elements, err := b.Source.List(array)
	if err != nil || elements == (Place{}) {
		return err
	}
	cut := func(start int) int { return b.Source.Outline.NextCut(start, elements.End) }
	return ReadParts(b, elements, cut, func(b *Builder) PartReader[S] {
		read := newReader(b)
		return func(part Place, state *S) error {
			return b.Source.Elements(part, elements.End, func(r *scan.JSON) error { return read(r, state) })
		}
	}, merge)
}

// ReadParts reads a range of a document into b, part by part. If the range is long, it reads
// several parts at the same time; b and the error are the same as for one part after the
// other.
//
// Cut returns the end of the part that starts at an offset. NewReader returns a function
// that reads parts into a builder: b itself or, in another goroutine, a builder that
// ReadParts merges into b. Merge is called with the state of each part after the part has
// been merged. The calls of merge are in the order of the parts, in the goroutine of the
// caller.
//
// ReadParts stops at the first part, in the order of the document, for which the reader or
// merge fails.
func ReadParts[S any](b *Builder, whole Place, cut func(start int) int, newReader func(b *Builder) PartReader[S], merge func(*S) error) error {
	workers := min(runtime.GOMAXPROCS(0), (whole.End-whole.Start)/scan.ChunkSize)
	if workers >= 2 {
		return readConcurrently(b, parts(whole, cut), newReader, merge, workers)
	}
	read := newReader(b)
	for part := range parts(whole, cut) {
		var state S
		if err := read(part, &state); err != nil {
			return err
		}
		if err := merge(&state); err != nil {
			return err
		}
		b.Source.Reached(part.End)
	}
	return nil
}

// parts returns an iterator over the parts of a range.
func parts(whole Place, cut func(start int) int) iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for start := whole.Start; start < whole.End; {
			part := Place{Start: start, End: min(cut(start), whole.End)}
			if !yield(part) {
				return
			}
			start = part.End
		}
	}
}

// partJob is the reading of one part.
type partJob[S any] struct {
	part Place
	done chan error // receives the result of reading

	fork  *Builder // for the part alone
	state S
}

// readConcurrently implements [ReadParts] with several goroutines.
func readConcurrently[S any](b *Builder, parts iter.Seq[Place], newReader func(b *Builder) PartReader[S], merge func(*S) error, workers int) error {
	var stopped atomic.Bool // a part has failed
	var running sync.WaitGroup
	defer running.Wait()

	// The capacities bound the number of parts in memory at the same time.
	unread, unmerged := make(chan *partJob[S], workers), make(chan *partJob[S], workers)
	merged := make(chan *Builder, 3*workers) // there are never so many forks that sending blocks
	running.Go(func() {
		defer close(unread)
		defer close(unmerged)
		for part := range parts {
			if stopped.Load() {
				return
			}
			j := &partJob[S]{part: part, done: make(chan error, 1)}
			unmerged <- j
			unread <- j
		}
	})
	for range workers {
		running.Go(func() {
			keys := &identity.Reader{Keys: b.keys.Keys}
			for j := range unread {
				j.fork = b.fork(keys)
				select {
				case old := <-merged:
					j.fork.reuse(old)
				default:
				}
				j.done <- newReader(j.fork)(j.part, &j.state)
			}
		})
	}
	var err error
	for j := range unmerged { // to the end even after an error, so that all goroutines end
		if err != nil {
			continue
		}
		if err = <-j.done; err == nil {
			if fault := b.TooMany(b.Document.Len()+j.fork.Document.Len(), j.part.Start); fault != nil {
				err = fault
			} else {
				b.merge(j.fork)
				err = merge(&j.state)
				b.Source.Reached(j.part.End)
				merged <- j.fork
			}
		}
		stopped.Store(err != nil)
	}
	return err
}

// fork returns a builder for a part of the same document, with a source and a component 0
// of its own.
func (b *Builder) fork(keys *identity.Reader) *Builder {
	fork := newBuilder(&Document{}, b.Source.Fork(), keys)
	fork.refs.ids = nil // addAll finds the references that are equal
	return fork
}

// reuse lets a fork use the memory of the long lists of a fork that has been merged.
func (b *Builder) reuse(old *Builder) {
	b.Document.records = append(old.Document.records[:0], b.Document.records...)
	b.Document.evidence = append(old.Document.evidence[:0], b.Document.evidence...)
	b.Document.claims = append(old.Document.claims[:0], b.Document.claims...)
	b.refs.texts = append(old.refs.texts[:0], b.refs.texts...)
	b.own = append(old.own[:0], b.own...)
	b.dependencies = append(old.dependencies[:0], b.dependencies...)
}

// merge adds what a fork has collected. Components, references, meanings and strings that
// are not in the text get new numbers.
func (b *Builder) merge(fork *Builder) {
	fork.meanings = nil // release it before there is another with the same entries
	r := renumbering{
		components: b.Document.Len() - 1,
		aside:      len(b.Document.aside),
		refs:       b.refs.addAll(&fork.refs),
		meanings:   make([]int32, len(fork.Document.meanings)),
	}
	for i, m := range fork.Document.meanings {
		r.meanings[i] = b.meaning(m)
	}
	b.Source.Join(fork.Source)
	b.Document.merge(fork.Document, &r)
	b.pending.merge(&fork.pending, &r)
}

// renumbering maps numbers in a fork to the numbers in the builder that it is merged into.
type renumbering struct {
	components int     // the number of components before the ones of the fork
	aside      int     // the number of strings before the ones of the fork
	refs       []int32 // by id in the fork
	meanings   []int32 // by index in the fork
}

// component returns the new index of a component. Component 0 is the document in every
// fork.
func (r *renumbering) component(i int32) int32 {
	if i > 0 {
		i += int32(r.components)
	}
	return i
}

// span returns the new span of a string.
func (r *renumbering) span(s span) span {
	if s&spanAside != 0 {
		s += span(r.aside)
	}
	return s
}

func (r *renumbering) dependency(d dependency) dependency {
	d.from, d.to = r.refs[d.from], r.refs[d.to]
	return d
}

// merge adds the content of a fork's document.
func (d *Document) merge(fork *Document, r *renumbering) {
	d.Title, d.ID, d.Created = cmp.Or(fork.Title, d.Title), cmp.Or(fork.ID, d.ID), cmp.Or(fork.Created, d.Created)
	d.SpecVersion = cmp.Or(fork.SpecVersion, d.SpecVersion)
	d.records[0].incomplete = d.records[0].incomplete || fork.records[0].incomplete
	d.records[0].maker = cmp.Or(d.records[0].maker, r.span(fork.records[0].maker))
	d.evidence[0] |= fork.evidence[0]
	d.evidence = append(d.evidence, fork.evidence[1:]...)
	d.aside = append(d.aside, fork.aside...)
	for _, c := range fork.records[1:] {
		for _, s := range [...]*span{&c.ref, &c.group, &c.name, &c.version, &c.purl, &c.typ, &c.scope, &c.maker} {
			*s = r.span(*s)
		}
		c.parent = r.component(c.parent)
		d.records = append(d.records, c)
	}
	for _, c := range fork.claims {
		c.component, c.meaning, c.value = r.component(c.component), r.meanings[c.meaning], r.span(c.value)
		d.claims = append(d.claims, c)
	}
	for _, l := range fork.Links {
		l.Component = int(r.component(int32(l.Component)))
		d.Links = append(d.Links, l)
	}
}

// merge adds the pending state of a fork.
func (p *pending) merge(fork *pending, r *renumbering) {
	for _, ref := range fork.own[1:] {
		p.own = append(p.own, r.refs[ref])
	}
	for _, a := range fork.aliases {
		p.aliases = append(p.aliases, alias{r.refs[a.ref], r.component(a.component)})
	}
	for _, d := range fork.dependencies {
		p.dependencies = append(p.dependencies, r.dependency(d))
	}
	for _, d := range fork.incomplete {
		p.incomplete = append(p.incomplete, r.dependency(d))
	}
	p.external = append(p.external, fork.external...)
}
