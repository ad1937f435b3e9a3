package main

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// action is a composite action, as in action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []actionStep }
}

type actionStep struct {
	ID, Name, If, Uses, Run string
	With, Env               map[string]string
}

// readAction reads the action of this repository.
func readAction(root string) (*action, error) {
	data, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		return nil, err
	}
	var a action
	if err := yaml.Unmarshal(data, &a); err != nil {
		return nil, err
	}
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			return nil, fmt.Errorf("step %q has an expression in its script: pass the value through env", s.Name)
		}
	}
	return &a, nil
}

// actionRun is a run of the action, as a runner does it.
type actionRun struct {
	ts     *testscript.TestScript
	values map[string]string // values of expressions, by name
	log    strings.Builder
}

// runnerEnv has the variables that a runner sets, unless the script does.
var runnerEnv = map[string]string{
	"GITHUB_EVENT_NAME": "push",
	"GITHUB_REPOSITORY": "team/product",
	"RUNNER_ARCH":       "X64",
	"RUNNER_OS":         "Linux",
}

// runAction runs the steps of action.yml as a runner does, and checks the exit code:
//
//	action CODE [INPUT=VALUE]...
//
// A value @FILE is the content of a file. Afterwards, the file log has the output of the steps,
// outputs has the outputs of the action, summary.md has the job summary, and the folder sarif is the
// one that the outputs name. The caches of actions/cache are in the folder cache. The action is in
// the folder "action path", where a script can put a file of releases.
func runAction(ts *testscript.TestScript, root string, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: action CODE [INPUT=VALUE]...")
	}
	a, err := readAction(root)
	ts.Check(err)
	r := actionRun{ts: ts, values: map[string]string{
		"github.event.pull_request.head.repo.full_name": ts.Getenv("HEAD_REPOSITORY"),
	}}
	for name, input := range a.Inputs {
		r.values["inputs."+name] = input.Default
	}
	for _, arg := range args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		if _, ok := a.Inputs[name]; !ok {
			ts.Fatalf("the action has no input %q", name)
		}
		if file, ok := strings.CutPrefix(value, "@"); ok {
			value = ts.ReadFile(file)
		}
		r.values["inputs."+name] = value
	}
	for _, name := range []string{"common.sh", "install.sh", "check.sh", "release"} {
		file := r.file("action path/.github/action/" + name)
		if _, err := os.Stat(file); err != nil {
			ts.Check(copyFile(file, filepath.Join(root, ".github", "action", name)))
		}
	}
	ts.Check(os.MkdirAll(r.file("runner temp"), 0o777))
	ts.Check(os.WriteFile(r.file("summary.md"), nil, 0o666))
	code := 0
	for _, s := range a.Runs.Steps {
		if s.If != "" && r.evaluate(s.If) != "true" {
			continue
		}
		if code = r.step(s); code != 0 {
			break
		}
	}
	ts.Check(os.WriteFile(r.file("log"), []byte(r.log.String()), 0o666))
	r.writeOutputs(a)
	if got := fmt.Sprint(code); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// file returns the path of a file of the script.
func (r *actionRun) file(name string) string { return r.ts.MkAbs(filepath.FromSlash(name)) }

// step runs a step and returns its exit code.
func (r *actionRun) step(s actionStep) int {
	uses, _, _ := strings.Cut(s.Uses, "@")
	cached := r.file("cache/" + r.expand(s.With["key"]))
	switch uses {
	case "":
		return r.script(s)
	case "actions/cache/restore":
		if _, err := os.Stat(cached); err == nil {
			r.ts.Check(copyFile(r.expand(s.With["path"]), cached))
			r.values["steps."+s.ID+".outputs.cache-hit"] = "true"
		}
	case "actions/cache/save":
		r.ts.Check(copyFile(cached, r.expand(s.With["path"])))
	default:
		r.ts.Fatalf("step %q uses %s: expected a script or actions/cache", s.Name, s.Uses)
	}
	return 0
}

