package sbom

import (
	"hash/maphash"
	"slices"
	"strings"
)

// aspect is what a value is read as.
type aspect uint8

const (
	asOrganization aspect = iota
	asSigner
	asCopyright
	asName
	asHost
	asPURL
	asCPE
	asFile
	asSWID
	asGitoid
)

// repeated tells whether documents repeat values of the aspect, so that reading
// them once is worth the memory.
func (a aspect) repeated() bool { return a <= asCopyright }

// reading is what a value states, of whatever component and in whatever role.
type reading struct {
	statements []statement // those that somebody may ask for
	names      bool        // it names an organization
	something  bool        // it states something, whether anybody asks for it or not
	err        error       // why it states nothing

	wanted *Wanted
}

// remembered is a value, what it is read as, and what it states. It is kept in memory
// of its own, which is used again, so that nobody looks where it stands in the text.
type remembered struct {
	as    aspect
	value []byte
	reading
}

// newReadings returns room for n values, most of which are short.
func newReadings(n int) []remembered {
	const short = 64 // bytes
	values := make([]byte, short*n)
	list := make([]remembered, n)
	for i := range list {
		list[i].value = values[short*i : short*i : short*(i+1)]
	}
	return list
}

// statement is a claim before it is known of which component it is made.
type statement struct {
	meaning
	value string // the part of the value that says so, "" for all of it
}

