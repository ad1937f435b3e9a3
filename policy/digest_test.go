package policy_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

func TestDigest(t *testing.T) {
	const text = "package lib.a\n\nx := 1\n"
	want := folder(t, "a.rego", text, "x/data.yaml", "y: 1\n").Digest()
	// printf '6 a.rego 22 package lib.a\n\nx := 1\n11 x/data.yaml 5 y: 1\n' | sha256sum
	if stable := "43af86e4d1fbdb8c69e404c6cb33d5a69ccd66422aeb988487a4acc249273a64"; want != stable {
		t.Errorf("digest %s, want %s as in earlier versions", want, stable)
	}
	if got := folder(t, "x/data.yaml", "y: 1\n", "a.rego", text).Digest(); got != want {
		t.Errorf("digest %s of the same files, want %s", got, want)
	}
	for name, files := range map[string][]string{
		"other Rego":    {"a.rego", text + "\n", "x/data.yaml", "y: 1\n"},
		"other data":    {"a.rego", text, "x/data.yaml", "y: 2\n"},
		"another name":  {"b.rego", text, "x/data.yaml", "y: 1\n"},
		"another place": {"a.rego", text, "z/data.yaml", "y: 1\n"},
		"no data":       {"a.rego", text},
	} {
		if got := folder(t, files...).Digest(); got == want {
			t.Errorf("%s: the same digest", name)
		}
	}
}

// TestDigestOfOPABundle checks that data and Rego of an OPA bundle are in its digest.
func TestDigestOfOPABundle(t *testing.T) {
	digest := func(level string) string {
		t.Helper()
		engine, err := compile(t, folder(t, "ours.rego", strings.Replace(rule(`deny contains {"message": "x"} if input.document.name == "x"`), "level: error", "level: "+level, 1)))
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := written(t, engine)
		b, err := policy.ReadBundle("bundle.tar.gz", bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		return b.Digest()
	}
	if a, b := digest("error"), digest("error"); a != b {
		t.Errorf("digests %s and %s of equal bundles", a, b)
	}
	if digest("error") == digest("note") {
		t.Error("the same digest for different bundles")
	}
}
