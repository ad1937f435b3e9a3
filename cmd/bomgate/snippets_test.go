package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
)

// snippet is a block of a page, or the examples of a command.
type snippet struct{ where, text string }

// snippetsOf returns the blocks in a language of all pages.
func snippetsOf(t *testing.T, language string) []snippet {
	t.Helper()
	block := regexp.MustCompile("(?sm)^ *```" + language + "\n(.*?)^ *```$")
	var all []snippet
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/pipelines/*.md"} {
		pages, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range block.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\r\n", "\n"), -1) {
				all = append(all, snippet{page, m[1]})
			}
		}
	}
	return all
}

// TestSnippetsOfCommands checks the commands that the pages and the help show without output:
// a shell accepts them, and bomgate accepts the commands, flags and numbers of arguments.
func TestSnippetsOfCommands(t *testing.T) {
	snippets := snippetsOf(t, "sh")
	for _, cmd := range rootCommand().Commands() {
		if cmd.Example != "" {
			snippets = append(snippets, snippet{"help " + cmd.Name(), cmd.Example})
		}
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Log("without bash, only the commands of bomgate are checked")
	}
	commands := 0
	for _, s := range snippets {
		if bash != "" {
			if out, err := exec.Command(bash, "-n", "-c", s.text).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s%s", s.where, err, s.text, out)
			}
		}
		for _, args := range bomgateCommands(s.text) {
			commands++
			if err := acceptArguments(args); err != nil {
				t.Errorf("%s: bomgate %s: %v", s.where, strings.Join(args, " "), err)
			}
		}
	}
	if commands < 40 {
		t.Errorf("%d commands of bomgate, want more", commands)
	}
	for _, bad := range []string{"bomgate chek bom.json", "bomgate check --no-such-flag", "bomgate check --fail-on sometimes", "bomgate rules bom.json"} {
		for _, args := range bomgateCommands(bad) {
			if acceptArguments(args) == nil {
				t.Errorf("%s: no error", bad)
			}
		}
	}
}

// bomgateCommands returns the arguments of each bomgate in a shell script without loops,
// substitutions, and quotes that contain white space.
func bomgateCommands(script string) [][]string {
	var all [][]string
	for line := range strings.Lines(strings.ReplaceAll(script, "\\\n", " ")) {
		line, _, _ = strings.Cut(line, "#")
		var args []string
		in := false
		for _, word := range append(strings.Fields(line), ";") {
			switch {
			case !in:
				in = word == "bomgate" || strings.HasPrefix(word, "./") && strings.HasSuffix(word, "/bomgate")
			case slices.Contains([]string{"|", "&&", ";", ">"}, word):
				all, args, in = append(all, args), nil, false
			default:
				args = append(args, strings.Trim(word, `'"`))
			}
		}
	}
	return all
}

// acceptArguments returns an error if bomgate refuses its arguments before it reads a file.
func acceptArguments(args []string) error {
	cmd, rest, err := rootCommand().Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err != nil {
		return err
	}
	if cmd.Args == nil {
		return cobra.ArbitraryArgs(cmd, cmd.Flags().Args())
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// TestSnippetsOfWorkflows checks the YAML of the pages: it is valid, and the steps with the
// action have inputs of the action and use outputs of it.
func TestSnippetsOfWorkflows(t *testing.T) {
	a, err := readAction("../..")
	if err != nil {
		t.Fatal(err)
	}
	output := regexp.MustCompile(`\bsteps\.gate\.outputs\.([\w-]+)`)
	found := 0
	for _, s := range snippetsOf(t, "yaml") {
		var value any
		if err := yaml.Unmarshal([]byte(s.text), &value); err != nil {
			t.Errorf("%s: %v\n%s", s.where, err, s.text)
		}
		var steps []step
		if yaml.Unmarshal([]byte(s.text), &steps) != nil {
			continue
		}
		for _, step := range steps {
			if strings.HasPrefix(step.Uses, "bomgate/bomgate@") {
				found++
				for name := range step.With {
					if _, ok := a.Inputs[name]; !ok {
						t.Errorf("%s: the action has no input %q", s.where, name)
					}
				}
			}
		}
		for _, m := range output.FindAllStringSubmatch(s.text, -1) {
			if _, ok := a.Outputs[m[1]]; !ok {
				t.Errorf("%s: the action has no output %q", s.where, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no step with the action")
	}
}
