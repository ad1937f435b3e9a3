package identity

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:generate go run gen_confusables.go

// Skeleton returns what a folded name ([NameKey], or [Words] joined) looks
// like: two names whose skeletons are equal can be taken for each other. It is
// the skeleton of UTS #39, section 4, with three differences.
//
//   - As the name is folded, a letter stands for its capital too: Cyrillic к is
//     k because К is K, and i is l because I is l.
//   - Marks are dropped, so that "káspersky" looks like "kaspersky".
//   - Only what imitates letters and digits of the scripts that entities are
//     named in is mapped.
//
// It is idempotent, and no name to show to anybody: m becomes rn, as in UTS #39.
func Skeleton(key string) string {
	if !strings.ContainsFunc(key, confusable) {
		return key
	}
	var room [64]byte
	return string(appendSkeleton(room[:0], key))
}

// appendSkeleton appends the [Skeleton] of a folded name.
func appendSkeleton(skeleton []byte, name string) []byte {
	if isASCII(name) {
		for i := range len(name) {
			if c := name[i]; confusable(rune(c)) {
				skeleton = append(skeleton, looks(rune(c))...)
			} else {
				skeleton = append(skeleton, c)
			}
		}
		return skeleton
	}
	for _, r := range norm.NFD.String(name) {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			continue
		}
		if to := looks(r); to != "" {
			skeleton = append(skeleton, to...)
		} else {
			skeleton = utf8.AppendRune(skeleton, r)
		}
	}
	return skeleton
}

// looks returns what a character looks like, "" if it looks like nothing else.
func looks(r rune) string {
	if r <= unicode.MaxASCII { // the first few
		for _, l := range confusables[:] {
			if l.from == r {
				return l.to
			}
			if l.from > r {
				return ""
			}
		}
	}
	i, ok := slices.BinarySearchFunc(confusables[:], r, func(l lookalike, r rune) int { return cmp.Compare(l.from, r) })
	if !ok {
		return ""
	}
	return confusables[i].to
}

// SkeletonKey is the skeleton of a folded name without its spaces, so that a
// name looks like itself however it is spaced, joined or hyphenated.
func SkeletonKey(name string) string { return strings.ReplaceAll(Skeleton(name), " ", "") }

// SkeletonKeys returns the skeleton keys of a folded name: of the whole, and of
// its heads (the first word, the first two, … up to four), which end in *. A
// brand is the head of the names of a family's companies. Small letters that look
// like others than their capitals do give keys of their own.
func SkeletonKeys(name string) []string {
	var keys []string
	for _, spelling := range spellings(name) {
		whole, heads := cutSpaces([]byte(Skeleton(spelling)))
		if len(whole) > 0 {
			keys = appendNew(keys, string(whole))
		}
		for _, end := range heads {
			if end > 0 {
				keys = appendNew(keys, string(whole[:end])+"*")
			}
		}
	}
	return keys
}

// smallLetters makes small letters of Greek what they look like; their capitals
// look like n, h and y.
var smallLetters = strings.NewReplacer("ν", "v", "η", "n", "υ", "u")

// spellings are a folded name, and what it looks like in small letters.
func spellings(name string) []string {
	if isASCII(name) {
		return []string{name}
	}
	return appendNew([]string{name}, smallLetters.Replace(name))
}

// maxHeads is how many heads of a name have a key of their own.
const maxHeads = 4

// cutSpaces removes the spaces from a skeleton, in place, and returns where the
// heads end in it; 0 is no head.
func cutSpaces(skeleton []byte) (key []byte, heads [maxHeads]int) {
	key = skeleton[:0]
	n := 0
	for _, c := range skeleton {
		switch {
		case c != ' ':
			key = append(key, c)
		case n < maxHeads:
			heads[n] = len(key)
			n++
		}
	}
	return key, heads
}

// Names of less than minNear letters, which differ by a letter by chance, and of
// more than maxNear have no [NearKeys].
const minNear, maxNear = 7, 32

// NearKeys returns a skeleton key with each of its letters left out in turn. Two
// keys that differ in one letter (one more, one less, another one, two swapped)
// share one of these. Names of less than 7 letters, and of more than 32, have none.
func NearKeys(skeleton string) []string {
	var keys []string
	for key := range nearKeys(skeleton) {
		if !slices.Contains(keys, key) {
			keys = append(keys, strings.Clone(key))
		}
	}
	return keys
}

// nearKeys yields [NearKeys], perhaps some of them twice. A key is valid until the
// next one.
func nearKeys(skeleton string) iter.Seq[string] {
	return func(yield func(string) bool) {
		name := strings.TrimSuffix(skeleton, "*")
		if n := utf8.RuneCountInString(name); n < minNear || n > maxNear {
			return
		}
		if !yield(skeleton) { // of names that have a letter more
			return
		}
		var room [maxNear*utf8.UTFMax + 1]byte
		for i, r := range name {
			key := append(append(room[:0], skeleton[:i]...), skeleton[i+utf8.RuneLen(r):]...)
			if !yield(bytesAsString(key)) {
				return
			}
		}
	}
}

// confusable tells whether a character may look like another: of ASCII, only
// these do.
func confusable(r rune) bool {
	switch r {
	case '0', '1', 'i', 'm', '|':
		return true
	}
	return r > unicode.MaxASCII
}

// lookalike says what a character of a folded name looks like: letters and
// digits that look like nothing else.
type lookalike struct {
	from rune
	to   string
}
