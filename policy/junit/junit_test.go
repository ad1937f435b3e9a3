package junit_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/policy/junit"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// file returns the name of a document as its path, unless no file can have such a path.
func file(name string) string {
	if len(name) > 4096 {
		return ""
	}
	return name
}

func write(t *testing.T, run *gate.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := junit.Write(&b, run, file); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, run := range gatetest.Runs() {
		got := write(t, run)
		check(t, got)
		gatetest.CheckFile(t, filepath.Join("testdata", name+".xml"), got, *update)
	}
}

// node is an element with the names of its attributes and its content.
type node struct {
	XMLName  xml.Name
	Attr     []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// grammar says which attributes and children an element has, in the shape that the readers of
// JUnit XML share. An attribute with ? is optional.
var grammar = map[string]struct{ attributes, children []string }{
	"testsuites": {[]string{"name", "tests", "failures", "errors", "skipped"}, []string{"testsuite"}},
	"testsuite":  {[]string{"name", "tests", "failures", "errors", "skipped"}, []string{"testcase"}},
	"testcase":   {[]string{"name", "classname", "file?", "line?", "time"}, []string{"skipped", "error", "failure", "system-out"}},
	"skipped":    {[]string{"message"}, nil},
	"error":      {[]string{"message", "type"}, nil},
	"failure":    {[]string{"message", "type"}, nil},
	"system-out": {nil, nil},
}

// check reads a report and checks its elements, attributes and numbers. It returns the root.
func check(t *testing.T, report string) node {
	t.Helper()
	var root node
	d := xml.NewDecoder(strings.NewReader(report))
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	if rest := report[d.InputOffset():]; rest != "\n" {
		t.Errorf("after the root: %q, want the end", rest)
	}
	if root.XMLName.Local != "testsuites" {
		t.Errorf("the root is %q", root.XMLName.Local)
	}
	checkNode(t, root)
	checkTotals(t, root, root.Children)
	return root
}

func checkNode(t *testing.T, n node) {
	t.Helper()
	rule, ok := grammar[n.XMLName.Local]
	if !ok || n.XMLName.Space != "" {
		t.Fatalf("unknown element %v", n.XMLName)
	}
	var attributes []string
	for _, a := range n.Attr {
		attributes = append(attributes, a.Name.Local)
	}
	for _, want := range rule.attributes {
		name, optional := strings.CutSuffix(want, "?")
		i := slices.Index(attributes, name)
		if i < 0 && !optional {
			t.Errorf("%s has no attribute %s", n.XMLName.Local, name)
		}
		if i >= 0 {
			attributes = slices.Delete(attributes, i, i+1)
		}
	}
	if len(attributes) > 0 {
		t.Errorf("%s has unknown attributes %q", n.XMLName.Local, attributes)
	}
	if len(rule.children) > 0 && strings.TrimSpace(n.Text) != "" {
		t.Errorf("%s has text %q", n.XMLName.Local, n.Text)
	}
	for _, c := range n.Children {
		if !slices.Contains(rule.children, c.XMLName.Local) {
			t.Errorf("%s has a child %s", n.XMLName.Local, c.XMLName.Local)
		}
		checkNode(t, c)
	}
}

// checkTotals compares the attributes of suites with their tests.
func checkTotals(t *testing.T, of node, suites []node) {
	t.Helper()
	got := map[string]int{}
	names := map[string]bool{}
	for _, s := range suites {
		if of.XMLName.Local == "testsuites" {
			checkTotals(t, s, []node{s})
		}
		for _, c := range s.Children {
			got["tests"]++
			names[c.attr("classname")+"\x00"+c.attr("name")] = true
			for _, outcome := range c.Children {
				got[map[string]string{"failure": "failures", "error": "errors", "skipped": "skipped"}[outcome.XMLName.Local]]++
			}
		}
	}
	for _, name := range []string{"tests", "failures", "errors", "skipped"} {
		if of.attr(name) != strconv.Itoa(got[name]) {
			t.Errorf("%s %s: %s is %s, want %d", of.XMLName.Local, of.attr("name"), name, of.attr(name), got[name])
		}
	}
	if of.XMLName.Local == "testsuite" && len(names) != got["tests"] {
		t.Errorf("%s: %d tests have %d names", of.attr("name"), got["tests"], len(names))
	}
}

// TestSuccessMeansOpen checks that no test fails if and only if the gate is open, at every
// fail level.
func TestSuccessMeansOpen(t *testing.T) {
	for name, run := range gatetest.Runs() {
		for _, level := range []policy.Level{policy.LevelError, policy.LevelWarning, policy.LevelNote, ""} {
			run.FailOn = level
			root := check(t, write(t, run))
			if success := root.attr("failures") == "0" && root.attr("errors") == "0"; success != run.Decide().Open() {
				t.Errorf("%s, fail level %q: success is %t, but the gate is open: %t", name, level, success, run.Decide().Open())
			}
		}
	}
}

// TestNamesAreUnique lists a component twice, with other versions.
func TestNamesAreUnique(t *testing.T) {
	older := gatetest.Finding("app.json", 2, policy.LevelError)
	older.Component.Version = "7.0"
	check(t, write(t, gatetest.Run(gatetest.Report("app.json", policy.Fail, gatetest.Finding("app.json", 1, policy.LevelError), older))))
}

// TestTextIsHarmless expects the same elements for hostile text as for plain text.
func TestTextIsHarmless(t *testing.T) {
	plain := shape(check(t, write(t, gatetest.RunWith("plain"))))
	for _, s := range append(slices.Clone(gatetest.Hostile), strings.Repeat("]]>\n", 1<<18)) {
		report := write(t, gatetest.RunWith(s))
		if diff := cmp.Diff(plain, shape(check(t, report))); diff != "" {
			t.Errorf("%.50q changes the elements (-plain +hostile):\n%s", s, diff)
		}
		gatetest.CheckVisible(t, s, report)
		if len(report) > 100_000 {
			t.Errorf("%.50q gives a report of %d bytes", s, len(report))
		}
	}
}

// shape returns the names of an element and of those in it.
func shape(n node) string {
	s := n.XMLName.Local
	for _, c := range n.Children {
		s += fmt.Sprintf("(%s)", shape(c))
	}
	return s
}
