package scan

import (
	"fmt"
	"strings"
)

// locateXML sets XPaths such as /bom/components/component[2]/@bom-ref. They number
// elements among the siblings of the same name.
func (s *pathSetter) locateXML(text string) {
	w := xmlWalk{pathSetter: *s, text: text, stack: make([]xmlElement, 1)}
	for w.step() {
	}
	w.setAll(w.path)
}

// xmlWalk walks the tags of an XML text. The text is known to be XML without a document
// type up to a fault, so that it need only look for the ends of tags.
type xmlWalk struct {
	pathSetter
	text  string
	pos   int
	stack []xmlElement // the document and the open elements
}

// xmlElement is an open element.
type xmlElement struct {
	name     string
	index    int             // among the siblings of the same name, from 1
	children []xmlCount      // the number of its children so far, by name
	more     map[string]*int // the same for names that many others precede
}

type xmlCount struct {
	name string
	n    int
}

// count returns the number of children of a name.
func (e *xmlElement) count(name string) *int {
	for i := range e.children {
		if e.children[i].name == name {
			return &e.children[i].n
		}
	}
	if len(e.children) < maxNames {
		e.children = append(e.children, xmlCount{name: name})
		return &e.children[len(e.children)-1].n
	}
	n := e.more[name]
	if n == nil {
		if e.more == nil {
			e.more = map[string]*int{}
		}
		n = new(int)
		e.more[name] = n
	}
	return n
}

// maxNames is the maximum number of names for which a list is faster than a map.
const maxNames = 32

// path returns the XPath of the innermost open element.
func (w *xmlWalk) path(int) string {
	var b strings.Builder
	for i, e := range w.stack[1:] {
		b.WriteString("/" + e.name)
		parent := &w.stack[i]
		if e.index > 1 || *parent.count(e.name) > 1 || i > 0 && isListItem(parent.name, e.name) {
			fmt.Fprintf(&b, "[%d]", e.index)
		}
	}
	return b.String()
}

// attributePath returns the XPath of a place in the start tag of the innermost open
// element.
func (w *xmlWalk) attributePath(start int) string {
	if a := attributeBefore(w.text[:start]); a != "" {
		return w.path(start) + "/@" + a
	}
	return w.path(start)
}

// step passes the text up to the next tag, and the tag. It reports whether places without
// a path and tags remain.
func (w *xmlWalk) step() bool {
	if _, ok := w.next(); !ok {
		return false
	}
	open := strings.IndexByte(w.text[w.pos:], '<')
	if open < 0 {
		return false
	}
	w.pos += open
	w.setBefore(w.pos, w.path)
	tag, length := cutTag(w.text[w.pos:])
	if length < 0 { // the document ends in the tag
		return false
	}
	w.pos += length
	switch {
	case strings.HasPrefix(tag, "</"):
		w.setBefore(w.pos, w.path)
		w.leave()
	case strings.HasPrefix(tag, "<!"), strings.HasPrefix(tag, "<?"):
		w.setBefore(w.pos, w.path)
	default:
		name := tag[1:max(1, strings.IndexAny(tag, " \t\r\n/>"))]
		w.enter(name[strings.IndexByte(name, ':')+1:])
		w.setBefore(w.pos, w.attributePath)
		if strings.HasSuffix(tag, "/>") {
			w.leave()
		}
	}
	return true
}

func (w *xmlWalk) enter(name string) {
	n := w.stack[len(w.stack)-1].count(name)
	*n++
	w.stack = append(w.stack, xmlElement{name: name, index: *n})
}

// leave leaves the innermost element. It ignores an end tag without a start tag.
func (w *xmlWalk) leave() { w.stack = w.stack[:max(1, len(w.stack)-1)] }

// cutTag returns the tag, comment, instruction or section at the start of a text, and its
// length, which is -1 if its end is missing.
func cutTag(text string) (tag string, length int) {
	closing := ""
	switch {
	case strings.HasPrefix(text, "<!--"):
		closing = "-->"
	case strings.HasPrefix(text, "<![CDATA["):
		closing = "]]>"
	case strings.HasPrefix(text, "<?"):
		closing = "?>"
	default:
		return cutElementTag(text)
	}
	n := strings.Index(text, closing)
	if n < 0 {
		return text, -1
	}
	return text[:n+len(closing)], n + len(closing)
}

// cutElementTag is [cutTag] for a start tag or end tag, which may contain > in quotes.
func cutElementTag(text string) (tag string, length int) {
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

// isListItem reports whether an element's name is the singular of its parent's name, as
// component in components. Such elements are numbered even if there is only one.
func isListItem(parent, name string) bool { return parent == name+"s" }

// attributeBefore returns the name of the attribute whose value starts at the end of head,
// or "".
func attributeBefore(head string) string {
	head, quoted := strings.CutSuffix(head, `"`)
	if !quoted {
		if head, quoted = strings.CutSuffix(head, "'"); !quoted {
			return ""
		}
	}
	head = strings.TrimRight(head, xmlSpace)
	head, ok := strings.CutSuffix(head, "=")
	if !ok {
		return ""
	}
	head = strings.TrimRight(head, xmlSpace)
	return head[strings.LastIndexAny(head, xmlSpace)+1:]
}
