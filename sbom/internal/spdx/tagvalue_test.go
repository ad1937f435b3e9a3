package spdx

import "testing"

// TestNextPackageCutsOutsideTexts checks that a document is cut before a package, but never
// within a value of several lines.
func TestNextPackageCutsOutsideTexts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		least      int
		want       string // the rest of the text after the cut
	}{
		{"first package", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b\n", 0, "PackageName: a\nPackageName: b\n"},
		{"first package after least", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b\n", 30, "PackageName: b\n"},
		{"no package", "SPDXVersion: SPDX-2.3\n", 0, ""},
		{"package within a text", "PackageComment: <text>\nPackageName: a\n</text>\nPackageName: b\n", 0, "PackageName: b\n"},
		{"package within a text that starts before least", "PackageComment: <text>\n\n\nPackageName: a\n</text>\nPackageName: b\n", 25, "PackageName: b\n"},
		{"<text> in the middle of a value", "PackageComment: not <text> it is\nPackageName: a\nPackageComment: <text></text>\nPackageName: b\n", 0, "PackageName: b\n"},
		{"text without an end", "PackageComment: <text>\nPackageName: a\n", 0, ""},
		{"package between texts", "A: <text>1</text>\nPackageName: a\nB: <text>2</text>\nPackageName: b\n", 0, "PackageName: a\nB: <text>2</text>\nPackageName: b\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.text[nextPackage(c.text, 0, c.least):]; got != c.want {
				t.Errorf("rest after the cut: got %q, want %q", got, c.want)
			}
		})
	}
}

// TestTagsThatAreReadAreKnown checks that a misspelling of any tag that is read is refused.
func TestTagsThatAreReadAreKnown(t *testing.T) {
	known := knownTags()
	check := func(tag string) {
		t.Helper()
		if !known.Knows(tag) {
			t.Errorf("tag %q is read, but not in the list of known tags", tag)
		}
	}
	for tag := range structureTags {
		check(tag)
	}
	for tag := range packageTags {
		check(tag)
	}
	for tag := range fileTags {
		check(tag)
	}
	for tag := range snippetTags {
		check(tag)
	}
}
