package looks

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
)

// AppendSkeleton appends the skeleton of a folded name: see identity.Skeleton.
func AppendSkeleton(skeleton []byte, name string) []byte {
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
	for i, r := range name {
		if r < utf8.RuneSelf {
			skeleton = appendLook(skeleton, r)
			continue
		}
		parts := norm.NFD.PropertiesString(name[i:]).Decomposition()
		if parts == nil {
			skeleton = appendLook(skeleton, r)
		}
		for len(parts) > 0 { // a letter and marks, whose order does not matter
			part, size := utf8.DecodeRune(parts)
			skeleton, parts = appendLook(skeleton, part), parts[size:]
		}
	}
	return skeleton
}

// appendLook appends what a character looks like, if it is not a mark.
func appendLook(skeleton []byte, r rune) []byte {
	if to, ok := lookOf(r); ok {
		return append(skeleton, to...)
	}
	if r >= utf8.RuneSelf && unicode.In(r, unicode.Mn, unicode.Me) {
		return skeleton
	}
	return utf8.AppendRune(skeleton, r)
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

// asciiLooks is the part of [confusables.Table] for ASCII. Most names are ASCII.
var asciiLooks = func() (looks [utf8.RuneSelf]string) {
	for _, l := range confusables.Table {
		if l.From < utf8.RuneSelf {
			looks[l.From] = l.To
		}
	}
	return looks
}()

// smallLetter returns the Latin letter that a small letter of Greek looks like, if its
// capital looks like another one (N, H or Y), and any other character as it is.
func smallLetter(r rune) rune {
	switch r {
	case 'ν':
		return 'v'
	case 'η':
		return 'n'
	case 'υ':
		return 'u'
	}
	return r
}

func isSmallLetter(r rune) bool { return smallLetter(r) != r }

// Spellings yields a folded name and, if it differs, the same name with its
// small letters mapped: see [smallLetter].
func Spellings(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(name) || chars.IsASCII(name) {
			return
		}
		if strings.IndexFunc(name, isSmallLetter) >= 0 {
			yield(strings.Map(smallLetter, name))
		}
	}
}

// Names of fewer than minNear letters differ in one letter by chance, and names of
// more than maxNear letters would have too many near keys.
const minNear, maxNear = 7, 32

// MaxMark is the maximum length of a mark.
const MaxMark = 1 + 3*utf8.UTFMax

// AppendMarks returns three marks of a skeleton key in buffers: the first three letters, the
// last three letters, and the first letter with the length. Keys that share a near key share a
// mark. AppendMarks reports whether the key has near keys.
func AppendMarks(skeleton []byte, room *[3][MaxMark]byte) (marks [3][]byte, ok bool) {
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

// appendSorted appends a skeleton key of n letters with its letters after the first one
// sorted, and a sign that distinguishes it from other keys.
func appendSorted(b, skeleton []byte, n int) []byte {
	b = append(append(b, '~'), skeleton...)
	slices.Sort(b[2 : n+1])
	return b
}

// NearKeys yields the near keys of a skeleton key, some of them more than once: see
// identity.NearKeys. A key is valid until the next one is yielded.
func NearKeys(skeleton []byte) iter.Seq[[]byte] {
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
