package policy

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/bomgate/bomgate/sbom"
)

// part is how many components with claims are judged at once, so that the memory
// for it does not grow with the document.
const part = 1000

// judge asks the policies about a document, part by part if all of them judge each
// component by itself.
func (e *Engine) judge(ctx context.Context, doc *sbom.Document, c Context) (answer, error) {
	input := Input(doc, c)
	ends := []int{len(doc.Components)}
	if e.local {
		ends = parts(doc)
	}
	var all answer
	seen := map[string]bool{} // findings that rest on no claim, which each part has
	from := 0
	for _, to := range ends {
		if len(ends) > 1 {
			input["claims"] = doc.ClaimsInput(from, to)
		}
		a, err := e.query.ask(ctx, input)
		if err != nil {
			return answer{}, err
		}
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
		from = to
	}
	return all, nil
}

// parts returns where each part ends, as indices of components.
func parts(doc *sbom.Document) []int {
	claiming := make([]bool, len(doc.Components))
	for _, c := range doc.Claims {
		claiming[c.Component] = true
	}
	var ends []int
	n := 0
	for i, does := range claiming {
		if does {
			n++
		}
		if n == part {
			ends, n = append(ends, i+1), 0
		}
	}
	return append(ends, len(doc.Components))
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
	err = findings.Iter(func(t *ast.Term) error {
		value, err := ast.JSON(t.Value)
		if err != nil {
			return err
		}
		var f finding
		if err := into(&f, value); err != nil {
			return err
		}
		a.findings = append(a.findings, f)
		return nil
	})
	return a, err
}
