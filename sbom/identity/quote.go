package identity

import "strconv"

// quoteValue quotes a value for an error message, shortened if it is long.
func quoteValue(s string) string {
	const most = 80 // characters
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
