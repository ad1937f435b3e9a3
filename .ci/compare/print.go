package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// ratio is a number computed from the measurements, and its limit.
type ratio struct {
	name    string
	kind    kind
	limit   float64
	measure func() float64
}

// kind says how a number relates to its limit.
type kind string

const (
	atMost      kind = "≤"
	atLeast     kind = "≥"
	information kind = "" // no limit
)

func (c *comparison) ratio(name string, k kind, limit float64, measure func() float64) {
	c.ratios = append(c.ratios, ratio{name, k, limit, measure})
}

// exceeded reports whether a number is beyond its limit. NaN, from a process that was
// killed, is.
func (r ratio) exceeded(measured float64) bool {
	switch r.kind {
	case atMost:
		return !(measured <= r.limit)
	case atLeast:
		return !(measured >= r.limit)
	}
	return false
}

// print writes the tables as Markdown and returns the number of exceeded limits.
func (c *comparison) print(w io.Writer, rounds int) (exceeded int) {
	fmt.Fprintf(w, "Measured on %s on two cores of %s (%s/%s, %s) with `go run ./.ci/compare -components %d -rounds %d` and conftest %s.\n\n",
		time.Now().UTC().Format("2 January 2006"), processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), c.components, rounds, conftestVersion)
	fmt.Fprint(w, "| process | input | MB | time | CPU time | peak memory |\n| --- | --- | ---: | ---: | ---: | ---: |\n")
	for _, j := range c.jobs {
		over := ""
		if j.killed {
			over = "> "
		}
		fmt.Fprintf(w, "| %s | %s | %.2f | %s%.3f s | %s%.3f s | %s%d MB |\n",
			j.name, j.input.name, float64(j.input.size)/1e6, over, j.wall.Seconds(), over, j.cpu.Seconds(), over, j.peak/1e6)
	}
	fmt.Fprint(w, "\n| number | measured | limit |\n| --- | ---: | ---: |\n")
	for _, r := range c.ratios {
		measured, limit := r.measure(), "–"
		if r.kind != information {
			limit = fmt.Sprintf("%s %g", r.kind, r.limit)
		}
		if r.exceeded(measured) {
			exceeded++
			limit += ", **exceeded**"
		}
		fmt.Fprintf(w, "| %s | %.2f | %s |\n", r.name, measured, limit)
	}
	return exceeded
}

// processor returns the model name of the processor.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // Linux only
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "an unknown processor"
}

// thousands formats a number with a comma before every three digits.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
