package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// action is a composite action, as in action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []step }
}

// step is a step of an action or of a job.
type step struct {
	ID, Name, If, Uses, Run string
	With, Env               map[string]string
}

// readAction reads the action of this repository.
func readAction(root string) (*action, error) {
	var a action
	if err := readYAML(filepath.Join(root, "action.yml"), &a); err != nil {
		return nil, err
	}
	for _, s := range a.Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			return nil, fmt.Errorf("step %q has an expression in its script: pass the value through env", s.Name)
		}
	}
	return &a, nil
}

func readYAML(name string, target any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(data, target)
}

// stepsRun is a run of the steps of an action or of a job, as a runner does it.
type stepsRun struct {
	ts     *testscript.TestScript
	root   string            // of this repository
	values map[string]string // values of names in expressions
	log    *strings.Builder
}

// newStepsRun returns a run in the folder of the script. The action is in the folder "action path",
// where a script can put a file of releases.
func newStepsRun(ts *testscript.TestScript, root string) *stepsRun {
	r := &stepsRun{ts: ts, root: root, values: map[string]string{}, log: &strings.Builder{}}
	for _, name := range []string{"common.sh", "install.sh", "check.sh", "release"} {
		file := r.file("action path/.github/action/" + name)
		if _, err := os.Stat(file); err != nil {
			ts.Check(copyFile(file, filepath.Join(root, ".github", "action", name)))
		}
	}
	ts.Check(os.MkdirAll(r.file("runner temp"), 0o777))
	ts.Check(os.WriteFile(r.file("summary.md"), nil, 0o666))
	return r
}

// finish writes the log, and checks the exit code.
func (r *stepsRun) finish(code int, want string) {
	r.ts.Check(os.WriteFile(r.file("log"), []byte(r.log.String()), 0o666))
	if got := fmt.Sprint(code); got != want {
		r.ts.Fatalf("exit code %s, want %s", got, want)
	}
}

// runAction runs the steps of action.yml as a runner does, and checks the exit code:
//
//	action CODE [INPUT=VALUE]...
//
// A value @FILE is the content of a file. Afterwards, the file log has the output of the steps,
// outputs has the outputs of the action, summary.md has the job summary, and bomgate.sarif is a copy
// of the SARIF file. The caches of actions/cache are in the folder cache.
func runAction(ts *testscript.TestScript, root string, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: action CODE [INPUT=VALUE]...")
	}
	with := map[string]string{}
	for _, arg := range args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		if file, ok := strings.CutPrefix(value, "@"); ok {
			value = ts.ReadFile(file)
		}
		with[name] = value
	}
	r := newStepsRun(ts, root)
	code, outputs := r.action(with)
	r.writeOutputs(outputs)
	r.finish(code, args[0])
}

// runWorkflow runs the steps of a job in docs/pipelines/github as a runner does, and checks the exit
// code:
//
//	workflow CODE FILE JOB [NAME=VALUE]...
//
// NAME is one in expressions, as in matrix.os. The folder of the job is the current one. The files
// are in $WORK as after an action. The log names the other actions that run.
func runWorkflow(ts *testscript.TestScript, root string, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: workflow CODE FILE JOB [NAME=VALUE]...")
	}
	var workflow struct {
		Jobs map[string]struct{ Steps []step }
	}
	ts.Check(readYAML(filepath.Join(root, "docs", "pipelines", "github", args[1]), &workflow))
	ts.Check(os.RemoveAll(filepath.Join(ts.Getenv("WORK"), "runner temp")))
	r := newStepsRun(ts, root)
	for _, arg := range args[3:] {
		name, value, _ := strings.Cut(arg, "=")
		r.values[name] = value
	}
	r.finish(r.steps(workflow.Jobs[args[2]].Steps), args[0])
}

// steps runs steps and returns the exit code of the first one that fails. The steps after it run only
// if their condition asks for it.
func (r *stepsRun) steps(steps []step) (failed int) {
	for name, value := range map[string]string{
		"always()":          "true",
		"cancelled()":       "",
		"github.event_name": r.variable("GITHUB_EVENT_NAME"),
		"github.repository": r.variable("GITHUB_REPOSITORY"),
		"github.event.pull_request.head.repo.full_name": r.ts.Getenv("HEAD_REPOSITORY"),
		"runner.temp": r.file("runner temp"),
	} {
		r.values[name] = value
	}
	for _, s := range steps {
		condition := strings.TrimSuffix(strings.TrimPrefix(s.If, "${{ "), " }}")
		if failed != 0 && !strings.Contains(condition, "()") || condition != "" && r.evaluate(condition) == "" {
			continue
		}
		if code := r.step(s); code != 0 && failed == 0 {
			failed = code
		}
	}
	return failed
}

