package identity

import (
	"slices"
	"strings"
)

// Aspect says how a value is read.
type Aspect uint8

// The aspects.
const (
	AsOrganization Aspect = iota // the name of an organization or person, perhaps with addresses: SplitName
	AsSigner                     // the name of a signer
	AsCopyright                  // a copyright text: CopyrightHolders
	AsName                       // the name or group of a component
	AsHost                       // a URL, e-mail address or host name: DomainKeys
	AsPURL                       // a package URL: PURLKeys
	AsCPE                        // a CPE name: CPEKeys
	AsFile                       // the path of a file: FileKeys
	AsSWID                       // the tagId of a SWID tag
	AsGitoid                     // an object identifier of Git
)

// Reader finds the keys of values. It reuses its buffers, so that only one
// goroutine may use it at a time. The zero Reader reports all keys.
type Reader struct {
	// Keys holds the keys that a caller may look up; the reader leaves out all
	// others. Nil is all keys.
	Keys *KeySet

	hosts                 map[string]knownHost
	words, skeleton, head []byte
	holders               holders
	purls                 purlKeys
	hash                  []byte
}

// Reading is what a value states, of any component and in any role.
type Reading struct {
	Statements []Statement // in the order of the value, without those that [Reader.Keys] leaves out
	Names      bool        // the value names an organization or person
	Stated     bool        // the value has at least one key, be it left out or not
	Err        error       // why a malformed value has no key

	keys *KeySet
}

// Statement is one key of a value.
type Statement struct {
	Meaning
	Part string // the part of the value that has the key, "" for the whole value
}

// Meaning is a key with the whole that it is a part or an image of.
type Meaning struct {
	Kind       Kind
	Key, Whole string
}

// maxHosts is how many hosts a reader remembers: documents repeat them.
const maxHosts = 4096

// Read returns what a value states.
func (r *Reader) Read(as Aspect, value string) Reading {
	out := Reading{keys: r.Keys}
	switch as {
	case AsOrganization:
		r.organization(&out, value, "")
	case AsName:
		r.name(&out, value)
	case AsHost:
		host, path := splitAddress(value)
		r.host(&out, host, "")
		if purl := forgePURL(host, path); purl != "" { // the owner of a repository says more than its host
			r.purl(&out, purl)
		}
	case AsSigner:
		if key := NameKey(reveal(value)); key != "" {
			out.add(KindSigner, key, key, "")
		}
		r.organization(&out, value, "")
	case AsCopyright:
		for _, holder := range r.holders.of(value) {
			r.organization(&out, holder, holder)
		}
	case AsPURL:
		out.Err = r.purl(&out, value)
	case AsCPE:
		keys, err := CPEKeys(value)
		out.Err = err
		if len(keys) > 0 {
			out.addAll(KindCPE, keys, keys[len(keys)-1])
		}
	case AsFile:
		if keys := FileKeys(value); len(keys) > 0 {
			out.addAll(KindFile, keys, keys[0])
		}
	case AsSWID:
		out.add(KindSWID, Fold(value), Fold(value), "")
	case AsGitoid:
		key, err := gitoidKey(value)
		out.Err = err
		if err == nil {
			out.add(KindHash, key, key, "")
		}
	}
	return out
}

// ReadHash returns what a digest states, and whether it is one: see [HashKey].
func (r *Reader) ReadHash(alg, digest string) (Reading, bool) {
	key, ok := appendHashKey(r.hash[:0], alg, digest)
	r.hash = key
	out := Reading{keys: r.Keys}
	if ok {
		out.add(KindHash, bytesAsString(key), bytesAsString(key), digest)
	}
	return out, ok
}

// name reads the name of a component: its words, what it looks like, and the
// identifier that it is if it has no space.
func (r *Reader) name(out *Reading, value string) {
	plain := reveal(value)
	r.words = appendWords(r.words[:0], plain)
	whole := bytesAsString(r.words)
	out.addWords(whole, "")
	r.looks(out, whole, "", false)
	if key := Fold(plain); key != "" && strings.IndexByte(key, ' ') < 0 {
		out.add(KindApp, key, key, "")
	}
}

