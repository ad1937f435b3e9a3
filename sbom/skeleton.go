package sbom

import (
	"cmp"
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
	var b strings.Builder
	b.Grow(len(key) + 8)
	for _, r := range norm.NFD.String(key) {
		if unicode.In(r, unicode.Mn, unicode.Me) {
			continue
		}
		i, ok := slices.BinarySearchFunc(confusables[:], r, func(l lookalike, r rune) int { return cmp.Compare(l.from, r) })
		if ok {
			b.WriteString(confusables[i].to)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// SkeletonKey is the skeleton of a folded name without its spaces, so that a
// name looks like itself however it is spaced, joined or hyphenated.
func SkeletonKey(name string) string { return strings.ReplaceAll(Skeleton(name), " ", "") }

// SkeletonKeys returns the skeleton keys of a folded name: of the whole, and of
// its heads (the first word, the first two, … up to four), which end in *. A
// brand is the head of the names of a family's companies. Small letters that look
// like others than their capitals do give keys of their own.
func SkeletonKeys(name string) []string {
	keys := skeletonKeys(name)
	if small := smallLetters.Replace(name); small != name {
		keys = appendNew(keys, skeletonKeys(small)...)
	}
	return keys
}

// smallLetters makes small letters of Greek what they look like; their capitals
// look like n, h and y.
var smallLetters = strings.NewReplacer("ν", "v", "η", "n", "υ", "u")

func skeletonKeys(name string) []string {
	const most = 4
	whole := SkeletonKey(name)
	if whole == "" {
		return nil
	}
	keys := []string{whole}
	for i, words := 0, 1; words <= most; words++ {
		space := strings.IndexByte(name[i:], ' ')
		if space < 0 {
			break
		}
		if key := SkeletonKey(name[:i+space]); key != "" {
			keys = append(keys, key+"*")
		}
		i += space + 1
	}
	return keys
}

// NearKeys returns a skeleton key with each of its letters left out in turn. Two
// keys that differ in one letter (one more, one less, another one, two swapped)
// share one of these. Names of less than 7 letters, which differ by a letter by
// chance, and of more than 32 have none.
func NearKeys(skeleton string) []string {
	const least, most = 7, 32
	name, head := strings.CutSuffix(skeleton, "*")
	if n := utf8.RuneCountInString(name); n < least || n > most {
		return nil
	}
	keys := make([]string, 0, len(name)+1)
	keys = append(keys, skeleton) // of names that have a letter more
	for i, r := range name {
		key := name[:i] + name[i+utf8.RuneLen(r):]
		if head {
			key += "*"
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// near tells whether two names differ in a letter, as [NearKeys] has it.
func near(a, b string) bool {
	keys := NearKeys(a)
	return slices.ContainsFunc(NearKeys(b), func(key string) bool { return slices.Contains(keys, key) })
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
