// Package suggest names the words that are allowed in place of a misspelled one.
package suggest

import (
	"fmt"
	"strings"
)

// Expected describes the words that are allowed in place of another: the closest one if
// it is a likely mistake, otherwise all of them.
func Expected(word string, words []string) string {
	if closest := Closest(word, words); closest != "" {
		return fmt.Sprintf("%q", closest)
	}
	return List(words)
}

// List joins words as in "a, b or c".
func List(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// Closest returns the word that another one is likely to be a mistake for, or "". They
// differ in case and punctuation only, or in few letters.
func Closest(word string, words []string) string {
	closest, least := "", 1+min(3, len(word)/3)
	for _, w := range words {
		if plain(w) == plain(word) {
			return w
		}
		if d := distance(plain(word), plain(w)); d < least {
			closest, least = w, d
		}
	}
	return closest
}

var punctuation = strings.NewReplacer("-", "", "_", "", " ", "", ".", "")

// plain returns a word in lower case without punctuation.
func plain(word string) string { return punctuation.Replace(strings.ToLower(word)) }

// distance counts the letters to add, remove, replace or swap to make a word of another.
func distance(a, b string) int {
	const limit = 64 // no allowed word is longer
	if len(a) > limit || len(b) > limit {
		return limit
	}
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(last[j]+cost, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}
