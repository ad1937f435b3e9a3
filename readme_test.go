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
)

var update = flag.Bool("update", false, "rewrite the output in README.md")

// consoles matches the blocks of README.md that show commands and what they print.
var consoles = regexp.MustCompile("(?s)```console\n(.*?)```")

// TestReadme runs the commands in the console blocks of README.md, in order and
// in one folder, and wants them to print what stands there.
func TestReadme(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("README.md shows commands of a Unix shell")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "bomgate"), "./cmd/bomgate").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	work := t.TempDir()
	if err := os.Symlink(absolute(t, "testdata"), filepath.Join(work, "testdata")); err != nil {
		t.Fatal(err)
	}
	ran := 0
	got := consoles.ReplaceAllFunc(readme, func(block []byte) []byte {
		var out bytes.Buffer
		out.WriteString("```console\n")
		for line := range strings.Lines(string(consoles.FindSubmatch(block)[1])) {
			command, ok := strings.CutPrefix(line, "$ ")
			if !ok {
				continue
			}
			ran++
			cmd := exec.Command("bash", "-c", command)
			cmd.Dir = work
			cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
			stdout, err := cmd.Output()
			if _, exited := err.(*exec.ExitError); err != nil && !exited {
				t.Fatal(err)
			}
			out.WriteString(line)
			out.Write(stdout)
		}
		out.WriteString("```")
		return out.Bytes()
	})
	if ran == 0 {
		t.Fatal("README.md has no console blocks")
	}
	if bytes.Equal(got, readme) {
		return
	}
	if *update {
		if err := os.WriteFile("README.md", got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README.md shows other output than its commands print: run go test . -update and read the difference\n%s", got)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
