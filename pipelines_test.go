package bomgate_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// gateScript is the script that pipelines run, or that their snippets contain.
const gateScript = "docs/pipelines/bomgate-gate.sh"

// pipelineCases are products that each snippet checks.
var pipelineCases = []struct {
	name    string
	sboms   []string // in the folder sboms
	flags   []string // of check, as in fail-on=never
	verdict string
	code    int
	release string // folder of releases to download from; an installed bomgate without it
	lost    bool   // there are no reports
}{
	{name: "pass", sboms: []string{"clean.cdx.json"}, release: "/good", verdict: "pass", code: 0},
	{name: "release with another archive", sboms: []string{"clean.cdx.json"}, release: "/tampered", code: 2, lost: true},
	{name: "no finding closes the gate", sboms: []string{"lookalike.cdx.json"}, verdict: "review", code: 0},
	{name: "finding in the last SBOM", sboms: []string{"a.cdx.json", "b c.spdx", "z.cdx.json"}, verdict: "fail", code: 1},
	{name: "finding with a command in its name", sboms: []string{"hostile.cdx.json"}, verdict: "fail", code: 1},
	{name: "no verdict", sboms: []string{"clean.cdx.json", "truncated.cdx.json"}, verdict: "undetermined", code: 2},
	{name: "no SBOM", verdict: "undetermined", code: 2},
	{name: "finding and no verdict", sboms: []string{"appliance.cdx.json", "truncated.cdx.json"}, verdict: "fail", code: 1},
	{name: "finding that does not close the gate", sboms: []string{"appliance.cdx.json"}, flags: []string{"fail-on=never"}, verdict: "fail", code: 0},
	{name: "no verdict although no finding closes the gate", sboms: []string{"appliance.cdx.json", "truncated.cdx.json"}, flags: []string{"fail-on=never"}, verdict: "fail", code: 2},
	{name: "finding in the baseline", sboms: []string{"appliance.cdx.json"}, flags: []string{"baseline=baseline.json"}, verdict: "fail", code: 0},
	{name: "finding with a waiver", sboms: []string{"appliance.cdx.json"}, flags: []string{"waivers=accepted.yaml"}, verdict: "fail", code: 0},
	{name: "flag that check refuses", sboms: []string{"clean.cdx.json"}, flags: []string{"fail-on=sometimes"}, verdict: "undetermined", code: 2, lost: true},
}

// TestPipelines runs the commands of each snippet in docs/pipelines as its system does,
// with a release from a server on this machine.
func TestPipelines(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the snippets are commands of a Unix shell")
	}
	release := newRelease(t)
	files := pipelineFiles(t, release.program)
	for system, read := range pipelineSystems {
		t.Run(system, func(t *testing.T) {
			for _, c := range pipelineCases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					job := read(t, release, c.flags)
					if job.image && c.release != "" && c.lost {
						return // the job downloads nothing
					}
					bomgate := "GATE_BOMGATE=" + release.program
					if c.release != "" {
						bomgate = "GATE_URL=" + release.url + c.release
					}
					dir := pipelineFolder(t, files, c.sboms)
					code, log := job.run(t, dir, "PATH="+os.Getenv("PATH"), "BOMGATE_AS_OF=2026-11-23", bomgate)
					if code != c.code {
						t.Errorf("exit code %d, want %d\n%s", code, c.code, log)
					}
					for _, pattern := range job.keeps {
						kept, err := filepath.Glob(filepath.Join(dir, pattern))
						if err != nil || (len(kept) == 0) != c.lost {
							t.Errorf("%d files match %s (%v)\n%s", len(kept), pattern, err, log)
						}
					}
					if job.results != "" {
						checkResults(t, filepath.Join(dir, job.results), c.verdict, c.code)
					}
					if _, err := os.Stat(filepath.Join(dir, "bomgate-reports/stale.xml")); err == nil {
						t.Error("a report of an earlier run remains")
					}
					if job.commands != nil && c.code == 1 {
						checkCommands(t, log, job.commands)
					}
				})
			}
		})
	}
}

// checkResults compares the results that a job writes with those of a case.
func checkResults(t *testing.T, dir, verdict string, code int) {
	t.Helper()
	for name, want := range map[string]string{"verdict": verdict, "exit-code": fmt.Sprint(code)} {
		if got := readText(t, filepath.Join(dir, name)); got != want {
			t.Errorf("result %s is %q, want %q", name, got, want)
		}
	}
}

