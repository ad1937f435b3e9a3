package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
)

// example returns a value that a flag accepts and that is not its default.
func example(t *testing.T, f *pflag.Flag) string {
	t.Helper()
	if c, ok := flags.ValueOf(f).(*flags.Choice); ok {
		return c.Words[len(c.Words)-1]
	}
	for _, value := range []string{"true", "2024-09-29", "7", "x"} {
		if isBool := flags.ValueOf(f).Type() == "bool"; isBool == (value == "true") && f.Value.Set(value) == nil {
			return value
		}
	}
	t.Fatalf("no example of a value for --%s", f.Name)
	return ""
}

// TestEveryFlagCanBeSet sets every flag on the command line, by a variable and in the file,
// and compares the values.
func TestEveryFlagCanBeSet(t *testing.T) {
	find := func(key string) (all []*config.Setting, s *config.Setting) {
		all = config.Settings(rootCommand())
		for _, s := range all {
			if s.Key == key {
				return all, s
			}
		}
		t.Fatalf("no key %q", key)
		return nil, nil
	}
	for _, s := range config.Settings(rootCommand()) {
		value := example(t, s.Flags[0])
		_, byFlag := find(s.Key)
		for _, f := range byFlag.Flags {
			if err := f.Value.Set(value); err != nil {
				t.Fatal(err)
			}
		}
		all, byVariable := find(s.Key)
		if err := config.SetFromEnvironment(all, []string{"PATH=x", s.Variable() + "=" + value}); err != nil {
			t.Error(err)
		}
		all, byFile := find(s.Key)
		file := &config.File{Name: config.FileName, Text: []byte(s.Key + ": " + value + "\n")}
		if err := config.SetFromFile(all, file); (err == nil) != s.InFile {
			t.Errorf("key %q in the file: error %v", s.Key, err)
		}
		for i, f := range byFlag.Flags {
			want := f.Value.String()
			if got := byVariable.Flags[i]; got.Value.String() != want || config.OriginOf(got) != (config.Origin{Kind: config.FromVariable, Source: s.Variable()}) {
				t.Errorf("--%s of %s from a variable: %s, want %s", f.Name, s.Commands[i], got.Value, want)
			}
			if got := byFile.Flags[i]; s.InFile && (got.Value.String() != want || config.OriginOf(got).Kind != config.FromFile) {
				t.Errorf("--%s of %s from a file: %s, want %s", f.Name, s.Commands[i], got.Value, want)
			}
		}
	}
}

// TestSettingsHaveEveryFlag checks that a new flag can be set in the configuration file.
func TestSettingsHaveEveryFlag(t *testing.T) {
	root := rootCommand()
	known, variables := map[*pflag.Flag]bool{}, map[string]bool{}
	for _, s := range config.Settings(root) {
		if variables[s.Variable()] {
			t.Errorf("several keys have the variable %s", s.Variable())
		}
		variables[s.Variable()] = true
		for _, f := range s.Flags {
			known[f] = true
		}
	}
	for _, cmd := range root.Commands() {
		if slices.Contains([]string{"lint-sarif", "version"}, cmd.Name()) { // they work with any configuration
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !known[f] && f.Name != "help" {
				t.Errorf("no key sets --%s of %s: expected %s to register configFlags", f.Name, cmd.Name(), cmd.Name())
			}
		})
	}
}

// TestHostileFiles checks that a file that would take much time or memory is refused at once.
func TestHostileFiles(t *testing.T) {
	const limit = 10 * time.Second // on a busy machine
	var bomb strings.Builder
	bomb.WriteString("x0: &x0 [x, x]\n")
	for i := 1; bomb.Len() < config.MaxBytes-100; i++ {
		fmt.Fprintf(&bomb, "x%d: &x%[1]d [*x%d, *x%[2]d, *x%[2]d]\n", i, i-1)
	}
	for name, text := range map[string]string{
		"aliases":       bomb.String(),
		"one alias":     "policy: &a x\ndata: [" + strings.Repeat("*a, ", config.MaxBytes/5) + "]",
		"a merge":       "<<: {fail-on: never}\n",
		"nested lists":  "policy: " + strings.Repeat("[", config.MaxBytes-10),
		"nested blocks": "policy:\n" + strings.Repeat("- ", config.MaxBytes/2-10),
		"nested keys":   strings.Repeat("? ", config.MaxBytes/2),
		"many keys":     strings.Repeat("k: v\n", config.MaxBytes/5),
		"a long key":    strings.Repeat("k", config.MaxBytes-10) + ": v",
		"binary":        strings.Repeat("\x00", config.MaxBytes),
		"invalid UTF-8": "policy: \xff\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			err := config.SetFromFile(config.Settings(rootCommand()), &config.File{Name: config.FileName, Text: []byte(text)})
			if took := time.Since(start); took > limit {
				t.Errorf("took %v, want at most %v", took, limit)
			}
			if err == nil || len(err.Error()) > 2*config.MaxBytes {
				t.Errorf("error of %d bytes, want a short one", len(fmt.Sprint(err)))
			}
		})
	}
}

