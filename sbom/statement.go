package sbom

import (
	"slices"

	"github.com/bomgate/bomgate/sbom/identity"
)

// state makes the claims that a value of the document states about a component.
func (b *builder) state(i int, as identity.Aspect, role Role, value string) {
	b.stateAt(i, as, role, value, value, b.at(value))
}

// stateAt makes the claims of a text that the value at p contains or amounts to.
func (b *builder) stateAt(i int, as identity.Aspect, role Role, text, value string, p Place) {
	if b.src.tooLong(text, p) || identity.Absent(text) {
		return
	}
	r := b.keys.Read(as, text)
	if r.Err != nil {
		b.warn(p, r.Err.Error())
	}
	b.judge(i, as, role, value, r)
	for _, s := range r.Statements {
		if s.Part == "" {
			s.Part = value
		}
		b.claim(i, role, s, p)
	}
}

// hash states a digest of the component.
func (b *builder) hash(i int, alg, hex string) {
	r, ok := b.keys.ReadHash(alg, hex)
	if !ok {
		if !identity.Absent(hex) {
			b.warn(b.at(hex), "hash "+quote(hex)+" of algorithm "+quote(alg)+": expected an algorithm and hexadecimal digits")
		}
		return
	}
	b.strengthen(i, evidenceIdentity)
	for _, s := range r.Statements {
		b.claim(i, RoleIdentity, s, b.at(hex))
	}
}

func (b *builder) claim(i int, role Role, s identity.Statement, p Place) {
	b.doc.claims = append(b.doc.claims, claim{
		value: b.doc.span(s.Part), place: placeSpan(p), component: int32(i), meaning: b.meaning(s.Meaning), role: uint8(slices.Index(roles[:], role)),
	})
}

// meaning returns the index of a meaning in the document, to which it adds the
// meaning if it is new.
func (b *builder) meaning(m identity.Meaning) int32 {
	i, ok := b.meanings[m]
	if !ok {
		i = int32(len(b.doc.meanings))
		b.doc.meanings = append(b.doc.meanings, m)
		b.meanings[m] = i
	}
	return i
}

// judge records the evidence that a value is on a component. A value that repeats
// the component's name is not evidence beyond the name, and a mere mention is not
// evidence at all.
func (b *builder) judge(i int, as identity.Aspect, role Role, value string, r identity.Reading) {
	switch {
	case !r.Stated || role == RoleMention:
	case r.Names && role.Maker():
		b.strengthen(i, evidenceMaker)
	case role == RoleIdentity && value == b.doc.string(b.doc.records[i].name):
		b.strengthen(i, evidenceName)
	default:
		b.strengthen(i, evidenceIdentity)
	}
}

func (b *builder) strengthen(i int, e evidence) {
	b.doc.evidence[i] = max(b.doc.evidence[i], e)
}
