// Compare runs bomgate, conftest and the floor (sbom/sbomtest/floor) as whole
// processes on the same documents. It prints the tables of docs/performance.md:
// time, CPU time and peak memory of each process, and ratios with their limits.
//
//	go run ./.ci/compare
//	go run ./.ci/compare -before /tmp/older/bomgate
//	go run ./.ci/compare -components 10000 -rounds 1 -peers ~/go/bin
//
// All processes use two cores. Each round runs every process, so that other load on
// the machine affects all of them. The tables show the shortest time and the highest
// peak of all rounds. A process is killed after a minute. The limits are for 100,000
// components, the default; the exit code is 1 if one is exceeded.
package main

import (
	"cmp"
	"debug/buildinfo"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The version of conftest to compare with.
const (
	conftestModule  = "github.com/open-policy-agent/conftest"
	conftestVersion = "v0.71.1"
)

// policy is the policy that conftest evaluates.
//
//go:embed policy.rego
var policy []byte

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run() error {
	components := flag.Int("components", 100_000, "`number` of components in the large documents; one in 1,000 is banned")
	rounds := flag.Int("rounds", 3, "`number` of rounds")
	peers := flag.String("peers", "", "`folder` with conftest; it is installed there if it is missing or has another version")
	before := flag.String("before", "", "an older bomgate `binary` to compare with")
	flag.Parse()
	if flag.NArg() > 0 || *components < 1000 || *rounds < 1 {
		return fmt.Errorf("%q: expected only flags, -components of at least 1000 and -rounds of at least 1", os.Args[1:])
	}
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := comparison{dir: dir, peers: cmp.Or(*peers, dir), before: *before, components: *components}
	if err := c.build(); err != nil {
		return err
	}
	if err := c.plan(); err != nil {
		return err
	}
	for i := range *rounds {
		if err := c.round(i+1, *rounds); err != nil {
			return err
		}
	}
	if exceeded := c.print(os.Stdout, *rounds); exceeded > 0 {
		return fmt.Errorf("%d limits exceeded", exceeded)
	}
	return nil
}

// comparison is the list of processes to run and the ratios to print.
type comparison struct {
	dir        string // temporary
	peers      string // folder with conftest
	before     string // older binary, or ""
	components int
	jobs       []*job
	ratios     []ratio
	errs       []error // from plan
}

// build builds the programs of this module and installs conftest.
func (c *comparison) build() error {
	for _, p := range []string{"./cmd/bomgate", "./sbom/sbomtest/floor", "./sbom/sbomtest/generate"} {
		if err := command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", c.dir+"/", p); err != nil {
			return err
		}
	}
	if info, err := buildinfo.ReadFile(filepath.Join(c.peers, "conftest")); err == nil && info.Main.Version == conftestVersion {
		return nil
	}
	bin, err := filepath.Abs(c.peers)
	if err != nil {
		return err
	}
	return command("env", "GOBIN="+bin, "go", "install", "-ldflags=-s -w", conftestModule+"@"+conftestVersion)
}

// command runs a command without cgo and shows its output on standard error.
func command(args ...string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%q: %w", args, err)
	}
	return nil
}

// plan adds all jobs and ratios.
func (c *comparison) plan() error {
	large := c.document("CycloneDX JSON", c.components)
	small := c.document("CycloneDX JSON", 45)
	plain, plainSmall := c.check(large, 1, 0), c.check(small, 0, 0)
	c.planLimits(large, plain)
	c.planForms(plain)
	if c.before != "" {
		before, beforeSmall := c.checkBefore(large, 1), c.checkBefore(small, 0)
		c.ratio("50 kB, time / time of the older binary", atMost, 1.3, func() float64 { return seconds(plainSmall) / seconds(beforeSmall) })
		c.ratio(large.name+", time / time of the older binary", information, 0, func() float64 { return seconds(plain) / seconds(before) })
	}
	return errors.Join(c.errs...)
}