// TestConfigSchema compares the schema of the configuration file with what the program reads.
func TestConfigSchema(t *testing.T) {
	var text bytes.Buffer
	if err := writeJSON(&text, config.Schema(rootCommand())); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{
		`{}`: true,
		`{"fail-on": "warning", "act": ["integrate"], "max-bytes": 4096, "min-coverage": 80, "output": "text", "allow-empty": true}`: true,
		`{"fail-on": "fatal"}`:            false,
		`{"fail-on": ["error"]}`:          false,
		`{"fail_on": "error"}`:            false,
		`{"config": "other.yaml"}`:        false,
		`{"no-config": true}`:             false,
		`{"allow-empty": "true"}`:         false,
		`{"policy": []}`:                  false,
		`{"policy": true}`:                false,
		`{"act": null}`:                   false,
		`{"act": [["integrate"]]}`:        false,
		`{"check": {"fail-on": "error"}}`: false,
		`[]`:                              false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("%s under the schema: error %v, want validity to be %t", text, err, valid)
		}
		file := &config.File{Name: config.FileName, Text: []byte(text)}
		if err := config.SetFromFile(config.Settings(rootCommand()), file); (err == nil) != valid {
			t.Errorf("%s in a file: error %v, want validity to be %t", text, err, valid)
		}
	}
}

// flagOf returns a flag of a command in a new tree of commands, and all settings of the tree.
func flagOf(t *testing.T, command, name string) (*pflag.Flag, []*config.Setting) {
	t.Helper()
	root := rootCommand()
	cmd, _, err := root.Find([]string{command})
	if err != nil {
		t.Fatal(err)
	}
	return cmd.Flags().Lookup(name), config.Settings(root)
}

func TestVariableWithSeveralValues(t *testing.T) {
	for _, c := range []struct {
		flag, variable string
		want           []string
	}{
		{"policy", "BOMGATE_POLICY=a,b", []string{"a,b"}},
		{"policy", "BOMGATE_POLICY=a\nb", []string{"a", "b"}},
		{"policy", "BOMGATE_POLICY=a\nb\n", []string{"a", "b"}},
		{"policy", "BOMGATE_POLICY=a\n\nb", []string{"a", "", "b"}}, // check refuses the empty path
		{"policy", "BOMGATE_POLICY=", []string{""}},
		{"act", "BOMGATE_ACT=integrate,resell", []string{"integrate", "resell"}},
	} {
		f, all := flagOf(t, "check", c.flag)
		if err := config.SetFromEnvironment(all, []string{c.variable}); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(c.want, f.Value.(pflag.SliceValue).GetSlice()); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.variable, diff)
		}
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	absolute, err := filepath.Abs("policies")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ command, flag, key, value, want string }{
		{"check", "policy", "policy", "policies", "../policies"},
		{"check", "policy", "policy", "./policies/", "../policies/"},
		{"check", "policy", "policy", absolute, absolute},
		{"check", "data", "data", "../accepted", "../../accepted"},
		{"check", "key", "key", "key.pem", "../key.pem"},
		{"check", "baseline", "baseline", "report.json", "../report.json"},
		{"check", "waivers", "waivers", "accepted.yaml", "../accepted.yaml"},
		{"check", "output", "output", "text", "text"},
		{"check", "output", "output", "sarif=out/", "sarif=../out/"},
		{"check", "output", "output", "json=-", "json=-"},
		{"check", "output", "output", "json=", "json="},
		{"bundle", "output", "bundle-output", "bundle.tar.gz", "../bundle.tar.gz"},
		{"bundle", "output", "bundle-output", "'-'", "-"},
		{"rules", "output", "rules-output", "json", "json"},
		{"selftest", "keep", "keep", "missed", "../missed"},
	} {
		f, all := flagOf(t, c.command, c.flag)
		if err := config.SetFromFile(all, &config.File{Name: filepath.Join("..", config.FileName), Text: []byte(c.key + ": " + c.value)}); err != nil {
			t.Error(err)
		}
		if got := config.Values(f)[0]; filepath.ToSlash(got) != filepath.ToSlash(c.want) {
			t.Errorf("%s: %s: got %q, want %q", c.key, c.value, got, c.want)
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
	for _, s := range config.Settings(rootCommand()) {
		if f := s.Flags[0]; s.InFile {
			value := ""
			if shown := strings.Join(config.Values(f), ", "); shown != "" {
				value = "`" + shown + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` | %s |\n", s.Key, f.Usage, strings.Join(s.Commands, ", "), s.Variable(), value)
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