// azureCommand matches the command that Azure Pipelines runs if it is anywhere in a line.
var azureCommand = regexp.MustCompile(`(?m)^.*?##vso\[([a-z.]+)`)

// checkCommands checks that a log has each of these commands, and no others.
func checkCommands(t *testing.T, log string, want []string) {
	t.Helper()
	var got []string
	for _, command := range azureCommand.FindAllStringSubmatch(log, -1) {
		got = append(got, command[1])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("commands in the log (-want +got):\n%s\n%s", diff, log)
	}
}

// pipelineJob is the job that a system makes of a snippet.
type pipelineJob struct {
	steps    []pipelineStep
	keeps    []string // files that the system keeps, also if the job fails
	results  string   // folder with the results of the job
	commands []string // commands to the system in the log if there is a finding
	image    bool     // bomgate is the image of a step, and not downloaded
}

// pipelineStep is a command of a job.
type pipelineStep struct {
	command  []string
	env      []string
	exitCode string // file that gets the exit code; the job then continues
}

// run runs the steps in a folder and returns the exit code of the last one and all output.
func (j pipelineJob) run(t *testing.T, dir string, env ...string) (code int, log string) {
	t.Helper()
	for _, step := range j.steps {
		var out string
		code, out = runCommand(t, dir, slices.Concat(env, step.env), step.command...)
		log += out
		if step.exitCode != "" {
			writeText(t, filepath.Join(dir, step.exitCode), fmt.Sprint(code))
		} else if code != 0 {
			break
		}
	}
	return code, log
}

