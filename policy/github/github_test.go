package github_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/github"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/policy/printable"
	"github.com/bomgate/bomgate/sbom"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// options say that every document is in the repository.
var options = github.Options{
	Path:  func(name string) string { return "build/" + name },
	Files: "https://github.com/northwind/gateway/blob/0123abcd",
}

func annotations(t *testing.T, run *gate.Run, o github.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := github.Write(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func summary(t *testing.T, run *gate.Run, o github.Options) string {
	t.Helper()
	s, err := github.Summary(run, run.Decide(), github.MaxSummary, o)
	if err != nil {
		t.Fatal(err)
	}
	return string(s)
}

// TestGolden compares the annotations, the summary and the outputs of runs with testdata.
func TestGolden(t *testing.T) {
	for name, run := range gatetest.Runs() {
		files := github.Files{SARIFDir: "/tmp/sarif", JSON: "/tmp/two\nlines.json"}
		for ext, got := range map[string]string{
			".txt":     annotations(t, run, options),
			".md":      summary(t, run, options),
			".outputs": string(github.Outputs(run, run.Decide().ExitCode, files)),
		} {
			gatetest.CheckFile(t, filepath.Join("testdata", name+ext), got, *update)
		}
	}
}

// command is a workflow command as the runner of GitHub Actions reads it.
type command struct {
	name, data string
	properties map[string]string
}

// commands returns the commands in a log. The runner finds a command at the start of a line,
// after white space, and splits lines at carriage returns and newlines. It also finds one
// anywhere in a line of the form "##[name]".
func commands(t *testing.T, log string) []command {
	t.Helper()
	var all []command
	for line := range strings.FieldsFuncSeq(log, func(r rune) bool { return r == '\r' || r == '\n' }) {
		info, data, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "::"), "::")
		if !strings.HasPrefix(strings.TrimSpace(line), "::") || !ok {
			if strings.Contains(line, "##[") {
				t.Errorf("a command of the old form: %q", line)
			}
			continue
		}
		name, list, _ := strings.Cut(info, " ")
		c := command{name, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data), map[string]string{}}
		for _, pair := range strings.Split(list, ",") {
			key, value, _ := strings.Cut(pair, "=")
			c.properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
		}
		all = append(all, c)
	}
	return all
}

// shape returns the names of commands and of their properties.
func shape(commands []command) []string {
	var all []string
	for _, c := range commands {
		all = append(all, fmt.Sprint(c.name, slices.Sorted(maps.Keys(c.properties))))
	}
	return all
}

// TestTextIsHarmless expects the same commands and the same Markdown for hostile text as for
// plain text.
func TestTextIsHarmless(t *testing.T) {
	for _, s := range append(slices.Clone(gatetest.Hostile), strings.Repeat("x\n", 1<<19), strings.Repeat("|`", 1<<19)) {
		if len(strings.TrimSpace(s)) == 0 {
			continue // the runner ignores empty properties
		}
		o := github.Options{Path: func(name string) string { return name }}
		log := annotations(t, gatetest.RunWith(s), o)
		got := commands(t, log)
		if diff := cmp.Diff(shape(commands(t, annotations(t, gatetest.RunWith("plain"), o))), shape(got)); diff != "" {
			t.Errorf("%.50q changes the commands (-plain +hostile):\n%s", s, diff)
			continue
		}
		if want := printable.Escape(s); got[0].properties["file"] != want {
			t.Errorf("the runner reads the file as %.50q, want %.50q", got[0].properties["file"], want)
		}
		for _, c := range got {
			if n := len([]rune(c.data)); n > 4096 {
				t.Errorf("%.50q gives a message of %d characters, want at most 4096", s, n)
			}
		}
		source := summary(t, gatetest.RunWith(s), o)
		if diff := cmp.Diff(gatetest.Outline(summary(t, gatetest.RunWith("plain"), o)), gatetest.Outline(source)); diff != "" {
			t.Errorf("%.50q changes the summary (-plain +hostile):\n%s", s, diff)
		}
		gatetest.CheckVisible(t, s, log+source)
	}
}

