// Package confusables has the characters that look like other characters, according to the
// Unicode Consortium.
package confusables

// Lookalike is a character of a folded name with the letters and digits that it looks
// like.
type Lookalike struct {
	From rune
	To   string
}
