package identity

// byteSet is a set of ASCII characters. To look for them is faster than with
// [strings.IndexAny], which makes a set for each text.
type byteSet [256]bool

func newByteSet(chars string) *byteSet {
	var set byteSet
	for i := range len(chars) {
		set[chars[i]] = true
	}
	return &set
}

// index returns the index of the first character of s in the set, or -1.
func (set *byteSet) index(s string) int {
	for i := range len(s) {
		if set[s[i]] {
			return i
		}
	}
	return -1
}
