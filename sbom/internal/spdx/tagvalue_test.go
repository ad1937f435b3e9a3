package spdx

import "testing"

// TestNextPackage: a document is cut before a package, never within a text.
func TestNextPackage(t *testing.T) {
	for _, c := range []struct {
		name, text string
		least      int
		want       string // what comes after the cut
	}{
		{"the first", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b\n", 0, "PackageName: a\nPackageName: b\n"},
		{"not before so much", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b\n", 30, "PackageName: b\n"},
		{"none", "SPDXVersion: SPDX-2.3\n", 0, ""},
		{"within a text", "PackageComment: <text>\nPackageName: a\n</text>\nPackageName: b\n", 0, "PackageName: b\n"},
		{"within a text that begins before so much", "PackageComment: <text>\n\n\nPackageName: a\n</text>\nPackageName: b\n", 25, "PackageName: b\n"},
		{"a mark that begins no text", "PackageComment: not <text> it is\nPackageName: a\nPackageComment: <text></text>\nPackageName: b\n", 0, "PackageName: b\n"},
		{"a text without end", "PackageComment: <text>\nPackageName: a\n", 0, ""},
		{"between texts", "A: <text>1</text>\nPackageName: a\nB: <text>2</text>\nPackageName: b\n", 0, "PackageName: a\nB: <text>2</text>\nPackageName: b\n"},
	} {
		if got := c.text[nextPackage(c.text, 0, c.least):]; got != c.want {
			t.Errorf("%s: cut before %q, want %q", c.name, got, c.want)
		}
	}
}
