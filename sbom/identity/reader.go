package identity

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/looks"
	"github.com/bomgate/bomgate/sbom/internal/sound"
)

// Aspect is the kind of value that a [Reader] reads, and determines how it does so.
type Aspect uint8

// The aspects.
const (
	AsOrganization Aspect = iota // the name of an organization or person, with or without addresses: SplitName
	AsSigner                     // the name of a signer
	AsCopyright                  // a copyright text: CopyrightHolders
	AsNotice                     // a notice or attribution text
	AsName                       // the name or group of a component
	AsHost                       // a URL, e-mail address or host name: DomainKeys
	AsPURL                       // a package URL: PURLKeys
	AsCPE                        // a CPE name: CPEKeys
	AsFile                       // the path of a file: FileKeys of each segment
	AsFolders                    // the path of a file, for the names of its folders
	AsSWID                       // the tagId of a SWID tag
	AsGitoid                     // a Git object identifier
)

// Reader finds the keys of values. The zero Reader reports all keys. A Reader must not
// be used by several goroutines at the same time.
type Reader struct {
	// Keys is the set of keys that a caller may look up. The reader reports no other
	// keys. Nil is the set of all keys.
	Keys *KeySet

	hosts         map[string]*cachedHost // documents repeat hosts
	namespaces    map[string]namespace   // and the namespaces of packages
	vendors       map[string][]Statement // and the vendors in CPE names
	organizations map[string]Reading     // and the names of organizations and persons

	// Buffers that are used again for each value.
	paths     []string
	holders   holders
	skeletons skeletonBuffers
	sounds    sound.Reader
	starts    sound.Starts // see soundStarts
	hash      []byte
	buffer    []byte

	folder string // of the latest path without keys of folders
}

// Reading is the result of reading a value. It does not depend on the component to
// which the value belongs.
type Reading struct {
	Statements []Statement // the keys in [Reader.Keys], in the order of the value
	Names      bool        // the value names an organization or person
	Stated     bool        // the value has at least one key, in [Reader.Keys] or not
	Err        error       // why a malformed value has no keys

	keys *KeySet
	seen map[Meaning]bool // the meanings of Statements, if they are many

	alike map[Meaning]int // how many statements have a key: see repeats
}

// maxAlike is how many names in a value can have the same key. A value with more of them
// repeats itself.
const maxAlike = 32

// Statement is one key of a value.
type Statement struct {
	Meaning
	Part  string // the part of the value that has the key, "" for the whole value
	Party Party  // whose name it is, if the value is not itself a name
}

// Meaning is a key together with the name or identifier from which it is derived.
type Meaning struct {
	Kind  Kind
	Key   string
	Whole string // the most exact key: for a word, the name that contains it; for a parent domain, the host
}

