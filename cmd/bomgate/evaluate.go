package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom/identity"
)

// evaluate evaluates the documents that the arguments name. If the policies do not
// compile, or a file that a flag names cannot be used, each argument has a report that says
// so. The only error is a [misuse].
func (c *checkFlags) evaluate(ctx context.Context, evalContext policy.Context, args []string, stdin io.Reader, detailed bool, bar *progress.Bar) (*gate.Run, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	compiled := sync.OnceValues(func() (*policy.Engine, error) {
		engine, err := c.policyFlags.compile()
		if err == nil {
			err = c.contextFlags.check(engine, evalContext)
		}
		if err != nil {
			cancel()
			engine = new(policy.Engine) // without rules, to make reports of errors
		}
		return engine, err
	})
	bundles := sync.OnceValue(func() (bundles []gate.Bundle) {
		engine, _ := compiled()
		for _, b := range engine.Bundles() {
			bundles = append(bundles, gate.Bundle{Name: b.Name(), Digest: b.Digest()})
		}
		return bundles
	})
	go bundles() // while files are found and read
	baseline, err := c.readBaseline()
	waivers, waiversErr := c.waiverFlags.read()
	decoder, decoderErr := c.decodeFlags.decoder()
	err = cmp.Or(decoderErr, waiversErr, err)
	decoder.Wants = func() *identity.KeySet {
		boundMemory()
		engine, _ := compiled()
		return engine.Wants()
	}
	var found *source.Found
	var outcomes []outcome
	if err == nil {
		found = source.Find(ctx, args, c.selection)
		several := len(found.Sources) > 1 // only another file can state other digests of a file
		r := runner{compiled, decoder, evalContext, stdin, bar, detailed, several}
		outcomes, err = await(ctx, func() ([]outcome, error) { return r.all(ctx, found.Sources), nil })
	}
	engine, compileErr := compiled()
	if _, ok := errors.AsType[misuse](compileErr); ok {
		return nil, compileErr
	}
	result := &gate.Run{Version: version(), Context: evalContext, AsOf: c.asOf.given, FailOn: c.failLevel()}
	if err := cmp.Or(compileErr, err); err != nil {
		for _, arg := range args {
			result.Reports = append(result.Reports, engine.Undetermined(source.ReportName(arg), evalContext, err))
		}
		return result, nil
	}
	result.Ignored, result.Idle, result.Bundles = engine.Ignored(), engine.Idle(evalContext), bundles()
	collect(result, engine, found, outcomes)
	c.waiverFlags.apply(result, waivers)
	compare(result, engine, baseline)
	return result, nil
}

// collect adds the outcomes for the sources of a run to its result.
func collect(result *gate.Run, engine *policy.Engine, found *source.Found, outcomes []outcome) {
	result.Skipped = found.Skipped
	result.Details = map[*policy.Report]*detail.Detail{}
	hasSBOM := map[string]bool{} // containers
	digests := map[string]map[string]string{}
	for i, s := range found.Sources {
		if outcomes[i].skipped {
			result.Skipped = append(result.Skipped, gate.Skipped{Name: s.Name, Reason: gate.SkippedNotSBOM})
			continue
		}
		for _, name := range s.Containers {
			hasSBOM[name] = true
		}
		digests[s.Name] = outcomes[i].digests
		for j, r := range outcomes[i].reports {
			if d := outcomes[i].details[j]; d != nil {
				result.Details[r] = d
			}
			r.Digest = outcomes[i].digests["sha256"]
			result.Reports = append(result.Reports, r)
		}
	}
	for _, c := range found.Containers {
		if !hasSBOM[c.Name] {
			result.Reports = append(result.Reports, engine.Undetermined(c.Name, result.Context, c.Empty))
		}
	}
	policy.Connect(result.Reports, func(name, algorithm string) (string, bool) {
		digest, ok := digests[name][algorithm]
		return digest, ok
	})
}
