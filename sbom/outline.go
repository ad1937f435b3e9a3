package sbom

import (
	"slices"
)

// outline is what passing over a JSON value tells, by brackets and quotes alone. The
// value need not be valid JSON.
type outline struct {
	end     int             // where it ends
	tooDeep int             // where it is nested deeper than the limit, or -1
	names   map[string]bool // the telling names that its own members have
	ends    map[int]int     // where its long members end, by where they begin
	cuts    []int           // where elements of those begin, a chunk from each other
}

// tellingNames are the names of the members that tell what a JSON object is.
var tellingNames = map[string]bool{
	"bomFormat": true, "spdxVersion": true, "@context": true, "@graph": true, // SBOMs of the three formats
	"sbom": true, "predicate": true, "predicateType": true, "payload": true, "payloadType": true, "dsseEnvelope": true, "messageSignature": true,
	"Data": true, // in the predicates of cosign before 2.0
}

// outlineOf returns the outline of the value that begins at an offset.
func outlineOf(text string, start, maxDepth int) outline {
	o := outline{end: len(text), tooDeep: -1, names: map[string]bool{}, ends: map[int]int{}}
	depth, member, cut := 0, 0, 0 // where the latest member and the latest chunk begin
	for i := start; i < len(text); i++ {
		switch text[i] {
		case ' ':
			i = lastSpace(text, i)
		case '{', '[':
			if depth++; depth > maxDepth {
				o.tooDeep = i
				return o
			}
			if depth == 2 {
				member, cut = i, i
			}
		case '}', ']':
			if depth--; depth <= 0 {
				o.end = i + 1
				return o
			}
			if depth == 1 && i-member > chunkSize {
				o.ends[member] = i + 1
			}
		case ',':
			if depth == 2 && i-cut > chunkSize {
				cut = i + 1
				o.cuts = append(o.cuts, cut)
			}
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			if depth > 1 || !isMember(text, quoted) {
				continue
			}
			if name, err := unquoteJSON(text, quoted); err == nil && tellingNames[name] { // if not, the reader says where and why
				o.names[name] = true
			}
		}
	}
	return o
}

// nextCut returns where the part of a list ends that begins at an offset, at the
// end of the list at the latest.
func (o *outline) nextCut(start, end int) int {
	if i, _ := slices.BinarySearch(o.cuts, start+1); i < len(o.cuts) {
		return min(o.cuts[i], end)
	}
	return end
}
