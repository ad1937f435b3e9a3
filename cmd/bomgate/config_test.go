package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
)

// example returns a value that a flag accepts and that is not its default.
func example(t *testing.T, f *pflag.Flag) string {
	t.Helper()
	if c, ok := valueOf(f).(*choice); ok {
		return c.words[len(c.words)-1]
	}
	for _, value := range []string{"true", "2024-09-29", "7", "x"} {
		if isBool := valueOf(f).Type() == "bool"; isBool == (value == "true") && f.Value.Set(value) == nil {
			return value
		}
	}
	t.Fatalf("no example of a value for --%s", f.Name)
	return ""
}

// TestEveryFlagCanBeSet sets every flag on the command line, by a variable and in the file,
// and compares the values.
func TestEveryFlagCanBeSet(t *testing.T) {
	find := func(key string) (all []*setting, s *setting) {
		all = settings(rootCommand())
		for _, s := range all {
			if s.key == key {
				return all, s
			}
		}
		t.Fatalf("no key %q", key)
		return nil, nil
	}
	for _, s := range settings(rootCommand()) {
		value := example(t, s.flags[0])
		_, byFlag := find(s.key)
		for _, f := range byFlag.flags {
			if err := f.Value.Set(value); err != nil {
				t.Fatal(err)
			}
		}
		all, byVariable := find(s.key)
		if err := setFromEnvironment(all, []string{"PATH=x", s.variable() + "=" + value}); err != nil {
			t.Error(err)
		}
		all, byFile := find(s.key)
		file, err := config.Parse(config.FileName, []byte(s.key+": "+value+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := setFromFile(all, file); (err == nil) != s.ofFile {
			t.Errorf("key %q in the file: error %v", s.key, err)
		}
		for i, f := range byFlag.flags {
			want := f.Value.String()
			if got := byVariable.flags[i]; got.Value.String() != want || originOf(got) != (origin{originVariable, s.variable()}) {
				t.Errorf("--%s of %s from a variable: %s, want %s", f.Name, s.commands[i], got.Value, want)
			}
			if got := byFile.flags[i]; s.ofFile && (got.Value.String() != want || originOf(got).kind != originFile) {
				t.Errorf("--%s of %s from a file: %s, want %s", f.Name, s.commands[i], got.Value, want)
			}
		}
	}
}

// TestSettingsHaveEveryFlag checks that a new flag can be set in the configuration file.
func TestSettingsHaveEveryFlag(t *testing.T) {
	root := rootCommand()
	known, variables := map[*pflag.Flag]bool{}, map[string]bool{}
	for _, s := range settings(root) {
		if variables[s.variable()] {
			t.Errorf("several keys have the variable %s", s.variable())
		}
		variables[s.variable()] = true
		for _, f := range s.flags {
			known[f] = true
		}
	}
	for _, cmd := range root.Commands() {
		if cmd.Name() == "version" { // works with any configuration
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !known[f] && f.Name != "help" {
				t.Errorf("no key sets --%s of %s: expected %s to register configFlags", f.Name, cmd.Name(), cmd.Name())
			}
		})
	}
}

func TestVariableWithSeveralLines(t *testing.T) {
	cmd := checkCommand()
	for _, c := range []struct {
		flag, value string
		want        []string
	}{
		{"policy", "a,b", []string{"a,b"}},
		{"policy", "a\nb", []string{"a", "b"}},
		{"policy", "a\nb\n", []string{"a", "b"}},
		{"policy", "a\n\nb", []string{"a", "", "b"}}, // the flag refuses the empty path
		{"policy", "", []string{""}},
		{"act", "integrate,resell", []string{"integrate,resell"}}, // the flag splits it
		{"as-of", "2024-09-29\n", []string{"2024-09-29\n"}},
	} {
		got := splitVariable(cmd.Flags().Lookup(c.flag), c.value)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("--%s %q: -want +got\n%s", c.flag, c.value, diff)
		}
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	absolute, err := filepath.Abs("policies")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ command, flag, value, want string }{
		{"check", "policy", "policies", "../policies"},
		{"check", "policy", "./policies/", "../policies/"},
		{"check", "policy", absolute, absolute},
		{"check", "data", "../accepted", "../../accepted"},
		{"check", "key", "key.pem", "../key.pem"},
		{"check", "output", "text", "text"},
		{"check", "output", "sarif=out/", "sarif=../out/"},
		{"check", "output", "json=-", "json=-"},
		{"check", "output", "json=", "json="},
		{"check", "as-of", "2024-09-29", "2024-09-29"},
		{"bundle", "output", "bundle.tar.gz", "../bundle.tar.gz"},
		{"bundle", "output", "-", "-"},
		{"rules", "output", "json", "json"},
		{"selftest", "keep", "missed", "../missed"},
	} {
		cmd, _, err := rootCommand().Find([]string{c.command})
		if err != nil {
			t.Fatal(err)
		}
		got := inFolder(cmd.Flags().Lookup(c.flag), "..", c.value)
		if want := filepath.FromSlash(c.want); filepath.FromSlash(got) != want {
			t.Errorf("%s --%s %s: got %q, want %q", c.command, c.flag, c.value, got, want)
		}
	}
}

// keysTable matches the table of keys in docs/config.md.
var keysTable = regexp.MustCompile(`(?s)<!-- keys: .*? -->\n.*?<!-- end of keys -->`)

// TestConfigPage compares the table of keys in docs/config.md with the flags. With -update
// it rewrites the table.
func TestConfigPage(t *testing.T) {
	const page = "../../docs/config.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !keysTable.Match(text) {
		t.Fatalf("%s has no table of keys", page)
	}
	var b strings.Builder
	b.WriteString("<!-- keys: written by go test ./cmd/bomgate -run TestConfigPage -update -->\n\n")
	b.WriteString("| key | sets | commands | variable | default |\n| --- | --- | --- | --- | --- |\n")
	for _, s := range settings(rootCommand()) {
		if f := s.flags[0]; s.ofFile {
			value := ""
			if shown := shownValue(f); shown != "" {
				value = "`" + shown + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` | %s |\n", s.key, f.Usage, strings.Join(s.commands, ", "), s.variable(), value)
		}
	}
	b.WriteString("\n<!-- end of keys -->")
	want := string(keysTable.ReplaceAllLiteral(text, []byte(b.String())))
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Errorf("%s differs from the flags: run go test ./cmd/bomgate -run TestConfigPage -update\n%s", page, cmp.Diff(want, string(text)))
	}
}
