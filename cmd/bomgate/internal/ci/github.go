package ci

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/github"
)

// WriteGitHub writes the annotations of a step of a GitHub workflow.
func WriteGitHub(w io.Writer, run *gate.Run) error { return github.Write(w, run, gitHub()) }

// gitHub returns the options that the variables of GitHub Actions give.
func gitHub() github.Options {
	o := github.Options{Path: pathIn(os.Getenv("GITHUB_WORKSPACE"))}
	server, repository, commit := os.Getenv("GITHUB_SERVER_URL"), os.Getenv("GITHUB_REPOSITORY"), os.Getenv("GITHUB_SHA")
	if server != "" && repository != "" && commit != "" {
		o.Files = server + "/" + repository + "/blob/" + commit
	}
	return o
}

// File is a file that a run has written.
type File struct {
	Format   string
	Name     string // "" for standard output
	InFolder bool   // the user named the folder of the file
}

// FinishStep appends the job summary to the file GITHUB_STEP_SUMMARY, and the outputs of the
// step to the file GITHUB_OUTPUT, if these variables are set. The summary links to the SBOMs
// if they are in the repository. FinishStep returns the decision on the run, which is
// [gate.Decision.Unwritten] if it fails.
func FinishStep(run *gate.Run, decision gate.Decision, written []File, inRepository bool) (gate.Decision, error) {
	options := gitHub()
	if !inRepository {
		options.Files = ""
	}
	summary := appendTo("GITHUB_STEP_SUMMARY", func(size int64) ([]byte, error) {
		return github.Summary(run, decision, int(github.MaxSummary-min(size, github.MaxSummary)), options)
	})
	if summary != nil {
		decision = decision.Unwritten()
	}
	outputs := appendTo("GITHUB_OUTPUT", func(int64) ([]byte, error) {
		return github.Outputs(run, decision.ExitCode, filesOf(written)), nil
	})
	if outputs != nil {
		decision = decision.Unwritten()
	}
	return decision, errors.Join(summary, outputs)
}

// filesOf returns the absolute names of the first files with results, because later steps may
// have another working directory.
func filesOf(written []File) github.Files {
	var files github.Files
	for _, f := range written {
		name, err := filepath.Abs(f.Name)
		switch {
		case f.Name == "" || err != nil:
		case f.Format == "json":
			files.JSON = cmp.Or(files.JSON, name)
		case f.Format == "sarif" && f.InFolder:
			files.SARIFDir = cmp.Or(files.SARIFDir, filepath.Dir(name))
		case f.Format == "sarif":
			files.SARIF = cmp.Or(files.SARIF, name)
		}
	}
	return files
}

// appendTo appends what text returns for the size of a file to the file that a variable names.
// Without the variable, it does nothing.
func appendTo(variable string, text func(size int64) ([]byte, error)) error {
	name := os.Getenv(variable)
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("%s: %w", variable, err)
	}
	err = appendText(f, text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", variable, err)
	}
	return nil
}

func appendText(f *os.File, text func(size int64) ([]byte, error)) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size, start := info.Size(), ""
	if size > 0 { // the content may end without a newline
		start = "\n"
	}
	content, err := text(size + int64(len(start)))
	if err == nil {
		_, err = f.Write(append([]byte(start), content...))
	}
	return err
}