// TestSummaryIsBounded writes summaries of runs that are too large for the limit. Each is
// complete Markdown and says how many findings and documents it leaves out.
func TestSummaryIsBounded(t *testing.T) {
	var reports []*policy.Report
	for i := range 100 {
		name := fmt.Sprintf("%d%s.json", i, strings.Repeat("|", 300))
		r := gatetest.Report(name, policy.Fail)
		for n := range 50 {
			f := gatetest.Finding(name, n, policy.LevelError)
			f.Component.Name = strings.Repeat("`", 1000)
			r.Findings = append(r.Findings, f)
		}
		r.Counts[policy.LevelError] = 60
		reports = append(reports, r)
	}
	run := gatetest.Run(reports...)
	more := regexp.MustCompile(`(?m)^and (\d+) more\.$`)
	for _, limit := range []int{1500, 5000, 100_000, github.MaxSummary, 100 * github.MaxSummary} {
		s, err := github.Summary(run, run.Decide(), limit, options)
		if err != nil || len(s) > limit {
			t.Errorf("limit %d: %d bytes, error %v", limit, len(s), err)
		}
		listed := -2 // the heads of the tables
		for _, node := range gatetest.Outline(string(s)) {
			if strings.HasSuffix(node, "TableRow") || strings.HasSuffix(node, "TableHeader") {
				listed++
			}
		}
		for _, m := range more.FindAllStringSubmatch(string(s), -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				t.Error(err)
			}
			listed += n
		}
		if want := 100*60 + 100; listed != want {
			t.Errorf("limit %d: %d findings and documents are listed or counted, want %d", limit, listed, want)
		}
	}
	for _, limit := range []int{-1, 0, 300} {
		if s, err := github.Summary(run, run.Decide(), limit, options); err == nil {
			t.Errorf("limit %d: %d bytes, want an error", limit, len(s))
		}
	}
}

// TestLinks checks which places in the summary are links.
func TestLinks(t *testing.T) {
	for _, c := range []struct {
		path, want string
		decoded    bool
	}{
		{"build/app.json", "[`app.json:11:12`](https://example.com/blob/1/build/app.json#L11)", false},
		{"build/app.json", "[`app.json:11:12 of the decoded text`](https://example.com/blob/1/build/app.json)", true},
		{"a b)](<x>|`#?%.json", "[`app.json:11:12`](https://example.com/blob/1/a%20b%29%5D%28%3Cx%3E%7C%60%23%3F%25.json#L11)", false},
		{"", "| `app.json:11:12`: supplier", false},
		{strings.Repeat("a", 5000), "| `app.json:11:12`: supplier", false},
	} {
		r := gatetest.Report("app.json", policy.Fail, gatetest.Finding("app.json", 1, policy.LevelError))
		r.Document.Wrappers = []sbom.Wrapper{{Kind: sbom.WrapperGzip, Decoded: c.decoded}}
		o := github.Options{Path: func(string) string { return c.path }, Files: "https://example.com/blob/1"}
		if got := summary(t, gatetest.Run(r), o); !strings.Contains(got, c.want) {
			t.Errorf("%.50q: no %s in\n%s", c.path, c.want, got)
		}
	}
}

// TestOutputIsOneValue reads outputs as the runner does. A path cannot add an output.
func TestOutputIsOneValue(t *testing.T) {
	for _, name := range []string{"a=b<<c", "a\nverdict=pass", "end\nend-end\nverdict=pass", "a\r\nend", "\n"} {
		out := string(github.Outputs(gatetest.Runs()["fail"], 1, github.Files{JSON: name}))
		got := map[string]string{}
		for rest := out; rest != ""; {
			var line string
			line, rest, _ = strings.Cut(rest, "\n")
			key, value, ok := strings.Cut(line, "=")
			if variable, delimiter, here := strings.Cut(line, "<<"); here && len(variable) < len(key) || !ok {
				key = variable
				value, rest, _ = strings.Cut(rest, "\n"+delimiter+"\n")
			}
			got[key] = value
		}
		if got["json-file"] != name || got["verdict"] != "fail" || len(got) != 14 {
			t.Errorf("the runner reads the file %q and the verdict %q, want %q and fail, in\n%s", got["json-file"], got["verdict"], name, out)
		}
	}
}
