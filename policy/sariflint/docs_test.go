package sariflint_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy/sariflint"
)

var update = flag.Bool("update", false, "rewrite docs/lint-sarif.md")

const page = "../../docs/lint-sarif.md"

const introduction = `# Check SARIF for GitHub code scanning

GitHub refuses a SARIF file as a whole if one result has no location, and shows nothing of it. ` + "`bomgate lint-sarif`" + ` checks
files of any tool before you upload them:

` + "```sh" + `
bomgate lint-sarif results.sarif
semgrep scan --sarif | bomgate lint-sarif -
` + "```" + `

An *error* is a reason for which GitHub, or its action upload-sarif, refuses the file. A *warning* is something that GitHub
ignores, cuts or shows badly. Each problem has its line, column and JSON pointer; at most %d problems of a rule are listed,
and the others are counted. The exit code is 1 if there is an error, 2 if a file cannot be read as SARIF, and otherwise 0.
` + "`-o json`" + ` writes the same for programs.

The rules come from GitHub's documentation of its [SARIF support], from the source of [upload-sarif], and from errors that
its server has returned. GitHub may change them. The command does not validate a file against the whole schema of SARIF.

[SARIF support]: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
[upload-sarif]: https://github.com/github/codeql-action/blob/main/src/upload-lib.ts

## Rules

| rule | level | what GitHub does | fix |
| --- | --- | --- | --- |
`

// TestDocs checks the page about the rules.
func TestDocs(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, introduction, sariflint.MaxProblems)
	for _, r := range sariflint.Rules {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Level, r.Effect, r.Fix)
	}
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not up to date: run go test ./policy/sariflint -update", page)
	}
}
