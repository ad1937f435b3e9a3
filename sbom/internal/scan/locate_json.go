package scan

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWalk walks the tokens of a JSON text. The text is known to be valid JSON up to a
// fault, so that it need only look for brackets and quotes. It passes over values without
// places in them and, in long lists, uses the marks of the outline.
type jsonWalk struct {
	pathSetter
	outline *Outline
	split   splitter
	stack   []jsonLevel // the objects and arrays around the position
	isValue bool        // the next token is the value of a member, not a name or an element
}

// jsonLevel is an object or array.
type jsonLevel struct {
	open  byte  // its bracket
	index int   // of the latest element of an array
	name  Place // of the latest member of an object
	end   int   // the end of a long list, 0 if it is short
}

// locateJSON sets JSON pointers. A name has the path of its value. A place between two
// tokens has the path of the second one, and a place after the end of incomplete JSON the
// path of the last one.
func (s *pathSetter) locateJSON(text string, o *Outline) {
	w := jsonWalk{pathSetter: *s, outline: o, split: splitter{text: text, ends: o.ends}}
	for w.step() {
	}
	w.setAll(w.pointer)
}

// pointer returns the JSON pointer of the latest token.
func (w *jsonWalk) pointer(int) string {
	var p strings.Builder
	for _, l := range w.stack {
		switch {
		case l.open == '[' && l.index >= 0:
			p.WriteString("/" + strconv.Itoa(l.index))
		case l.name.End > 0:
			name, _ := StringAt(w.split.text, l.name)
			p.WriteString(string(jsontext.Pointer("").AppendToken(name)))
		}
	}
	return p.String()
}

// step passes the next token, or a value without places in it. It reports whether places
// without a path and tokens remain.
func (w *jsonWalk) step() bool {
	target, ok := w.next()
	c := w.split.next()
	if !ok || c == 0 {
		return false
	}
	switch c {
	case ',', ':':
		w.split.pos++
		w.isValue = c == ':'
		return true
	case '}', ']':
		w.split.pos++
		w.stack = w.stack[:max(0, len(w.stack)-1)]
		w.setBefore(w.split.pos, w.pointer)
		return true
	}
	if len(w.stack) > 0 && !w.isValue {
		top := &w.stack[len(w.stack)-1]
		if top.open == '{' && c == '"' {
			w.passName(top)
			return true
		}
		if top.open == '[' {
			if w.skipToMark(top, target) {
				return true
			}
			top.index++
		}
	}
	if (c == '{' || c == '[') && w.mayContain(target) {
		w.enter(c)
		return true
	}
	return w.passValue()
}

func (w *jsonWalk) passName(object *jsonLevel) {
	if name := w.split.value(); w.split.pos < len(w.split.text) {
		object.name = name
	}
	w.setBefore(w.split.pos, w.pointer)
}

// skipToMark moves to the last mark before the target if it is ahead, and reports whether
// it is.
func (w *jsonWalk) skipToMark(list *jsonLevel, target int) bool {
	m := w.outline.before(min(target, list.end))
	if m.offset <= w.split.pos {
		return false
	}
	w.split.pos, list.index = m.offset, m.index-1
	return true
}

// mayContain reports whether the object or array at the position may contain the target. It
// looks for the end of the value only where most values contain no places: below the
// top-level lists, but not so deep that the same text would be read at each level.
func (w *jsonWalk) mayContain(target int) bool {
	if end, ok := w.outline.ends[w.split.pos]; ok {
		return end >= target
	}
	const highest, deepest = 2, 8
	if len(w.stack) < highest || len(w.stack) > deepest {
		return true
	}
	return endOfBrackets(w.split.text, w.split.pos) >= target
}

func (w *jsonWalk) enter(open byte) {
	end := w.outline.ends[w.split.pos]
	w.split.pos++
	w.setBefore(w.split.pos, w.pointer)
	w.stack = append(w.stack, jsonLevel{open: open, index: -1, end: end})
	w.isValue = false
}

// passValue passes over a value. It reports false if there is none.
func (w *jsonWalk) passValue() bool {
	before := w.split.pos
	if w.split.value(); w.split.pos == before {
		return false
	}
	w.setBefore(w.split.pos, w.pointer)
	return true
}
