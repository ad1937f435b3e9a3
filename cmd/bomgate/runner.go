package main

import (
	"cmp"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// maxInFlight is how many bytes of files are read and judged at once. A file that
// is longer goes alone.
const maxInFlight = 128 << 20

// judging is the judging of all documents of a run.
type judging struct {
	compiled func() (*policy.Engine, error) // waits until the policies are
	decoder  decode.Decoder
	question policy.Context
	stdin    io.Reader
	bar      *progress.Bar
	hash     bool // compute digests
}

// outcome is what became of a source: reports on its documents, in their order.
type outcome struct {
	reports []*policy.Report
	digests map[string]string // of the file, by algorithm; nil if they were not asked for
	noSBOM  bool              // and need not be one
}

// all judges all sources, as many at once as there are cores, and the longest first so
// that no core waits for it in the end. The outcomes are in the order of the sources.
// What a file holds is garbage when it is judged.
func (j *judging) all(ctx context.Context, sources []*source) []outcome {
	outcomes := make([]outcome, len(sources))
	var bytes int64
	for _, s := range sources {
		bytes += s.size
	}
	j.bar.Start(len(sources), bytes)
	inFlight := semaphore.NewWeighted(maxInFlight)
	weight := func(s *source) int64 { return min(s.size, maxInFlight) }
	next := make(chan int)
	var workers sync.WaitGroup // whose stacks grow once for all sources
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		workers.Go(func() {
			for i := range next {
				outcomes[i] = j.one(ctx, sources[i])
				inFlight.Release(weight(sources[i]))
				j.bar.Add(sources[i].size, outcomes[i].reports)
			}
		})
	}
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sources[b].size, sources[a].size) })
	for _, i := range order {
		if inFlight.Acquire(ctx, weight(sources[i])) != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return outcomes
}

// one judges the documents of a source.
func (j *judging) one(ctx context.Context, s *source) (out outcome) {
	var sums *digester
	var hashed io.Writer
	if j.hash {
		sums = newDigester()
		hashed = sums
	}
	docs, err := s.decode(ctx, j.decoder, j.stdin, hashed)
	if errors.Is(err, sbom.ErrNotSBOM) && !s.named {
		return outcome{noSBOM: true}
	}
	engine, inPolicies := j.compiled()
	switch {
	case err != nil:
		out.reports = []*policy.Report{engine.Undetermined(s.name, j.question, err)}
		return out
	case inPolicies != nil: // the outcomes are not used
		return out
	}
	for i, doc := range docs {
		report, err := engine.Evaluate(ctx, doc, j.question)
		if err != nil {
			report = engine.Undetermined(s.name, j.question, err)
		}
		out.reports = append(out.reports, report)
		docs[i] = nil // free its memory before the next one is evaluated
	}
	if sums != nil {
		out.digests = sums.digests()
	}
	return out
}

// algorithms are the hash algorithms of a link to a document, by their name in [policy.Link].
var algorithms = map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

// digester computes the digests of what is written to it, by all algorithms: those
// that other documents of the run state are known only when all have been read.
type digester struct {
	io.Writer
	hashes map[string]hash.Hash
}

func newDigester() *digester {
	d := &digester{hashes: map[string]hash.Hash{}}
	var writers []io.Writer
	for name, start := range algorithms {
		d.hashes[name] = start()
		writers = append(writers, d.hashes[name])
	}
	d.Writer = io.MultiWriter(writers...)
	return d
}

// digests returns the digests in lower-case hexadecimal, by algorithm.
func (d *digester) digests() map[string]string {
	sums := map[string]string{}
	for name, h := range d.hashes {
		sums[name] = hex.EncodeToString(h.Sum(nil))
	}
	return sums
}

// errInterrupted is why there is no verdict when somebody has ended the run.
var errInterrupted = errors.New("interrupted: no verdict, nothing is written")

// await returns what f does, or errInterrupted as soon as the context ends. What
// f is at then, which may be a long document in memory, ends with the process.
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
