// Gen_confusables writes the table of sbom/internal/confusables from confusables.txt of UTS #39.
//
//	go run gen/gen_confusables.go [-o FILE]
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
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

const input = "testdata/unicode/confusables.txt.gz"

// scripts are the scripts in which the entity data name entities.
var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Han, unicode.Hiragana,
	unicode.Katakana, unicode.Hangul, unicode.Arabic, unicode.Hebrew, unicode.Nd,
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen_confusables: ")
	output := flag.String("o", "../internal/confusables/table.go", "write to `FILE`")
	flag.Parse()
	if err := generate(*output); err != nil {
		log.Fatal(err)
	}
}

func generate(output string) error {
	file, err := os.Open(input)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", input, err)
	}
	version, rows, err := read(text)
	if err != nil {
		return fmt.Errorf("%s: %w", input, err)
	}
	source, err := format.Source(write(version, resolve(rows)))
	if err != nil {
		return err
	}
	return os.WriteFile(output, source, 0o644)
}

// row maps a character of a folded name to a string that it looks like.
type row struct {
	from    rune
	to      string
	capital bool // the capital of the character looks like the string
}

// read returns the version of the data and the rows that matter for folded names.
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
		if r, ok := newRow(from, to); ok {
			rows = append(rows, r)
		}
	}
	if version == "" {
		return "", nil, fmt.Errorf("no line %q: expected confusables.txt of UTS #39", "# Version: …")
	}
	return version, rows, lines.Err()
}

// decode decodes a sequence of code points in hexadecimal.
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

// newRow returns the row for a character and the string that it looks like, if a folded
// name can contain the character.
func newRow(from, to string) (row, bool) {
	if !norm.NFKD.IsNormalString(from) {
		return row{}, false // normalization replaces it
	}
	folded := fold(from)
	key, size := utf8.DecodeRuneInString(folded)
	to = nameOf(fold(to))
	if to == "" || to == folded || size != len(folded) || !isLetter(key) && !isASCII(to) {
		return row{}, false
	}
	first, _ := utf8.DecodeRuneInString(from)
	return row{key, to, unicode.IsUpper(first)}, true
}

// fold is identity.Fold, decomposed.
func fold(s string) string {
	s = strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, norm.NFKD.String(s))
	return norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss"))
}

// nameOf returns s without marks and apostrophes. It returns "" unless all other
// characters are letters and digits of the scripts.
func nameOf(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\'' || unicode.In(r, unicode.Mn, unicode.Me) {
			return -1
		}
		return r
	}, s)
	if strings.ContainsFunc(s, func(r rune) bool { return !isLetter(r) || !unicode.In(r, scripts...) }) {
		return ""
	}
	return s
}

func isLetter(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// resolve returns one target for each character. No target contains a character that
// has a target itself, so that the mapping is idempotent.
func resolve(rows []row) map[rune]string {
	direct := preferred(rows)
	// If the capital looks like an ASCII letter, the letter that the small letter looks
	// like is mapped to the ASCII letter too: К looks like K and к looks like ĸ, so ĸ is
	// k. This is how small capitals become letters.
	for _, r := range rows {
		capital := direct[r.from]
		small, size := utf8.DecodeRuneInString(r.to)
		if _, ok := direct[small]; !ok && !r.capital && capital.capital && isASCII(capital.to) && size > 1 && size == len(r.to) {
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

// preferred sorts the rows and returns one row for each character. A target in ASCII
// comes first, because nearly all imitated names are in ASCII; then one letter before
// several; then the target of the capital, because capitals are the better imitations.
func preferred(rows []row) map[rune]row {
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(
			cmp.Compare(a.from, b.from),
			falseFirst(!isASCII(a.to), !isASCII(b.to)),
			cmp.Compare(utf8.RuneCountInString(a.to), utf8.RuneCountInString(b.to)),
			falseFirst(!a.capital, !b.capital),
		)
	})
	direct := map[rune]row{}
	for _, r := range rows {
		if _, ok := direct[r.from]; !ok {
			direct[r.from] = r
		}
	}
	return direct
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// follow replaces every rune by its target until no rune has a target. In a cycle, the
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

func write(version string, table map[rune]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by gen_confusables.go from confusables.txt of UTS #39, version %s. DO NOT EDIT.\n", version)
	fmt.Fprintf(&b, "// Characters are classified by package unicode, version %s.\n", unicode.Version)
	fmt.Fprintf(&b, "// Data © Unicode, Inc., under the Unicode License v3: testdata/unicode/LICENSE.\n\n")
	fmt.Fprintf(&b, "package confusables\n\n")
	fmt.Fprintf(&b, "// Table holds what each character of a folded name looks like, sorted by character.\n")
	fmt.Fprintf(&b, "var Table = [...]Lookalike{")
	for i, from := range slices.Sorted(maps.Keys(table)) {
		if i%8 == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "{0x%04x, %+q}, ", from, table[from])
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}
