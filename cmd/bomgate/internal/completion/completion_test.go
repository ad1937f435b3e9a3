package completion

import (
	"os"
	"slices"
	"testing"
)

func TestList(t *testing.T) {
	words := []string{"integrate", "license", "resell"}
	for list, want := range map[string][]string{
		"":                    words,
		"i":                   {"integrate"},
		"integrate":           {"integrate"},
		"integrate,":          {"integrate,license", "integrate,resell"},
		"license,integrate,r": {"license,integrate,resell"},
		"x":                   nil,
	} {
		if got := List(list, words); !slices.Equal(got, want) {
			t.Errorf("%q is completed to %q, want %q", list, got, want)
		}
	}
}

func TestWordOrFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"out/sub", ".hidden"} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"out/a.json", "other.json"} {
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	complete := WordOrFile([]string{"json", "text"})
	for value, want := range map[string][]string{
		"":             {"json", "text"},
		"j":            {"json"},
		"json=":        {"json=other.json", "json=out/"},
		"json=ou":      {"json=out/"},
		"json=out/":    {"json=out/a.json", "json=out/sub/"},
		"json=./out/s": {"json=./out/sub/"},
		"json=.h":      {"json=.hidden/"},
		"json=none/":   nil,
	} {
		if got, _ := complete(nil, nil, value); !slices.Equal(got, want) {
			t.Errorf("%q is completed to %q, want %q", value, got, want)
		}
	}
}