// Read returns the keys of a value.
func (r *Reader) Read(as Aspect, value string) Reading {
	out := Reading{keys: r.Keys}
	value = chars.LimitMarks(value)
	switch as {
	case AsOrganization:
		return r.organization(value)
	case AsNotice:
		for _, holder := range r.holders.ofNotice(value) {
			r.readName(&out, decodeEscapes(holder), holder, false)
		}
	case AsName:
		r.name(&out, value)
	case AsHost:
		r.address(&out, value)
	case AsSigner:
		if key := NameKey(decodeEscapes(value)); key != "" {
			out.add(KindSigner, key, key, "")
		}
		r.party(&out, value)
	case AsCopyright:
		for _, holder := range r.holders.of(value) {
			r.readName(&out, decodeEscapes(holder), holder, false) // prose contains near names by chance
		}
	case AsPURL:
		out.Err = r.purl(&out, value)
	case AsCPE:
		out.Err = r.cpe(&out, value)
	case AsFile:
		r.file(&out, value)
	case AsFolders:
		r.folders(&out, value)
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

// ReadHash returns the key of a digest, and reports whether the digest is hexadecimal:
// see [HashKey].
func (r *Reader) ReadHash(alg, digest string) (Reading, bool) {
	out := Reading{keys: r.Keys}
	key, ok := appendHashKey(r.hash[:0], alg, digest)
	if !ok {
		return out, false
	}
	r.hash, out.Stated = key, true
	if r.Keys.hasBytes(KindHash, key) {
		out.add(KindHash, string(key), string(key), digest)
	}
	return out, true
}

// name adds the keys of the name of a component: its words, its skeletons, the sounds of a name
// in another script and, if it has no spaces, the identifier that it may be.
func (r *Reader) name(out *Reading, value string) {
	plain := decodeEscapes(value)
	whole := FoldWords(plain)
	out.addWords(whole, "")
	if divided := divideWords(plain); divided != plain {
		out.addWords(FoldWords(divided), "")
	}
	r.addUnspaced(out, whole, "")
	if !chars.IsASCII(whole) {
		r.sounds.Each(whole, r.soundStarts(), func(key []byte, phrase string) { out.addBytes(KindSound, key, phrase, "") })
	}
	several := strings.IndexByte(whole, ' ') > 0
	for skeleton := range skeletonKeys(whole, &r.skeletons) {
		out.addBytes(KindSkeleton, skeleton, whole, "")
		if several && r.Keys.mayBeNear(skeleton) && !r.Keys.isOwnName(whole) {
			for key := range looks.NearKeys(skeleton) {
				out.addBytes(KindNear, key, whole, "")
			}
		}
	}
	if key := Fold(plain); key != "" && strings.IndexByte(key, ' ') < 0 {
		out.add(KindApp, key, key, "")
	}
}

// addWords adds the words of a folded name.
func (r *Reading) addWords(whole, part string) {
	for word := range strings.FieldsSeq(whole) {
		if word != elided {
			r.addNew(KindWord, word, whole, part)
		}
	}
}

// addBytes adds a key in a buffer like addNew. It allocates only for keys in the key
// set.
func (r *Reading) addBytes(kind Kind, key []byte, whole, part string) {
	r.Stated = true
	if r.keys.hasBytes(kind, key) {
		r.addNew(kind, string(key), whole, part)
	}
}

func (r *Reading) addAll(kind Kind, keys []string, whole string) {
	for _, key := range keys {
		r.add(kind, key, whole, "")
	}
}

// addNew adds a key unless the reading already has it for the same name.
func (r *Reading) addNew(kind Kind, key, whole, part string) {
	if r.Stated = true; r.keys.Has(kind, key) && !r.has(Meaning{kind, key, whole}) && !r.repeats(kind, key, whole) {
		r.add(kind, key, whole, part)
	}
}

// repeats counts a statement, and reports whether the reading has enough statements with
// the same key. It counts names that start with the key and other names separately.
func (r *Reading) repeats(kind Kind, key, whole string) bool {
	if len(r.Statements) < maxAlike {
		return false
	}
	if r.alike == nil {
		r.alike = map[Meaning]int{}
	}
	m := Meaning{kind, key, ""}
	if strings.HasPrefix(whole, key) {
		m.Whole = key
	}
	r.alike[m]++
	return r.alike[m] > maxAlike
}

// has reports whether the reading has a statement with the meaning.
func (r *Reading) has(m Meaning) bool {
	const many = 32 // a long list is looked up in a map
	if len(r.Statements) < many {
		return slices.ContainsFunc(r.Statements, func(s Statement) bool { return s.Meaning == m })
	}
	if r.seen == nil {
		r.seen = map[Meaning]bool{}
		for _, s := range r.Statements {
			r.seen[s.Meaning] = true
		}
	}
	return r.seen[m]
}

// add adds a key if it is in the key set. Part is "" if the whole value has the key.
func (r *Reading) add(kind Kind, key, whole, part string) {
	r.Stated = true
	if r.keys.Has(kind, key) {
		r.append(Statement{Meaning: Meaning{kind, key, whole}, Part: part})
	}
}

// append adds a statement with a key in the key set.
func (r *Reading) append(s Statement) {
	r.Statements = append(r.Statements, s)
	if r.seen != nil {
		r.seen[s.Meaning] = true
	}
}

// appendNew adds statements whose keys are in the key set, except those with a meaning
// that the reading already has.
func (r *Reading) appendNew(list []Statement) {
	for _, s := range list {
		if !r.has(s.Meaning) {
			r.append(s)
		}
	}
}
