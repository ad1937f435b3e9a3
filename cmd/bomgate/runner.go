package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// maxInFlight limits the bytes of the files that are evaluated at the same time. A
// larger file is evaluated alone.
const maxInFlight = 128 << 20

// runner evaluates the documents of a run.
type runner struct {
	compiled func() (*policy.Engine, error) // waits until the policies are compiled
	decoder  decode.Decoder
	context  policy.Context
	stdin    io.Reader
	bar      *progress.Bar
	detailed bool // an output needs details of the documents
	several  bool // there are several sources, so that digests by all algorithms are needed
}

// outcome is the result for a source.
type outcome struct {
	reports []*policy.Report  // one per document, in the order of the file
	details []*detail.Detail  // by report; nil if it has none
	digests map[string]string // of the file, by algorithm; nil if it cannot be read
	skipped bool              // the source is not an SBOM and need not be one
}

// all evaluates all sources and returns their outcomes in the same order. It uses all
// cores and starts with the largest source, so that the run does not end with one core
// working on it while the others wait.
func (r *runner) all(ctx context.Context, sources []*source.Source) []outcome {
	outcomes := make([]outcome, len(sources))
	total := totalSize(sources)
	r.bar.Start(len(sources), total)
	inFlight := semaphore.NewWeighted(maxInFlight)
	weight := func(s *source.Source) int64 { return min(s.Size, maxInFlight) }
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		workers.Go(func() {
			for i := range next {
				outcomes[i] = r.one(ctx, sources[i])
				inFlight.Release(weight(sources[i]))
			}
		})
	}
	for _, i := range largestFirst(sources) {
		if inFlight.Acquire(ctx, weight(sources[i])) != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return outcomes
}

func totalSize(sources []*source.Source) int64 {
	var n int64
	for _, s := range sources {
		n += s.Size
	}
	return n
}

// largestFirst returns the indexes of the sources, ordered by size.
func largestFirst(sources []*source.Source) []int {
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sources[b].Size, sources[a].Size) })
	return order
}

// one decodes a source and evaluates its documents.
func (r *runner) one(ctx context.Context, s *source.Source) (out outcome) {
	sums := newDigester(r.several)
	decoder := r.decoder
	decoder.Sum = sums
	shown := r.bar.File(s.Size)
	defer func() { shown.Done(out.reports) }()
	if shown != nil {
		decoder.Sum, decoder.Progress = io.MultiWriter(sums, shown), shown.Decoded
	}
	docs, err := s.Decode(ctx, decoder, r.stdin)
	if errors.Is(err, sbom.ErrNotSBOM) && !s.Named {
		return outcome{skipped: true}
	}
	engine, compileErr := r.compiled()
	switch {
	case err != nil:
		out.reports, out.details = []*policy.Report{engine.Undetermined(s.Name, r.context, err)}, make([]*detail.Detail, 1)
		return out
	case compileErr != nil: // the run ends without outcomes
		return out
	}
	shown.Evaluating()
	for i, doc := range docs {
		report, err := engine.Evaluate(ctx, doc, r.context)
		var d *detail.Detail
		switch {
		case err != nil:
			report = engine.Undetermined(s.Name, r.context, err)
		case r.detailed:
			d = detail.Collect(doc, report)
		}
		out.reports, out.details = append(out.reports, report), append(out.details, d)
		docs[i] = nil // release its memory before the next one is evaluated
	}
	out.digests = sums.digests()
	return out
}

// errInterrupted is the error of a run that a signal has ended.
var errInterrupted = errors.New("interrupted: no verdict, no output written")

// await returns the result of f, or errInterrupted as soon as the context ends. It
// does not wait for f then, because decoding and evaluating do not check the context
// often; the process is about to end.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	var r result
	select {
	case r = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		r.err = errInterrupted
	}
	return r.value, r.err
}
