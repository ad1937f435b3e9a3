package bomgate_test

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// pipelineSystems reads the snippet of each system: the steps that the system runs, with
// these flags of check set as the system sets them.
var pipelineSystems = map[string]func(t *testing.T, r release, flags []string) pipelineJob{
	"shell":    shellJob,
	"gitlab":   gitlabJob,
	"azure":    azureJob,
	"jenkins":  jenkinsJob,
	"circleci": circleciJob,
	"tekton":   tektonJob,
}

// placeholder matches what a snippet has for the version of a release and its digest.
var placeholder = regexp.MustCompile(`\b(VERSION|DIGEST)\b`)

// readSnippet returns a file of docs/pipelines for a release.
func readSnippet(t *testing.T, name string, r release) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(readText(t, filepath.Join("docs/pipelines", name)), func(word string) string {
		return map[string]string{"VERSION": releaseVersion, "DIGEST": r.digest}[word]
	})
}

// decodeSnippet decodes the YAML documents of a snippet into as many targets. A key that the
// targets do not have is an error.
func decodeSnippet(t *testing.T, text string, targets ...any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	for _, target := range targets {
		if err := decoder.Decode(target); err != nil {
			t.Fatal(err)
		}
	}
}

// variables returns the variables that set flags of check.
func variables(flags []string) []string {
	var env []string
	for _, flag := range flags {
		name, value, _ := strings.Cut(flag, "=")
		env = append(env, "BOMGATE_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"="+value)
	}
	return env
}

// assignments returns variables as name=value.
func assignments(values map[string]string) []string {
	var env []string
	for name, value := range values {
		env = append(env, name+"="+value)
	}
	return env
}

func shellJob(_ *testing.T, r release, flags []string) pipelineJob {
	return pipelineJob{
		steps: []pipelineStep{{
			command: []string{"ci/bomgate-gate.sh", "sboms"},
			env:     append(variables(flags), "GATE_VERSION="+releaseVersion, "GATE_SHA256="+r.digest),
		}},
		keeps: []string{"bomgate-reports/bomgate.json", "bomgate-reports/junit.xml", "bomgate-reports/sarif/bomgate.sarif"},
	}
}

// gitlabJob includes the template as the sample .gitlab-ci.yml does.
func gitlabJob(t *testing.T, r release, flags []string) pipelineJob {
	t.Helper()
	var project struct {
		Include []struct {
			Remote string
			Inputs map[string]string
		}
		Stages []string
		Build  struct {
			Stage     string
			Script    []string
			Artifacts struct{ Paths []string }
		}
	}
	decodeSnippet(t, readSnippet(t, "gitlab/.gitlab-ci.yml", r), &project)
	include := project.Include[0]
	const template = "gitlab/bomgate.yml"
	if want := "https://raw.githubusercontent.com/bomgate/bomgate/vVERSION/docs/pipelines/" + template; include.Remote != want {
		t.Errorf(".gitlab-ci.yml includes %s, want %s", include.Remote, want)
	}

	var header struct {
		Spec struct {
			Inputs map[string]struct {
				Description string
				Default     *string
			}
		}
	}
	var jobs map[string]struct {
		Stage, Image string
		Variables    map[string]string
		Script       []string
		Artifacts    struct {
			When    string
			Paths   []string
			Reports map[string]string
		}
	}
	text := readSnippet(t, template, r)
	decodeSnippet(t, text, &header, &yaml.Node{})
	values := map[string]string{}
	for name, input := range header.Spec.Inputs {
		if input.Default != nil {
			values[name] = *input.Default
		} else if include.Inputs[name] == "" {
			t.Errorf(".gitlab-ci.yml does not set the input %s", name)
		}
	}
	maps.Copy(values, include.Inputs)
	text = substitute(t, text, regexp.MustCompile(`\$\[\[ inputs\.([a-z0-9-]+) \]\]`), values)
	decodeSnippet(t, text, &header, &jobs)

	job := jobs["bomgate"]
	if !slices.Contains(project.Stages, job.Stage) || job.Stage == project.Build.Stage {
		t.Errorf("the job is in the stage %q", job.Stage)
	}
	if job.Artifacts.When != "always" {
		t.Error("the reports are lost if the job fails")
	}
	return pipelineJob{
		steps: []pipelineStep{{
			command: []string{"bash", "-eo", "pipefail", "-c", strings.Join(job.Script, "\n")},
			env:     append(variables(flags), assignments(job.Variables)...),
		}},
		keeps: append(slices.Collect(maps.Values(job.Artifacts.Reports)), job.Artifacts.Paths[0]+"*.json"),
	}
}

// substitute replaces the expressions that a pattern matches by the values that they name.
// A name without a value is an error.
func substitute(t *testing.T, text string, expression *regexp.Regexp, values map[string]string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(match string) string {
		name := expression.FindStringSubmatch(match)[1]
		value, ok := values[name]
		if !ok {
			t.Errorf("%s has no value", match)
		}
		return value
	})
}

