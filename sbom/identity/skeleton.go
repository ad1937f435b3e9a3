package identity

import (
	"iter"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/looks"
	"github.com/bomgate/bomgate/sbom/internal/registry"
	"github.com/bomgate/bomgate/sbom/internal/sound"
)

//go:generate go run gen/gen_confusables.go

// Skeleton returns a string that describes what a folded name ([NameKey] or
// [FoldWords]) looks like: a reader can mistake two names with equal skeletons for
// each other. It is the skeleton of UTS #39, section 4, with three differences.
//
//   - Since the name is folded, a letter represents its capital too: Cyrillic к
//     becomes k because К looks like K, and i becomes l because I looks like l.
//   - Marks are removed, so that "káspersky" looks like "kaspersky".
//   - Only characters that look like letters and digits of the scripts in which
//     entities are named are mapped.
//
// Skeleton is idempotent. A skeleton is not meant to be displayed: m becomes rn, as in
// UTS #39.
func Skeleton(name string) string {
	var room [64]byte // for most names
	return string(looks.AppendSkeleton(room[:0], name))
}

// SkeletonKey returns the skeleton of a folded name without its spaces, so that the
// key does not depend on how the name is spaced, joined or hyphenated.
func SkeletonKey(name string) string { return strings.ReplaceAll(Skeleton(name), " ", "") }

// minJoined is how many characters words must have together to resemble one word. The
// words "My Office" resemble the name MyOffice by chance.
const minJoined = 12

// minInitials is minJoined if at least one of the words is a single letter.
const minInitials = 7

// maxHeads is how many heads of a name have a skeleton key.
const maxHeads = 4

// SkeletonKeys returns the skeleton keys of a folded name: the key of the whole name,
// and the keys of its heads, which end in *. The heads are the first word, the first
// two words and so on, up to four; companies of a group often share the head that is
// the brand. A small letter that looks like a different letter than its capital does
// gives further keys.
func SkeletonKeys(name string) []string {
	var keys []string
	for key := range skeletonKeys(name, new(skeletonBuffers)) {
		keys = registry.AppendNew(keys, string(key))
	}
	return keys
}

// skeletonBuffers are the memory of [skeletonKeys].
type skeletonBuffers struct{ whole, joined, head []byte }

// skeletonKeys yields the [SkeletonKeys] of a folded name, some of them more than once.
// A key is valid until the next one is yielded.
func skeletonKeys(name string, b *skeletonBuffers) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for spelling := range looks.Spellings(name) {
			b.whole = looks.AppendSkeleton(b.whole[:0], spelling)
			joined, heads := b.joinWords()
			if len(joined) > 0 && !yield(joined) {
				return
			}
			for _, end := range heads {
				b.head = append(append(b.head[:0], joined[:end]...), '*')
				if end > 0 && !yield(b.head) {
					return
				}
			}
		}
	}
}

// spacesIn returns the places of the first spaces in a skeleton; 0 means none.
func spacesIn(skeleton []byte) (places [maxHeads]int) {
	n := 0
	for i, c := range skeleton {
		if c == ' ' && n < maxHeads {
			places[n] = i
			n++
		}
	}
	return places
}

// joinWords removes the spaces from the skeleton in b.whole, and returns the lengths of
// its heads.
func (b *skeletonBuffers) joinWords() (joined []byte, heads [maxHeads]int) {
	b.joined = b.joined[:0]
	n := 0
	for _, c := range b.whole {
		switch {
		case c != ' ':
			b.joined = append(b.joined, c)
		case n < maxHeads:
			heads[n] = len(b.joined)
			n++
		}
	}
	return b.joined, heads
}

// NearKeys returns the skeleton key itself, the key with each of its letters left out in
// turn, and the key with the letters after the first one sorted. Two skeleton keys that
// differ in one letter (added, missing, replaced, or swapped with its neighbor) or in the
// order of letters share a near key. Keys of fewer than 7 letters and of more than 32 have
// no near keys, and a space is never left out.
func NearKeys(skeleton string) []string {
	var keys []string
	for key := range looks.NearKeys([]byte(skeleton)) {
		keys = registry.AppendNew(keys, string(key))
	}
	return keys
}

// NearMarks returns keys of the kind [KindNear] that are not compared with the keys of
// names, but tell a [Reader] which names need not be compared. Add them to a [KeySet] with
// the [NearKeys] of a skeleton: names that share a near key share one of the first three
// letters, the last three letters, and the first letter with the length.
func NearMarks(skeleton string) []string {
	var marks [3][looks.MaxMark]byte
	m, ok := looks.AppendMarks([]byte(skeleton), &marks)
	if !ok {
		return nil
	}
	return []string{string(m[0]), string(m[1]), string(m[2])}
}

// mayBeNear reports whether a skeleton may have a near key in the key set.
func (s *KeySet) mayBeNear(skeleton []byte) bool {
	if s == nil {
		return true
	}
	var room [3][looks.MaxMark]byte
	marks, ok := looks.AppendMarks(skeleton, &room)
	return ok && (s.hasBytes(KindNear, marks[0]) || s.hasBytes(KindNear, marks[1]) || s.hasBytes(KindNear, marks[2]))
}

// SoundKeys returns how a folded name ([NameKey] or [FoldWords]) sounds when it is read
// aloud: the consonants of at most three words, with a period for the vowels between them,
// and without. Names of fewer than four consonants have no sound keys.
//
// "kaspersky", "casperski" and "касперского" have the key K.SP.RSK. In a script that omits
// vowels or writes syllables, "קספרסקי" has the key KSPRSK, which "kaspersky" has too.
func SoundKeys(name string) []string { return sound.Keys(name) }

// RomanKeys returns how a folded name is spelled when it is transliterated, for names that
// have too few consonants for [SoundKeys]: "орикс" has the key =oriks, which "orix" has too. The
// keys have the kind [KindSound]. Names of fewer than three letters have none.
func RomanKeys(name string) []string { return sound.RomanKeys(name) }

// SoundMark returns a key of the kind [KindSound] that tells a [Reader] which names need
// not be read aloud. Add it to a [KeySet] with a sound key.
func SoundMark(key string) string { return "<" + key[:1] }

// soundStarts returns the first letters of the sound keys in the key set.
func (r *Reader) soundStarts() sound.Starts {
	if r.starts == 0 {
		for c := byte('A'); c <= 'Z'; c++ {
			if r.Keys.Has(KindSound, SoundMark(string(c))) {
				r.starts.Add(c)
			}
		}
		r.starts.Add(0)
	}
	return r.starts
}
