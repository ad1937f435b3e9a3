//go:build ignore

// Gen_confusables writes confusables.go from confusables.txt of UTS #39.
//
//	go run gen_confusables.go [-o FILE] [confusables.txt]
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/format"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scripts are those that entities write their names in; what imitates other
// scripts imitates nobody whom the entity data name.
var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Han, unicode.Hiragana,
	unicode.Katakana, unicode.Hangul, unicode.Arabic, unicode.Hebrew, unicode.Nd,
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen_confusables: ")
	out := flag.String("o", "confusables.go", "write to `FILE`")
	flag.Parse()
	in := "../../shared/unicode/confusables.txt"
	if flag.NArg() > 0 {
		in = flag.Arg(0)
	}
	f, err := os.Open(in)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	version, rows, err := read(f)
	if err != nil {
		log.Fatalf("%s: %v", in, err)
	}
	source, err := format.Source(write(version, resolve(rows)))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, source, 0o644); err != nil {
		log.Fatal(err)
	}
}

// row says that a character of a folded name looks like a text.
type row struct {
	from    rune
	to      string
	capital bool // it is the character's capital that does
}

// read returns the rows that concern folded names, and the data's Unicode version.
func read(r io.Reader) (version string, rows []row, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if v, ok := strings.CutPrefix(line, "# Version: "); ok {
			version = v
		}
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Split(strings.TrimPrefix(line, "\ufeff"), ";")
		if len(fields) < 3 {
			continue
		}
		from, err := decode(fields[0])
		if err != nil {
			return "", nil, fmt.Errorf("line %d: %w", n, err)
		}
		to, err := decode(fields[1])
		if err != nil {
			return "", nil, fmt.Errorf("line %d: %w", n, err)
		}
		if !norm.NFKD.IsNormalString(from) {
			continue // normalisation leaves none of it
		}
		folded := fold(from)
		key, size := utf8.DecodeRuneInString(folded)
		if to = name(fold(to)); to != "" && to != folded && size == len(folded) && (letter(key) || ascii(to)) {
			capital, _ := utf8.DecodeRuneInString(from)
			rows = append(rows, row{key, to, unicode.IsUpper(capital)})
		}
	}
	if version == "" {
		return "", nil, fmt.Errorf("no line %q: expected confusables.txt of UTS #39", "# Version: …")
	}
	return version, rows, lines.Err()
}

func decode(field string) (string, error) {
	var b strings.Builder
	for _, hex := range strings.Fields(field) {
		r, err := strconv.ParseUint(hex, 16, 32)
		if err != nil {
			return "", err
		}
		b.WriteRune(rune(r))
	}
	return b.String(), nil
}

// fold is sbom.Fold, decomposed.
func fold(s string) string {
	s = strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, norm.NFKD.String(s))
	return norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss"))
}

// name returns s without marks and apostrophes, and "" unless the rest is
// letters and digits of the scripts.
func name(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\'' || unicode.In(r, unicode.Mn, unicode.Me) {
			return -1
		}
		return r
	}, s)
	if strings.ContainsFunc(s, func(r rune) bool { return !letter(r) || !unicode.In(r, scripts...) }) {
		return ""
	}
	return s
}

func letter(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }

// resolve makes one target of each character's several, and follows the
// targets to the end, so that the map is idempotent.
func resolve(rows []row) map[rune]string {
	// ASCII goes first, as nearly all names imitated are ASCII; then one letter
	// before several, then the capital's target, as capitals imitate better.
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(
			cmp.Compare(a.from, b.from),
			order(!ascii(a.to), !ascii(b.to)),
			cmp.Compare(utf8.RuneCountInString(a.to), utf8.RuneCountInString(b.to)),
			order(!a.capital, !b.capital),
		)
	})
	direct := map[rune]row{}
	for _, r := range rows {
		if _, ok := direct[r.from]; !ok {
			direct[r.from] = r
		}
	}
	// Where the capital looks like a letter, what the small letter looks like is
	// that letter too: К is K and к is ĸ, so ĸ is k. So small capitals are letters.
	for _, r := range rows {
		capital := direct[r.from]
		small, size := utf8.DecodeRuneInString(r.to)
		if _, ok := direct[small]; !ok && !r.capital && capital.capital && ascii(capital.to) && size > 1 && size == len(r.to) {
			direct[small] = capital
		}
	}
	resolved := map[rune]string{}
	for from := range direct {
		if to := follow(direct, string(from), nil); to != string(from) {
			resolved[from] = to
		}
	}
	return resolved
}

// follow replaces every rune by its target until none has one. In a circle the
// least rune is the target of all.
func follow(direct map[rune]row, s string, path []rune) string {
	var b strings.Builder
	for _, r := range s {
		to, ok := direct[r]
		switch i := slices.Index(path, r); {
		case i >= 0:
			b.WriteRune(slices.Min(path[i:]))
		case ok:
			b.WriteString(follow(direct, to.to, append(path, r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// order puts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func write(version string, table map[rune]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by gen_confusables.go from confusables.txt of UTS #39, version %s. DO NOT EDIT.\n", version)
	fmt.Fprintf(&b, "// Data © Unicode, Inc., under the Unicode License: https://www.unicode.org/license.txt\n\n")
	fmt.Fprintf(&b, "package identity\n\n")
	fmt.Fprintf(&b, "// confusables holds what each character of a folded name looks like, sorted by character.\n")
	fmt.Fprintf(&b, "var confusables = [...]lookalike{")
	for i, from := range slices.Sorted(maps.Keys(table)) {
		if i%8 == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "{0x%04x, %+q}, ", from, table[from])
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}
