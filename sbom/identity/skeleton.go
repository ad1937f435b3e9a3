package identity

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/confusables"
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
func Skeleton(name string) string { return string(appendSkeleton(nil, name)) }

func appendSkeleton(skeleton []byte, name string) []byte {
	if chars.IsASCII(name) {
		for i := range len(name) {
			if to := asciiLooks[name[i]]; to != "" {
				skeleton = append(skeleton, to...)
			} else {
				skeleton = append(skeleton, name[i])
			}
		}
		return skeleton
	}
	for _, r := range norm.NFD.String(name) {
		if r >= utf8.RuneSelf && unicode.In(r, unicode.Mn, unicode.Me) {
			continue
		}
		if to, ok := lookOf(r); ok {
			skeleton = append(skeleton, to...)
		} else {
			skeleton = utf8.AppendRune(skeleton, r)
		}
	}
	return skeleton
}

// lookOf returns what a character looks like, if it looks like another one.
func lookOf(r rune) (to string, ok bool) {
	if r < utf8.RuneSelf {
		return asciiLooks[r], asciiLooks[r] != ""
	}
	i, ok := slices.BinarySearchFunc(confusables.Table[:], r, func(l confusables.Lookalike, r rune) int { return cmp.Compare(l.From, r) })
	if !ok {
		return "", false
	}
	return confusables.Table[i].To, true
}

// asciiLooks is the part of [confusables.Table] for ASCII, of which most names consist.
var asciiLooks = func() (looks [utf8.RuneSelf]string) {
	for _, l := range confusables.Table {
		if l.From < utf8.RuneSelf {
			looks[l.From] = l.To
		}
	}
	return looks
}()

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
		keys = appendNew(keys, string(key))
	}
	return keys
}

// skeletonBuffers are the memory of [skeletonKeys].
type skeletonBuffers struct{ whole, joined, head []byte }

// skeletonKeys yields the [SkeletonKeys] of a folded name, some of them more than once.
// A key is valid until the next one is yielded.
func skeletonKeys(name string, b *skeletonBuffers) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for spelling := range spellings(name) {
			b.whole = appendSkeleton(b.whole[:0], spelling)
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

// smallLetters maps small letters of Greek to the Latin letters that they look like.
// Their capitals look like N, H and Y.
var smallLetters = strings.NewReplacer("ν", "v", "η", "n", "υ", "u")

// spellings yields a folded name and, if it differs, the same name with its
// [smallLetters] mapped.
func spellings(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(name) || chars.IsASCII(name) {
			return
		}
		if other := smallLetters.Replace(name); other != name {
			yield(other)
		}
	}
}

// Names of fewer than minNear letters differ in one letter by chance, and names of
// more than maxNear letters would have too many near keys.
const minNear, maxNear = 7, 32

// NearKeys returns the skeleton key itself, the key with each of its letters left out in
// turn, and the key with the letters after the first one sorted. Two skeleton keys that
// differ in one letter (added, missing, replaced, or swapped with its neighbor) or in the
// order of letters share a near key. Keys of fewer than 7 letters and of more than 32 have
// no near keys, and a space is never left out.
func NearKeys(skeleton string) []string {
	var keys []string
	for key := range nearKeys([]byte(skeleton)) {
		keys = appendNew(keys, string(key))
	}
	return keys
}

// NearMarks returns keys of the kind [KindNear] that are not compared with the keys of
// names, but tell a [Reader] which names need not be compared. Add them to a [KeySet] with
// the [NearKeys] of a skeleton: names that share a near key share one of the first three
// letters, the last three letters, and the first letter with the length.
func NearMarks(skeleton string) []string {
	var marks [3][maxMark]byte
	m, ok := appendMarks([]byte(skeleton), &marks)
	if !ok {
		return nil
	}
	return []string{string(m[0]), string(m[1]), string(m[2])}
}

// maxMark is the maximum length of a mark.
const maxMark = 1 + 3*utf8.UTFMax

// appendMarks returns the [NearMarks] of a skeleton key in buffers. It reports whether the
// key has near keys.
func appendMarks(skeleton []byte, room *[3][maxMark]byte) (marks [3][]byte, ok bool) {
	name := bytes.TrimSuffix(skeleton, []byte("*"))
	n := utf8.RuneCount(name)
	if n < minNear || n > maxNear {
		return marks, false
	}
	_, first := utf8.DecodeRune(name)
	head, tail := 0, len(name)
	for range 3 {
		_, size := utf8.DecodeRune(name[head:])
		head += size
		_, size = utf8.DecodeLastRune(name[:tail])
		tail -= size
	}
	return [3][]byte{
		append(append(room[0][:0], '<'), name[:head]...),
		append(append(room[1][:0], '>'), name[tail:]...),
		append(append(room[2][:0], '=', '0'+byte(n)), name[:first]...),
	}, true
}

// mayBeNear reports whether a skeleton may have a near key in the key set.
func (s *KeySet) mayBeNear(skeleton []byte) bool {
	if s == nil {
		return true
	}
	var room [3][maxMark]byte
	marks, ok := appendMarks(skeleton, &room)
	return ok && (s.hasBytes(KindNear, marks[0]) || s.hasBytes(KindNear, marks[1]) || s.hasBytes(KindNear, marks[2]))
}

// appendSorted appends a skeleton key of n letters with its letters after the first one
// sorted, and a sign that distinguishes it from other keys.
func appendSorted(b, skeleton []byte, n int) []byte {
	b = append(append(b, '~'), skeleton...)
	slices.Sort(b[2 : n+1])
	return b
}

// nearKeys yields the [NearKeys], some of them more than once. A key is valid until the
// next one is yielded.
func nearKeys(skeleton []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		name := bytes.TrimSuffix(skeleton, []byte("*"))
		if n := utf8.RuneCount(name); n < minNear || n > maxNear {
			return
		}
		if !yield(skeleton) { // shared with names that have an additional letter
			return
		}
		var room [maxNear*utf8.UTFMax + 2]byte
		if chars.IsASCII(string(name)) && !yield(appendSorted(room[:0], skeleton, len(name))) {
			return
		}
		for i := 0; i < len(name); {
			_, size := utf8.DecodeRune(name[i:])
			if name[i] == ' ' {
				i++
				continue
			}
			if !yield(append(append(room[:0], skeleton[:i]...), skeleton[i+size:]...)) {
				return
			}
			i += size
		}
	}
}

// SoundKeys returns how a folded name ([NameKey] or [FoldWords]) sounds when it is read
// aloud: the consonants of at most three words, with a period for the vowels between them,
// and without. Names of fewer than four consonants have no sound keys.
//
// "kaspersky", "casperski" and "касперского" have the key K.SP.RSK. In a script that omits
// vowels or writes syllables, "קספרסקי" has the key KSPRSK, which "kaspersky" has too.
func SoundKeys(name string) []string { return sound.Keys(name) }

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
