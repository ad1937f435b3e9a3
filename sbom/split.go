package sbom

import (
	"cmp"
	"maps"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// splitter finds where the values in a JSON object or array begin and end, by
// brackets and quotes alone. It looks at what stands between the values; what is
// in them has to be decoded by whoever takes them, and so is validated.
type splitter struct {
	text string
	pos  int
	bad  bool        // there is no JSON at pos
	ends map[int]int // where some values end, by where they begin
}

// next passes over white space and returns the byte there, 0 at the end.
func (s *splitter) next() byte {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// enter passes over an opening bracket and tells whether there is anything before
// the closing one.
func (s *splitter) enter(open, closing byte) bool {
	if s.next() != open {
		s.bad = true
		return false
	}
	s.pos++
	if s.next() != closing {
		return true
	}
	s.pos++
	return false
}

// more passes over the comma after a value, or over the closing bracket, and
// tells which it was.
func (s *splitter) more(closing byte) bool {
	switch c := s.next(); c {
	case ',', closing:
		s.pos++
		return c == ','
	}
	s.bad = true
	return false
}

// value passes over a value.
func (s *splitter) value() Place {
	c := s.next()
	p := Place{Start: s.pos, End: s.pos}
	switch c {
	case '{', '[':
		if s.pos = s.ends[p.Start]; s.pos == 0 {
			s.pos = endOfBrackets(s.text, p.Start)
		}
	case '"':
		s.pos = endOfString(s.text, s.pos)
	default:
		for s.pos < len(s.text) && strings.IndexByte(" \t\r\n,:{}[]\"", s.text[s.pos]) < 0 {
			s.pos++
		}
	}
	p.End = s.pos
	s.bad = s.bad || p.Start == p.End
	return p
}

// endOfString returns where the string that starts at i ends, or the text does.
func endOfString(text string, i int) int {
	for i++; ; {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return len(text)
		}
		i += n + 1
		escapes := 0
		for text[i-2-escapes] == '\\' { // ends at the opening quote
			escapes++
		}
		if escapes%2 == 0 {
			return i
		}
	}
}

// endOfBrackets returns where the object or array that starts at i ends, or the
// text does.
func endOfBrackets(text string, i int) int {
	for depth := 0; i < len(text); i++ {
		switch text[i] {
		case ' ':
			i = lastSpace(text, i)
		case '"':
			i = endOfString(text, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// lastSpace returns about where the spaces end that begin at i: documents are
// indented, and what is nested deep is little else.
func lastSpace(text string, i int) int {
	const some = "        "
	for i+len(some) < len(text) && text[i+1:i+1+len(some)] == some {
		i += len(some)
	}
	return i
}

// members calls member with the name of each member of the document's object in
// turn, and the place of the value, which it decodes with [builder.value]. It
// refuses a name that is there twice, and anything behind the object.
func (b *builder) members(member func(name string, value Place) error) error {
	text := b.doc.text
	s := splitter{text: text, ends: b.doc.outline.ends}
	seen := map[string]bool{}
	for more := s.enter('{', '}'); more && !s.bad; more = s.more('}') {
		if s.next() != '"' {
			s.bad = true
			break
		}
		quoted := s.value()
		name, err := stringAt(text, quoted)
		if err != nil || seen[name] || s.next() != ':' {
			s.bad = true
			break
		}
		seen[name] = true
		if err := b.checkName(name, quoted.Start); err != nil {
			return err
		}
		s.pos++
		if value := s.value(); !s.bad {
			if err := member(name, value); err != nil {
				return err
			}
		}
	}
	if s.bad {
		return syntaxFault(text, 0)
	}
	if s.next() != 0 {
		return &fault{offset: s.pos, message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// syntaxFault says why there is no JSON value at an offset.
func syntaxFault(text string, offset int) error {
	r := jsonReader{Decoder: jsontext.NewDecoder(strings.NewReader(text[offset:])), text: text, base: offset}
	if err := r.SkipValue(); err != nil {
		return r.fault(err)
	}
	return &fault{offset: offset, message: "invalid JSON"} // not reached as long as the two readers agree
}

// chunkSize is about how many bytes of an array are decoded in one go.
const chunkSize = 1 << 20

// decodeElement decodes an element of an array and states through b what it says.
type decodeElement func(b *builder, r *jsonReader) error

// elements has each element of an array decoded, on all cores if the array is
// long: worker returns what a core does with each of its elements, through a
// builder of its own. What is stated is in the document's order. Null is an array
// without elements.
func (b *builder) elements(array Place, worker func() decodeElement) error {
	return b.elementsThen(array, worker, nothingElse)
}

func nothingElse() error { return nil }

// elementsThen is elements with something that is done each time that what some of
// them state has been brought in.
func (b *builder) elementsThen(array Place, worker func() decodeElement, then func() error) error {
	switch kind := jsontext.Value(b.doc.text[array.Start:array.End]).Kind(); kind {
	case '[':
	case 'n':
		return b.value(array, (*jsonReader).skip)
	default:
		return mistyped(array.Start, kindNames['['], kind)
	}
	s := splitter{text: b.doc.text[:array.End], pos: array.Start}
	if !s.enter('[', ']') {
		return nil
	}
	return b.inParts(Place{Start: s.pos, End: array.End}, b.doc.outline.nextCut, func(w *builder) func(Place) error {
		each := worker()
		return func(part Place) error { return w.elementsIn(part, array, each) }
	}, then)
}

// elementsIn calls each with the elements in a part of an array.
func (b *builder) elementsIn(part, array Place, each decodeElement) error {
	s := splitter{text: b.doc.text[:part.End], pos: part.Start}
	more := true // there are elements in the array after that
	for more && s.next() != 0 {
		if s.text[s.pos] == 'n' {
			return &fault{offset: s.pos, message: messageNullElement}
		}
		end, err := b.decode(Place{Start: s.pos, End: part.End}, func(r *jsonReader) error { return each(b, r) })
		if err != nil {
			return err
		}
		s.pos = end
		more = s.more(']')
	}
	if s.bad || more == (part.End == array.End) {
		return syntaxFault(b.doc.text, array.Start)
	}
	return nil
}

// inParts reads a stretch of the document part by part, on all cores if it is long,
// and unites what the parts state in order: nextCut returns where the part ends that
// begins at an offset, worker returns what reads parts through w, and then is called
// each time that what a part states has been brought in.
func (b *builder) inParts(whole Place, nextCut func(start, end int) int, worker func(w *builder) func(part Place) error, then func() error) error {
	n := min(runtime.GOMAXPROCS(0), (whole.End-whole.Start)/chunkSize)
	if n < 2 {
		read := worker(b)
		for start := whole.Start; start < whole.End; {
			part := Place{Start: start, End: nextCut(start, whole.End)}
			if err := read(part); err != nil {
				return err
			}
			if err := then(); err != nil {
				return err
			}
			start = part.End
		}
		return nil
	}
	type job struct {
		number int64
		part   Place
		stated harvest
		err    error
		done   chan struct{}
	}
	queue := make(chan *job, 2*n)
	var failed atomic.Int64 // the number of a job with a fault: what comes after it is of no interest
	failed.Store(math.MaxInt64)
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			w := b.worker()
			read := worker(w)
			for j := range queue {
				if j.number < failed.Load() {
					if j.err = read(j.part); j.err != nil {
						failed.Store(j.number)
					}
					j.stated = w.cut(j.stated)
				}
				close(j.done)
			}
		})
	}
	defer workers.Wait()
	defer close(queue)

	var jobs, spare []*job // that are not united yet, and that are, whose memory is used again
	unite := func() error {
		j := jobs[0]
		jobs = jobs[1:]
		<-j.done
		if j.err != nil {
			return j.err
		}
		b.unite(&j.stated, float64(whole.End-j.part.Start)/float64(j.part.End-j.part.Start))
		spare = append(spare, j)
		return then()
	}
	number := int64(0)
	for start := whole.Start; start < whole.End; number++ {
		j := &job{}
		if len(spare) > 0 {
			j, spare = spare[len(spare)-1], spare[:len(spare)-1]
		}
		j.number, j.part, j.done = number, Place{Start: start, End: nextCut(start, whole.End)}, make(chan struct{})
		start = j.part.End
		jobs = append(jobs, j)
		queue <- j
		if len(jobs) > 3*n { // so that what is decoded does not lie about twice
			if err := unite(); err != nil {
				return err
			}
		}
	}
	for len(jobs) > 0 {
		if err := unite(); err != nil {
			return err
		}
	}
	return nil
}

// harvest is what a worker's builder has collected of some elements. Components
// count from 1 in it, since 0 is the document.
type harvest struct {
	doc Document
	collected
}

// worker returns a builder that collects parts of the same document.
func (b *builder) worker() *builder {
	w := newBuilder(&Document{text: b.doc.text, Encoding: b.doc.Encoding})
	w.ofPart, w.keys.Keys, w.maxDepth, w.maxValue = true, b.keys.Keys, b.maxDepth, b.maxValue
	w.hooks, w.names = b.hooks, b.names.clone()
	return w
}

// cut takes what the builder has collected since the last time, and goes on in the
// memory of a harvest that has been brought in.
func (b *builder) cut(spare harvest) harvest {
	h := harvest{*b.doc, b.collected}
	*b.doc = Document{
		text: h.doc.text, Encoding: h.doc.Encoding,
		records: like(h.doc.records, spare.doc.records), evidence: like(h.doc.evidence, spare.doc.evidence),
		claims: like(h.doc.claims, spare.doc.claims),
	}
	b.collected = newCollected()
	b.stated, b.own = like(h.stated, spare.stated), like(h.own, spare.own)
	b.component(Component{Origin: OriginDocument, Parent: -1})
	return h
}

// like returns an empty list with room for what the last one has and some, in the
// memory of another if that has any.
func like[T any](last, spare []T) []T {
	if cap(spare) > 0 {
		return spare[:0]
	}
	return make([]T, 0, len(last)+len(last)/8)
}

// unite adds what a worker's builder has collected. The rest of the array is so
// many times as long as what that is of, and will be like it.
func (b *builder) unite(h *harvest, times float64) {
	base, asides := b.doc.Len()-1, len(b.doc.aside)
	moved := func(i int) int {
		if i > 0 {
			i += base
		}
		return i
	}
	b.doc.records[0].incomplete = b.doc.records[0].incomplete || h.doc.records[0].incomplete
	b.doc.evidence[0] = max(b.doc.evidence[0], h.doc.evidence[0])
	b.doc.Title, b.doc.ID = cmp.Or(h.doc.Title, b.doc.Title), cmp.Or(h.doc.ID, b.doc.ID)
	b.doc.Created, b.doc.SpecVersion = cmp.Or(h.doc.Created, b.doc.Created), cmp.Or(h.doc.SpecVersion, b.doc.SpecVersion)
	b.doc.aside = append(b.doc.aside, h.doc.aside...)
	b.doc.records = reserve(b.doc.records, len(h.doc.records), times)
	for _, r := range h.doc.records[1:] {
		r.parent = int32(moved(int(r.parent)))
		r.behind(asides)
		b.doc.records = append(b.doc.records, r)
	}
	b.doc.evidence = append(reserve(b.doc.evidence, len(h.doc.evidence), times), h.doc.evidence[1:]...)
	meanings := make([]int32, len(h.doc.meanings))
	for i, m := range h.doc.meanings {
		meanings[i] = b.meaning(m)
	}
	b.doc.claims = reserve(b.doc.claims, len(h.doc.claims), times)
	for _, c := range h.doc.claims {
		c.component, c.meaning, c.value = int32(moved(int(c.component))), meanings[c.meaning], c.value.behind(asides)
		b.doc.claims = append(b.doc.claims, c)
	}
	for _, l := range h.doc.Links {
		l.Component = moved(l.Component)
		b.doc.Links = append(b.doc.Links, l)
	}
	b.doc.Warnings = append(b.doc.Warnings, h.doc.Warnings[:min(len(h.doc.Warnings), maxWarnings-len(b.doc.Warnings))]...)
	b.doc.WarningCount += h.doc.WarningCount
	refs := b.refs.add(&h.refs)
	b.own = reserve(b.own, len(h.own), times)
	for _, ref := range h.own[1:] {
		b.own = append(b.own, refs[ref])
	}
	for _, a := range h.aliases {
		b.aliases = append(b.aliases, alias{refs[a.ref], int32(moved(int(a.component)))})
	}
	b.stated = reserve(b.stated, len(h.stated), times)
	for _, d := range h.stated {
		b.stated = append(b.stated, dependency{refs[d.from], refs[d.to], d.place})
	}
	for _, d := range h.partial {
		b.partial = append(b.partial, dependency{to: refs[d.to], place: d.place})
	}
	b.linked = append(b.linked, h.linked...)
	b.abroad = append(b.abroad, h.abroad...)
	b.nodes = append(b.nodes, h.nodes...)
	b.snippets = append(b.snippets, h.snippets...)
	maps.Copy(b.external, h.external)
	maps.Copy(b.decoded, h.decoded)
	b.unknown = append(b.unknown, h.unknown...)
	if b.refused == nil {
		b.refused = h.refused
	}
}

// reserve makes room for n more elements, and if there is none, for so many times
// as many and some: what nobody touches costs nothing, and to move costs twice.
func reserve[T any](list []T, n int, times float64) []T {
	if len(list)+n <= cap(list) {
		return list
	}
	return append(make([]T, 0, len(list)+int(float64(n)*max(1, times)*17/16)+1), list...) // [slices.Grow] touches all of it
}

// bytesOf returns the bytes of a string without copying them. They must not be
// written to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
