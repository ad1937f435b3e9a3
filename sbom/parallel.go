package sbom

import (
	"cmp"
	"iter"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// partReader reads a part of a document into a builder and a state of the format's
// own, which starts as the zero value for each part.
type PartReader[S any] func(part Place, state *S) error

// readElements reads the elements of the JSON array at a place, on all cores if the array
// is long: see [readParts]. Worker returns the function that reads one element.
func ReadElements[S any](b *Builder, array Place, worker func(b *Builder) func(r *scan.JSON, state *S) error, merge func(*S) error) error {
	all, err := b.Source.List(array)
	if err != nil || all == (Place{}) {
		return err
	}
	cut := func(start int) int { return b.Source.Outline.NextCut(start, all.End) }
	return ReadParts(b, all, cut, func(b *Builder) PartReader[S] {
		read := worker(b)
		return func(part Place, state *S) error {
			return b.Source.Elements(part, all.End, func(r *scan.JSON) error { return read(r, state) })
		}
	}, merge)
}

// readParts reads a stretch of the document part by part, on all cores if it is long,
// and merges what the parts state in the order of the document. Cut returns the end of
// the part that starts at an offset. Worker returns the function that reads one part
// into b. Merge is called with the state of each part after b has what the part states.
func ReadParts[S any](b *Builder, whole Place, cut func(start int) int, worker func(b *Builder) PartReader[S], merge func(*S) error) error {
	cores := min(runtime.GOMAXPROCS(0), (whole.End-whole.Start)/scan.ChunkSize)
	if cores < 2 {
		read := worker(b)
		for part := range parts(whole, cut) {
			var state S
			if err := cmp.Or(read(part, &state), merge(&state)); err != nil {
				return err
			}
		}
		return nil
	}
	type job struct {
		number int64
		part   Place
		result chan error
		fork   *Builder
		state  S
	}
	var failed atomic.Int64 // the number of a job that has failed: later ones are not needed
	failed.Store(math.MaxInt64)
	run := func(j *job, keys *identity.Reader) {
		if j.number > failed.Load() {
			return
		}
		j.fork = b.fork(keys)
		err := worker(j.fork)(j.part, &j.state)
		*keys = j.fork.keys // with the buffers that have grown
		if err != nil {
			failed.Store(j.number)
		}
		j.result <- err
	}
	queue, unmerged := make(chan *job, cores), make(chan *job, cores) // bound the parts that are in memory at once
	var workers sync.WaitGroup
	defer workers.Wait()
	workers.Go(func() {
		defer close(queue)
		defer close(unmerged)
		number := int64(0)
		for part := range parts(whole, cut) {
			j := &job{number: number, part: part, result: make(chan error, 1)}
			unmerged <- j
			queue <- j
			number++
		}
	})
	for range cores {
		workers.Go(func() {
			keys := identity.Reader{Keys: b.keys.Keys}
			for j := range queue {
				run(j, &keys)
			}
		})
	}
	var err error
	for j := range unmerged { // to the end, so that every goroutine ends
		if err != nil {
			continue
		}
		if err = <-j.result; err == nil {
			b.merge(j.fork)
			err = merge(&j.state)
		}
		if err != nil {
			failed.Store(j.number)
		}
	}
	return err
}

// parts yields the parts of a stretch.
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

// fork returns a builder that collects a part of the same document, with a source and
// component 0 of its own.
func (b *Builder) fork(keys *identity.Reader) *Builder {
	f := NewBuilder(&Document{}, b.Source.Fork(), nil)
	f.keys = *keys
	f.isFork = true
	return f
}

// merge adds what a fork has collected. Components, references, meanings and strings
// aside get other numbers.
func (b *Builder) merge(f *Builder) {
	m := merger{components: b.Document.Len() - 1, aside: len(b.Document.aside), refs: b.refs.add(&f.refs), meanings: make([]int32, len(f.Document.meanings))}
	for i, meaning := range f.Document.meanings {
		m.meanings[i] = b.meaning(meaning)
	}
	b.Source.Join(f.Source)
	m.document(b.Document, f.Document)
	m.noted(&b.noted, &f.noted)
}

// merger renumbers what a fork has collected.
type merger struct {
	components, aside int     // how many there are before those of the fork
	refs, meanings    []int32 // by their ids in the fork
}

// component renumbers a component. 0 is the document in every fork.
func (m *merger) component(i int) int {
	if i > 0 {
		i += m.components
	}
	return i
}

// string renumbers a string that is aside.
func (m *merger) string(s span) span {
	if s&spanAside != 0 {
		s += span(m.aside)
	}
	return s
}

func (m *merger) document(d, f *Document) {
	d.records[0].incomplete = d.records[0].incomplete || f.records[0].incomplete
	d.evidence[0] = max(d.evidence[0], f.evidence[0])
	d.Title, d.ID, d.Created = cmp.Or(f.Title, d.Title), cmp.Or(f.ID, d.ID), cmp.Or(f.Created, d.Created)
	d.SpecVersion = cmp.Or(f.SpecVersion, d.SpecVersion)
	d.aside = append(d.aside, f.aside...)
	d.evidence = append(d.evidence, f.evidence[1:]...)
	for _, r := range f.records[1:] {
		for _, s := range [...]*span{&r.ref, &r.group, &r.name, &r.version, &r.purl, &r.typ, &r.scope} {
			*s = m.string(*s)
		}
		r.parent = int32(m.component(int(r.parent)))
		d.records = append(d.records, r)
	}
	for _, c := range f.claims {
		c.component, c.meaning, c.value = int32(m.component(int(c.component))), m.meanings[c.meaning], m.string(c.value)
		d.claims = append(d.claims, c)
	}
	for _, l := range f.Links {
		l.Component = m.component(l.Component)
		d.Links = append(d.Links, l)
	}
}

func (m *merger) noted(n, f *noted) {
	for _, ref := range f.own[1:] {
		n.own = append(n.own, m.refs[ref])
	}
	for _, a := range f.aliases {
		n.aliases = append(n.aliases, alias{m.refs[a.ref], int32(m.component(int(a.component)))})
	}
	for _, d := range f.stated {
		n.stated = append(n.stated, m.dependency(d))
	}
	for _, d := range f.partial {
		n.partial = append(n.partial, m.dependency(d))
	}
	n.linked = append(n.linked, f.linked...)
}

func (m *merger) dependency(d dependency) dependency {
	d.from, d.to = m.refs[d.from], m.refs[d.to]
	return d
}
