package sbom

import (
	"slices"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// state makes the claims that a value of the document states about a component.
func (b *Builder) state(i int, as identity.Aspect, role Role, value string) {
	b.stateAt(i, as, role, value, value, b.At(value))
}

// stateAt makes the claims of a text that the value at p contains or amounts to.
func (b *Builder) stateAt(i int, as identity.Aspect, role Role, text, value string, p Place) {
	if b.Source.TooLong(text, p) || identity.Absent(text) {
		return
	}
	r := b.keys.Read(as, text)
	if r.Err != nil {
		b.Warn(p, r.Err.Error())
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
func (b *Builder) Hash(i int, alg, hex string) {
	r, ok := b.keys.ReadHash(alg, hex)
	if !ok {
		if !identity.Absent(hex) {
			b.Warn(b.At(hex), "hash "+scan.Quote(hex)+" of algorithm "+scan.Quote(alg)+": expected an algorithm and hexadecimal digits")
		}
		return
	}
	b.strengthen(i, evidenceIdentity)
	for _, s := range r.Statements {
		b.claim(i, RoleIdentity, s, b.At(hex))
	}
}

func (b *Builder) claim(i int, role Role, s identity.Statement, p Place) {
	b.Document.claims = append(b.Document.claims, claim{
		value: b.Document.span(s.Part), place: placeSpan(p), component: int32(i), meaning: b.meaning(s.Meaning), role: uint8(slices.Index(roles[:], role)),
	})
}

// meaning returns the index of a meaning in the document, to which it adds the
// meaning if it is new.
func (b *Builder) meaning(m identity.Meaning) int32 {
	i, ok := b.meanings[m]
	if !ok {
		i = int32(len(b.Document.meanings))
		b.Document.meanings = append(b.Document.meanings, m)
		b.meanings[m] = i
	}
	return i
}

// judge records the evidence that a value is on a component. A value that repeats
// the component's name is not evidence beyond the name, and a mere mention is not
// evidence at all.
func (b *Builder) judge(i int, as identity.Aspect, role Role, value string, r identity.Reading) {
	switch {
	case !r.Stated || role == RoleMention:
	case r.Names && role.Maker():
		b.strengthen(i, evidenceMaker)
	case role == RoleIdentity && value == b.Document.string(b.Document.records[i].name):
		b.strengthen(i, evidenceName)
	default:
		b.strengthen(i, evidenceIdentity)
	}
}

func (b *Builder) strengthen(i int, e evidence) {
	b.Document.evidence[i] = max(b.Document.evidence[i], e)
}
