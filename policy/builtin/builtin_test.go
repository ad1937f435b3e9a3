package builtin_test

import (
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
)

func TestBundleCompiles(t *testing.T) {
	b, err := builtin.Bundle()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policy.Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range engine.Rules() {
		ids = append(ids, r.ID)
	}
	if len(ids) < 3 || len(engine.Measures()) == 0 {
		t.Errorf("rules %q and %d measures, want at least 3 rules and a measure", ids, len(engine.Measures()))
	}
}
