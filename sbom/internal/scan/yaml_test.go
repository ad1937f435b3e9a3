package scan_test

import (
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestYAMLCursorFindsNodes(t *testing.T) {
	text := "a: \"é\u2028\"\nb: c\r\nd:\u0085- e\n"
	root, err := scan.ParseYAML(text, 0)
	if err != nil {
		t.Fatal(err)
	}
	cursor := scan.YAMLCursor{Text: text}
	for i, want := range []string{"a:", `"é`, "b:", "c\r", "d:", "- e"} {
		if got := text[cursor.Offset(root.Content[i]):]; !strings.HasPrefix(got, want) {
			t.Errorf("node %d is at %q, want %q", i, got, want)
		}
	}
}

func TestParseYAMLRefusesInvalidText(t *testing.T) {
	for _, c := range []struct{ text, message, at string }{
		{"a: 1\n---\nb: 2\n", "second YAML document: expected one", "---"},
		{"a: 1\nb: [\n", "invalid YAML: ", "b: ["},
		{"a: 1\n\tb: 2\n", "invalid YAML: ", "\tb"},
	} {
		_, err := scan.ParseYAML(c.text, 0)
		checkFault(t, c.text, err, c.message, c.at)
	}
}

// TestParseYAMLReadsLaterVersions checks that the directive of YAML 1.2 is read as YAML 1.1.
func TestParseYAMLReadsLaterVersions(t *testing.T) {
	for _, text := range []string{"%YAML 1.2\n---\na: 1\n", "# comment\n\n%TAG ! tag:a.example,2000:\n%YAML 1.2\n--- {a: 1}\n"} {
		root, err := scan.ParseYAML(text, 0)
		if err != nil || root.Content[0].Value != "a" {
			t.Errorf("%q: got error %v, want the member a", text, err)
		}
	}
	if _, err := scan.ParseYAML("%YAML 2.0\n---\na: 1\n", 0); err == nil {
		t.Error("got no error for YAML 2.0")
	}
}

// TestYAMLLimitsValues checks that the estimate of the number of values, which limits the
// memory of the parser, is never too low: in the shortest forms of values, and in random
// texts of the characters with a meaning.
func TestYAMLLimitsValues(t *testing.T) {
	texts := []string{
		"- a\n- b\n", "-\n-\n", "- - - a\n", "a:\nb:\n", "a: b\n", "? a\n? b\n", "?\n?", "[a,b]", "[[],[]]", "[{},{}]", "[a: b, c: d]", "[? a, ? b]",
		"{a,b}", "{a: b,c: d}", `{"a":b,"c":d}`, `["a":b,"c":d]`, "{{a}}", "[:,:]", "a\u0085", "-\u2028- b", "--- a\n--- b\n", "# a\n- b # c\n", "a:\n- b: c\n  d:\n   - e\n",
	}
	random := rand.New(rand.NewPCG(1, 2))
	const alphabet = "[]{},:?-# \n\ta\"'"
	for range 100_000 {
		text := make([]byte, 1+random.IntN(12))
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		texts = append(texts, string(text))
	}
	valid := 0
	for _, text := range texts {
		nodes, ok := countNodes(text, 0)
		if !ok || nodes < 3 { // a limit of 0 is none
			continue
		}
		valid++
		if _, ok := countNodes(text, nodes-2); ok { // the root has no punctuation
			t.Errorf("%q: %d values are accepted as %d", text, nodes, nodes-2)
		}
	}
	if valid < 1000 {
		t.Errorf("only %d texts are valid", valid)
	}
}

// countNodes returns the number of values in the documents of a text with a limit, which
// is 0 or larger, and whether the text is read without an error.
func countNodes(text string, limit int) (nodes int, ok bool) {
	var count func(n *yaml.Node)
	count = func(n *yaml.Node) {
		for _, c := range n.Content {
			nodes++
			count(c)
		}
	}
	for d := scan.NewYAML(text, limit); ; {
		document, err := d.Next()
		switch {
		case err == io.EOF:
			return nodes, true
		case err != nil:
			return nodes, false
		}
		count(document)
	}
}

// TestYAMLValuesTakeBoundedMemory checks that a counted value takes no more memory than the
// default limit of package decode assumes.
func TestYAMLValuesTakeBoundedMemory(t *testing.T) {
	const limit, most = 30_000, 300 // bytes per value, with the parser
	for _, c := range []struct {
		unit   string
		values int // that are counted
	}{
		{"- a\n", 1}, {"k: v\n", 2}, {"k:\n", 2}, {"# c\n- a\n", 3}, {"a: # c\n", 4},
	} {
		text := strings.Repeat(c.unit, limit/c.values)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		d := scan.NewYAML(text, limit)
		root, err := d.Next()
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(d)
		if got := int(after.HeapAlloc-before.HeapAlloc) / limit; err != nil || len(root.Content) != 1 || got > most {
			t.Errorf("%q: error %v, %d bytes per value, want at most %d", c.unit, err, got, most)
		}
	}
}
