package bomgate_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	markdownCode    = regexp.MustCompile("(?s)```.*?\n```|~~~.*?\n~~~|`[^`\n]*`")
	markdownLink    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	markdownHeading = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
)

// TestLinks checks that every relative link in a Markdown file leads to an existing
// file and, if it has an anchor, to a heading of that file.
func TestLinks(t *testing.T) {
	links := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if filepath.Ext(file) != ".md" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, link := range markdownLink.FindAllSubmatch(markdownCode.ReplaceAll(text, nil), -1) {
			links++
			if err := checkLink(file, string(link[1])); err != nil {
				t.Errorf("%s: link %q: %v", file, link[1], err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if links == 0 {
		t.Fatal("found no links in Markdown files")
	}
}

// checkLink reports why a link in a Markdown file does not resolve. It does not
// check links to other hosts.
func checkLink(file, link string) error {
	target, err := url.Parse(link)
	if err != nil {
		return err
	}
	if target.IsAbs() {
		return nil
	}
	to := file
	if target.Path != "" {
		to = filepath.Join(filepath.Dir(file), filepath.FromSlash(target.Path))
	}
	if _, err := os.Stat(to); err != nil {
		return err
	}
	if target.Fragment == "" || filepath.Ext(to) != ".md" {
		return nil
	}
	text, err := os.ReadFile(to)
	if err != nil {
		return err
	}
	for _, heading := range markdownHeading.FindAllSubmatch(text, -1) {
		if anchor(string(heading[1])) == target.Fragment {
			return nil
		}
	}
	return fmt.Errorf("%s has no heading with this anchor", to)
}

// anchor returns the anchor that GitHub gives to the first heading with a text:
// letters and digits in lower case, with hyphens for spaces.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func TestLinksThatDoNotResolve(t *testing.T) {
	for link, ok := range map[string]bool{
		"https://example.com/missing": true,
		"docs/glossary.md":            true,
		"docs/glossary.md#near-name":  true,
		"docs/glossary.md#missing":    false,
		"docs/missing.md":             false,
		"#missing":                    false,
	} {
		if err := checkLink("README.md", link); (err == nil) != ok {
			t.Errorf("checkLink(%q) = %v", link, err)
		}
	}
}