// file returns the path of a file of the script.
func (r *stepsRun) file(name string) string {
	return filepath.Join(r.ts.Getenv("WORK"), filepath.FromSlash(name))
}

// variable returns a variable that a runner sets, unless the script does.
func (r *stepsRun) variable(name string) string {
	return cmp.Or(r.ts.Getenv(name), map[string]string{
		"GITHUB_EVENT_NAME": "push",
		"GITHUB_REPOSITORY": "team/product",
		"GITHUB_WORKSPACE":  r.ts.MkAbs("."),
		"RUNNER_ARCH":       "X64",
		"RUNNER_OS":         "Linux",
	}[name])
}

// step runs a step and returns its exit code.
func (r *stepsRun) step(s step) int {
	with := map[string]string{}
	for name, value := range s.With {
		with[name] = r.expand(value)
	}
	uses, _, _ := strings.Cut(s.Uses, "@")
	cached := r.file("cache/" + with["key"])
	switch uses {
	case "":
		return r.script(s)
	case "bomgate/bomgate":
		code, outputs := r.action(with)
		for name, value := range outputs {
			r.values["steps."+s.ID+".outputs."+name] = value
		}
		return code
	case "actions/cache/restore":
		if _, err := os.Stat(cached); err == nil {
			r.ts.Check(copyFile(with["path"], cached))
			r.values["steps."+s.ID+".outputs.cache-hit"] = "true"
		}
	case "actions/cache/save":
		r.ts.Check(copyFile(cached, with["path"]))
	default:
		fmt.Fprintf(r.log, "## %s %v\n", uses, with)
	}
	return 0
}

// action runs the steps of action.yml with inputs, and returns the exit code and the outputs.
func (r *stepsRun) action(with map[string]string) (int, map[string]string) {
	a, err := readAction(r.root)
	r.ts.Check(err)
	inner := &stepsRun{ts: r.ts, root: r.root, values: map[string]string{}, log: r.log}
	for name, input := range a.Inputs {
		inner.values["inputs."+name] = input.Default
	}
	for name, value := range with {
		if _, ok := a.Inputs[name]; !ok {
			r.ts.Fatalf("the action has no input %q", name)
		}
		inner.values["inputs."+name] = value
	}
	code := inner.steps(a.Runs.Steps)
	outputs := map[string]string{}
	for name, o := range a.Outputs {
		outputs[name] = inner.expand(o.Value)
	}
	sarif := r.file("bomgate.sarif")
	r.ts.Check(os.RemoveAll(sarif))
	if written := outputs["sarif-file"]; written != "" {
		r.ts.Check(copyFile(sarif, written))
		outputs["sarif-file"] = sarif
	}
	return code, outputs
}

// script runs the script of a step with the shell and the environment of a runner.
func (r *stepsRun) script(s step) int {
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
	for _, name := range []string{"GITHUB_EVENT_NAME", "GITHUB_REPOSITORY", "GITHUB_WORKSPACE", "RUNNER_ARCH", "RUNNER_OS"} {
		args = append(args, name+"="+r.variable(name))
	}
	for name, value := range s.Env {
		args = append(args, name+"="+r.expand(value))
	}
	code := exitCode(r.ts, "env", append(args, "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script)...)
	fmt.Fprintf(r.log, "## %s\n%s%s", s.Name, r.ts.ReadFile("stdout"), r.ts.ReadFile("stderr"))
	for line := range strings.Lines(r.ts.ReadFile(outputs)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if ok {
			r.values["steps."+s.ID+".outputs."+name] = value
		} else if line != "\n" {
			r.ts.Fatalf("step %q set the output %q: expected NAME=VALUE", s.Name, line)
		}
	}
	return code
}

// writeOutputs writes outputs to a file.
func (r *stepsRun) writeOutputs(outputs map[string]string) {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		value := strings.TrimPrefix(outputs[name], r.file("")+string(filepath.Separator))
		fmt.Fprintf(&out, "%s=%s\n", name, value)
	}
	r.ts.Check(os.WriteFile(r.file("outputs"), []byte(out.String()), 0o666))
}

var expression = regexp.MustCompile(`\$\{\{ (.*?) \}\}`)

// expand replaces the expressions in a text.
func (r *stepsRun) expand(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		return r.evaluate(expression.FindStringSubmatch(e)[1])
	})
}

