package azure_test

import (
	"bytes"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/azure"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/policy/printable"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

func write(t *testing.T, run *gate.Run, pathOf func(string) string) string {
	t.Helper()
	var b bytes.Buffer
	if err := azure.Write(&b, run, pathOf); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, run := range gatetest.Runs() {
		got := write(t, run, func(name string) string { return "/agent/1/s/" + name })
		gatetest.CheckFile(t, filepath.Join("testdata", name+".txt"), got, *update)
	}
}

// command is a logging command as the agent of Azure Pipelines reads it.
type command struct {
	name, data string
	properties map[string]string
}

var unescape = strings.NewReplacer("%3B", ";", "%0D", "\r", "%0A", "\n", "%5D", "]", "%AZP25", "%").Replace

// commands returns the commands in a log. The agent finds the first one anywhere in a line.
func commands(log string) []command {
	var all []command
	for line := range strings.FieldsFuncSeq(log, func(r rune) bool { return r == '\r' || r == '\n' }) {
		_, rest, found := strings.Cut(line, "##vso[")
		info, data, ended := strings.Cut(rest, "]")
		if !found || !ended {
			continue
		}
		name, list, _ := strings.Cut(info, " ")
		c := command{name, unescape(data), map[string]string{}}
		for _, pair := range strings.Split(list, ";") {
			if key, value, ok := strings.Cut(pair, "="); ok && value != "" {
				c.properties[key] = unescape(value)
			}
		}
		all = append(all, c)
	}
	return all
}

// TestTextIsHarmless expects the same commands for hostile text as for plain text.
func TestTextIsHarmless(t *testing.T) {
	here := func(name string) string { return name }
	shape := func(commands []command) []string {
		var all []string
		for _, c := range commands {
			all = append(all, c.name+" "+c.properties["type"]+c.properties["result"])
		}
		return all
	}
	for _, s := range append(slices.Clone(gatetest.Hostile), strings.Repeat("]\n", 1<<19)) {
		log := write(t, gatetest.RunWith(s), here)
		got := commands(log)
		if diff := cmp.Diff(shape(commands(write(t, gatetest.RunWith("plain"), here))), shape(got)); diff != "" {
			t.Errorf("%.50q changes the commands (-plain +hostile):\n%s", s, diff)
			continue
		}
		if want := printable.Escape(s); got[0].properties["sourcepath"] != want {
			t.Errorf("the agent reads the file as %.50q, want %.50q", got[0].properties["sourcepath"], want)
		}
		for _, c := range got {
			if n := len([]rune(c.data)); n > 4001 {
				t.Errorf("%.50q gives a message of %d characters", s, n)
			}
		}
		gatetest.CheckVisible(t, s, log)
	}
}

// TestResult checks that the task fails if and only if the gate is closed.
func TestResult(t *testing.T) {
	warning := gatetest.Report("app.json", policy.Review, gatetest.Finding("app.json", 1, policy.LevelWarning))
	note := gatetest.Report("app.json", policy.Pass, gatetest.Finding("app.json", 1, policy.LevelNote))
	failed := gatetest.Report("app.json", policy.Fail, gatetest.Finding("app.json", 1, policy.LevelError))
	never := gatetest.Run(failed)
	never.FailOn = ""
	strict := gatetest.Run(note)
	strict.FailOn = policy.LevelNote
	for _, c := range []struct {
		name string
		run  *gate.Run
		want string
	}{
		{"an error", gatetest.Run(failed), "Failed"},
		{"an error that does not close the gate", never, "SucceededWithIssues"},
		{"a warning", gatetest.Run(warning), "SucceededWithIssues"},
		{"a note", gatetest.Run(note), ""},
		{"a note that closes the gate", strict, "Failed"},
		{"no finding", gatetest.Run(gatetest.Report("app.json", policy.Pass)), ""},
		{"no verdict", gatetest.Run(gatetest.Report("app.json", policy.Undetermined)), "Failed"},
		{"no document", gatetest.Run(), "Failed"},
	} {
		got := ""
		for _, command := range commands(write(t, c.run, func(string) string { return "" })) {
			got += command.properties["result"]
		}
		if got != c.want {
			t.Errorf("%s: result %q, want %q", c.name, got, c.want)
		}
	}
}
