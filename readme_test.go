package bomgate_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the output in README.md, docs/custom.md, docs/config.md and docs/tutorial.md, the generated pages in docs, and the copies of the gate script")

// exampleBlock matches a block with a file, whose first line is a comment with its
// path, or with commands and their output. A block may be indented.
var exampleBlock = regexp.MustCompile("(?sm)^( *)```(yaml|rego|console)\n(.*?)^ *```$")

// TestExamples follows the examples in the documentation: it writes the files and
// runs the commands, in order and in one folder, and compares the output with the
// console blocks. With -update it rewrites the blocks.
func TestExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the examples are commands of a Unix shell")
	}
	bin := buildBomgate(t)
	for _, page := range []string{"README.md", "docs/custom.md", "docs/config.md", "docs/tutorial.md"} {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			got := followExamples(t, bin, text)
			if bytes.Equal(got, text) {
				return
			}
			if !*update {
				t.Fatalf("%s is stale: its commands print other output; run go test . -update and read the difference (-page +output)\n%s",
					page, cmp.Diff(string(text), string(got)))
			}
			if err := os.WriteFile(page, got, 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// buildBomgate returns a folder with the program.
func buildBomgate(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "bomgate"), "./cmd/bomgate").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// followExamples returns a page with the output of its commands. Programs in bin
// are on the PATH.
func followExamples(t *testing.T, bin string, page []byte) []byte {
	t.Helper()
	work := t.TempDir()
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testdata, filepath.Join(work, "testdata")); err != nil {
		t.Fatal(err)
	}
	ran := 0
	got := exampleBlock.ReplaceAllFunc(page, func(block []byte) []byte {
		parts := exampleBlock.FindSubmatch(block)
		indent, language := string(parts[1]), string(parts[2])
		var content strings.Builder
		for line := range strings.Lines(string(parts[3])) {
			content.WriteString(strings.TrimPrefix(line, indent))
		}
		if language != "console" {
			writeExample(t, work, content.String())
			return block
		}
		var out strings.Builder
		for line := range strings.Lines(content.String()) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				ran++
				out.WriteString(line + runExample(t, bin, work, command))
			}
		}
		var indented strings.Builder
		for line := range strings.Lines("```console\n" + out.String() + "```") {
			if line != "\n" {
				line = indent + line
			}
			indented.WriteString(line)
		}
		return []byte(indented.String())
	})
	if ran == 0 {
		t.Fatal("found no console blocks with commands")
	}
	return got
}

// writeExample writes a file whose first line is a comment with its path. A block
// without such a line is not a file.
func writeExample(t *testing.T, work, content string) {
	t.Helper()
	first, _, _ := strings.Cut(content, "\n")
	path, ok := strings.CutPrefix(first, "# ")
	if !ok || strings.Contains(path, " ") {
		return
	}
	path = filepath.Join(work, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runExample runs a command line and returns its standard output, whatever its exit
// code.
func runExample(t *testing.T, bin, work, command string) string {
	t.Helper()
	cmd := exec.Command("bash", "-c", command)
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	stdout, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("run %q: %v", command, err)
	}
	return string(stdout)
}
