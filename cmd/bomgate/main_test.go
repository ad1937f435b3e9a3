package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/bomgate/bomgate/sbom/sbomtest"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script, doc.go and docs/config.md")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bomgate": main})
}

// TestScript runs the scripts in testdata/script, which specify the command line.
// Scripts find the SBOMs of this repository under testdata/.
func TestScript(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(root, "testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"action":   func(ts *testscript.TestScript, _ bool, args []string) { runAction(ts, root, args) },
			"copies":   copies,
			"exits":    exits,
			"findings": findings,
			"gzip":     compress,
			"serve":    serve,
			"workflow": func(ts *testscript.TestScript, _ bool, args []string) { runWorkflow(ts, root, args) },
		},
		Setup: func(env *testscript.Env) error {
			for _, folder := range []string{"", "broken"} {
				if err := copyFiles(filepath.Join(env.WorkDir, "testdata", folder), filepath.Join(root, "testdata", folder)); err != nil {
					return err
				}
			}
			env.Setenv("NO_COLOR", "1")
			return nil
		},
	})
}

// copyFiles copies the files of a folder, without its folders, to a new folder.
func copyFiles(to, from string) error {
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		err = errors.Join(err, copyFile(filepath.Join(to, e.Name()), filepath.Join(from, e.Name())))
	}
	return err
}

// copyFile copies a file, and makes its new folder.
func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o777), os.WriteFile(to, data, 0o666))
}

// exits runs a command and checks its exit code: exits CODE COMMAND ARG...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitCode(ts, args[1], args[2:]...); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// exitCode runs a command and returns its exit code.
func exitCode(ts *testscript.TestScript, command string, args ...string) int {
	var failed *exec.ExitError
	if err := ts.Exec(command, args...); errors.As(err, &failed) {
		return failed.ExitCode()
	} else {
		ts.Check(err)
	}
	return 0
}

// findings writes the findings about components in a JSON report without what depends
// on the encoding, such as locations: findings REPORT FILE.
func findings(ts *testscript.TestScript, _ bool, args []string) {
	type finding struct {
		Rule, Level, Message string
		Component            *struct{ Name, Version string }
		Evidence             []struct{ Class, Kind, Key, Value, Role string }
		Entity               *struct{ ID string }
		Chain                []struct{ Type string }
		Measure              *struct{ ID string }
		Act                  *struct{ Name string }
		Reasons, Path        []string
	}
	var run struct {
		Reports []struct{ Findings []finding }
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &run))
	for i, r := range run.Reports {
		// The number of components depends on the format, because SPDX counts the root.
		run.Reports[i].Findings = slices.DeleteFunc(r.Findings, func(f finding) bool { return f.Component == nil })
	}
	out, err := json.MarshalIndent(run, "", "  ")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o666))
}

// copies copies a file several times, with a number in each name: copies N FILE FORMAT.
func copies(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	data := ts.ReadFile(args[1])
	for i := range n {
		name := ts.MkAbs(fmt.Sprintf(args[2], i+1))
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o777))
		ts.Check(os.WriteFile(name, []byte(data), 0o666))
	}
}

// compress compresses a file: gzip FILE FILE.gz.
func compress(ts *testscript.TestScript, _ bool, args []string) {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(errors.Join(err, w.Close()))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), buf.Bytes(), 0o666))
}

// TestExitCodes fixes the exit codes, which scripts and action.yml rely on.
func TestExitCodes(t *testing.T) {
	const banned = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a", "supplier": {"name": "AO Kaspersky Lab"}}]}`
	for _, tc := range []struct {
		name  string
		stdin string
		args  []string
		want  int
	}{
		{"help", "", []string{"--help"}, 0},
		{"finding below the fail level", banned, []string{"check", "--fail-on", "never", "-"}, 0},
		{"finding at the fail level", banned, []string{"check", "-"}, 1},
		{"unreadable input", banned[:20], []string{"check", "-"}, 2},
		{"usage error", "", []string{"check"}, 2},
		{"unknown command", "", []string{"chek"}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if got := run(t.Context(), tc.args, strings.NewReader(tc.stdin), &stdout, &stderr); got != tc.want {
				t.Errorf("exit code %d, want %d\n%s%s", got, tc.want, &stdout, &stderr)
			}
		})
	}
}

