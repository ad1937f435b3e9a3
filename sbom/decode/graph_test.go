package decode

import (
	"strings"
	"testing"
)

func TestPathsLeadFromRootToComponent(t *testing.T) {
	const head = `{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"application","bom-ref":"root","name":"root"}},`
	for _, c := range []struct {
		name, text, to string
		want           string
	}{
		{"dependencies", head + `"components":[{"name":"a","bom-ref":"a"},{"name":"b","bom-ref":"b"},{"name":"c","bom-ref":"c"}],
			"dependencies":[{"ref":"root","dependsOn":["a"]},{"ref":"a","dependsOn":["b"]},{"ref":"b","dependsOn":["c"]},{"ref":"a","dependsOn":["c"]}]}`,
			"c", "root a c"},
		{"nesting", head + `"components":[{"name":"a","bom-ref":"a","components":[{"name":"b","components":[{"name":"c"}]}]}],
			"dependencies":[{"ref":"root","dependsOn":["a"]}]}`,
			"c", "root a b c"},
		{"component without dependents", head + `"components":[{"name":"a","bom-ref":"a"},{"name":"b","bom-ref":"b"}],
			"dependencies":[{"ref":"a","dependsOn":["b"]}]}`,
			"b", "a b"},
		{"cycle", head + `"components":[{"name":"a","bom-ref":"a"},{"name":"b","bom-ref":"b"}],
			"dependencies":[{"ref":"a","dependsOn":["b"]},{"ref":"b","dependsOn":["a"]}]}`,
			"b", "a b"},
		{"references that several components share", head + `"components":[{"name":"a","bom-ref":"x"},{"name":"b","bom-ref":"x"},{"name":"c","bom-ref":"y"},{"name":"d","bom-ref":"y"}],
			"dependencies":[{"ref":"root","dependsOn":["x"]},{"ref":"x","dependsOn":["y"]}]}`,
			"d", "root a d"},
		{"component without edges", head + `"components":[{"name":"a"}]}`, "a", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := One("-", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			for i, component := range doc.Components() {
				if component.Name != c.to {
					continue
				}
				var names []string
				for _, n := range doc.Path(i) {
					names = append(names, doc.Component(n).Name)
				}
				if got := strings.Join(names, " "); got != c.want {
					t.Errorf("got path %q, want %q", got, c.want)
				}
				return
			}
			t.Fatalf("got no component %q, want one", c.to)
		})
	}
}