// operand matches a text or a name in an expression.
var operand = regexp.MustCompile(`'[^']*'|[a-z][\w-]*(\.[\w-]+)*(\(\))?`)

// evaluate evaluates an expression as one of Go, after it has quoted each operand.
func (r *stepsRun) evaluate(e string) string {
	parsed, err := parser.ParseExpr(operand.ReplaceAllStringFunc(e, func(name string) string {
		if text, ok := strings.CutPrefix(name, "'"); ok {
			return strconv.Quote(strings.TrimSuffix(text, "'"))
		}
		return strconv.Quote(r.values[name])
	}))
	r.ts.Check(err)
	return r.value(parsed)
}

// value returns the value of an expression, which is false if it is empty.
func (r *stepsRun) value(e ast.Expr) string {
	truth := func(ok bool) string { return map[bool]string{true: "true"}[ok] }
	switch e := e.(type) {
	case *ast.ParenExpr:
		return r.value(e.X)
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		r.ts.Check(err)
		return text
	case *ast.UnaryExpr:
		return truth(e.Op == token.NOT && r.value(e.X) == "")
	case *ast.BinaryExpr:
		x, y := r.value(e.X), r.value(e.Y)
		switch e.Op {
		case token.LOR:
			return cmp.Or(x, y)
		case token.LAND:
			return map[bool]string{true: y}[x != ""]
		case token.EQL:
			return truth(x == y)
		case token.NEQ:
			return truth(x != y)
		}
	}
	r.ts.Fatalf("expression %T is not supported", e)
	return ""
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

// inputOf returns the input of the action for a flag of check.
func inputOf(flag string) string {
	if flag == "sarif-category" {
		return "category" // as in github/codeql-action
	}
	return flag
}

// TestActionInputs checks that the action has an input for every flag of check, and passes all inputs
// to a step under the same name.
func TestActionInputs(t *testing.T) {
	a, err := readAction("../..")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"paths", "baseline-paths", "json-file", "bomgate-path", "build", "release-url"}
	checkCommand().Flags().VisitAll(func(f *pflag.Flag) { want = append(want, inputOf(f.Name)) })
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(a.Inputs)); !slices.Equal(got, want) {
		t.Errorf("the inputs of the action differ from the flags of check:\n%s", gocmp.Diff(want, got))
	}
	passed := map[string]string{}
	for _, s := range a.Runs.Steps {
		for variable, value := range s.Env {
			if strings.HasPrefix(variable, "input_") {
				passed[variable] = value
			}
		}
	}
	for name := range a.Inputs {
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

// TestActionFlags checks that the action passes each input on as the flag of check.
func TestActionFlags(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil || runtime.GOOS == "windows" {
		t.Skip("the action needs bash; on Windows, that of Git")
	}
	cmd := exec.Command("bash", "../../.github/action/check.sh")
	cmd.Env = append(os.Environ(), "BOMGATE=echo", "RUNNER_TEMP="+t.TempDir(), "GITHUB_EVENT_NAME=push", "GITHUB_OUTPUT="+os.DevNull, "input_paths=PATH")
	var want []string
	checkCommand().Flags().VisitAll(func(f *pflag.Flag) {
		value, flag := "VALUE", "--"+f.Name+"=VALUE"
		if f.Value.Type() == "bool" {
			value, flag = "true", "--"+f.Name
		}
		cmd.Env = append(cmd.Env, "input_"+strings.ReplaceAll(inputOf(f.Name), "-", "_")+"="+value)
		want = append(want, flag)
	})
	out, _ := cmd.CombinedOutput() // echo gives no verdict
	for _, flag := range append(want, "-- PATH") {
		if !strings.Contains(string(out), " "+flag) {
			t.Errorf("check gets no %s:\n%s", flag, out)
		}
	}
}
