package scan_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestYAMLCursorFindsNodes(t *testing.T) {
	text := "a: \"é\u2028\"\nb: c\r\nd:\u0085- e\n"
	root, err := scan.ParseYAML(text)
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
		_, err := scan.ParseYAML(c.text)
		checkFault(t, c.text, err, c.message, c.at)
	}
}

// TestParseYAMLReadsLaterVersions checks that the directive of YAML 1.2 is read as YAML 1.1.
func TestParseYAMLReadsLaterVersions(t *testing.T) {
	for _, text := range []string{"%YAML 1.2\n---\na: 1\n", "# comment\n\n%TAG ! tag:a.example,2000:\n%YAML 1.2\n--- {a: 1}\n"} {
		root, err := scan.ParseYAML(text)
		if err != nil || root.Content[0].Value != "a" {
			t.Errorf("%q: got error %v, want the member a", text, err)
		}
	}
	if _, err := scan.ParseYAML("%YAML 2.0\n---\na: 1\n"); err == nil {
		t.Error("got no error for YAML 2.0")
	}
}
