package policy

import (
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// plain goes through a value of the data, which is valid JSON, as long as that is what
// is expected, without escapes. Its texts are parts of the value: of a long list most
// is read once, and then needs no memory.
type plain struct {
	rest string
	odd  bool // it is not what is expected, and all that was read is void
}

func newPlain(value jsontext.Value) plain {
	return plain{rest: unsafe.String(unsafe.SliceData(value), len(value))}
}

// entity reads an entity without products and relations.
func (p *plain) entity(e *entity) {
	for name := range p.members {
		switch name {
		case "name":
			e.Name = p.text()
		case "kind":
			e.Kind = p.text()
		case "description":
			e.Description = p.text()
		case "identifiers":
			for range p.elements {
				e.Identifiers = append(e.Identifiers, p.identifier())
			}
		default:
			p.odd = true
		}
	}
}

func (p *plain) identifier() (i identifier) {
	for name := range p.members {
		switch name {
		case "kind":
			i.Kind = p.text()
		case "value":
			i.Value = p.text()
		case "confidence":
			i.Confidence = p.text()
		case "source":
			for range p.elements {
				i.Source = append(i.Source, p.text())
			}
		case "note":
			i.Note = p.text()
		default:
			p.odd = true
		}
	}
	return i
}

// members are the names of an object's members, after each of which its value is read.
func (p *plain) members(yield func(string) bool) {
	p.odd = p.odd || !p.takes('{')
	for !p.odd && !p.takes('}') {
		if name := p.text(); !p.odd && !yield(name) {
			return
		}
	}
}

// elements are those of an array, each of which is read in its turn.
func (p *plain) elements(yield func() bool) {
	p.odd = p.odd || !p.takes('[')
	for !p.odd && !p.takes(']') {
		if !yield() {
			return
		}
	}
}

func (p *plain) text() (text string) {
	end := -1
	if p.takes('"') {
		end = strings.IndexByte(p.rest, '"')
	}
	if end < 0 || strings.IndexByte(p.rest[:end], '\\') >= 0 {
		p.odd = true
		return ""
	}
	text, p.rest = p.rest[:end], p.rest[end+1:]
	return text
}

// takes tells whether a character comes next, and goes on behind it. Commas and colons
// stand where they have to.
func (p *plain) takes(c byte) bool {
	n := 0
	for n < len(p.rest) && (p.rest[n] <= ' ' || p.rest[n] == ',' || p.rest[n] == ':') {
		n++
	}
	p.rest = p.rest[n:]
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}