// azureJob runs the steps of the template as the sample azure-pipelines.yml includes it.
func azureJob(t *testing.T, r release, flags []string) pipelineJob {
	t.Helper()
	var pipeline struct {
		Resources struct {
			Repositories []struct{ Repository, Type, Name, Ref, Endpoint string }
		}
		Pool struct {
			VMImage string `yaml:"vmImage"`
		}
		Steps []struct {
			Script      string
			DisplayName string `yaml:"displayName"`
			Template    string
			Parameters  map[string]string
		}
	}
	decodeSnippet(t, readSnippet(t, "azure/azure-pipelines.yml", r), &pipeline)
	use := pipeline.Steps[1]
	const template = "azure/bomgate.yml"
	if want := "docs/pipelines/" + template + "@" + pipeline.Resources.Repositories[0].Repository; use.Template != want {
		t.Errorf("azure-pipelines.yml includes %s, want %s", use.Template, want)
	}

	var steps struct {
		Parameters []struct {
			Name, Type string
			Default    *string
		}
		Steps []struct {
			Bash        string
			Task        string
			Publish     string
			Artifact    string
			DisplayName string `yaml:"displayName"`
			Condition   string
			Env         map[string]string
			Inputs      map[string]string
		}
	}
	text := readSnippet(t, template, r)
	decodeSnippet(t, text, &steps)
	values := map[string]string{}
	for _, p := range steps.Parameters {
		if p.Default != nil {
			values[p.Name] = *p.Default
		} else if use.Parameters[p.Name] == "" {
			t.Errorf("azure-pipelines.yml does not set the parameter %s", p.Name)
		}
	}
	maps.Copy(values, use.Parameters)
	decodeSnippet(t, substitute(t, text, regexp.MustCompile(`\$\{\{ parameters\.([a-z0-9]+) \}\}`), values), &steps)

	job := pipelineJob{commands: []string{"task.complete", "task.logissue", "task.uploadsummary"}}
	for _, step := range steps.Steps {
		switch {
		case step.Bash != "":
			script := filepath.Join(t.TempDir(), "step.sh")
			writeText(t, script, step.Bash)
			job.steps = append(job.steps, pipelineStep{
				command: []string{"bash", "--noprofile", "--norc", script},
				env:     append(variables(flags), assignments(step.Env)...),
			})
		case step.Condition != "succeededOrFailed()":
			t.Errorf("the reports of step %q are lost if the job fails", step.DisplayName)
		case step.Publish != "":
			job.keeps = append(job.keeps, step.Publish+"/*.json")
		default:
			job.keeps = append(job.keeps, step.Inputs["testResultsFiles"])
		}
	}
	return job
}

// jenkinsStep matches the last sh step in a Jenkinsfile, and jenkinsKept what its stage keeps.
var (
	jenkinsVariable = regexp.MustCompile(`(?m)^ +([A-Z0-9_]+) = '([^']*)'$`)
	jenkinsShell    = regexp.MustCompile(`(?m)^ +sh '([^']*)'$`)
	jenkinsAlways   = regexp.MustCompile(`(?s) always \{(.*?)\n +\}`)
	jenkinsKept     = regexp.MustCompile(`(?:junit testResults|archiveArtifacts artifacts): '([^']*)'`)
)

