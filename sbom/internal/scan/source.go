package scan

import (
	"fmt"
	"strings"
	"unsafe"
)

// source is a text whose values know their position. Readers decode values into
// plain strings; the source knows where each was read, see [source.at].
type Source struct {
	Text     string // valid UTF-8; with the wrappers that are text around the document
	Encoding Encoding
	Start    Cursor     // lines and columns of the file before the text
	Outline  Outline    // of JSON
	Names    Vocabulary // of members in JSON and YAML
	Limits   Limits

	Warnings     []Warning // the first maxWarnings of warningCount
	WarningCount int
	unknown      []Warning // unknown members, each name once
	Refused      *Fault    // the first value that is too long

	// decoded holds the places of strings that are not substrings of the text
	// because escapes had to be undone, by the address of their first byte.
	decoded map[*byte]Place

	JSON JSON
}

// limits bounds what a source may contain; 0 is no limit.
type Limits struct {
	MaxDepth int // of nested objects, arrays or elements
	MaxValue int // bytes of a value
}

// fork returns a source of the same text for another goroutine.
func (s *Source) Fork() *Source {
	return &Source{Text: s.Text, Encoding: s.Encoding, Outline: s.Outline, Names: s.Names.Clone(), Limits: s.Limits}
}

// join adds what a fork has collected.
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

// offset returns the offset in the text of a string that is a part of it.
func (s *Source) Offset(part string) (offset int, ok bool) {
	first := uintptr(unsafe.Pointer(unsafe.StringData(part)))
	base := uintptr(unsafe.Pointer(unsafe.StringData(s.Text)))
	return int(first - base), first >= base && first < base+uintptr(len(s.Text))
}

// at returns the place where a string was read. The zero Place means that the
// string is not from the document.
func (s *Source) At(value string) Place {
	if value == "" {
		return Place{}
	}
	if offset, ok := s.Offset(value); ok {
		p := Place{Start: offset, End: offset + len(value)}
		if s.Encoding == JSONEncoding { // the token has quotes
			p.Start--
			p.End++
		}
		return p
	}
	return s.decoded[unsafe.StringData(value)]
}

// keep returns a copy of a decoded string and remembers its place.
func (s *Source) Keep(value string, p Place) string {
	if value == "" {
		return value
	}
	value = strings.Clone(value) // strings of one byte share their memory
	s.remember(unsafe.StringData(value), p)
	return value
}

func (s *Source) remember(first *byte, p Place) {
	if s.decoded == nil {
		s.decoded = map[*byte]Place{}
	}
	s.decoded[first] = p
}

// maxWarnings is the number of warnings that a source keeps.
const maxWarnings = 10_000

// warn records a warning.
func (s *Source) Warn(p Place, message string) {
	if s.WarningCount++; len(s.Warnings) < maxWarnings {
		s.Warnings = append(s.Warnings, Warning{Place: p, Message: message})
	}
}

// tooDeep refuses elements that are nested deeper than the limit, counted in things.
func (s *Source) TooDeep(offset int, things string) error {
	return &Fault{Offset: offset, Message: fmt.Sprintf("nested deeper than %d %s", s.Limits.MaxDepth, things), Hint: HintMaxDepth}
}

// tooLong reports whether a value is longer than the limit, for which the source is refused.
func (s *Source) TooLong(value string, p Place) bool {
	if s.Limits.MaxValue == 0 || len(value) <= s.Limits.MaxValue {
		return false
	}
	if s.Refused == nil || p.Start < s.Refused.Offset {
		s.Refused = &Fault{Offset: p.Start, Message: fmt.Sprintf("value of %d bytes: expected at most %d", len(value), s.Limits.MaxValue), Hint: hintMaxValue}
	}
	return true
}

// maxUnknown is the number of unknown members that a source keeps.
const maxUnknown = 100

// checkName refuses the name of a member that may be meant as a known one, and
// records one that is unknown.
func (s *Source) CheckName(name string, start int) error {
	if !s.Names.any() || s.Names.fine[name] || strings.HasPrefix(name, "$") { // a keyword of JSON schema
		return nil
	}
	if err := s.Names.Check("member", name, start); err != nil {
		return err
	}
	if len(s.unknown) < maxUnknown {
		s.unknown = append(s.unknown, Warning{Place{Start: start, End: start + 1}, "member " + Quote(name) + " is not known: what it says is not read"})
	}
	return nil
}

// warnOfUnknown warns of the unknown members, each name once.
func (s *Source) WarnOfUnknown() {
	told := map[string]bool{}
	for _, w := range s.unknown {
		if len(told) < maxUnknown && !told[w.Message] {
			told[w.Message] = true
			s.Warn(w.Place, w.Message)
		}
	}
	s.unknown = nil
}

// release drops what only readers need.
func (s *Source) Release() {
	s.Names, s.decoded, s.Warnings, s.unknown, s.JSON = Vocabulary{}, nil, nil, nil, JSON{}
}

// The hints of faults that a limit causes.
const (
	HintCutOff   = "the document has been cut off: get it once more"
	HintMaxBytes = "--max-bytes sets the limit"
	HintMaxYAML  = "have the generator write JSON; --max-yaml-bytes sets the limit"
	hintMaxValue = "--max-value-bytes sets the limit"
	HintMaxDepth = "--max-depth sets the limit"
)

// alone returns the text with white space in the place of all but p.
func (p Place) Alone(text string) string {
	if p.Start == 0 {
		return text[:p.End]
	}
	return strings.Repeat(" ", p.Start) + text[p.Start:p.End]
}
