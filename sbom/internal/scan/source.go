package scan

import (
	"fmt"
	"strings"
	"unsafe"
)

// Source is a text whose values know their positions.
type Source struct {
	Text     string // valid UTF-8
	Encoding Encoding
	Start    Cursor  // the position of the text in the file
	Path     string  // the path of the text in the file: the JSON pointer of a value in a wrapper, or ""
	Outline  Outline // of JSON
	Shapes   *Shapes // of JSON and YAML; nil accepts all names
	Limits   Limits

	// Progress, unless it is nil, is called with the end of the text that has been read. The
	// calls are about [ChunkSize] bytes apart.
	Progress func(end int)

	Warnings     []Warning // the first maxWarnings of WarningCount
	WarningCount int
	unknown      []Warning          // of unknown members; the first maxUnknown
	distinct     map[shapeName]bool // unknown members that are neither misspelled nor misplaced; at most maxDistinct
	checked      int                // the end of the latest value in which all names have been checked
	Refused      *Fault             // about the first value that is too long

	// decoded has the places of strings that are not parts of the text, because they
	// had escapes, by the addresses of their first bytes.
	decoded map[*byte]Place

	JSON JSON // reads values of the text
}

// Limits bounds the content of a source. 0 is no limit.
type Limits struct {
	MaxDepth int // of nested objects, arrays or elements
	MaxValue int // bytes of a value

	MaxYAMLValues int // of a document in YAML
}

// Reached reports that the text up to an offset has been read.
func (s *Source) Reached(end int) {
	if s.Progress != nil {
		s.Progress(end)
	}
}

// Fork returns a source of the same text for another goroutine. [Source.Join] adds what it
// collects to s. The progress of a fork is not reported.
func (s *Source) Fork() *Source {
	return &Source{Text: s.Text, Encoding: s.Encoding, Outline: s.Outline, Shapes: s.Shapes, Limits: s.Limits}
}

// Join adds the warnings, the decoded strings and the fault that a fork collected.
func (s *Source) Join(fork *Source) {
	s.Warnings = append(s.Warnings, fork.Warnings[:min(len(fork.Warnings), maxWarnings-len(s.Warnings))]...)
	s.WarningCount += fork.WarningCount
	s.unknown = append(s.unknown, fork.unknown...)
	if s.Refused == nil {
		s.Refused = fork.Refused
	}
	for first, p := range fork.decoded {
		s.remember(first, p)
	}
}

// Offset returns the offset in the text of a string that is a part of it. It compares
// addresses, not content.
func (s *Source) Offset(part string) (offset int, ok bool) {
	first := uintptr(unsafe.Pointer(unsafe.StringData(part)))
	base := uintptr(unsafe.Pointer(unsafe.StringData(s.Text)))
	return int(first - base), first >= base && first < base+uintptr(len(s.Text))
}

// At returns the place from which a string was read. The zero Place means that the string
// is not from the document.
func (s *Source) At(value string) Place {
	if value == "" {
		return Place{}
	}
	if offset, ok := s.Offset(value); ok {
		p := Place{Start: offset, End: offset + len(value)}
		if s.Encoding == JSONEncoding { // include the quotes
			p.Start--
			p.End++
		}
		return p
	}
	return s.decoded[unsafe.StringData(value)]
}

// Keep returns a copy of a decoded string, and remembers its place.
func (s *Source) Keep(value string, p Place) string {
	if value == "" {
		return value
	}
	value = strings.Clone(value) // a new address: equal short strings may share memory
	s.remember(unsafe.StringData(value), p)
	return value
}

func (s *Source) remember(first *byte, p Place) {
	if s.decoded == nil {
		s.decoded = map[*byte]Place{}
	}
	s.decoded[first] = p
}

// maxWarnings is the number of warnings that a source stores.
const maxWarnings = 10_000

