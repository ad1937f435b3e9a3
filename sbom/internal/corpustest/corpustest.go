// Package corpustest provides tests with a corpus of real SBOMs, if it is present.
//
// The corpus is not part of the repository: it is in the folder shared/corpus beside the
// checkout. Tests that need it are skipped without it.
package corpustest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// File is an SBOM of the corpus, as described in its index.
type File struct {
	Path       string // relative to the corpus, see [Read]
	Format     string // "cyclonedx" or "spdx"
	Version    string
	Encoding   string // "json", "xml", "tag-value", "yaml", "rdf" or "jsonld"
	Components string // the number of components, counted without an SBOM library, or "-"
}

// Files returns the SBOMs of the corpus. It skips the test if there is no corpus.
func Files(tb testing.TB) []File {
	tb.Helper()
	var files []File
	for line := range strings.Lines(string(Read(tb, "INDEX.tsv"))) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if f[0] != "path" {
			files = append(files, File{f[0], f[1], f[2], f[3], f[4]})
		}
	}
	return files
}

// Read returns the content of a file of the corpus. It skips the test if there is no
// corpus.
func Read(tb testing.TB, path string) []byte {
	tb.Helper()
	folder := filepath.Join(root(tb), "..", "shared", "corpus")
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		tb.Skip("no corpus of real SBOMs in ../shared/corpus, beside this checkout")
	}
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(path)))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// root returns the root folder of the module.
func root(tb testing.TB) string {
	tb.Helper()
	folder, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			tb.Fatal("no go.mod in this folder or above")
		}
		folder = filepath.Dir(folder)
	}
}

// Statements returns the claims and the dependencies of a document as strings, with the
// number of times that each occurs. It omits the types of components unless withTypes is
// set.
func Statements(doc *sbom.Document, withTypes bool) map[string]int {
	all := map[string]int{}
	name := func(i int) string {
		c := doc.Component(i)
		if !withTypes {
			c.Type = ""
		}
		return string(c.Origin) + " " + c.Ref + " " + c.Name + " " + c.Version + " " + c.Type + " " + c.Scope
	}
	for i := range doc.Len() {
		for _, to := range doc.DependsOn(i) {
			all[name(i)+" -> "+name(to)]++
		}
	}
	for _, c := range doc.Claims() {
		all[name(c.Component)+": "+string(c.Kind)+" "+string(c.Role)+" "+c.Key+" "+c.Value]++
	}
	return all
}

// Difference returns up to 20 of the statements that occur in one of two documents only, in
// alphabetical order.
func Difference(got, want map[string]int) string {
	var lines []string
	for statement, n := range got {
		if n > want[statement] {
			lines = append(lines, "+ "+statement)
		}
	}
	for statement, n := range want {
		if n > got[statement] {
			lines = append(lines, "- "+statement)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines[:min(len(lines), 20)], "\n")
}