// script runs the script of a step with the shell and the environment of a runner.
func (r *actionRun) script(s actionStep) int {
	script, outputs := r.file(".script"), r.file(".outputs")
	r.ts.Check(os.WriteFile(script, []byte(s.Run), 0o666))
	r.ts.Check(os.WriteFile(outputs, nil, 0o666))
	args := []string{
		"GITHUB_OUTPUT=" + outputs,
		"GITHUB_ACTION_PATH=" + r.file("action path"),
		"GITHUB_STEP_SUMMARY=" + r.file("summary.md"),
		"RUNNER_TEMP=" + r.file("runner temp"),
		"RUNNER_TOOL_CACHE=" + r.file("tool cache"),
	}
	for name, value := range runnerEnv {
		if r.ts.Getenv(name) == "" {
			args = append(args, name+"="+value)
		}
	}
	for name, value := range s.Env {
		args = append(args, name+"="+r.expand(value))
	}
	code := exitCode(r.ts, "env", append(args, "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script)...)
	fmt.Fprintf(&r.log, "## %s\n%s%s", s.Name, r.ts.ReadFile("stdout"), r.ts.ReadFile("stderr"))
	lines := bufio.NewScanner(strings.NewReader(r.ts.ReadFile(outputs)))
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), "=")
		if !ok {
			r.ts.Fatalf("step %q set the output %q: expected NAME=VALUE", s.Name, lines.Text())
		}
		r.values["steps."+s.ID+".outputs."+name] = value
	}
	return code
}

// writeOutputs writes the outputs of the action to a file, and moves the folder with the SARIF
// files, whose name is not the same in all runs.
func (r *actionRun) writeOutputs(a *action) {
	sarif := r.file("sarif")
	r.ts.Check(os.RemoveAll(sarif))
	dir := r.expand(a.Outputs["sarif-dir"].Value)
	if dir != "" {
		r.ts.Check(os.Rename(dir, sarif))
	}
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a.Outputs)) {
		value := r.expand(a.Outputs[name].Value)
		if dir != "" {
			value = strings.Replace(value, dir, "sarif", 1)
		}
		fmt.Fprintf(&out, "%s=%s\n", name, value)
	}
	r.ts.Check(os.WriteFile(r.file("outputs"), []byte(out.String()), 0o666))
}

var expression = regexp.MustCompile(`\$\{\{ (.*?) \}\}`)

// expand replaces the expressions in a text.
func (r *actionRun) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		return r.evaluate(expression.FindStringSubmatch(e)[1])
	})
}

// evaluate evaluates an expression that consists of names, texts in quotes, !=, && and ||.
func (r *actionRun) evaluate(e string) string {
	if left, right, ok := strings.Cut(e, " || "); ok {
		if value := r.evaluate(left); value != "" && value != "false" {
			return value
		}
		return r.evaluate(right)
	}
	if left, right, ok := strings.Cut(e, " && "); ok {
		if value := r.evaluate(left); value == "" || value == "false" {
			return value
		}
		return r.evaluate(right)
	}
	if left, right, ok := strings.Cut(e, " != "); ok {
		return fmt.Sprint(r.evaluate(left) != r.evaluate(right))
	}
	if text, ok := strings.CutPrefix(e, "'"); ok {
		return strings.TrimSuffix(text, "'")
	}
	if !regexp.MustCompile(`^(inputs|steps|github)(\.[\w-]+)+$`).MatchString(e) {
		r.ts.Fatalf("expression %q: expected a name, a text, !=, && or ||", e)
	}
	return r.values[e]
}

// serve serves the files of a folder at an address of this machine, and sets the variable URL to it:
// serve DIR. The file requests has the paths that were requested.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	files := http.FileServer(http.Dir(ts.MkAbs(args[0])))
	requests, err := os.Create(ts.MkAbs("requests"))
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		fmt.Fprintln(requests, req.URL.Path)
		files.ServeHTTP(w, req)
	}))
	ts.Defer(func() {
		server.Close()
		requests.Close()
	})
	ts.Setenv("URL", server.URL)
}

// TestActionInputs checks that the action has an input for every flag of check, and passes all inputs
// to a step under the same name.
func TestActionInputs(t *testing.T) {
	a, err := readAction("../..")
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]bool{"paths": true, "json-file": true, "bomgate-path": true, "build": true, "release-url": true}
	checkCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if _, ok := a.Inputs[f.Name]; !ok {
			t.Errorf("the action has no input for --%s", f.Name)
		}
	})
	passed := map[string]string{}
	for _, s := range a.Runs.Steps {
		for variable, value := range s.Env {
			if strings.HasPrefix(variable, "input_") {
				passed[variable] = value
			}
		}
	}
	for name := range a.Inputs {
		if !others[name] && checkCommand().Flags().Lookup(name) == nil {
			t.Errorf("check has no flag for the input %s", name)
		}
		variable := "input_" + strings.ReplaceAll(name, "-", "_")
		if want := "${{ inputs." + name + " }}"; passed[variable] != want {
			t.Errorf("the variable %s is %q, want %q", variable, passed[variable], want)
		}
		delete(passed, variable)
	}
	for variable, value := range passed {
		t.Errorf("the variable %s is %q, but there is no such input", variable, value)
	}
}
