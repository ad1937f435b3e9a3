package policy

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/sbom"
)

// part is how many components with claims are judged at once, so that the memory
// for it does not grow with the document.
const part = 1000

// judge asks the policies about a document, in parts and on all cores if they judge
// each component by itself.
func (e *Engine) judge(ctx context.Context, doc *sbom.Document, c Context) (answer, error) {
	if !e.local {
		return e.query.ask(ctx, Input(doc, c))
	}
	var parts []*answer
	workers, working := errgroup.WithContext(ctx)
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for input := range doc.InputParts(part) {
		if working.Err() != nil {
			break
		}
		input["context"] = c.input()
		a := &answer{}
		parts = append(parts, a)
		workers.Go(func() (err error) {
			*a, err = e.query.ask(working, input)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return answer{}, err
	}
	var all answer
	seen := map[string]bool{} // findings that rest on no claim, which each part has
	for _, a := range parts {
		for _, f := range a.findings {
			if len(f.Claims) == 0 {
				key := strings.Join([]string{f.Rule, f.Component, f.Message}, "\x00")
				if seen[key] {
					continue
				}
				seen[key] = true
			}
			all.findings = append(all.findings, f)
		}
		if all.verdict == "" || a.verdict.rank() < all.verdict.rank() {
			all.verdict = a.verdict
		}
	}
	return all, ctx.Err()
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

// answer is what the policies say about a document.
type answer struct {
	findings []finding
	verdict  Verdict
}

// ask evaluates the policies. A built-in that fails is an error, not undefined.
func (q *query) ask(ctx context.Context, input map[string]any) (a answer, err error) {
	txn, err := q.store.NewTransaction(ctx)
	if err != nil {
		return a, err
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
		return a, err
	}
	if len(results) != 1 {
		return a, errors.New("data.bomgate.findings or data.bomgate.verdict is undefined")
	}
	findings, ok := results[0]["findings"].Value.(ast.Set)
	if !ok {
		return a, errors.New("data.bomgate.findings: expected a set")
	}
	if err := ast.As(results[0]["verdict"].Value, &a.verdict); err != nil {
		return a, fmt.Errorf("data.bomgate.verdict: %w", err)
	}
	a.findings = make([]finding, 0, findings.Len())
	err = findings.Iter(func(t *ast.Term) error {
		f, err := readFinding(t)
		a.findings = append(a.findings, f)
		return err
	})
	return a, err
}