// planLimits adds the jobs and ratios for a large document, of which plain is the run
// without more names.
func (c *comparison) planLimits(large input, plain *job) {
	rules := filepath.Join(c.dir, "policy.rego")
	c.errs = append(c.errs, os.WriteFile(rules, policy, 0o600))

	floor := c.add("floor", large, 0, c.dir+"/floor", large.path)
	conftest := c.add("conftest, four rules", large, 1, c.peers+"/conftest", "test", "--no-color", "--policy", rules, large.path)
	few, many := c.check(large, 1, 100), c.check(large, 1, 30_000)
	five := c.check(c.document("CycloneDX JSON", 5*c.components), 1, 0)

	c.ratio("time / time of the floor", atMost, 5, func() float64 { return seconds(plain) / seconds(floor) })
	// If conftest is killed, its time is a lower bound, which is enough here.
	c.ratio("time of conftest / time", atLeast, 6, func() float64 { return conftest.wall.Seconds() / seconds(plain) })
	c.ratio("peak memory of conftest / peak memory", atLeast, 6, func() float64 { return float64(conftest.peak) / float64(plain.peak) })
	c.ratio("peak memory / size of the file", atMost, 2, func() float64 { return float64(plain.peak) / float64(large.size) })
	c.ratio("time for five times the components / time", atMost, 5.5, func() float64 { return seconds(five) / seconds(plain) })
	c.ratio("30,000 names instead of 100, ms", atMost, 100, func() float64 { return 1000 * (seconds(many) - seconds(few)) })
}

// planForms adds the time per byte of other forms.
func (c *comparison) planForms(plain *job) {
	for _, form := range []string{"CycloneDX XML", "SPDX JSON", "SPDX tag-value", "SPDX 3"} {
		other := c.check(c.document(form, c.components), 1, 0)
		c.ratio(form+", time per byte / time per byte of CycloneDX JSON", information, 0, func() float64 {
			return seconds(other) / float64(other.input.size) / (seconds(plain) / float64(plain.input.size))
		})
	}
}

// document generates a document with n components. Its name ends in ".json", which
// conftest requires.
func (c *comparison) document(form string, n int) input {
	flagName := strings.ToLower(strings.ReplaceAll(form, " ", "-"))
	in := input{name: form + ", " + thousands(n) + " components", path: filepath.Join(c.dir, fmt.Sprintf("%d-%s.json", n, flagName))}
	f, err := os.Create(in.path)
	if err != nil {
		c.errs = append(c.errs, err)
		return in
	}
	cmd := exec.Command(c.dir+"/generate", "-form", flagName, "-components", fmt.Sprint(n))
	cmd.Stdout, cmd.Stderr = f, os.Stderr
	if err := cmd.Run(); err != nil {
		c.errs = append(c.errs, fmt.Errorf("generate %s: %w", in.name, err))
	}
	if info, err := f.Stat(); err == nil {
		in.size = info.Size()
	}
	c.errs = append(c.errs, f.Close())
	return in
}

// data generates data with n names of banned entities and returns the flag for it.
func (c *comparison) data(n int) string {
	folder := filepath.Join(c.dir, fmt.Sprintf("names-%d", n))
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		c.errs = append(c.errs, command(c.dir+"/generate", "-names", fmt.Sprint(n), "-o", folder))
	}
	return "--data=" + folder
}

// check adds a run of bomgate check, with data for a number of additional names.
func (c *comparison) check(in input, exit, names int) *job {
	name, args := "bomgate", []string{c.dir + "/bomgate", "check", "-o", "sarif=" + c.dir + "/out.sarif"}
	if names > 0 {
		name += ", " + thousands(names) + " more names"
		args = append(args, c.data(names))
	}
	return c.add(name, in, exit, append(args, in.path)...)
}

// checkBefore adds a run of the older binary.
func (c *comparison) checkBefore(in input, exit int) *job {
	return c.add("bomgate, older binary", in, exit, c.before, "check", "-o", "sarif="+c.dir+"/out.sarif", in.path)
}

func (c *comparison) add(name string, in input, exit int, args ...string) *job {
	j := &job{name: name, input: in, exit: exit, args: args}
	c.jobs = append(c.jobs, j)
	return j
}

// round runs every job for at least three seconds, and at least twice.
func (c *comparison) round(n, of int) error {
	for i, j := range c.jobs {
		fmt.Fprintf(os.Stderr, "round %d of %d, process %d of %d: %s, %s\n", n, of, i+1, len(c.jobs), j.name, j.input.name)
		start := time.Now()
		for runs := 0; !j.killed && (runs < 2 || time.Since(start) < 3*time.Second); runs++ {
			if err := j.run(); err != nil {
				return err
			}
		}
	}
	return nil
}
