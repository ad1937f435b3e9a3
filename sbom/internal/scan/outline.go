package scan

import (
	"cmp"
	"slices"
)

// Outline describes a JSON value by its brackets and quotes. The value need not be valid
// JSON.
type Outline struct {
	End     int             // the end of the value
	TooDeep int             // the offset at which it is nested deeper than the limit, or -1
	Names   map[string]bool // the identifying names among the names of its own members
	ends    map[int]int     // the ends of its long members, by their starts
	marks   []mark          // some elements of its members, in order, at about equal distances
}

// mark is the start of an element of a list, directly after a comma.
type mark struct {
	offset int
	index  int // of the element, from 0
}

// ChunkSize is the approximate length, in bytes, of the parts in which a long list is read.
const ChunkSize = 1 << 18

// markDistance is the approximate distance, in bytes, between two marks. To find a place,
// [Source.Locate] reads about as many bytes of a list.
const markDistance = 16 << 10

// identifyingNames are the names of the members that identify an SBOM or a wrapper.
var identifyingNames = map[string]bool{
	"bomFormat": true, "spdxVersion": true, "@context": true, "@graph": true, // SBOMs of the three formats
	"sbom": true, "predicate": true, "predicateType": true, "payload": true, "payloadType": true, "dsseEnvelope": true, "messageSignature": true,
	"Data": true, // predicates of cosign before 2.0
}

// NewOutline returns the outline of the value at an offset.
func NewOutline(text string, start, maxDepth int) Outline {
	o := Outline{End: len(text), TooDeep: -1, Names: map[string]bool{}, ends: map[int]int{}}
	var m outlineMember
	depth := 0
	for i := start; i < len(text); i++ {
		switch text[i] {
		case ' ':
			i = lastSpace(text, i)
		case '{', '[':
			if depth++; depth > maxDepth {
				o.TooDeep = i
				return o
			}
			if depth == 2 {
				m = outlineMember{start: i, latest: i}
			}
		case '}', ']':
			if depth--; depth <= 0 {
				o.End = i + 1
				return o
			}
			if depth == 1 && i-m.start > ChunkSize {
				o.ends[m.start] = i + 1
			}
		case ',':
			if depth == 2 {
				o.addElement(&m, i+1)
			}
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			if depth <= 1 && isMember(text, quoted) {
				o.addName(text, quoted)
			}
		}
	}
	return o
}

// outlineMember is the object or array, as a member of the value, that is being passed.
type outlineMember struct {
	start   int
	latest  int // the latest mark, or the start
	element int // the index of the latest element
}

// addElement adds a mark for the element at an offset, unless the last mark is near.
func (o *Outline) addElement(m *outlineMember, offset int) {
	m.element++
	if offset-1-m.latest > markDistance {
		m.latest = offset
		o.marks = append(o.marks, mark{offset, m.element})
	}
}

// addName adds the name of a member if it is an identifying one. If it is invalid, the
// reader of the document reports that.
func (o *Outline) addName(text string, quoted Place) {
	if name, err := unquoteJSON(text, quoted); err == nil && identifyingNames[name] {
		o.Names[name] = true
	}
}

// NextCut returns the end of the part of a list that starts at an offset. End is the end
// of the list.
func (o *Outline) NextCut(start, end int) int {
	if i := o.marked(start + ChunkSize); i < len(o.marks) {
		return min(o.marks[i].offset, end)
	}
	return end
}

// before returns the last mark at or before an offset, or the zero mark.
func (o *Outline) before(offset int) mark {
	if i := o.marked(offset + 1); i > 0 {
		return o.marks[i-1]
	}
	return mark{}
}

// marked returns the index of the first mark at or after an offset.
func (o *Outline) marked(offset int) int {
	i, _ := slices.BinarySearchFunc(o.marks, offset, func(m mark, offset int) int { return cmp.Compare(m.offset, offset) })
	return i
}
