package jsondata

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is an error in the value at a path.
type Error struct {
	Path []string // names of members and indices of elements
	Err  error
}

func (e *Error) Error() string {
	var path strings.Builder
	for _, token := range e.Path {
		switch {
		case strings.Trim(token, "0123456789") == "" && token != "":
			fmt.Fprintf(&path, "[%s]", token)
		case path.Len() > 0:
			path.WriteString("." + token)
		default:
			path.WriteString(token)
		}
	}
	return fmt.Sprintf("%s: %v", &path, e.Err)
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// At states that an error, or each of several joined errors, is in the value at a path.
// If it is in a part of that value already, the path is that of the part. If the error
// is nil or the path is empty, At returns the error.
func At(err error, path ...string) error {
	if err == nil || len(path) == 0 {
		return err
	}
	return Map(err, func(err error) error {
		if inner, ok := err.(*Error); ok {
			return &Error{slices.Concat(path, inner.Path), inner.Err}
		}
		return &Error{path, err}
	})
}

// Map calls f for an error, or for each of several joined errors, and joins the results.
func Map(err error, f func(error) error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return f(err)
	}
	var errs []error
	for _, err := range joined.Unwrap() {
		errs = append(errs, Map(err, f))
	}
	return errors.Join(errs...)
}

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
	const limit = 64 // no name of a member is longer
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
