package scan

import (
	"strings"

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

// members calls member with the name and the place of the value of each member of the
// object that is the text, in order. It refuses duplicate names and anything after the
// object. Member has to decode the value with [source.value], which validates it.
func (s *Source) Members(member func(name string, value Place) error) error {
	split := splitter{text: s.Text, ends: s.Outline.ends}
	seen := map[string]bool{}
	for more := split.enter('{', '}'); more && !split.bad; more = split.more('}') {
		if split.next() != '"' {
			split.bad = true
			break
		}
		quoted := split.value()
		name, err := StringAt(s.Text, quoted)
		if err != nil || seen[name] || split.next() != ':' {
			split.bad = true
			break
		}
		seen[name] = true
		if err := s.CheckName(name, quoted.Start); err != nil {
			return err
		}
		split.pos++
		if value := split.value(); !split.bad {
			if err := member(name, value); err != nil {
				return err
			}
		}
	}
	if split.bad {
		return syntaxFault(s.Text, 0)
	}
	if split.next() != 0 {
		return &Fault{Offset: split.pos, Message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// list returns the place of the elements of the array at a place, empty if there are
// none. Null is an array without elements.
func (s *Source) List(array Place) (elements Place, err error) {
	switch kind := jsontext.Value(s.Text[array.Start:array.End]).Kind(); kind {
	case '[':
	case 'n':
		return Place{}, s.Value(array, (*JSON).Skip)
	default:
		return Place{}, Mistyped(array.Start, kindNames['['], kind)
	}
	split := splitter{text: s.Text[:array.End], pos: array.Start}
	if !split.enter('[', ']') {
		return Place{}, nil
	}
	return Place{Start: split.pos, End: array.End}, nil
}

// elements calls element for the elements in a part of the array that ends at an
// offset, with a reader of each.
func (s *Source) Elements(part Place, end int, element func(r *JSON) error) error {
	split := splitter{text: s.Text[:part.End], pos: part.Start}
	more := true // the array has elements after the last one
	for more && split.next() != 0 {
		if s.Text[split.pos] == 'n' {
			return &Fault{Offset: split.pos, Message: messageNullElement}
		}
		next, err := s.decode(Place{Start: split.pos, End: part.End}, element)
		if err != nil {
			return err
		}
		split.pos = next
		more = split.more(']')
	}
	if split.bad || more == (part.End == end) {
		return syntaxFault(s.Text, part.Start)
	}
	return nil
}

// syntaxFault says why there is no JSON value at an offset.
func syntaxFault(text string, offset int) error {
	r := JSON{Decoder: jsontext.NewDecoder(strings.NewReader(text[offset:])), Whole: text, Base: offset}
	if err := r.SkipValue(); err != nil {
		return r.AsFault(err)
	}
	return &Fault{Offset: offset, Message: "invalid JSON"} // not reached as long as the two readers agree
}