func (r *Reader) purl(out *Reading, purl string) error {
	if err := r.purls.of(purl); err != nil {
		return err
	}
	whole := r.purls.packages[0]
	out.addAll(KindPURL, r.purls.namespaces, whole)
	out.addAll(KindPackage, r.purls.packages, whole)
	return nil
}

// organization reads the name of an organization, which is a part of the value,
// or the whole value if the part is "".
func (r *Reader) organization(out *Reading, s, part string) {
	name, addresses := SplitName(reveal(s))
	for _, a := range addresses {
		host, _ := splitAddress(a)
		r.host(out, host, a)
	}
	r.words = appendWords(r.words[:0], trimAgent(name))
	whole := trimForms(bytesAsString(r.words))
	if whole == "" {
		return
	}
	out.Names = true
	out.add(KindOrganization, whole, whole, part)
	if !r.Keys.isOwnName(whole) {
		r.looks(out, whole, part, true)
	}
	out.addWords(whole, part)
}

// looks reads what a folded name looks like and, if near is set, what it looks
// nearly like.
func (r *Reader) looks(out *Reading, whole, part string, near bool) {
	for _, spelling := range spellings(whole) {
		r.skeleton = appendSkeleton(r.skeleton[:0], spelling)
		key, heads := cutSpaces(r.skeleton)
		if len(key) == 0 {
			continue
		}
		out.addLooks(bytesAsString(key), whole, part, near)
		for _, end := range heads {
			if end > 0 {
				r.head = append(append(r.head[:0], key[:end]...), '*')
				out.addLooks(bytesAsString(r.head), whole, part, near)
			}
		}
	}
}

// host reads the host of an address, which is a part of the value, or the whole
// value if the part is "".
func (r *Reader) host(out *Reading, host, part string) {
	h, ok := r.hosts[host]
	if !ok {
		if r.hosts == nil || len(r.hosts) == maxHosts {
			r.hosts = map[string]knownHost{}
		}
		h.keys = hostKeys(host)
		h.wanted = slices.ContainsFunc(h.keys, func(key string) bool { return r.Keys.Has(KindDomain, key) })
		r.hosts[strings.Clone(host)] = h // the text of the document need not stay in memory
	}
	out.Stated = out.Stated || len(h.keys) > 0
	if h.wanted {
		for _, key := range h.keys {
			out.add(KindDomain, key, h.keys[0], part)
		}
	}
}

// knownHost is a host that was read before.
type knownHost struct {
	keys   []string
	wanted bool // the key set has one of them
}

// add adds a key of a part of the value, or of the whole value if the part is "".
// The key and the whole may be in a buffer.
func (r *Reading) add(kind Kind, key, whole, part string) {
	r.Stated = true
	if r.keys.Has(kind, key) {
		r.Statements = append(r.Statements, Statement{Meaning{kind, strings.Clone(key), strings.Clone(whole)}, part})
	}
}

func (r *Reading) addAll(kind Kind, keys []string, whole string) {
	for _, key := range keys {
		r.add(kind, key, whole, "")
	}
}

// addNew adds a key that the reading does not have yet.
func (r *Reading) addNew(kind Kind, key, whole, part string) {
	r.Stated = true
	if r.keys.Has(kind, key) && !slices.ContainsFunc(r.Statements, func(s Statement) bool { return s.Kind == kind && s.Key == key && s.Whole == whole }) {
		r.add(kind, key, whole, part)
	}
}

// addWords adds the words of a folded name.
func (r *Reading) addWords(whole, part string) {
	for rest := whole; rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		r.addNew(KindWord, word, whole, part)
	}
}

// addLooks adds a skeleton key of a folded name and, if near is set, its near keys
// as far as a caller may look one of them up.
func (r *Reading) addLooks(key, whole, part string, near bool) {
	r.addNew(KindSkeleton, key, whole, part)
	if !near {
		return
	}
	for key := range nearKeys(key) {
		r.addNew(KindNear, key, whole, part)
	}
}
