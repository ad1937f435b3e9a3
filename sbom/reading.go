package sbom

import (
	"slices"
	"strings"
)

// aspect is what a value is read as.
type aspect uint8

const (
	asOrganization aspect = iota
	asName
	asHost
	asSigner
	asCopyright
	asPURL
	asCPE
	asFile
	asSWID
	asGitoid
)

// repeated tells whether documents repeat values of the aspect, so that reading
// them once is worth the memory.
func (a aspect) repeated() bool { return a <= asCopyright }

// readAs is a value and what it is read as.
type readAs struct {
	aspect aspect
	value  string
}

// reading is what a value states, of whatever component and in whatever role.
type reading struct {
	statements []statement // those that somebody may ask for
	names      bool        // it names an organization
	something  bool        // it states something, whether anybody asks for it or not
	err        error       // why it states nothing
}

// statement is a claim before it is known of which component it is made.
type statement struct {
	kind       Kind
	key, whole string
	value      string // the part of the value that says so, "" for all of it
}

// state makes the claims that a value of the document makes about a component.
func (b *builder) state(i int, as aspect, role Role, value string) {
	if Absent(value) {
		return
	}
	r := b.read(as, value)
	b.judge(i, as, role, value, r)
	if len(r.statements) > 0 || r.err != nil {
		b.claims(i, role, value, b.at(value), r)
	}
}

// stateAt makes the claims of a text that a value at p amounts to.
func (b *builder) stateAt(i int, as aspect, role Role, text, value string, p Place) {
	if Absent(text) {
		return
	}
	r := b.read(as, text)
	b.judge(i, as, role, value, r)
	b.claims(i, role, value, p, r)
}

func (b *builder) claims(i int, role Role, value string, p Place, r reading) {
	if r.err != nil {
		b.warn(p, r.err.Error())
	}
	for _, s := range r.statements {
		if s.value == "" {
			s.value = value
		}
		b.claim(i, role, s, p)
	}
}

func (b *builder) claim(i int, role Role, s statement, p Place) {
	b.doc.Claims = append(b.doc.Claims, Claim{Kind: s.kind, Role: role, Key: s.key, Whole: s.whole, Value: s.value, Component: i, Place: p})
}

// judge notes on what evidence the component can be judged. What only repeats
// its name is none beyond that, and who is merely mentioned is none at all.
func (b *builder) judge(i int, as aspect, role Role, value string, r reading) {
	switch {
	case !r.something || role == RoleMention:
	case r.names && role.Maker():
		b.strengthen(i, evidenceMaker)
	case value == b.doc.Components[i].Name && role == RoleIdentity:
		b.strengthen(i, evidenceName)
	default:
		b.strengthen(i, evidenceIdentity)
	}
}

func (b *builder) strengthen(i int, e evidence) {
	b.doc.evidence[i] = max(b.doc.evidence[i], e)
}

// wants tells whether somebody may ask for a claim.
func (b *builder) wants(kind Kind, key string) bool { return b.wanted == nil || b.wanted(kind, key) }

// read finds out what a value states.
func (b *builder) read(as aspect, value string) reading {
	if !as.repeated() {
		return b.readOnce(as, value)
	}
	r, ok := b.readings[readAs{as, value}]
	if !ok {
		r = b.readOnce(as, value)
		b.readings[readAs{as, value}] = r
	}
	return r
}

func (b *builder) readOnce(as aspect, value string) (r reading) {
	add := func(kind Kind, key, whole, part string) {
		r.something = true
		if b.wants(kind, key) {
			r.statements = append(r.statements, statement{kind, key, whole, part})
		}
	}
	addAll := func(kind Kind, keys []string, whole string) {
		for _, key := range keys {
			add(kind, key, whole, "")
		}
	}
	addHost := func(s, part string) {
		keys := DomainKeys(s)
		for _, key := range keys {
			add(KindDomain, key, keys[0], part)
		}
	}
	addOrganization := func(s, part string) {
		name, addresses := SplitName(reveal(s))
		for _, a := range addresses {
			addHost(a, a)
		}
		whole := NameKey(name)
		if whole == "" {
			return
		}
		r.names = true
		add(KindOrganization, whole, whole, part)
		for _, key := range SkeletonKeys(whole) {
			add(KindSkeleton, key, whole, part)
			for _, near := range NearKeys(key) {
				add(KindNear, near, whole, part)
			}
		}
		for _, word := range distinct(whole) {
			add(KindWord, word, whole, part)
		}
	}
	switch as {
	case asOrganization:
		addOrganization(value, "")
	case asName:
		plain := reveal(value)
		whole := joinWords(plain)
		addAll(KindWord, distinct(whole), whole)
		addAll(KindSkeleton, SkeletonKeys(whole), whole)
		if key := Fold(plain); key != "" && !strings.Contains(key, " ") {
			add(KindApp, key, key, "")
		}
	case asHost:
		addHost(value, "")
		if purl := forgePURL(value); purl != "" { // whose repository it is says more than where it is kept
			if namespaces, packages, err := PURLKeys(purl); err == nil {
				addAll(KindPURL, namespaces, packages[0])
				addAll(KindPackage, packages, packages[0])
			}
		}
	case asSigner:
		if key := NameKey(reveal(value)); key != "" {
			add(KindSigner, key, key, "")
		}
		addOrganization(value, "")
	case asCopyright:
		for _, holder := range CopyrightHolders(value) {
			addOrganization(holder, holder)
		}
	case asPURL:
		namespaces, packages, err := PURLKeys(value)
		r.err = err
		if len(packages) > 0 {
			addAll(KindPURL, namespaces, packages[0])
			addAll(KindPackage, packages, packages[0])
		}
	case asCPE:
		keys, err := CPEKeys(value)
		r.err = err
		if len(keys) > 0 {
			addAll(KindCPE, keys, keys[len(keys)-1])
		}
	case asFile:
		if keys := FileKeys(value); len(keys) > 0 {
			addAll(KindFile, keys, keys[0])
		}
	case asSWID:
		add(KindSWID, Fold(value), Fold(value), "")
	case asGitoid:
		key, err := gitoidKey(value)
		r.err = err
		if err == nil {
			add(KindHash, key, key, "")
		}
	}
	return r
}

// joinWords returns the words of s with one space between them.
func joinWords(s string) string { return strings.Join(Words(s), " ") }

// distinct returns the words of a folded name, each once. [Words] bounds their number.
func distinct(name string) []string {
	words := strings.Fields(name)
	out := words[:0]
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
