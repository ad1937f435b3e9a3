package sbom

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

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
		if i, ok := searchConfusable(r); ok {
			b.WriteString(confusables[i].to)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// confusable tells whether a skeleton cannot have r, or may not.
func confusable(r rune) bool {
	switch r {
	case '0', '1', 'i', 'm', '|':
		return true
	}
	return r > unicode.MaxASCII
}

func searchConfusable(r rune) (int, bool) {
	return slices.BinarySearchFunc(confusables[:], r, func(c struct {
		from rune
		to   string
	}, r rune) int {
		return cmp.Compare(c.from, r)
	})
}
