// Compare measures whole processes side by side, the time on the wall and on the
// cores and the peak memory, and prints docs/performance.md's tables: bomgate,
// its peers (conftest and opa with the four rules of policy.rego) and the floor
// (sbom/sbomtest/floor).
//
//	go run ./.ci/compare
//	go run ./.ci/compare -components 10000 -rounds 1 -peers ~/go/bin
//
// Everything runs on two cores. Runs are taken in turns, so that what else the
// machine does meets all alike; of the rounds the shortest time counts, and the
// highest peak. What takes longer than a minute is ended.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"debug/buildinfo"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// The peers, at the versions that are compared with.
var peers = []struct{ name, module, version string }{
	{"conftest", "github.com/open-policy-agent/conftest", "v0.71.1"},
	{"opa", "github.com/open-policy-agent/opa", "v1.22.2"},
}

//go:embed policy.rego
var policy []byte

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run() error {
	components := flag.Int("components", 100_000, "measure documents of `n` components, and others in proportion")
	rounds := flag.Int("rounds", 3, "run each `n` times")
	installed := flag.String("peers", "", "take conftest and opa from `folder`; what is missing there, or of another version, is installed into it")
	corpus := flag.String("corpus", "../shared/corpus", "`folder` with real SBOMs and their INDEX.tsv")
	flag.Parse()
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := comparison{dir: dir, peers: cmp.Or(*installed, dir), components: *components}
	for _, step := range []func() error{
		c.build,
		func() error { return c.plan(*corpus) },
		func() error { return c.run(*rounds) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	c.print(*rounds)
	return nil
}

// limit is when a process is ended.
const limit = time.Minute

// comparison is what is to be run, and the bars that it is held against.
type comparison struct {
	dir, peers string
	components int
	jobs       []*job
	bars       []bar
}

// job is a process that is run, and the best that was measured of it.
type job struct {
	name      string
	input     input
	exit      int // the code that it must end with
	cores     int
	args      []string
	wall, cpu time.Duration
	peak      int64 // bytes
	ended     bool  // at the limit, before it was done
}

// input is what a process reads.
type input struct {
	what string
	path string
	size int64
}

// bar is what a number must not exceed, or must reach.
type bar struct {
	what    string
	reach   bool
	limit   float64
	unit    string
	measure func() float64
}

// run runs everything, in turns.
func (c *comparison) run(rounds int) error {
	for i := range rounds {
		for n, j := range c.jobs {
			if j.ended {
				continue
			}
			fmt.Fprintf(os.Stderr, "round %d of %d, run %d of %d: %s, %s\n", i+1, rounds, n+1, len(c.jobs), j.name, j.input.what)
			more := 3 * time.Second // what is short varies more
			for n := 0; (more > 0 || n < 2) && !j.ended; n++ {
				if err := j.run(); err != nil {
					return err
				}
				more -= j.wall
			}
		}
	}
	return nil
}

// build builds what is run.
func (c *comparison) build() error {
	for _, p := range []string{"./cmd/bomgate", "./sbom/sbomtest/floor", "./sbom/sbomtest/generate"} {
		if err := tell("env", "CGO_ENABLED=0", "go", "build", "-trimpath", "-ldflags=-s -w", "-o", c.dir+"/", p); err != nil {
			return err
		}
	}
	for _, p := range peers {
		info, err := buildinfo.ReadFile(filepath.Join(c.peers, p.name))
		if err == nil && info.Main.Version == p.version {
			continue
		}
		gobin, err := filepath.Abs(c.peers)
		if err != nil {
			return err
		}
		if err := tell("env", "CGO_ENABLED=0", "GOBIN="+gobin, "go", "install", "-ldflags=-s -w", p.module+"@"+p.version); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(c.dir, "policy.rego"), policy, 0o600)
}

// plan says what is run, and what is asked of it.
func (c *comparison) plan(corpus string) error {
	n := c.components
	var failed []error
	generate := func(what, shape, form string, n int) input {
		in, err := c.generate(what, shape, form, n)
		failed = append(failed, err)
		return in
	}
	names := func(n int) string {
		folder := filepath.Join(c.dir, fmt.Sprintf("names-%d", n))
		failed = append(failed, tell(c.dir+"/generate", "-names", fmt.Sprint(n), "-o", folder))
		return "--data=" + folder
	}
	check := func(name string, in input, exit int, flags ...string) *job {
		return c.add(name, in, exit, slices.Concat([]string{c.dir + "/bomgate", "check", "-o", "sarif=" + c.dir + "/out.sarif"}, flags, []string{in.path})...)
	}
	few, many := names(100), names(30_000)

	json := generate(form("CycloneDX JSON", n), "realistic", "cyclonedx-json", n)
	rules := c.dir + "/policy.rego"
	floor := c.add("floor", json, 0, c.dir+"/floor", json.path)
	whole := check("bomgate, 30,000 more names", json, 1, many)
	conftest := c.add("conftest, four rules", json, 1, c.peers+"/conftest", "test", "--no-color", "--policy", rules, json.path)
	opa := c.add("opa eval, four rules", json, 0, c.peers+"/opa", "eval", "--data", rules, "--input", json.path, "data.main.deny")
	short := check("bomgate, 100 more names", json, 1, few)
	plain := check("bomgate", json, 1)
	c.atMost("the whole process by the floor", 3, "×", func() float64 { return ratio(whole.wall, floor.wall) })
	c.atLeast("conftest by bomgate, time", 10, "×", func() float64 { return ratio(conftest.wall, whole.wall) })
	c.atLeast("conftest by bomgate, peak memory", 8, "×", func() float64 { return ratio(conftest.peak, whole.peak) })
	c.atLeast("opa eval by bomgate, time", 10, "×", func() float64 { return ratio(opa.wall, whole.wall) })
	c.atMost("peak memory by the file's size", 2, "×", func() float64 { return whole.peakPerByte(0) })
	five := check("bomgate, 30,000 more names", generate(form("CycloneDX JSON", 5*n), "realistic", "cyclonedx-json", 5*n), 1, many)
	c.atMost("five times the components, time", 5.5, "×", func() float64 { return ratio(five.wall, whole.wall) })
	c.atMost("30,000 names instead of 100, by what they may take: a tenth, or 60 ms", 1, "×", func() float64 {
		return ratio(whole.wall-short.wall, max(short.wall/10, 60*time.Millisecond))
	})

	for _, f := range []string{"SPDX JSON", "SPDX tag-value", "SPDX 3"} {
		other := check("bomgate", generate(form(f, n), "realistic", strings.ToLower(strings.ReplaceAll(f, " ", "-")), n), 1)
		c.atMost(f+" by CycloneDX JSON, for a byte", 1.5, "×", func() float64 { return other.perByte() / plain.perByte() })
	}
	xml := generate(form("CycloneDX XML", n), "realistic", "cyclonedx-xml", n)
	xmlFloor, xmlWhole := c.add("floor", xml, 0, c.dir+"/floor", xml.path), check("bomgate", xml, 1)
	c.atMost("CycloneDX XML by its floor", 2, "×", func() float64 { return ratio(xmlWhole.wall, xmlFloor.wall) })

	small := check("bomgate", generate(form("CycloneDX JSON", 45), "realistic", "cyclonedx-json", 45), 0)
	nothing := input{what: "nothing"}
	version := c.add("bomgate --version", nothing, 0, c.dir+"/bomgate", "--version")
	compiled := c.add("bomgate rules", nothing, 0, c.dir+"/bomgate", "rules")
	c.atMost("50 kB, the whole process", 60, "ms", func() float64 { return milliseconds(small.wall) })
	c.atMost("of which compiling the policies", 25, "ms", func() float64 { return milliseconds(compiled.wall - version.wall) })
	binary, err := os.Stat(c.dir + "/bomgate")
	failed = append(failed, err)
	c.atMost("stripped binary", 40, "MB", func() float64 { return float64(binary.Size()) / 1e6 })

	if once, twice, err := c.collect(corpus, 1000); err == nil {
		all := check("bomgate", once, 2) // some are refused
		one := check("bomgate on one core", once, 2)
		one.cores = 1
		double := check("bomgate", twice, 2)
		c.atLeast("1,000 files, one core by two", 1.7, "×", func() float64 { return ratio(one.wall, all.wall) })
		c.atMost("1,000 files by 1,000 times what compiling the policies takes, which is done once", 0.1, "×", func() float64 {
			return ratio(one.wall, 1000*(compiled.wall-version.wall))
		})
		c.atMost("twice the files, peak memory", 1.1, "×", func() float64 { return ratio(double.peak, all.peak) })
	} else if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(os.Stderr, "no rows on 1,000 real SBOMs: %v\n", err)
	} else {
		failed = append(failed, err)
	}

	for _, h := range []struct {
		what, shape string
		n, exit     int
	}{
		{fmt.Sprintf("a finding on each of %s components", thousands(n)), "banned", n, 1},
		{fmt.Sprintf("%s claims with one key", thousands(10*n)), "alike", 10 * n, 1},
		{fmt.Sprintf("%s banned components, none alike", thousands(n/5)), "family", n / 5, 1},
		{fmt.Sprintf("%s edges", thousands(10*n)), "dense", int(math.Sqrt(float64(10 * n))), 1},
		{fmt.Sprintf("a cycle of %s components", thousands(10*n)), "ring", 10 * n, 1},
		{"components nested 500 deep", "nested", n / 12, 1},
		{"components nested deeper than may be", "bottomless", max(n/50, 600), 2},
		{"one long string", "long", 1000 * n, 2}, // which is refused
	} {
		hostile := check("bomgate", generate(h.what, h.shape, "cyclonedx-json", h.n), h.exit)
		c.atMost(h.what+" by ordinary ones, for a byte", 1.5, "×", func() float64 { return hostile.perByte() / plain.perByte() })
		c.atMost(h.what+", peak memory over that of a small one by the file's size", 2, "×", func() float64 { return hostile.peakPerByte(small.peak) })
	}
	return errors.Join(failed...)
}

func (c *comparison) add(name string, in input, exit int, args ...string) *job {
	j := &job{name: name, input: in, exit: exit, args: args, cores: 2}
	c.jobs = append(c.jobs, j)
	return j
}

func (c *comparison) atMost(what string, limit float64, unit string, measure func() float64) {
	c.bars = append(c.bars, bar{what, false, limit, unit, measure})
}

func (c *comparison) atLeast(what string, limit float64, unit string, measure func() float64) {
	c.bars = append(c.bars, bar{what, true, limit, unit, measure})
}

// generate writes a document that is made for the purpose. The name ends as
// conftest wants it.
func (c *comparison) generate(what, shape, form string, n int) (input, error) {
	path := filepath.Join(c.dir, fmt.Sprintf("%s-%d-%s.json", shape, n, form))
	f, err := os.Create(path)
	if err != nil {
		return input{}, err
	}
	defer f.Close()
	cmd := exec.Command(c.dir+"/generate", "-shape", shape, "-form", form, "-components", fmt.Sprint(n))
	cmd.Stdout, cmd.Stderr = f, os.Stderr
	if err := cmd.Run(); err != nil {
		return input{}, fmt.Errorf("generate %s: %w", what, err)
	}
	info, err := f.Stat()
	if err != nil {
		return input{}, err
	}
	return input{what, path, info.Size()}, nil
}

// collect copies n files that are read without fault into a folder, and twice
// into another.
func (c *comparison) collect(corpus string, n int) (once, twice input, err error) {
	index, err := os.Open(filepath.Join(corpus, "INDEX.tsv"))
	if err != nil {
		return once, twice, err
	}
	defer index.Close()
	once = input{what: thousands(n) + " real SBOMs", path: filepath.Join(c.dir, "once")}
	twice = input{what: thousands(n) + " real SBOMs twice", path: filepath.Join(c.dir, "twice")}
	files := 0
	for lines := bufio.NewScanner(index); files < n && lines.Scan(); {
		column := strings.Split(lines.Text(), "\t")
		if column[len(column)-1] != "ok" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(corpus, column[0]))
		if err != nil {
			return once, twice, err
		}
		for _, path := range []string{once.path, twice.path + "/a", twice.path + "/b"} {
			path = filepath.Join(path, fmt.Sprintf("%04d-%s", files, filepath.Base(column[0])))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600)); err != nil {
				return once, twice, err
			}
		}
		files++
		once.size += int64(len(text))
	}
	twice.size = 2 * once.size
	if files < n {
		err = fmt.Errorf("%s: %d files: expected %d that are ok", index.Name(), files, n)
	}
	return once, twice, err
}

