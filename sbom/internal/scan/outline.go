package scan

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Outline describes a JSON value by its brackets and quotes. The value need not be valid
// JSON.
type Outline struct {
	End     int            // the end of the value
	TooDeep int            // the offset at which it is nested deeper than the limit, or -1
	Names   map[string]int // the offsets of the values of its identifying members, by name
	Inner   []Place        // the outermost objects in it that are SBOMs or wrappers by their members; incomplete if the value is an SBOM
	ends    map[int]int    // the ends of its long members, by their starts
	marks   []mark         // some elements of its members, in order, at about equal distances
}

// Has reports whether the value has all of the members, which are identifying ones.
func (o *Outline) Has(names ...string) bool {
	for _, name := range names {
		if _, ok := o.Names[name]; !ok {
			return false
		}
	}
	return true
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

// identifyingNames are the names of the members that identify an SBOM or a wrapper, by
// their folded form: some software accepts them in any case.
var identifyingNames = foldedNames(
	"bomFormat", "specVersion", "$schema", "serialNumber", "components", // CycloneDX
	"spdxVersion", "SPDXID", "@context", "@graph", // SPDX
	"sbom", "predicate", "predicateType", "payload", "payloadType", "dsseEnvelope", "messageSignature",
	"Data",               // predicates of cosign
	"openapi", "swagger", // descriptions of APIs, which have SBOMs as examples
)

func foldedNames(names ...string) map[string]string {
	folded := map[string]string{}
	for _, name := range names {
		folded[FoldCase(name)] = name
	}
	return folded
}

// innerMembers matches the start of a member that identifies an object inside another
// value. A member of a schema, or of a list of labels, has another value. A value may be
// written with escapes.
var innerMembers = regexp.MustCompile(`^(?i:"bomFormat"\s*:\s*"(?:CycloneDX"|[a-z]*\\u00)|"spdxVersion"\s*:\s*"(?:SPDX-|[spdx]*\\u00)` +
	`|"@context"\s*:\s*(?:\[\s*)?"(?:https?://spdx\.org/|[htps:/.dxorg]*\\u00)|"dsseEnvelope"\s*:\s*\{|"payloadType"\s*:\s*"|"predicateType"\s*:\s*")`)

// maxInner is the depth to which a value is searched for objects that are SBOMs or
// wrappers. An SBOM in a verified attestation is at depth 4, one in the description of an
// image at depth 4 or 5.
const maxInner = 6

// NewOutline returns the outline of the value at the start of a text.
func NewOutline(text string, maxDepth int) Outline {
	o := Outline{End: len(text), TooDeep: -1} // without maps, since a text may have millions of values
	var m outlineMember
	var objects [maxInner]outlineObject // around the position, by depth - 1
	lookInside := true
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ':
			i = lastSpace(text, i)
		case '{', '[':
			if depth++; depth > maxDepth {
				o.TooDeep = i
				return o
			}
			if depth <= maxInner {
				objects[depth-1] = outlineObject{start: i}
			}
			if depth == 2 {
				m = outlineMember{start: i, latest: i}
			}
		case '}', ']':
			if depth > 1 && depth <= maxInner {
				o.addInner(objects[depth-1], i+1)
			}
			if depth--; depth <= 0 {
				o.End = i + 1
				return o
			}
			if depth == 1 && i-m.start > ChunkSize {
				if o.ends == nil {
					o.ends = map[int]int{}
				}
				o.ends[m.start] = i + 1
			}
		case ',':
			if depth == 2 {
				o.addElement(&m, i+1)
			}
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			switch {
			case depth <= 1:
				o.addName(text, quoted)
				lookInside = !o.Has("bomFormat") && !o.Has("spdxVersion")
			case depth <= maxInner && lookInside && isInner(text, quoted):
				objects[depth-1].identified = true
			}
		}
	}
	for d := min(depth, maxInner); d > 1; d-- { // the text has been cut off
		o.addInner(objects[d-1], len(text))
	}
	return o
}

// outlineObject is an object or array inside the value.
type outlineObject struct {
	start      int
	identified bool // it has a member that identifies an SBOM or a wrapper
}

// addInner adds an identified object in place of the objects inside it.
func (o *Outline) addInner(inner outlineObject, end int) {
	if !inner.identified {
		return
	}
	for len(o.Inner) > 0 && o.Inner[len(o.Inner)-1].Start > inner.start {
		o.Inner = o.Inner[:len(o.Inner)-1]
	}
	o.Inner = append(o.Inner, Place{inner.start, end})
}

// isInner reports whether a string is the name of a member that identifies an object inside
// another value.
func isInner(text string, quoted Place) bool {
	switch name := text[quoted.Start:quoted.End]; {
	case strings.IndexByte(name, '\\') >= 0:
		name, err := unquoteJSON(text, quoted)
		if err != nil || identifyingNames[FoldCase(name)] == "" {
			return false
		}
		rest := text[quoted.End:min(quoted.End+maxMember, len(text))]
		return innerMembers.MatchString(`"` + name + `"` + rest)
	case len(name) < len(`"@context"`) || len(name) > len(`"predicateType"`) || strings.IndexByte("bBsS@dDpP", name[1]) < 0:
		return false
	}
	return innerMembers.MatchString(text[quoted.Start:min(quoted.Start+maxMember, len(text))])
}

// maxMember is the number of bytes that are searched for the name of a member and the start
// of its value.
const maxMember = 200

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

// addName adds a member of the value itself if it is an identifying one. If the name is
// invalid, the reader of the document reports that.
func (o *Outline) addName(text string, quoted Place) {
	colon, ok := colonAfter(text, quoted)
	if !ok {
		return
	}
	name, err := unquoteJSON(text, quoted)
	if err != nil {
		return
	}
	if name, ok := identifyingNames[FoldCase(name)]; ok {
		value := colon + 1
		if o.Names == nil {
			o.Names = map[string]int{}
		}
		o.Names[name] = value + len(text[value:]) - len(strings.TrimLeft(text[value:], JSONSpace))
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
