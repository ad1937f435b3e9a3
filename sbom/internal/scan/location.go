package scan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// locate finds places in the text, in the order given. It reads the
// text once for all of them.
func (s *Source) Locate(places ...Place) []Location {
	locations := make([]Location, len(places))
	s.locateLines(places, locations)

	// The readers of paths want the places in the order of the document.
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(places[a].Start, places[b].Start) })
	w := pathWalk{places: places, order: order, locations: locations}
	switch s.Encoding {
	case JSONEncoding:
		w.json(s.Text, &s.Outline)
	case XMLEncoding, RDFEncoding:
		w.xml(s.Text)
	case YAMLEncoding:
		w.yaml(s.Text)
	case TagValueEncoding:
		w.tagValue(s.Text)
	}
	return locations
}

// locateLines sets lines and columns, counting from one offset to the next.
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
		c.Pass(s.Text[at:end])
		at = end
		*e.line, *e.column = c.lines+1, c.columns+1
	}
}

// cursor is how many lines of a text are passed, and how many UTF-16 code units
// of the line after them.
type Cursor struct{ lines, columns int }

// pass moves the cursor behind the next part of the text.
func (c *Cursor) Pass(part string) {
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
		if s[i] >= 0xf0 { // the first byte of four: two code units
			n++
		}
	}
	return n
}

// pathWalk gives paths to places while it passes them in order.
type pathWalk struct {
	places    []Place
	order     []int // indices of places by ascending start
	locations []Location
}

// next returns where the next place starts that has no path yet.
func (w *pathWalk) next() (start int, ok bool) {
	if len(w.order) == 0 {
		return 0, false
	}
	return w.places[w.order[0]].Start, true
}

// set gives a path to all places that start before end.
func (w *pathWalk) set(end int, path func(start int) string) {
	for {
		start, ok := w.next()
		if !ok || start >= end {
			return
		}
		w.locations[w.order[0]].Path = path(start)
		w.order = w.order[1:]
	}
}

// json passes over the tokens until all places are passed. A name has the path of
// its value; what stands between two tokens has the path of the second one. Where
// the document breaks off, the remaining places keep the path of the last token.
// What has been read is known to be JSON, so that looking for brackets and quotes
// is enough, and that the outline is right: of a long list no more is passed than
// what is between a mark and a place.
func (w *pathWalk) json(text string, o *Outline) {
	type level struct {
		open  byte
		index int   // of the latest element of an array
		name  Place // of the latest member of an object
		end   int   // of a long list, in which there are marks
	}
	var stack []level
	pointer := func(int) string {
		var p strings.Builder // to append to a pointer copies it
		for _, l := range stack {
			switch {
			case l.open == '[' && l.index >= 0:
				p.WriteString("/" + strconv.Itoa(l.index))
			case l.name.End > 0:
				name, _ := StringAt(text, l.name)
				p.WriteString(string(jsontext.Pointer("").AppendToken(name)))
			}
		}
		return p.String()
	}
	s := splitter{text: text, ends: o.ends}
	fresh := true // a name or an element begins here, as against the value of a name
	for {
		target, ok := w.next()
		c := s.next()
		if !ok || c == 0 {
			break
		}
		var top *level
		if len(stack) > 0 {
			top = &stack[len(stack)-1]
		}
		switch {
		case c == ',' || c == ':':
			s.pos++
			fresh = c == ','
			continue
		case c == '}' || c == ']':
			s.pos++
			stack = stack[:max(0, len(stack)-1)]
			w.set(s.pos, pointer)
			continue
		case fresh && top != nil && top.open == '{' && c == '"':
			if name := s.value(); s.pos < len(text) {
				top.name = name
			}
			w.set(s.pos, pointer)
			continue
		case fresh && top != nil && top.open == '[':
			if m := o.before(min(target, top.end)); m.offset > s.pos {
				s.pos, top.index = m.offset, m.index-1
				continue
			}
			top.index++
		}
		// To look where a value ends pays where most values have no place in them: below
		// the long arrays, and not so deep that what is nested is passed over too often.
		if c == '{' || c == '[' {
			end, long := o.ends[s.pos]
			if long && end >= target || !long && (len(stack) < 2 || len(stack) > 8 || endOfBrackets(text, s.pos) >= target) {
				s.pos++
				w.set(s.pos, pointer)
				stack = append(stack, level{open: c, index: -1, end: end})
				fresh = true
				continue
			}
		}
		before := s.pos
		if s.value(); s.pos == before {
			break // no token
		}
		w.set(s.pos, pointer)
	}
	w.set(len(text)+1, pointer)
}

// yaml gives the places between the starts of two nodes the path of the first. A
// name has the path of its value, as in JSON.
func (w *pathWalk) yaml(text string) {
	root, err := ParseYAML(text)
	if err != nil {
		return
	}
	cursor := YAMLCursor{Text: text}
	var path []string // reference tokens of the node that was passed last
	pointer := func(int) string {
		p := jsontext.Pointer("")
		for _, token := range path {
			p = p.AppendToken(token)
		}
		return string(p)
	}
	var walk func(n *yaml.Node, depth int, token ...string)
	walk = func(n *yaml.Node, depth int, token ...string) {
		if _, ok := w.next(); !ok {
			return
		}
		w.set(cursor.Offset(n), pointer)
		path = append(path[:depth], token...)
		depth = len(path)
		for i, child := range n.Content {
			if n.Kind == yaml.SequenceNode {
				walk(child, depth, strconv.Itoa(i))
			} else {
				walk(child, depth, n.Content[i&^1].Value) // of the pair of name and value
			}
		}
	}
	walk(root, 0)
	w.set(len(text)+1, pointer)
}

