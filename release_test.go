package bomgate_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// releaseConfig is the part of .goreleaser.yaml that names the files of a release.
type releaseConfig struct {
	Builds []struct {
		Goos, Goarch []string
	}
	Archives []struct {
		Name      string `yaml:"name_template"`
		Formats   []string
		Overrides []struct {
			Goos    string
			Formats []string
		} `yaml:"format_overrides"`
	}
	Packages []struct {
		Name    string `yaml:"file_name_template"`
		Formats []string
	} `yaml:"nfpms"`
	SBOMs []struct {
		Documents []string
	} `yaml:"sboms"`
}

// releaseFile matches the name of a file of a release in a page or a script: version,
// system, architecture, and extension.
var releaseFile = regexp.MustCompile(`\bbomgate_([\w.${}+-]*?)_(OS|linux|darwin|macos|windows)_(ARCH|\w+?)\.(tar\.gz|tgz|zip|deb|rpm|cdx\.json)\b`)

// TestReleaseFiles checks that every page and every script names files of a release as
// .goreleaser.yaml names them.
func TestReleaseFiles(t *testing.T) {
	files := releaseFiles(t)
	found := 0
	for _, page := range pagesAndScripts(t) {
		for _, m := range releaseFile.FindAllStringSubmatch(readText(t, page), -1) {
			found++
			if !slices.ContainsFunc(files, func(name string) bool { return isReleaseFile(name, m) }) {
				t.Errorf("%s: %q is not a file of a release: expected one of\n%s", page, m[0], strings.Join(files, "\n"))
			}
		}
	}
	if found < 10 {
		t.Errorf("found %d names of files, want more", found)
	}
}

// isReleaseFile reports whether a name with the version VERSION is the one in a match.
// OS and ARCH are placeholders for any system and architecture.
func isReleaseFile(name string, match []string) bool {
	parts := releaseFile.FindStringSubmatch(name)
	return (match[2] == "OS" || match[2] == parts[2]) && (match[3] == "ARCH" || match[3] == parts[3]) && match[4] == parts[4]
}

func TestReleaseFileThatDoesNotExist(t *testing.T) {
	files := releaseFiles(t)
	for name, want := range map[string]bool{
		"bomgate_VERSION_OS_ARCH.tar.gz":            true,
		"bomgate_1.2.3_linux_amd64.deb":             true,
		"bomgate_${version}_windows_arm64.zip":      true,
		"bomgate_1.2.3-rc.1_darwin_arm64.cdx.json":  true,
		"bomgate_1.2.3_macos_arm64.tar.gz":          false,
		"bomgate_1.2.3_linux_x86_64.tar.gz":         false,
		"bomgate_1.2.3_linux_amd64.zip":             false,
		"bomgate_1.2.3_windows_amd64.tar.gz":        false,
		"bomgate_1.2.3_darwin_amd64.deb":            false,
		"bomgate_$VERSION_linux_386.tar.gz":         false,
		"see bomgate_VERSION_linux_amd64.tgz there": false,
	} {
		match := releaseFile.FindStringSubmatch(name)
		if match == nil {
			t.Errorf("%q is not recognized", name)
		} else if got := slices.ContainsFunc(files, func(file string) bool { return isReleaseFile(file, match) }); got != want {
			t.Errorf("%q is a file of a release: %t, want %t", name, got, want)
		}
	}
}

// TestReleaseAttestsAllPlatforms checks that the workflow attests the SBOM of each platform.
func TestReleaseAttestsAllPlatforms(t *testing.T) {
	var workflow struct {
		Jobs struct {
			SBOM struct {
				Strategy struct {
					Matrix struct{ Platform []string }
				}
			} `yaml:"sbom"`
		}
	}
	if err := yaml.Unmarshal([]byte(readText(t, ".github/workflows/release.yml")), &workflow); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range releaseFiles(t) {
		if m := releaseFile.FindStringSubmatch(name); m[4] == "cdx.json" {
			want = append(want, m[2]+"_"+m[3])
		}
	}
	if diff := cmp.Diff(want, workflow.Jobs.SBOM.Strategy.Matrix.Platform); diff != "" {
		t.Errorf("platforms of the job sbom (-want +got)\n%s", diff)
	}
}

// releaseFiles returns the names of the files of a release for each platform, with the
// version VERSION.
func releaseFiles(t *testing.T) []string {
	t.Helper()
	var config releaseConfig
	if err := yaml.Unmarshal([]byte(readText(t, ".goreleaser.yaml")), &config); err != nil {
		t.Fatal(err)
	}
	var files []string
	add := func(goos, arch, pattern, extension string) {
		var name strings.Builder
		err := template.Must(template.New("").Parse(pattern)).Execute(&name, map[string]string{
			"ProjectName": "bomgate", "Version": "VERSION", "Os": goos, "Arch": arch,
		})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, name.String()+extension)
	}
	build := config.Builds[0]
	for _, goos := range build.Goos {
		for _, arch := range build.Goarch {
			archive := config.Archives[0]
			format := archive.Formats[0]
			for _, o := range archive.Overrides {
				if o.Goos == goos {
					format = o.Formats[0]
				}
			}
			add(goos, arch, archive.Name, "."+format)
			add(goos, arch, config.SBOMs[0].Documents[0], "")
			for _, format := range config.Packages[0].Formats {
				if goos == "linux" {
					add(goos, arch, config.Packages[0].Name, "."+format)
				}
			}
		}
	}
	return files
}

// pagesAndScripts returns the paths of all Markdown files, and of the files of the action,
// the workflows and .ci.
func pagesAndScripts(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch name := filepath.ToSlash(file); {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "dist", "extras", "testdata"}, name):
			return fs.SkipDir
		case !d.IsDir() && (filepath.Ext(name) == ".md" || strings.HasPrefix(name, ".github/") || strings.HasPrefix(name, ".ci/")):
			paths = append(paths, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(fmt.Errorf("list pages: %w", err))
	}
	return paths
}