// Warn records a warning.
func (s *Source) Warn(p Place, message string) {
	if s.WarningCount++; len(s.Warnings) < maxWarnings {
		s.Warnings = append(s.Warnings, Warning{Place: p, Message: message})
	}
}

// TooDeep returns a fault about elements that are nested deeper than the limit. Things
// names the elements.
func (s *Source) TooDeep(offset int, things string) error {
	return &Fault{Offset: offset, Message: fmt.Sprintf("nested deeper than %d %s", s.Limits.MaxDepth, things), Hint: HintMaxDepth}
}

// TooLong reports whether a value is longer than the limit. If it is, s.Refused is set.
func (s *Source) TooLong(value string, p Place) bool {
	if s.Limits.MaxValue == 0 || len(value) <= s.Limits.MaxValue {
		return false
	}
	if s.Refused == nil || p.Start < s.Refused.Offset {
		s.Refused = &Fault{Offset: p.Start, Message: fmt.Sprintf("value of %d bytes: expected at most %d", len(value), s.Limits.MaxValue), Hint: hintMaxValue}
	}
	return true
}

// maxUnknown is the number of warnings about unknown members that a source stores.
const maxUnknown = 100

// maxDistinct is the number of unknown names that a source remembers.
const maxDistinct = 4096

// shapeName is the name of a member of objects of a shape.
type shapeName struct {
	shape *Shape
	name  string
}

// checkRoot refuses the quoted name of a member of the document itself if it is probably a
// misspelled or misplaced one.
func (s *Source) checkRoot(quoted Place) error {
	if s.Shapes == nil {
		return nil
	}
	_, err := s.checkQuoted(s.Shapes.root, quoted)
	return err
}

// CheckName refuses the name of a member of an object with a shape, at an offset, if it is
// probably a misspelled or misplaced one: its value would not be read. It records a name
// that is unknown. Value returns what the member contains.
func (s *Source) CheckName(shape *Shape, name string, start int, value func() Content) error {
	switch {
	case s.Shapes == nil:
		return nil
	case shape.open():
		if s.Shapes.format.Significant[name] && value() == Structure {
			return misplaced(name, start)
		}
		return nil
	case shape.names.accepts(name), strings.HasPrefix(name, "$"), s.distinct[shapeName{shape, name}]: // $ begins a keyword of JSON Schema
		return nil
	}
	significant := s.Shapes.format.Significant[name]
	if significant && value() != Nothing {
		return misplaced(name, start)
	}
	if wrong := shape.names.compare(name); wrong != "" && !significant {
		return &Fault{Offset: start, Message: "member " + Quote(name) + " " + wrong}
	}
	if len(s.unknown) < maxUnknown {
		s.unknown = append(s.unknown, Warning{Place{Start: start, End: start + 1}, "unknown member " + Quote(name) + ": its value is not read"})
	}
	if s.distinct == nil {
		s.distinct = map[shapeName]bool{}
	}
	if len(s.distinct) < maxDistinct && !significant {
		s.distinct[shapeName{shape, name}] = true
	}
	return nil
}

// misplaced returns the fault of a member in an object that does not have it.
func misplaced(name string, start int) error {
	return &Fault{Offset: start, Message: "member " + Quote(name) + " is in the wrong place: an object of this kind has no such member, so its value would not be read"}
}

// WarnOfUnknown warns of the unknown members, once for each name.
func (s *Source) WarnOfUnknown() {
	warned := map[string]bool{}
	for _, w := range s.unknown {
		if len(warned) < maxUnknown && !warned[w.Message] {
			warned[w.Message] = true
			s.Warn(w.Place, w.Message)
		}
	}
	s.unknown = nil
}

// Release drops everything but the fields that [Source.At] of substrings and
// [Source.Locate] need.
func (s *Source) Release() {
	s.Shapes, s.Progress, s.decoded, s.Warnings, s.unknown, s.distinct, s.JSON = nil, nil, nil, nil, nil, nil, JSON{}
}
