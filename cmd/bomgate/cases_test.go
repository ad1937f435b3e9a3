package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestCases checks inputs of which each is a sample of a class: names, addresses, files
// and folders that hide a component or only look as if they did. The folders in
// testdata/cases are the classes. The file cases.tsv of each describes its inputs; see
// testdata/cases/README.md.
func TestCases(t *testing.T) {
	folders, err := filepath.Glob(filepath.FromSlash("../../testdata/cases/*/cases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) == 0 {
		t.Fatal("no file testdata/cases/*/cases.tsv")
	}
	for _, file := range folders {
		folder := filepath.Dir(file)
		for _, c := range readCases(t, file) {
			t.Run(filepath.Base(folder)+"/"+c.name(), func(t *testing.T) {
				t.Parallel()
				c.check(t, folder)
			})
		}
	}
}

// sample is one row of cases.tsv.
type sample struct {
	input, args string
	exit        int
	want        *regexp.Regexp // in the output and the errors together
	why         string
}

func (c sample) name() string { return strings.TrimSpace(c.input + " " + c.args) }

// readCases reads the rows of a file cases.tsv after the header.
func readCases(t *testing.T, file string) []sample {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []sample
	_, rows, _ := strings.Cut(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	for row := range strings.Lines(rows) {
		columns := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(columns) != 5 {
			t.Fatalf("%s: %q has %d columns, want input, args, exit, output and why", file, row, len(columns))
		}
		exit, err := strconv.Atoi(columns[2])
		if err != nil {
			t.Fatalf("%s: %q: exit code: %v", file, row, err)
		}
		want, err := regexp.Compile(columns[3])
		if err != nil {
			t.Fatalf("%s: %q: output: %v", file, row, err)
		}
		cases = append(cases, sample{columns[0], columns[1], exit, want, columns[4]})
	}
	return cases
}

// check runs the command on the input. Arguments that begin with @ are paths in the
// folder.
func (c sample) check(t *testing.T, folder string) {
	args := []string{"check", "--as-of", "2026-11-23", "--act", "integrate", "--limit", "0"}
	for arg := range strings.FieldsSeq(c.args) {
		if path, ok := strings.CutPrefix(arg, "@"); ok {
			arg = filepath.Join(folder, filepath.FromSlash(path))
		}
		args = append(args, arg)
	}
	args = append(args, filepath.Join(folder, filepath.FromSlash(c.input)))

	once, _ := results.LoadOrStore(strings.Join(args, "\x00"), sync.OnceValue(func() result {
		var out bytes.Buffer
		exit := run(context.WithoutCancel(t.Context()), args, strings.NewReader(""), &out, &out)
		return result{exit, out.String()}
	}))
	got := once.(func() result)()
	if got.exit != c.exit {
		t.Errorf("exit code %d, want %d: %s\n%s", got.exit, c.exit, c.why, got.out)
	}
	if !c.want.MatchString(got.out) {
		t.Errorf("the output does not match %q: %s\n%s", c.want, c.why, got.out)
	}
}

// result is the result of the command, which is the same for all rows with the same
// arguments.
type result struct {
	exit int
	out  string
}

// results has a function that returns the result for each list of arguments.
var results sync.Map
