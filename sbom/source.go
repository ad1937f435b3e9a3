package sbom

import (
	"fmt"
	"strings"
	"unsafe"
)

// source is a text whose values know their position. Readers decode values into
// plain strings; the source knows where each was read, see [source.at].
type source struct {
	text     string // valid UTF-8; with the wrappers that are text around the document
	encoding Encoding
	start    cursor     // lines and columns of the file before the text
	outline  outline    // of JSON
	names    vocabulary // of members in JSON and YAML
	limits   limits

	warnings     []Warning // the first maxWarnings of warningCount
	warningCount int
	unknown      []Warning // unknown members, each name once
	refused      *fault    // the first value that is too long

	// decoded holds the places of strings that are not substrings of the text
	// because escapes had to be undone, by the address of their first byte.
	decoded map[*byte]Place

	json jsonReader
}

// limits bounds what a source may contain; 0 is no limit.
type limits struct {
	maxDepth int // of nested objects, arrays or elements
	maxValue int // bytes of a value
}

// fork returns a source of the same text for another goroutine.
func (s *source) fork() *source {
	return &source{text: s.text, encoding: s.encoding, outline: s.outline, names: s.names.clone(), limits: s.limits}
}

// join adds what a fork has collected.
func (s *source) join(fork *source) {
	s.warnings = append(s.warnings, fork.warnings[:min(len(fork.warnings), maxWarnings-len(s.warnings))]...)
	s.warningCount += fork.warningCount
	s.unknown = append(s.unknown, fork.unknown...)
	if s.refused == nil {
		s.refused = fork.refused
	}
	for first, p := range fork.decoded {
		s.remember(first, p)
	}
}

// offset returns the offset in the text of a string that is a part of it.
func (s *source) offset(part string) (offset int, ok bool) {
	first := uintptr(unsafe.Pointer(unsafe.StringData(part)))
	base := uintptr(unsafe.Pointer(unsafe.StringData(s.text)))
	return int(first - base), first >= base && first < base+uintptr(len(s.text))
}

// at returns the place where a string was read. The zero Place means that the
// string is not from the document.
func (s *source) at(value string) Place {
	if value == "" {
		return Place{}
	}
	if offset, ok := s.offset(value); ok {
		p := Place{Start: offset, End: offset + len(value)}
		if s.encoding == JSON { // the token has quotes
			p.Start--
			p.End++
		}
		return p
	}
	return s.decoded[unsafe.StringData(value)]
}

// keep returns a copy of a decoded string and remembers its place.
func (s *source) keep(value string, p Place) string {
	if value == "" {
		return value
	}
	value = strings.Clone(value) // strings of one byte share their memory
	s.remember(unsafe.StringData(value), p)
	return value
}

func (s *source) remember(first *byte, p Place) {
	if s.decoded == nil {
		s.decoded = map[*byte]Place{}
	}
	s.decoded[first] = p
}

// maxWarnings is the number of warnings that a source keeps.
const maxWarnings = 10_000

// warn records a warning.
func (s *source) warn(p Place, message string) {
	if s.warningCount++; len(s.warnings) < maxWarnings {
		s.warnings = append(s.warnings, Warning{Place: p, Message: message})
	}
}

// tooDeep refuses elements that are nested deeper than the limit, counted in things.
func (s *source) tooDeep(offset int, things string) error {
	return &fault{offset: offset, message: fmt.Sprintf("nested deeper than %d %s", s.limits.maxDepth, things), hint: hintMaxDepth}
}

// tooLong reports whether a value is longer than the limit, for which the source is refused.
func (s *source) tooLong(value string, p Place) bool {
	if s.limits.maxValue == 0 || len(value) <= s.limits.maxValue {
		return false
	}
	if s.refused == nil || p.Start < s.refused.offset {
		s.refused = &fault{offset: p.Start, message: fmt.Sprintf("value of %d bytes: expected at most %d", len(value), s.limits.maxValue), hint: hintMaxValue}
	}
	return true
}

// maxUnknown is the number of unknown members that a source keeps.
const maxUnknown = 100

// checkName refuses the name of a member that may be meant as a known one, and
// records one that is unknown.
func (s *source) checkName(name string, start int) error {
	if !s.names.any() || s.names.fine[name] || strings.HasPrefix(name, "$") { // a keyword of JSON schema
		return nil
	}
	if err := s.names.check("member", name, start); err != nil {
		return err
	}
	if len(s.unknown) < maxUnknown {
		s.unknown = append(s.unknown, Warning{Place{Start: start, End: start + 1}, "member " + quote(name) + " is not known: what it says is not read"})
	}
	return nil
}

// warnOfUnknown warns of the unknown members, each name once.
func (s *source) warnOfUnknown() {
	told := map[string]bool{}
	for _, w := range s.unknown {
		if len(told) < maxUnknown && !told[w.Message] {
			told[w.Message] = true
			s.warn(w.Place, w.Message)
		}
	}
	s.unknown = nil
}

// release drops what only readers need.
func (s *source) release() {
	s.names, s.decoded, s.warnings, s.unknown, s.json = vocabulary{}, nil, nil, nil, jsonReader{}
}

// The hints of faults that a limit causes.
const (
	hintCutOff   = "the document has been cut off: get it once more"
	hintMaxBytes = "--max-bytes sets the limit"
	hintMaxYAML  = "have the generator write JSON; --max-yaml-bytes sets the limit"
	hintMaxValue = "--max-value-bytes sets the limit"
	hintMaxDepth = "--max-depth sets the limit"
)

// alone returns the text with white space in the place of all but p.
func (p Place) alone(text string) string {
	if p.Start == 0 {
		return text[:p.End]
	}
	return strings.Repeat(" ", p.Start) + text[p.Start:p.End]
}
