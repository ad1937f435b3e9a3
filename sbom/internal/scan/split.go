package scan

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// splitter finds the starts and ends of the values in a JSON object or array by brackets
// and quotes. It validates the text between the values only: the caller has to decode the
// values.
type splitter struct {
	text string
	pos  int
	bad  bool        // the text at pos is not valid JSON
	ends map[int]int // the ends of some values, by their starts
}

// next passes over white space. It returns the byte after it, or 0 at the end of the text.
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

// enter passes over an opening bracket. It reports whether there is a value before the
// closing bracket, which it passes over otherwise.
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

// more passes over the comma or the closing bracket after a value. It reports whether it
// was a comma.
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

// EndOfValue returns the end of the JSON value at an offset, or the end of the text if the
// value has none.
func EndOfValue(text string, start int) int {
	s := splitter{text: text, pos: start}
	return s.value().End
}

// endOfString returns the end of the string that starts at i, or the end of the text if the
// string has none.
func endOfString(text string, i int) int {
	for i++; ; {
		n := strings.IndexByte(text[i:], '"')
		if n < 0 {
			return len(text)
		}
		i += n + 1
		escapes := 0
		for text[i-2-escapes] == '\\' { // the opening quote ends the loop
			escapes++
		}
		if escapes%2 == 0 {
			return i
		}
	}
}

// endOfBrackets returns the end of the object or array that starts at i, or the end of the
// text if the value has none.
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

// lastSpace returns the offset of the last of the spaces at i, or of an earlier one if the
// text ends soon. It makes passing over indentation fast, which is most of the text of
// deeply nested documents.
func lastSpace(text string, i int) int {
	const spaces = 0x2020_2020_2020_2020
	for ; i+8 < len(text); i += 8 {
		if others := binary.LittleEndian.Uint64(bytesOf(text[i+1:i+9])) ^ spaces; others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
	}
	return i
}

// Members calls member with the name and the place of the value of each member of the
// object that is the text, in order. It refuses duplicate names and anything after the
// object. Member has to read the value with [Source.Value] or [Source.Elements], which
// validate it.
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
		if err := s.checkRoot(quoted); err != nil {
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
	if split.next() != 0 || split.pos < len(s.Text) { // the text may contain NUL
		return &Fault{Offset: split.pos, Message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// SkipMember skips the value at a place of a member of the document. It refuses misspelled
// and misplaced names in it.
func (s *Source) SkipMember(name string, value Place) error {
	return s.Value(value, func(r *JSON) error { return r.skip(s.Shapes.Root().Member(name)) })
}

// List returns the place of the elements of the array at a place, including its closing
// bracket. The place is zero if there are no elements. Null is an array without elements.
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

// Elements calls element with a reader of each element in a part of an array. End is the end
// of the array.
func (s *Source) Elements(part Place, end int, element func(r *JSON) error) error {
	split := splitter{text: s.Text[:part.End], pos: part.Start}
	more := true // a comma follows the latest element
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
	if split.bad || more == (part.End == end) || more && split.pos < part.End { // the text may contain NUL
		return syntaxFault(s.Text, part.Start)
	}
	return nil
}

// syntaxFault returns the fault in the JSON value at an offset.
func syntaxFault(text string, offset int) error {
	r := NewJSON(text, offset)
	if err := r.SkipValue(); err != nil {
		return r.AsFault(err)
	}
	return &Fault{Offset: offset, Message: "invalid JSON"} // valid, but of another kind than the splitter expects
}