// TestInterrupt cancels commands that wait for standard input. They must write no report.
func TestInterrupt(t *testing.T) {
	for _, command := range []string{"check", "selftest", "lint-sarif"} {
		ctx, cancel := context.WithCancel(t.Context())
		stdin, typed := io.Pipe()
		defer typed.Close()
		go func() {
			io.WriteString(typed, `{"bomFormat": "CycloneDX",`)
			cancel()
		}()
		var stdout, stderr bytes.Buffer
		if code := run(ctx, []string{command, "-"}, stdin, &stdout, &stderr); code != exitNoVerdict {
			t.Errorf("%s: exit code %d, want %d", command, code, exitNoVerdict)
		}
		if stdout.Len() > 0 || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%s: standard output %q, standard error %q", command, stdout.String(), stderr.String())
		}
	}
}

// TestInterruptSignal interrupts the program while it decodes a large document. It must
// end at once and write no report.
func TestInterruptSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send an interrupt to another process")
	}
	const components, limit = 40_000, 30 * time.Second // on a busy machine
	dir := t.TempDir()
	cmd := exec.Command("bomgate", "check", "-o", "text", "-o", "json=report.json", "-o", "sarif=report.sarif", "-")
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := sbomtest.Generate(components).WriteCycloneDXJSON(stdin); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stdin.Close(), cmd.Process.Signal(os.Interrupt)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err = cmd.Wait()
	if took := time.Since(start); took > limit {
		t.Errorf("the process ended after %v, want at most %v", took, limit)
	}
	if cmd.ProcessState.ExitCode() != exitNoVerdict {
		t.Errorf("%v, want exit code %d", err, exitNoVerdict)
	}
	if stdout.Len() > 0 || stderr.String() != "bomgate: interrupted: no verdict, no output written\n" {
		t.Errorf("standard output %q, standard error %q", stdout.String(), stderr.String())
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("files %v, error %v, want none", entries, err)
	}
}

// TestDoc checks that doc.go has the help texts of all commands.
func TestDoc(t *testing.T) {
	var b strings.Builder
	b.WriteString("// Code generated by go test ./cmd/bomgate -run TestDoc -update. DO NOT EDIT.\n\n/*\n")
	root := rootCommand()
	b.WriteString(root.Long + "\n")
	for _, cmd := range root.Commands() {
		cmd.InitDefaultHelpFlag()
		usage := strings.ReplaceAll(strings.TrimSpace(cmd.UsageString()), "\n", "\n\t")
		b.WriteString("\n# " + cmd.CommandPath() + "\n\n" + cmd.Long + "\n\n\t" + usage + "\n")
	}
	b.WriteString("*/\npackage main\n")
	want, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("doc.go", want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("doc.go differs from the help texts: run go test ./cmd/bomgate -run TestDoc -update\n%s", cmp.Diff(string(want), string(got)))
	}
}

// TestHelpFitsTerminal checks that the help of each command fits into 80 columns, and that
// the width does not change its words.
func TestHelpFitsTerminal(t *testing.T) {
	help := func(name string, width int) string {
		root := rootCommand()
		if width > 0 {
			fitHelp(root, width)
		}
		var out strings.Builder
		root.SetOut(&out)
		root.SetArgs([]string{"help", name})
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, cmd := range rootCommand().Commands() {
		fitted := help(cmd.Name(), 80)
		for line := range strings.SplitSeq(fitted, "\n") {
			if n := len([]rune(line)); n > 80 {
				t.Errorf("help %s: %d columns: %s", cmd.Name(), n, line)
			}
		}
		if got, want := strings.Fields(fitted), strings.Fields(help(cmd.Name(), 0)); !slices.Equal(got, want) {
			t.Errorf("help %s has other words in 80 columns: %s", cmd.Name(), cmp.Diff(want, got))
		}
	}
}
