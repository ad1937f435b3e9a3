package policy

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/sbom/identity"
)

// Wants returns the claims that any policy may ask a document for, so that a
// [sbom.Decoder] need not keep the others: those that lead to an entity, or all
// if a policy of the user's looks at claims itself.
func (e *Engine) Wants() *identity.KeySet { return e.wants }

func (e *Engine) wanted() *identity.KeySet {
	if e.asksAll {
		return nil
	}
	return identity.NewKeySet(e.index.leads.all(), e.index.leads.has, e.index.own)
}

// looksUp is the package that looks up in input.claims what data.index leads to.
var looksUp = ast.MustParseRef("data.lib.identity")

// asksAll tells whether a package other than lib.identity reads input.claims, or
// input as a whole. The modules are compiled, so that imports and aliases are
// resolved.
func asksAll(modules map[string]*ast.Module) bool {
	found := false
	for _, m := range modules {
		if m.Package.Path.Equal(looksUp) {
			continue
		}
		ast.WalkRefs(m, func(r ast.Ref) bool {
			if !r.HasPrefix(ast.InputRootRef) {
				return false
			}
			if len(r) == 1 || !r[1].IsGround() || r[1].Equal(ast.StringTerm("claims")) {
				found = true
			}
			return false
		})
	}
	return found
}
