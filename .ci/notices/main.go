// Notices writes the licenses and notices of all code that a program contains on the
// platforms in the arguments:
//
//	go run ./.ci/notices ./cmd/bomgate linux/amd64 windows/arm64
//
// It takes the files in each folder from a package up to the root of its module. A module
// without such a file is an error.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// notice matches the names of files with a license or a notice, except the license of
// documentation, which a program does not contain.
var notice = regexp.MustCompile(`(?i)^(licen[cs]e|copying|copyright|notice|patents|unlicense)($|[_-]|\.(txt|md|\w*(bsd|mit|apache|libyaml)\w*)$)`)

// unicodeLicense applies to the table of confusable characters of this module.
const unicodeLicense = "sbom/identity/testdata/unicode/LICENSE"

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: notices PACKAGE OS/ARCH...")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// write writes the notices of a program.
func write(w io.Writer, program string, platforms []string) error {
	text, err := os.ReadFile(unicodeLicense)
	if err != nil {
		return err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	found := map[string]texts{"Unicode data": {string(text): "LICENSE"}}
	for _, platform := range platforms {
		packages, err := dependencies(program, platform)
		if err != nil {
			return err
		}
		for _, pkg := range packages {
			if found[pkg.part()] == nil {
				found[pkg.part()] = texts{}
			}
			root := strings.TrimSpace(string(goroot))
			if !pkg.Standard {
				root = pkg.Module.Dir
			}
			if err := found[pkg.part()].add(pkg.Dir, root); err != nil {
				return err
			}
		}
	}
	line := strings.Repeat("=", 80)
	for _, part := range slices.Sorted(maps.Keys(found)) {
		if len(found[part]) == 0 {
			return fmt.Errorf("%s has no file with a license", part)
		}
		for _, file := range found[part].byName() {
			text := strings.TrimSpace(strings.ReplaceAll(file.text, "\r\n", "\n"))
			if _, err := fmt.Fprintf(w, "%s\n%s\n%s\n%s\n\n%s\n\n", line, part, file.name, line, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts maps the text of each license and notice to the name of the first file that has it.
type texts map[string]string

// add adds the files in all folders from dir up to root.
func (t texts) add(dir, root string) error {
	for ; len(dir) >= len(root); dir = filepath.Dir(dir) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if !entry.Type().IsRegular() || filepath.Ext(entry.Name()) == ".go" || !notice.MatchString(entry.Name()) {
				continue
			}
			file := filepath.Join(dir, entry.Name())
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, file)
			if err != nil {
				return err
			}
			name = filepath.ToSlash(name)
			if old, ok := t[string(text)]; !ok || name < old {
				t[string(text)] = name
			}
		}
	}
	return nil
}

type file struct{ name, text string }

// byName returns the texts in the order of their names.
func (t texts) byName() []file {
	var files []file
	for text, name := range t {
		files = append(files, file{name, text})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files
}

// goPackage is a package, as go list describes it.
type goPackage struct {
	Dir      string
	Standard bool
	Module   *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// dependencies returns the packages that a program contains on a platform, except those of
// the main module.
func dependencies(program, platform string) ([]goPackage, error) {
	goos, goarch, ok := strings.Cut(platform, "/")
	if !ok {
		return nil, fmt.Errorf("platform %q: expected OS/ARCH, as in linux/amd64", platform)
	}
	cmd := exec.Command("go", "list", "-deps", "-json=Dir,Standard,Module", program)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	var packages []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var pkg goPackage
		if err := dec.Decode(&pkg); err != nil {
			return nil, err
		}
		if pkg.Standard || !pkg.Module.Main {
			packages = append(packages, pkg)
		}
	}
	return packages, nil
}

// part names the module of a package, with its version.
func (p goPackage) part() string {
	if p.Standard {
		return "Go standard library " + runtime.Version()
	}
	return p.Module.Path + " " + p.Module.Version
}
