package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
)

// earlierRun is a run as read from its JSON report.
type earlierRun struct {
	*gate.Run
	file   string
	digest string // SHA-256 of the file in lower-case hexadecimal
}

// readReport reads a JSON report from a file, or from standard input if the name is -.
func readReport(name string, stdin io.Reader) (*earlierRun, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, config.ReadError("report", name, err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, jsonreport.MaxBytes+1))
	if err != nil {
		return nil, config.ReadError("report", name, err)
	}
	run, err := jsonreport.Read(name, data)
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	sum := sha256.Sum256(data)
	return &earlierRun{run, name, hex.EncodeToString(sum[:])}, nil
}

// readBaseline reads the report that --baseline names. It returns nil without the flag.
func (c *checkFlags) readBaseline() (*earlierRun, error) {
	if c.baseline == "" {
		return nil, nil
	}
	return readReport(c.baseline, nil)
}

// compare compares a run with a baseline, which may be nil. If the baseline is about another
// product, no document has a verdict.
func compare(run *gate.Run, engine *policy.Engine, baseline *earlierRun) {
	if baseline == nil {
		return
	}
	gone, err := diff.Mark(run, baseline.Run)
	run.Baseline = &gate.Baseline{File: baseline.file, Digest: baseline.digest, Gone: gone}
	if err == nil {
		return
	}
	err = fmt.Errorf("baseline %q: %w: expected the report of an earlier run on the same product, as from bomgate check -o json=baseline.json", baseline.file, err)
	for i, r := range run.Reports {
		if r.Fault == nil {
			run.Reports[i] = engine.Undetermined(r.Name, r.Context, err)
		}
	}
}
