package scan

import "strings"

// The marks around a value of several lines in SPDX tag-value.
const (
	openText  = "<text>"
	closeText = "</text>"
)

// locateTagValue sets the tags of lines. In a text of several lines it is the tag of the
// line in which the text starts.
func (s *pathSetter) locateTagValue(text string) {
	w := tagValueWalk{text: text, start: -1}
	s.setAll(w.tag)
}

// tagValueWalk finds out which offsets are in a text of several lines.
type tagValueWalk struct {
	text  string
	pos   int // everything before it has been searched for marks
	start int // of the text of several lines that contains pos, or -1
}

// tag returns the tag of the line at an offset, "" if there is none. Offsets must not
// decrease.
func (w *tagValueWalk) tag(offset int) string {
	w.advance(offset)
	if w.start >= 0 {
		offset = w.start
	}
	line := w.text[strings.LastIndexByte(w.text[:offset], '\n')+1:]
	tag, _, _ := strings.Cut(line, ":")
	tag = strings.TrimSpace(tag)
	if strings.ContainsAny(tag, " \t\n") {
		return ""
	}
	return strings.Clone(tag)
}

// advance searches the text before an offset for marks. It reads the text in chunks,
// because the next mark may be far after the offset.
func (w *tagValueWalk) advance(offset int) {
	for w.pos < offset {
		mark := openText
		if w.start >= 0 {
			mark = closeText
		}
		end := min(offset, w.pos+ChunkSize)
		i := strings.Index(w.text[w.pos:end], mark)
		if i < 0 {
			w.pos = max(w.pos, end-len(closeText)) // a mark may extend beyond the end
			if end == offset {
				return
			}
			continue
		}
		if w.start >= 0 {
			w.start = -1
		} else {
			w.start = w.pos + i
		}
		w.pos += i + len(mark)
	}
}
