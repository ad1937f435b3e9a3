package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/policy/sariflint"
)

const lintSARIFHelp = `Lint-sarif checks SARIF files of any tool against the limits and conventions of GitHub
code scanning, and says what GitHub does with each problem and how to fix it. An error
is a reason for which GitHub refuses the whole file. A warning is something that it
ignores, cuts or shows badly. See docs/lint-sarif.md for all rules.

A FILE is the name of a file, or - for standard input. At most 10 problems of each rule
are listed, and the others are counted.

The exit code is

  0  GitHub accepts the files
  1  it refuses a file
  2  a file cannot be read as SARIF, or a usage error

If both 1 and 2 apply, it is 1.`

func lintSARIFCommand() *cobra.Command {
	var format flags.Choice
	cmd := &cobra.Command{
		Use:   "lint-sarif [flags] FILE...",
		Short: "Check SARIF files for GitHub code scanning",
		Long:  lintSARIFHelp,
		Example: `  bomgate lint-sarif results.sarif
  semgrep scan --sarif | bomgate lint-sarif -`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError(cmd, errors.New("no FILE: expected SARIF files, or - for standard input"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return lintSARIF(cmd, args, format.Word == formatJSON)
		},
	}
	chooseFrom(cmd, &format, "output", "o", "write text or json", "FORMAT", formatText, formatJSON)
	return cmd
}

// lintedFile is the report on a file as JSON.
type lintedFile struct {
	File  string `json:"file"`
	Error string `json:"error,omitempty"` // why it cannot be read as SARIF
	*sariflint.Report
}

// lintSARIF writes the reports on some files.
func lintSARIF(cmd *cobra.Command, names []string, asJSON bool) error {
	code := exitOpen
	files := []lintedFile{}
	err := outfile.Copy(cmd.Context(), cmd.OutOrStdout(), func(w io.Writer) error {
		for _, name := range names {
			report, err := await(cmd.Context(), func() (*sariflint.Report, error) { return lintFile(name, cmd.InOrStdin()) })
			if cmd.Context().Err() != nil {
				return errors.New("interrupted: no result")
			}
			file := lintedFile{File: name, Report: report}
			switch {
			case err != nil:
				err = fmt.Errorf("lint %q: %w", name, err)
				file.Error = err.Error()
				printError(cmd.ErrOrStderr(), err)
				code = cmp.Or(code, exitNoVerdict)
			case report.Errors > 0:
				code = exitClosed
			}
			if files = append(files, file); asJSON || err != nil {
				continue
			}
			if err := report.WriteText(w, name); err != nil {
				return err
			}
		}
		if asJSON {
			return writeJSON(w, map[string]any{"files": files})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if code != exitOpen {
		return exitError(code)
	}
	return nil
}

// lintFile checks a file, or standard input.
func lintFile(name string, stdin io.Reader) (*sariflint.Report, error) {
	r := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, config.WithoutCall(err) // the caller names the file
		}
		defer f.Close()
		r = f
	}
	text, err := io.ReadAll(io.LimitReader(r, sariflint.MaxSize+1))
	if err == nil && len(text) > sariflint.MaxSize {
		err = fmt.Errorf("the file has more than %d MiB, which upload-sarif cannot read", sariflint.MaxSize>>20)
	}
	if err != nil {
		return nil, config.WithoutCall(err)
	}
	return sariflint.Check(text)
}
