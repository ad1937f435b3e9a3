package sbom

import "fmt"

// spelling knows the names of a specification, and those that could be taken for
// one of them: what stands under such a name is read by nobody.
type spelling struct {
	folded map[string]string // names by what they are in another case
	near   map[string]string // names by what they share with those that differ in a letter
	fine   map[string]bool   // what needs no second look
}

func newSpelling(names []string) spelling {
	s := spelling{folded: map[string]string{}, near: map[string]string{}, fine: map[string]bool{}}
	for _, name := range names {
		s.fine[name] = true
		s.folded[foldCase(name)] = name
		for _, key := range NearKeys(name) {
			s.near[key] = name
		}
	}
	return s
}

// check returns why a name may have been meant to be another, "" if it may not.
func (s spelling) check(name string) string {
	if s.fine[name] {
		return ""
	}
	if want, ok := s.folded[foldCase(name)]; ok {
		return fmt.Sprintf("differs from %q only in case", want)
	}
	for _, key := range NearKeys(name) {
		if want, ok := s.near[key]; ok {
			return fmt.Sprintf("is unknown and differs from %q in a letter", want)
		}
	}
	s.fine[name] = true
	return ""
}