// jenkinsJob runs the step of the Jenkinsfile that checks the SBOMs.
func jenkinsJob(t *testing.T, r release, flags []string) pipelineJob {
	t.Helper()
	text := readSnippet(t, "jenkins/Jenkinsfile", r)
	env := variables(flags)
	for _, v := range jenkinsVariable.FindAllStringSubmatch(text, -1) {
		env = append(env, v[1]+"="+v[2])
	}
	job := pipelineJob{steps: []pipelineStep{{
		command: []string{"sh", "-xe", "-c", jenkinsShell.FindStringSubmatch(text)[1]},
		env:     env,
	}}}
	for _, kept := range jenkinsKept.FindAllStringSubmatch(jenkinsAlways.FindStringSubmatch(text)[1], -1) {
		job.keeps = append(job.keeps, strings.ReplaceAll(kept[1], "**", "*.json"))
	}
	return job
}

// circleciJob runs the command of the configuration as its job does.
func circleciJob(t *testing.T, r release, flags []string) pipelineJob {
	t.Helper()
	var config struct {
		Version  string
		Commands map[string]struct {
			Parameters map[string]struct{ Description, Type string }
			Steps      []struct {
				Run struct {
					Name, Command string
					Environment   map[string]string
				}
				StoreTestResults struct{ Path string } `yaml:"store_test_results"`
				StoreArtifacts   struct{ Path string } `yaml:"store_artifacts"`
			}
		}
		Jobs map[string]struct {
			Docker []struct{ Image string }
			Steps  []yaml.Node
		}
		Workflows map[string]struct{ Jobs []string }
	}
	text := readSnippet(t, "circleci/config.yml", r)
	decodeSnippet(t, text, &config)
	steps := config.Jobs["build"].Steps
	var use struct{ Bomgate map[string]string }
	if err := steps[len(steps)-1].Decode(&use); err != nil {
		t.Fatal(err)
	}
	decodeSnippet(t, substitute(t, text, regexp.MustCompile(`<< parameters\.([a-z0-9]+) >>`), use.Bomgate), &config)
	command := config.Commands["bomgate"].Steps
	return pipelineJob{
		steps: []pipelineStep{{
			command: []string{"bash", "-eo", "pipefail", "-c", command[0].Run.Command},
			env:     append(variables(flags), assignments(command[0].Run.Environment)...),
		}},
		keeps: []string{command[1].StoreTestResults.Path, command[2].StoreArtifacts.Path + "/*.json"},
	}
}

// tektonJob runs the steps of the task with the parameters of the sample TaskRun. The flags
// are in its parameter flags, and its steps and results are files in the folder tekton.
func tektonJob(t *testing.T, r release, flags []string) pipelineJob {
	t.Helper()
	var task struct {
		Spec struct {
			Steps []struct {
				Name, Script string
				OnError      string `yaml:"onError"`
				Args         []string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readSnippet(t, "tekton/bomgate.yaml", r)), &task); err != nil {
		t.Fatal(err)
	}
	var taskRun struct {
		Spec struct {
			Params []struct {
				Name  string
				Value []string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readSnippet(t, "tekton/taskrun.yaml", r)), &taskRun); err != nil {
		t.Fatal(err)
	}
	arrays := map[string][]string{"$(params.flags[*])": {}}
	for _, flag := range flags {
		arrays["$(params.flags[*])"] = append(arrays["$(params.flags[*])"], "--"+flag)
	}
	for _, p := range taskRun.Spec.Params {
		arrays["$(params."+p.Name+"[*])"] = p.Value
	}

	job := pipelineJob{image: true, results: "tekton/results", keeps: []string{"bomgate-reports/junit.xml", "bomgate-reports/*.json", "bomgate-reports/sarif/*.sarif"}}
	for _, step := range task.Spec.Steps {
		var one pipelineStep
		if step.Script == "" {
			one.command = []string{r.program}
			for _, arg := range step.Args {
				if array, ok := arrays[arg]; ok {
					one.command = append(one.command, array...)
				} else {
					one.command = append(one.command, arg)
				}
			}
		} else {
			one.command = []string{"sh", "-c", strings.NewReplacer(
				"$(steps.step-check.exitCode.path)", "tekton/check",
				"$(results.verdict.path)", "tekton/results/verdict",
				"$(results.exit-code.path)", "tekton/results/exit-code",
			).Replace(step.Script)}
		}
		if step.OnError == "continue" {
			one.exitCode = "tekton/" + step.Name
		}
		job.steps = append(job.steps, one)
	}
	return job
}