// run runs the process once.
func (j *job) run() error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, j.args[0], j.args[1:]...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", j.cores))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	state := cmd.ProcessState
	j.ended = ctx.Err() != nil
	if state == nil || state.ExitCode() != j.exit && !j.ended {
		return fmt.Errorf("%q: %v: expected exit code %d\n%s", j.args, err, j.exit, stderr.Bytes())
	}
	first := j.wall == 0
	cpu := state.UserTime() + state.SystemTime()
	if first || wall < j.wall {
		j.wall = wall
	}
	if first || cpu < j.cpu {
		j.cpu = cpu
	}
	// Linux counts in KiB, and begins with what this process has, which is little
	// since others make the documents.
	j.peak = max(j.peak, state.SysUsage().(*syscall.Rusage).Maxrss<<10)
	return nil
}

// perByte is the time for a byte of the input.
func (j *job) perByte() float64 {
	if j.ended {
		return math.Inf(1) // nobody knows
	}
	return float64(j.wall) / float64(j.input.size)
}

// peakPerByte is the memory for a byte of the input, over so many bytes.
func (j *job) peakPerByte(over int64) float64 {
	if j.ended {
		return math.Inf(1)
	}
	return float64(j.peak-over) / float64(j.input.size)
}

// print writes the tables as Markdown.
func (c *comparison) print(rounds int) {
	fmt.Printf("Measured on %s on two cores of %s (%s/%s, %s) by `go run ./.ci/compare -components %d -rounds %d`;",
		time.Now().UTC().Format("2 January 2006"), processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), c.components, rounds)
	for i, p := range peers {
		fmt.Printf("%s %s %s", []string{"", " and"}[i], p.name, p.version)
	}
	fmt.Print(".\n\n| run | input | MB | wall | CPU | peak |\n| --- | --- | ---: | ---: | ---: | ---: |\n")
	for _, j := range c.jobs {
		over := ""
		if j.ended {
			over = "> "
		}
		fmt.Printf("| %s | %s | %.2f | %s%.3f s | %s%.3f s | %s%d MB |\n",
			j.name, j.input.what, float64(j.input.size)/1e6, over, j.wall.Seconds(), over, j.cpu.Seconds(), over, j.peak/1e6)
	}
	fmt.Print("\n| what | measured | bar | |\n| --- | ---: | ---: | --- |\n")
	for _, b := range c.bars {
		measured, sign, verdict := b.measure(), "≤", "met"
		if b.reach {
			sign = "≥"
		}
		if b.reach && measured < b.limit || !b.reach && measured > b.limit {
			verdict = "**missed**"
		}
		fmt.Printf("| %s | %.2f %s | %s %g %s | %s |\n", b.what, measured, b.unit, sign, b.limit, b.unit, verdict)
	}
}

// processor is how the processor calls itself.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // there is none elsewhere
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "a processor without a name"
}

// tell runs a command, and shows what it says.
func tell(args ...string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%q: %w", args, err)
	}
	return nil
}

func ratio[T ~int64](a, b T) float64 { return float64(a) / float64(b) }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func form(name string, n int) string { return name + ", " + thousands(n) + " components" }

// thousands writes a number with a comma before every three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