// state makes the claims that a value of the document makes about a component.
func (b *builder) state(i int, as aspect, role Role, value string) {
	if len(value) > b.maxValue && b.tooLong(value, b.at(value)) || Absent(value) {
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
	if b.tooLong(text, p) || Absent(text) {
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
	b.doc.claims = append(b.doc.claims, claim{
		value: b.doc.span(s.value), place: placeSpan(p), component: int32(i), meaning: b.meaning(s.meaning), role: uint8(slices.Index(roles[:], role)),
	})
}

// meaning returns the index of a meaning, which the document then has.
func (b *builder) meaning(m meaning) int32 {
	i, ok := b.meanings[m]
	if !ok {
		i = int32(len(b.doc.meanings))
		b.doc.meanings = append(b.doc.meanings, m)
		b.meanings[m] = i
	}
	return i
}

// judge notes on what evidence the component can be judged. What only repeats
// its name is none beyond that, and who is merely mentioned is none at all.
func (b *builder) judge(i int, as aspect, role Role, value string, r reading) {
	switch {
	case !r.something || role == RoleMention:
	case r.names && role.Maker():
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

// maxReadings and maxHosts are how many values and hosts are remembered, of values
// the power of two. What documents repeat, they repeat soon.
const (
	maxReadings = 12
	maxHosts    = 4096
)

// read finds out what a value states.
func (b *builder) read(as aspect, value string) reading {
	if !as.repeated() || b.useful[as].useless() {
		return b.readOnce(as, value)
	}
	b.useful[as].asked++
	r := &b.readings[(maphash.String(hashSeed, value)+uint64(as))%uint64(len(b.readings))]
	if r.as == as && string(r.value) == value {
		b.useful[as].known++
	} else {
		*r = remembered{as, append(r.value[:0], value...), b.readOnce(as, value)}
	}
	return r.reading
}

// usefulness is how often a value was asked for, and was one that is remembered.
type usefulness struct{ asked, known int }

// useless tells whether hardly any value comes again.
func (u *usefulness) useless() bool { return u.asked >= 1<<maxReadings && u.known < u.asked/8 }

func (b *builder) readOnce(as aspect, value string) (r reading) {
	r.wanted = b.wanted
	switch as {
	case asOrganization:
		b.readOrganization(&r, value, "")
	case asName:
		plain := reveal(value)
		b.words = appendWords(b.words[:0], plain)
		whole := bytesAsString(b.words)
		b.readWords(&r, whole, "")
		b.readSkeleton(&r, whole, "", false)
		if key := Fold(plain); key != "" && strings.IndexByte(key, ' ') < 0 {
			r.add(KindApp, key, key, "")
		}
	case asHost:
		host, path := splitAddress(value)
		b.readHost(&r, host, "")
		if purl := forgePURL(host, path); purl != "" { // whose repository it is says more than where it is kept
			b.readPURL(&r, purl)
		}
	case asSigner:
		if key := NameKey(reveal(value)); key != "" {
			r.add(KindSigner, key, key, "")
		}
		b.readOrganization(&r, value, "")
	case asCopyright:
		for _, holder := range b.holders.of(value) {
			b.readOrganization(&r, holder, holder)
		}
	case asPURL:
		r.err = b.readPURL(&r, value)
	case asCPE:
		keys, err := CPEKeys(value)
		r.err = err
		if len(keys) > 0 {
			r.addAll(KindCPE, keys, keys[len(keys)-1])
		}
	case asFile:
		if keys := FileKeys(value); len(keys) > 0 {
			r.addAll(KindFile, keys, keys[0])
		}
	case asSWID:
		r.add(KindSWID, Fold(value), Fold(value), "")
	case asGitoid:
		key, err := gitoidKey(value)
		r.err = err
		if err == nil {
			r.add(KindHash, key, key, "")
		}
	}
	return r
}

// readPURL reads a package URL.
func (b *builder) readPURL(r *reading, purl string) error {
	if err := b.purls.of(purl); err != nil {
		return err
	}
	whole := b.purls.packages[0]
	r.addAll(KindPURL, b.purls.namespaces, whole)
	r.addAll(KindPackage, b.purls.packages, whole)
	return nil
}

// readOrganization reads the name of an organization, which is a part of the
// value, or all of it if the part is "".
func (b *builder) readOrganization(r *reading, s, part string) {
	name, addresses := SplitName(reveal(s))
	for _, a := range addresses {
		host, _ := splitAddress(a)
		b.readHost(r, host, a)
	}
	b.words = appendWords(b.words[:0], trimAgent(name))
	whole := trimForms(bytesAsString(b.words))
	if whole == "" {
		return
	}
	r.names = true
	r.add(KindOrganization, whole, whole, part)
	if !b.wanted.honest(whole) {
		b.readSkeleton(r, whole, part, true)
	}
	b.readWords(r, whole, part)
}

// readWords reads the words of a folded name.
func (b *builder) readWords(r *reading, whole, part string) {
	for rest := whole; rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		if !r.has(KindWord, word, whole) {
			r.add(KindWord, word, whole, part)
		}
	}
}

// readSkeleton reads what a folded name looks like, and what looks nearly so.
func (b *builder) readSkeleton(r *reading, whole, part string, near bool) {
	if isASCII(whole) {
		b.readSpelling(r, whole, whole, part, near)
		return
	}
	for _, spelling := range spellings(whole) {
		b.readSpelling(r, spelling, whole, part, near)
	}
}

func (b *builder) readSpelling(r *reading, name, whole, part string, near bool) {
	b.skeleton = appendSkeleton(b.skeleton[:0], name)
	key, heads := cutSpaces(b.skeleton)
	if len(key) == 0 {
		return
	}
	begins := b.wanted.hasHead(key, near)
	if begins {
		b.readLooks(r, key, whole, part, near)
	}
	for _, end := range heads {
		if end > 0 && (begins || end < minHead) {
			b.head = append(append(b.head[:0], key[:end]...), '*')
			b.readLooks(r, b.head, whole, part, near)
		}
	}
}

func (b *builder) readLooks(r *reading, key []byte, whole, part string, near bool) {
	if !r.has(KindSkeleton, bytesAsString(key), whole) {
		r.add(KindSkeleton, bytesAsString(key), whole, part)
	}
	if near && b.wanted.hasNear(key) {
		for _, key := range NearKeys(string(key)) {
			if !r.has(KindNear, key, whole) {
				r.add(KindNear, key, whole, part)
			}
		}
	}
}

// readHost reads the host of an address, which is a part of the value, or all of it
// if the part is "".
func (b *builder) readHost(r *reading, host, part string) {
	h, ok := b.hosts[host]
	if !ok {
		if len(b.hosts) == maxHosts {
			clear(b.hosts)
		}
		h.keys = hostKeys(host)
		h.wanted = slices.ContainsFunc(h.keys, func(key string) bool { return b.wanted.Has(KindDomain, key) })
		b.hosts[strings.Clone(host)] = h // nobody need look where it stands in the text
	}
	r.something = r.something || len(h.keys) > 0
	if h.wanted {
		for _, key := range h.keys {
			r.add(KindDomain, key, h.keys[0], part)
		}
	}
}

// knownHost is what there is to know of a host.
type knownHost struct {
	keys   []string
	wanted bool // somebody may ask for one of them
}

// add adds what is said by a part of the value, or by all of it if the part is
// "". The key and the whole may be in memory that is written to again.
func (r *reading) add(kind Kind, key, whole, part string) {
	r.something = true
	if r.wanted.Has(kind, key) {
		r.statements = append(r.statements, statement{meaning{kind, strings.Clone(key), strings.Clone(whole)}, part})
	}
}

func (r *reading) addAll(kind Kind, keys []string, whole string) {
	for _, key := range keys {
		r.add(kind, key, whole, "")
	}
}

// has tells whether the same is there already.
func (r *reading) has(kind Kind, key, whole string) bool {
	return slices.ContainsFunc(r.statements, func(s statement) bool { return s.kind == kind && s.key == key && s.whole == whole })
}
