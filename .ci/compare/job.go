package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// limit is the time after which a process is killed.
const limit = time.Minute

// job is a process to run, with the best measurements so far.
type job struct {
	name      string
	input     input
	exit      int // expected exit code
	args      []string
	wall, cpu time.Duration
	peak      int64 // in bytes
	killed    bool
}

// input is a document that a process reads.
type input struct {
	name string
	path string
	size int64
}

// run runs the process once.
func (j *job) run() error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, j.args[0], j.args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	state := cmd.ProcessState
	j.killed = ctx.Err() != nil
	if state == nil || state.ExitCode() != j.exit && !j.killed {
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
	// Linux reports KiB. The value cannot be lower than the peak of this process at
	// the fork, which is small because generate writes the documents.
	j.peak = max(j.peak, state.SysUsage().(*syscall.Rusage).Maxrss<<10)
	return nil
}

// seconds returns the time of a job, or NaN if it was killed.
func seconds(j *job) float64 {
	if j.killed {
		return math.NaN()
	}
	return j.wall.Seconds()
}
