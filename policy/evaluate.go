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

// Evaluate evaluates the policies on a document. It returns an error if [Engine.Check]
// does, or if the evaluation fails.
func (e *Engine) Evaluate(ctx context.Context, doc *sbom.Document, c Context) (*Report, error) {
	if err := e.Check(c); err != nil {
		return nil, err
	}
	found, err := e.judge(ctx, doc, c)
	if err != nil {
		return nil, fmt.Errorf("evaluate %q: %w", doc.Name, err)
	}
	return e.report(doc, c, found), nil
}

// Undetermined returns the report on a document that could not be read or evaluated.
func (e *Engine) Undetermined(name string, c Context, err error) *Report {
	return &Report{Name: name, Context: c, Rules: e.rules, Verdict: Undetermined, Findings: []Finding{}, Fault: err}
}

// judge evaluates a document, on all cores if it has several batches.
func (e *Engine) judge(ctx context.Context, doc *sbom.Document, c Context) (*collector, error) {
	all := newCollector(e, doc)
	workers, working := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	var last func() error // evaluates the last batch
	batches, err := e.batches(doc)
	if err != nil {
		return nil, err
	}
	for b := range batches {
		if working.Err() != nil {
			break
		}
		if last != nil {
			workers.Go(last)
		}
		input := b.input
		input["context"], b.input = c.input(), nil // findings keep b
		last = func() error {
			verdict, err := e.query.ask(working, input, func(f regoFinding) error { return all.add(b, f) })
			if err == nil {
				all.judged(verdict)
			}
			return err
		}
	}
	if last != nil { // in this goroutine, whose stack has grown with the documents before
		err = last()
	}
	return all, cmp.Or(workers.Wait(), err, ctx.Err())
}

// query asks for the findings and the verdict in one evaluation.
type query struct {
	compiler *ast.Compiler
	body     ast.Body
	store    store
	rules    []annotatedRule
}

// errorIn adds the name and the file of a rule to an error.
func (q *query) errorIn(id string, err error) error {
	if err == nil {
		return nil
	}
	file := ""
	for _, r := range q.rules {
		if r.ID == id {
			file = r.file + ": "
		}
	}
	return fmt.Errorf("%srule %q: %w", file, id, err)
}

// newQuery compiles the query against compiled policies. It asks for facts, in which
// templates are not filled: data.bomgate.findings is for other programs.
func newQuery(p program, s store) (*query, error) {
	body, err := p.compiler.QueryCompiler().Compile(ast.MustParseBody("facts = data.bomgate.facts; verdict = data.bomgate.verdict"))
	return &query{p.compiler, body, s, p.rules}, err
}

// ask evaluates the policies, calls each for every finding, and returns the verdict.
// A built-in function that fails is an error, not undefined.
func (q *query) ask(ctx context.Context, input map[string]any, each func(regoFinding) error) (verdict Verdict, err error) {
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
		return "", errors.New("data.bomgate.facts or data.bomgate.verdict is undefined")
	}
	facts, ok := results[0]["facts"].Value.(ast.Set)
	if !ok {
		return "", errors.New("data.bomgate.facts: expected a set")
	}
	if err := ast.As(results[0]["verdict"].Value, &verdict); err != nil {
		return "", fmt.Errorf("data.bomgate.verdict: %w", err)
	}
	if verdict.rank() < 0 {
		return "", fmt.Errorf("data.bomgate.verdict is %q: expected fail, undetermined, review or pass", verdict)
	}
	return verdict, facts.Iter(func(t *ast.Term) error {
		f, err := readFinding(t)
		if err == nil {
			err = each(f)
		}
		return q.errorIn(f.Rule, err)
	})
}