// runCommand runs a command with these variables only, and returns its exit code and
// output.
func runCommand(t *testing.T, dir string, env []string, command ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append([]string{"HOME=" + t.TempDir()}, env...)
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("run %q: %v", command, err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// pipelineFiles returns the files of all cases by name.
func pipelineFiles(t *testing.T, program string) map[string]string {
	t.Helper()
	appliance, clean := readText(t, "testdata/appliance.cdx.json"), readText(t, "testdata/clean.cdx.json")
	dir := t.TempDir()
	code, log := runCommand(t, ".", nil, program, "check", "--as-of=2026-11-23", "-o=json="+filepath.Join(dir, "baseline.json"), "testdata/appliance.cdx.json")
	if code != 1 {
		t.Fatalf("check the sample: exit code %d\n%s", code, log)
	}
	return map[string]string{
		"ci/bomgate-gate.sh":        readText(t, gateScript),
		"bomgate-reports/stale.xml": "",
		"tekton/results/others":     "",
		"baseline.json":             readText(t, filepath.Join(dir, "baseline.json")),
		"accepted.yaml":             acceptedFinding,
		"sboms/a.cdx.json":          clean,
		"sboms/b c.spdx":            readText(t, "testdata/clean.spdx"),
		"sboms/z.cdx.json":          appliance,
		"sboms/appliance.cdx.json":  appliance,
		"sboms/clean.cdx.json":      clean,
		"sboms/lookalike.cdx.json":  readText(t, "testdata/lookalike.cdx.json"),
		"sboms/truncated.cdx.json":  readText(t, "testdata/broken/truncated.cdx.json"),
		"sboms/hostile.cdx.json":    strings.ReplaceAll(appliance, "Kaspersky Anti-Virus SDK", "Kaspersky ##vso[task.setvariable variable=GATE_BOMGATE]true"),
	}
}

// acceptedFinding is a file of waivers that covers the finding of the sample appliance.
const acceptedFinding = `waivers:
  - fingerprint: a7b4d6270badbbb9818a17ed63fb76469c8258fb59195bbb5bd692fe1911b688
    level: error
    evidence:
      - 'maker organization "kaspersky lab"'
      - 'registry cpe "a:kaspersky:anti-virus"'
      - 'product-name word "kaspersky"'
    reason: The engine is removed before the product ships.
    basis: Legal department, opinion 12
    approver: Jane Doe
    ticket: GATE-1
    issued: 2026-11-02
    expires: 2027-03-31
`

// pipelineFolder returns a folder with these files, of those in the folder sboms only the
// named ones.
func pipelineFolder(t *testing.T, files map[string]string, sboms []string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "sboms"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		sbom, isSBOM := strings.CutPrefix(name, "sboms/")
		if !isSBOM || slices.Contains(sboms, sbom) {
			writeText(t, filepath.Join(dir, name), text)
		}
	}
	return dir
}

// release is a release of bomgate on a server on this machine.
type release struct {
	program string // the released bomgate
	url     string // folders of releases: good, and others with which something is wrong
	archive string // the name of the archive for this machine
	digest  string // of checksums.txt in the folder good
}

const releaseVersion = "0.0.0"

// newRelease builds bomgate and serves it as a release until the test ends.
func newRelease(t *testing.T) release {
	t.Helper()
	program := filepath.Join(buildBomgate(t), "bomgate")
	archive := fmt.Sprintf("bomgate_%s_%s_%s.tar.gz", releaseVersion, runtime.GOOS, runtime.GOARCH)
	packed := pack(t, "bomgate", readText(t, program))
	checksums := fmt.Sprintf("%x  other.tar.gz\n%x  %s\n", sha256.Sum256(nil), sha256.Sum256(packed), archive)
	tampered := pack(t, "bomgate", "#!/bin/sh\nexit 0\n")
	files := map[string][]byte{
		"/good/v0.0.0/" + archive:        packed,
		"/good/v0.0.0/checksums.txt":     []byte(checksums),
		"/tampered/v0.0.0/" + archive:    tampered,
		"/tampered/v0.0.0/checksums.txt": []byte(checksums),
		"/replaced/v0.0.0/" + archive:    tampered,
		"/replaced/v0.0.0/checksums.txt": fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(tampered), archive),
		"/unlisted/v0.0.0/checksums.txt": []byte("\n"),
		"/damaged/v0.0.0/" + archive:     []byte("damaged"),
		"/damaged/v0.0.0/checksums.txt":  fmt.Appendf(nil, "%x  %s\n", sha256.Sum256([]byte("damaged")), archive),
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, ok := files[r.URL.Path]; ok {
			w.Write(body)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	return release{program, server.URL, archive, fmt.Sprintf("%x", sha256.Sum256([]byte(checksums)))}
}

// pack returns a compressed archive with one executable file.
func pack(t *testing.T, name, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(compressed)
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := compressed.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestGateScript checks what the gate script refuses to run, in each shell.
func TestGateScript(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the script is for a Unix shell")
	}
	release := newRelease(t)
	pinned := "GATE_SHA256=" + release.digest
	from := func(folder string) string { return "GATE_URL=" + release.url + folder }
	installed := "GATE_BOMGATE=" + release.program
	for _, c := range []struct {
		name string
		env  []string
		args []string
		code int
		log  string
	}{
		{name: "release", env: []string{from("/good")}, args: []string{"a b.cdx.json"}, log: "gate OPEN"},
		{name: "release and the digest of its checksums", env: []string{from("/good"), pinned}, args: []string{"a b.cdx.json"}, log: "gate OPEN"},
		{name: "no version", env: []string{from("/good"), "GATE_VERSION="}, code: 2, log: "GATE_VERSION is not set"},
		{name: "version with the v of its tag", env: []string{from("/good"), "GATE_VERSION=v1.2.3"}, code: 2, log: "GATE_VERSION is v1.2.3: expected 1.2.3, without the v of the tag"},
		{name: "no such release", env: []string{from("/good"), "GATE_VERSION=0.0.1"}, code: 2, log: "cannot download " + release.url + "/good/v0.0.1/checksums.txt"},
		{name: "other archive", env: []string{from("/tampered")}, code: 2, log: "but checksums.txt says"},
		{name: "other archive and other checksums", env: []string{from("/replaced"), pinned}, code: 2, log: "but GATE_SHA256 is " + release.digest},
		{name: "no archive for this machine", env: []string{from("/unlisted")}, code: 2, log: "does not list " + release.archive},
		{name: "damaged archive", env: []string{from("/damaged")}, code: 2, log: "cannot unpack " + release.archive},
		{name: "other system", env: []string{from("/good"), withProgram(t, "uname", "echo Plan9")}, code: 2, log: "no release for Plan9"},
		{name: "installed bomgate", env: []string{installed, "GATE_VERSION="}, args: []string{"a b.cdx.json"}, log: "gate OPEN"},
		{name: "installed bomgate on the PATH", env: []string{"GATE_BOMGATE=bomgate", withProgram(t, "bomgate", "exit 1")}, code: 1},
		{name: "missing bomgate", env: []string{"GATE_BOMGATE=missing"}, code: 2, log: "missing"},
		{name: "bomgate that is killed", env: []string{"GATE_BOMGATE=bomgate", withProgram(t, "bomgate", "kill -9 $$")}, code: 2},
		{name: "folder that cannot be written", env: []string{installed, withProgram(t, "mkdir", "exit 1")}, code: 2},
		{name: "no paths", env: []string{installed}, log: "a b.cdx.json: pass"},
		{name: "lines of paths", env: []string{installed, "GATE_PATHS=a b.cdx.json\n\nempty\n"}, args: []string{"-v"}, code: 2, log: `no SBOM found in this directory`},
		{name: "path like a flag", env: []string{installed, "GATE_PATHS=--help"}, code: 2, log: "--help"},
		{name: "pattern", env: []string{installed, "GATE_PATHS=*.json"}, log: "a b.cdx.json: pass"},
		{name: "path like a pattern", env: []string{installed, "GATE_PATHS=a[1].cdx.json"}, log: "a[1].cdx.json: pass"},
	} {
		for _, shell := range []string{"sh", "bash"} {
			t.Run(c.name+" in "+shell, func(t *testing.T) {
				t.Parallel()
				script := filepath.Join(t.TempDir(), "gate.sh")
				writeText(t, script, readText(t, gateScript))
				dir, scratch := t.TempDir(), t.TempDir()
				for _, name := range []string{"a b.cdx.json", "a1.cdx.json", "a[1].cdx.json"} {
					writeText(t, filepath.Join(dir, name), readText(t, "testdata/clean.cdx.json"))
				}
				writeText(t, filepath.Join(dir, "empty/readme.txt"), "")
				env := append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + scratch, "GATE_VERSION=" + releaseVersion}, c.env...)
				code, log := runCommand(t, dir, env, append([]string{shell, script}, c.args...)...)
				if code != c.code || !strings.Contains(log, c.log) {
					t.Errorf("exit code %d, want %d and %q\n%s", code, c.code, c.log, log)
				}
				if left, err := os.ReadDir(scratch); err != nil || len(left) != 0 {
					t.Errorf("temporary files %v remain (%v)", left, err)
				}
			})
		}
	}
}