// xml counts the elements of one name among their siblings, as XPath does:
// /bom/components/component[2]/@bom-ref. What has been read is known to be XML
// without a document type, so that it is enough to look for where tags end.
func (w *pathWalk) xml(text string) {
	type count struct {
		name string
		n    int
	}
	type element struct {
		name  string
		index int
		seen  []count // elements in it, so far
	}
	seen := func(e *element, name string) *int {
		for i := range e.seen {
			if e.seen[i].name == name {
				return &e.seen[i].n
			}
		}
		e.seen = append(e.seen, count{name: name})
		return &e.seen[len(e.seen)-1].n
	}
	stack := make([]element, 1, 16)
	path := func(int) string {
		var b strings.Builder
		for i, e := range stack[1:] {
			b.WriteString("/" + e.name)
			if e.index > 1 || *seen(&stack[i], e.name) > 1 || i > 0 && isListItem(stack[i].name, e.name) {
				fmt.Fprintf(&b, "[%d]", e.index)
			}
		}
		return b.String()
	}
	leave := func() { stack = stack[:max(1, len(stack)-1)] }
	for pos := 0; ; {
		if _, ok := w.next(); !ok {
			return
		}
		open := strings.IndexByte(text[pos:], '<')
		if open < 0 {
			w.set(len(text)+1, path)
			return
		}
		w.set(pos+open, path)
		pos += open
		tag, end := cutTag(text[pos:])
		if end < 0 { // the document breaks off
			w.set(len(text)+1, path)
			return
		}
		pos += end
		switch {
		case strings.HasPrefix(tag, "</"):
			w.set(pos, path)
			leave()
		case strings.HasPrefix(tag, "<!"), strings.HasPrefix(tag, "<?"):
			w.set(pos, path)
		default:
			name := tag[1:max(1, strings.IndexAny(tag, " \t\r\n/>"))]
			name = name[strings.IndexByte(name, ':')+1:]
			n := seen(&stack[len(stack)-1], name)
			*n++
			if len(stack) < cap(stack) { // with the memory of the last element at this level
				stack = stack[:len(stack)+1]
				e := &stack[len(stack)-1]
				e.name, e.index, e.seen = name, *n, e.seen[:0]
			} else {
				stack = append(stack, element{name: name, index: *n})
			}
			w.set(pos, func(start int) string {
				if a := attributeBefore(text[:start]); a != "" {
					return path(start) + "/@" + a
				}
				return path(start)
			})
			if strings.HasSuffix(tag, "/>") {
				leave()
			}
		}
	}
}

// cutTag returns the tag, comment, instruction or section that a text begins
// with, and where it ends, or -1.
func cutTag(text string) (tag string, end int) {
	closing := ">"
	switch {
	case strings.HasPrefix(text, "<!--"):
		closing = "-->"
	case strings.HasPrefix(text, "<![CDATA["):
		closing = "]]>"
	case strings.HasPrefix(text, "<?"):
		closing = "?>"
	default:
		for i := 1; i < len(text); i++ {
			switch c := text[i]; c {
			case '>':
				return text[:i+1], i + 1
			case '"', '\'':
				n := strings.IndexByte(text[i+1:], c)
				if n < 0 {
					return text, -1
				}
				i += n + 1
			}
		}
		return text, -1
	}
	n := strings.Index(text, closing)
	if n < 0 {
		return text, -1
	}
	return text[:n+len(closing)], n + len(closing)
}

// isListItem tells whether an element's name is the singular of its parent's, as
// component in components: such elements are numbered even when there is one.
func isListItem(parent, name string) bool { return parent == name+"s" }

// attributeBefore returns the name of the attribute whose value begins right
// after head, or "".
func attributeBefore(head string) string {
	head, quoted := strings.CutSuffix(head, `"`)
	if !quoted {
		if head, quoted = strings.CutSuffix(head, "'"); !quoted {
			return ""
		}
	}
	head = strings.TrimRight(head, " \t\r\n")
	head, ok := strings.CutSuffix(head, "=")
	if !ok {
		return ""
	}
	head = strings.TrimRight(head, " \t\r\n")
	return head[strings.LastIndexAny(head, " \t\r\n")+1:]
}

// tagValue takes the tag of the line; within a text of several lines, of the
// line where the text begins.
func (w *pathWalk) tagValue(text string) {
	const open, closing = "<text>", "</text>"
	looked, begin := 0, -1 // how far it has looked, and where the text began that it is within
	w.set(len(text)+1, func(start int) string {
		for looked < start {
			mark := open
			if begin >= 0 {
				mark = closing
			}
			end := min(start, looked+ChunkSize)
			i := strings.Index(text[looked:end], mark)
			if i < 0 {
				looked = max(looked, end-len(closing)) // a mark may end behind that
				if end == start {
					break
				}
				continue
			}
			if begin >= 0 {
				begin = -1
			} else {
				begin = looked + i
			}
			looked += i + len(mark)
		}
		at := start
		if begin >= 0 {
			at = begin
		}
		line := text[strings.LastIndexByte(text[:at], '\n')+1:]
		tag, _, _ := strings.Cut(line, ":")
		tag = strings.TrimSpace(tag)
		if strings.ContainsAny(tag, " \t\n") {
			return ""
		}
		return strings.Clone(tag)
	})
}
