package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/sbom"
)

// part is how many components with claims, none alike, are judged at once, so that
// the memory for it does not grow with the document.
const part = 1000

// judge asks the policies about a document, in parts and on all cores if they judge
// each component by itself.
func (e *Engine) judge(ctx context.Context, doc *sbom.Document, c Context) (*found, error) {
	parts := func(yield func(sbom.Part) bool) { yield(sbom.Part{Input: doc.Input()}) }
	if e.local {
		parts = doc.Parts(part, e.index.telling())
	}
	all := newFound(e, doc)
	workers, working := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	var last func() error // judges the last part
	for p := range parts {
		if working.Err() != nil {
			break
		}
		if last != nil {
			workers.Go(last)
		}
		input := p.Input
		input["context"], p.Input = c.input(), nil // p is kept with what is found
		last = func() error {
			verdict, err := e.query.ask(working, input, func(f finding) error { return all.add(p, f) })
			if err == nil {
				all.judged(verdict)
			}
			return err
		}
	}
	var err error
	if last != nil { // here, where the stack has grown with the documents before
		err = last()
	}
	return all, cmp.Or(workers.Wait(), err, ctx.Err())
}

// query asks for all that a report needs, in one evaluation.
type query struct {
	compiler *ast.Compiler
	body     ast.Body
	store    store
}

// newQuery compiles the question to ask of compiled policies.
func newQuery(compiler *ast.Compiler, s store) (*query, error) {
	body, err := compiler.QueryCompiler().Compile(ast.MustParseBody("findings = data.bomgate.findings; verdict = data.bomgate.verdict"))
	return &query{compiler, body, s}, err
}

// ask evaluates the policies, calls each with what they find, and returns the verdict.
// A built-in that fails is an error, not undefined.
func (q *query) ask(ctx context.Context, input map[string]any, each func(finding) error) (verdict Verdict, err error) {
	txn, err := q.store.NewTransaction(ctx)
	if err != nil {
		return "", err
	}
	defer q.store.Abort(ctx, txn)
	cancel := topdown.NewCancel()
	defer context.AfterFunc(ctx, cancel.Cancel)()
	results, err := topdown.NewQuery(q.body).
		WithCompiler(q.compiler).
		WithStore(q.store).
		WithTransaction(txn).
		WithInput(ast.NewTerm(ast.LazyObject(input))).
		WithStrictBuiltinErrors(true).
		WithCancel(cancel).
		Run(ctx)
	if err != nil {
		return "", err
	}
	if len(results) != 1 {
		return "", errors.New("data.bomgate.findings or data.bomgate.verdict is undefined")
	}
	findings, ok := results[0]["findings"].Value.(ast.Set)
	if !ok {
		return "", errors.New("data.bomgate.findings: expected a set")
	}
	if err := ast.As(results[0]["verdict"].Value, &verdict); err != nil {
		return "", fmt.Errorf("data.bomgate.verdict: %w", err)
	}
	if verdict.rank() < 0 {
		return "", fmt.Errorf("data.bomgate.verdict is %q: expected fail, undetermined, review or pass", verdict)
	}
	return verdict, findings.Iter(func(t *ast.Term) error {
		f, err := readFinding(t)
		if err != nil {
			return err
		}
		return each(f)
	})
}
