package bomgate_test

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
)

// TestPreCommitHook checks that the hook gets the files whose names say that they are SBOMs.
func TestPreCommitHook(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language, Files string
		RequireSerial                                 bool `yaml:"require_serial"`
	}
	decodeSnippet(t, readText(t, ".pre-commit-hooks.yaml"), &hooks)
	files := regexp.MustCompile(hooks[0].Files)
	for name, want := range map[string]bool{
		"app.cdx.json":                  true,
		"dist/app.cdx.xml":              true,
		"dist/app.CDX.JSON":             true,
		"app.cdx.json.gz":               true,
		"app.spdx":                      true,
		"app.spdx.json":                 true,
		"app.spdx3.json":                true,
		"app.spdx.rdf":                  true,
		"app.spdx.yml":                  true,
		"bom.json":                      true,
		"target/bom.xml":                true,
		"app-sbom.json":                 true,
		"sbom/package.json":             false,
		"package.json":                  false,
		"bomb.json":                     false,
		"sbom.go":                       false,
		"docs/sbom.md":                  false,
		"app.spdx.json.sig":             false,
		".github/workflows/sbom.yml":    false,
		"charts/sbom/values.yaml":       false,
		"testdata/bom.json.sha256":      false,
		"sbom/internal/spdx/spdx.go":    false,
		"src/main/resources/policy.xml": false,
	} {
		got := files.MatchString(name)
		if got != want {
			t.Errorf("the hook gets %s: %v, want %v", name, got, want)
		}
		if got && !decode.NamesSBOM(name) {
			t.Errorf("the hook gets %s, which check would skip in a folder", name)
		}
	}
}

// TestGoReleaserHook runs the command that makes and checks an SBOM, as GoReleaser does: it
// replaces variables in the arguments, and runs the command in the folder of the archives.
func TestGoReleaserHook(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the hook is a command of a Unix shell")
	}
	var config struct {
		Version  int
		Builds   []struct{ Env, Goos []string }
		Archives []struct{ Formats []string }
		SBOMs    []struct {
			Artifacts string
			Documents []string
			Cmd       string
			Args      []string
		}
	}
	decodeSnippet(t, readText(t, "docs/pipelines/goreleaser/.goreleaser.yaml"), &config)
	hook := config.SBOMs[0]
	bin := buildBomgate(t)
	for _, c := range []struct {
		sbom string // that syft writes
		code int
	}{
		{"testdata/clean.cdx.json", 0},
		{"testdata/appliance.cdx.json", 1},
		{"testdata/broken/truncated.cdx.json", 2},
		{"testdata/missing.cdx.json", 1}, // syft fails
	} {
		t.Run(filepath.Base(c.sbom), func(t *testing.T) {
			dist := t.TempDir()
			sbom, err := filepath.Abs(c.sbom)
			if err != nil {
				t.Fatal(err)
			}
			// It is called as: syft scan ARCHIVE --output cyclonedx-json=SBOM
			writeText(t, filepath.Join(bin, "syft"), "#!/bin/sh\ntest \"$2\" = app.tar.gz && cp "+sbom+" \"${4#cyclonedx-json=}\"\n")
			variables := map[string]string{"artifact": "app.tar.gz"}
			expand := func(s string) string { return os.Expand(s, func(name string) string { return variables[name] }) }
			variables["document"] = expand(hook.Documents[0])
			command := []string{hook.Cmd}
			for _, arg := range hook.Args {
				command = append(command, expand(arg))
			}
			code, log := runCommand(t, dist, []string{"PATH=" + bin + ":" + os.Getenv("PATH")}, command...)
			if code != c.code {
				t.Errorf("exit code %d, want %d\n%s", code, c.code, log)
			}
			reports, err := filepath.Glob(filepath.Join(dist, "*.bomgate.json"))
			if want := !strings.Contains(c.sbom, "missing"); err != nil || (len(reports) == 1) != want {
				t.Errorf("there are %d reports (%v)\n%s", len(reports), err, log)
			}
		})
	}
}
