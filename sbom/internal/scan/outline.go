package scan

import (
	"cmp"
	"slices"
)

// outline is what passing over a JSON value tells, by brackets and quotes alone. The
// value need not be valid JSON.
type Outline struct {
	End     int             // where it ends
	TooDeep int             // where it is nested deeper than the limit, or -1
	Names   map[string]bool // the telling names that its own members have
	ends    map[int]int     // where its long members end, by where they begin
	marks   []mark          // some of their elements, in order, spread evenly
}

// mark is where an element of a list begins, behind a comma, and its number from 0.
type mark struct{ offset, index int }

// chunkSize is about how many bytes of a list are decoded in one go.
const ChunkSize = 1 << 20

// markEvery is about how many bytes are between two marks: whoever looks for a place
// has to pass over so many.
const markEvery = 16 << 10

// tellingNames are the names of the members that tell what a JSON object is.
var tellingNames = map[string]bool{
	"bomFormat": true, "spdxVersion": true, "@context": true, "@graph": true, // SBOMs of the three formats
	"sbom": true, "predicate": true, "predicateType": true, "payload": true, "payloadType": true, "dsseEnvelope": true, "messageSignature": true,
	"Data": true, // in the predicates of cosign before 2.0
}

// outlineOf returns the outline of the value that begins at an offset.
func NewOutline(text string, start, maxDepth int) Outline {
	o := Outline{End: len(text), TooDeep: -1, Names: map[string]bool{}, ends: map[int]int{}}
	depth, member := 0, 0 // where the latest member begins
	latest := mark{}      // that was noted
	index := 0            // of the element in the member
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
				member, index, latest.offset = i, 0, i
			}
		case '}', ']':
			if depth--; depth <= 0 {
				o.End = i + 1
				return o
			}
			if depth == 1 && i-member > ChunkSize {
				o.ends[member] = i + 1
			}
		case ',':
			if depth == 2 {
				if index++; i-latest.offset > markEvery {
					latest = mark{i + 1, index}
					o.marks = append(o.marks, latest)
				}
			}
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			if depth > 1 || !isMember(text, quoted) {
				continue
			}
			if name, err := unquoteJSON(text, quoted); err == nil && tellingNames[name] { // if not, the reader says where and why
				o.Names[name] = true
			}
		}
	}
	return o
}

// nextCut returns where the part of a list ends that begins at an offset, at the
// end of the list at the latest.
func (o *Outline) NextCut(start, end int) int {
	if i := o.marked(start + ChunkSize); i < len(o.marks) {
		return min(o.marks[i].offset, end)
	}
	return end
}

// before returns the last mark that is not behind an offset, or none.
func (o *Outline) before(offset int) mark {
	if i := o.marked(offset + 1); i > 0 {
		return o.marks[i-1]
	}
	return mark{}
}

// marked returns the index of the first mark at or behind an offset.
func (o *Outline) marked(offset int) int {
	i, _ := slices.BinarySearchFunc(o.marks, offset, func(m mark, offset int) int { return cmp.Compare(m.offset, offset) })
	return i
}