// withProgram returns a PATH on which a shell script comes first.
func withProgram(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, name), "#!/bin/sh\n"+text+"\n")
	return "PATH=" + dir + ":" + os.Getenv("PATH")
}

// embeddedScript matches the gate script in a snippet, with the indentation of its lines.
var embeddedScript = regexp.MustCompile(`(?ms)^( +)# begin bomgate-gate\.sh[^\n]*\n(.*?)^ +# end bomgate-gate\.sh$`)

// TestEmbeddedGateScript compares the gate script in snippets with the script itself, from
// the first command on. With -update it rewrites the snippets.
func TestEmbeddedGateScript(t *testing.T) {
	_, script, found := strings.Cut(readText(t, gateScript), "\nset -eu\n")
	if !found {
		t.Fatal("the gate script has no line set -eu")
	}
	for _, snippet := range []string{"docs/pipelines/gitlab/bomgate.yml", "docs/pipelines/azure/bomgate.yml"} {
		text := readText(t, snippet)
		at := embeddedScript.FindStringSubmatchIndex(text)
		if at == nil {
			t.Errorf("%s does not contain %s", snippet, gateScript)
			continue
		}
		indent := text[at[2]:at[3]]
		var lines strings.Builder
		for line := range strings.Lines("set -eu\n" + script) {
			if line != "\n" {
				line = indent + line
			}
			lines.WriteString(line)
		}
		want := text[:at[4]] + lines.String() + text[at[5]:]
		if text == want {
			continue
		}
		if !*update {
			t.Errorf("%s has another %s: run go test . -update (-snippet +script)\n%s", snippet, gateScript, cmp.Diff(text, want))
			continue
		}
		writeText(t, snippet, want)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// writeText writes an executable file, and the folder that it is in.
func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	syscall.ForkLock.RLock() // a process that starts now would keep the file open, and it could not be executed
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}
