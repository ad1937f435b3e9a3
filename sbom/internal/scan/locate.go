package scan

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Locate returns the locations of places in the text. It reads the text once for all of
// them.
func (s *Source) Locate(places ...Place) []Location {
	locations := make([]Location, len(places))
	s.locateLines(places, locations)

	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(places[a].Start, places[b].Start) })
	p := pathSetter{places: places, order: order, locations: locations}
	switch s.Encoding {
	case JSONEncoding:
		p.locateJSON(s.Text, &s.Outline)
	case XMLEncoding, RDFEncoding:
		p.locateXML(s.Text)
	case YAMLEncoding:
		p.locateYAML(s.Text, s.Limits.MaxYAMLValues)
	case TagValueEncoding:
		p.locateTagValue(s.Text)
	}
	for i := range locations {
		locations[i].Path = s.Path + locations[i].Path
	}
	return locations
}

// locateLines sets the lines and columns of locations.
func (s *Source) locateLines(places []Place, locations []Location) {
	type end struct {
		offset       int
		line, column *int
	}
	ends := make([]end, 0, 2*len(places))
	for i, p := range places {
		l := &locations[i]
		ends = append(ends, end{p.Start, &l.Line, &l.Column}, end{p.End, &l.EndLine, &l.EndColumn})
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Compare(a.offset, b.offset) })
	c, at := s.Start, 0
	for _, e := range ends {
		end := min(e.offset, len(s.Text))
		c.Advance(s.Text[at:end])
		at = end
		*e.line, *e.column = c.lines+1, c.columns+1
	}
}

// Cursor is a position in a text: the number of lines before it, and the number of UTF-16
// code units before it in its line.
type Cursor struct{ lines, columns int }

// Advance moves the cursor to the end of the next part of the text.
func (c *Cursor) Advance(part string) {
	if n := strings.Count(part, "\n"); n > 0 {
		c.lines += n
		c.columns = 0
		part = part[strings.LastIndexByte(part, '\n')+1:]
	}
	c.columns += utf16Len(part)
}

// utf16Len returns the number of UTF-16 code units of s.
func utf16Len(s string) int {
	n := utf8.RuneCountInString(s)
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xf0 { // the first of four bytes: two code units
			n++
		}
	}
	return n
}

// pathSetter sets the paths of locations while a text is read from start to end.
type pathSetter struct {
	places    []Place
	order     []int // indices of the places without a path, in the order of their starts
	locations []Location
}

// next returns the start of the next place without a path.
func (s *pathSetter) next() (start int, ok bool) {
	if len(s.order) == 0 {
		return 0, false
	}
	return s.places[s.order[0]].Start, true
}

// setBefore sets the paths of all places without one that start before end.
func (s *pathSetter) setBefore(end int, path func(start int) string) {
	for {
		start, ok := s.next()
		if !ok || start >= end {
			return
		}
		s.locations[s.order[0]].Path = path(start)
		s.order = s.order[1:]
	}
}

// setAll sets the paths of all places without one.
func (s *pathSetter) setAll(path func(start int) string) {
	for _, i := range s.order {
		s.locations[i].Path = path(s.places[i].Start)
	}
	s.order = nil
}
