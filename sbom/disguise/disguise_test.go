package disguise_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
	"go.yaml.in/yaml/v3"
)

var known = disguise.Known{
	"organization": {"Evil Twin GmbH"},
	"brand":        {"Зло", "Evil Twin", "Eviltwins"},
	"purl":         {"npm/@evil", "github/evil-twin"},
	"cpe":          {"a:evil_twin", "a:evil:twin"},
	"file":         {"twin-*.dll", "twin.dll"},
}

func hidden(t *testing.T, name string, k disguise.Known) []draft.Component {
	t.Helper()
	all := disguise.All()
	i := slices.IndexFunc(all, func(d disguise.Disguise) bool { return d.Name == name })
	if i < 0 {
		t.Fatalf("no disguise %q", name)
	}
	return all[i].Hide(k)
}

// TestHide checks that a disguise hides the best value that it suits.
func TestHide(t *testing.T) {
	for _, tt := range []struct{ disguise, want string }{
		{"none", "Evil Twin"},
		{"words reordered", "Twin Evil"},
		{"words joined", "EvilTwin"},
		{"every known name in another script", "Зло"},
		{"one Cyrillic letter", "Еvil Twin"},
		{"full-width letters", "Ｅｖｉｌ　Ｔｗｉｎ"},
		{"soft hyphen", "Ev\u00adil Twin"},
		{"one letter doubled", "Eviil Twin"},
		{"two letters swapped", "Evli Twin"},
		{"punycode", "xn--vil-qdd twin"},
		{"no supplier, only a package URL", "pkg:npm/%40evil/agent@1"},
		{"package URL of a Go module in the repository", "pkg:golang/github.com/evil-twin/agent/v2@v2.0.0"},
		{"CPE with escaped characters", `cpe:2.3:a:evil\_twin:agent:1:*:*:*:*:*:*:*`},
		{"CPE of version 2.2", "cpe:/a:evil%5ftwin:agent:1"},
		{"no supplier, only a file name", "drivers/twin.dll"},
		{"no supplier, only a file name with a version", "drivers/twin-5.18.0.215.dll"},
	} {
		t.Run(tt.disguise, func(t *testing.T) {
			got := hidden(t, tt.disguise, known)
			if len(got) != 1 {
				t.Fatalf("%d components, want 1", len(got))
			}
			c := got[0]
			if !slices.Contains([]string{c.Supplier, c.PURL, c.CPE, c.Name}, tt.want) {
				t.Errorf("component %+q, want one with %q", c, tt.want)
			}
		})
	}
}

// TestHideUnknown checks that disguises give no components without a suitable
// identifier.
func TestHideUnknown(t *testing.T) {
	for _, d := range disguise.All() {
		if got := d.Hide(disguise.Known{}); len(got) > 0 {
			t.Errorf("%s: %+v, want no components", d.Name, got)
		}
	}
	if got := hidden(t, "one letter missing", disguise.Known{"brand": {"Evil"}}); len(got) > 0 {
		t.Errorf("misspelled a name of four letters: %+v, want no components", got)
	}
	if _, ok := disguise.Plain("signer", "Evil Twin"); ok {
		t.Error(`Plain("signer", …) gave a component, want false`)
	}
}

// TestNamesAreUnique checks that no two disguises or wrappings have the same name.
func TestNamesAreUnique(t *testing.T) {
	var all []string
	for _, d := range disguise.All() {
		all = append(all, d.Name)
	}
	for _, w := range disguise.Wrappings() {
		all = append(all, w.Name)
	}
	seen := map[string]bool{}
	for _, name := range all {
		if seen[name] {
			t.Errorf("duplicate name %q", name)
		}
		seen[name] = true
	}
}

// TestInsert checks that a document has its own components and the inserted ones,
// and that all bytes of its text are kept.
func TestInsert(t *testing.T) {
	planted := []draft.Component{
		disguise.Mark(draft.Component{Type: "application", Name: "agent", Supplier: "Evil Twin", Nested: []draft.Component{
			{Type: "library", Name: "inner", CPE: "cpe:2.3:a:evil:inner:1:*:*:*:*:*:*:*"},
		}}, "planted"),
		{Ref: "served", Name: "served", Section: draft.Services},
		{Ref: "built", Type: "library", Name: "built", Section: draft.Formulation},
		{Ref: "used", Type: "library", Name: "used", Section: draft.Tools},
	}
	for name, text := range texts(t) {
		t.Run(name, func(t *testing.T) {
			form := formOf(t, name)
			fitting := slices.DeleteFunc(slices.Clone(planted), func(c draft.Component) bool { return !form.Expresses(c) })
			got, err := disguise.Insert(form, []byte(text), fitting)
			if form.ID == draft.SPDXYAML || form.ID == draft.SPDXRDF {
				if !errors.Is(err, disguise.ErrNoPlace) {
					t.Fatalf("error %v, want %v", err, disguise.ErrNoPlace)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !isSubsequence(text, string(got)) {
				t.Errorf("the result does not contain all bytes of the text in order:\n%s", got)
			}
			names := componentNames(t, got)
			for _, want := range componentNames(t, []byte(text)) {
				if !slices.Contains(names, want) {
					t.Errorf("component %q of the text is missing", want)
				}
			}
			for _, c := range append(fitting, fitting[0].Nested...) {
				if !slices.Contains(names, c.Name) {
					t.Errorf("planted component %q is missing", c.Name)
				}
			}
		})
	}
}

// texts returns SBOMs in all forms by file name, including some without lists of
// components.
func texts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{
		"empty.cdx.json": `{"bomFormat": "CycloneDX", "specVersion": "1.4"}`,
		"short.cdx.json": `{"bomFormat": "CycloneDX", "specVersion": "1.4", "metadata": {"timestamp": "2026-01-01T00:00:00Z"}, "components": []}`,
		"empty.cdx.xml":  `<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.5"></c:bom>`,
		"old.cdx.xml":    `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><metadata><tools><tool><name>bom-writer</name></tool></tools></metadata><components><component type="library"><name>zlib</name></component></components></bom>`,
	}
	for _, form := range draft.Forms() {
		var b bytes.Buffer
		base := disguise.Base{Components: []draft.Component{{Ref: "zlib", Type: "library", Name: "zlib"}}}
		if err := form.Write(base.Document(nil), &b); err != nil {
			t.Fatal(err)
		}
		texts["written"+form.Ext] = b.String()
		if shipped, err := os.ReadFile("../../testdata/clean" + form.Ext); err == nil {
			texts["clean"+form.Ext] = string(shipped)
		}
	}
	return texts
}

func formOf(t *testing.T, file string) draft.Form {
	t.Helper()
	_, ext, _ := strings.Cut(file, ".")
	forms := draft.Forms()
	i := slices.IndexFunc(forms, func(f draft.Form) bool { return f.Ext == "."+ext })
	if i < 0 {
		t.Fatalf("no form of %q", file)
	}
	return forms[i]
}

// isSubsequence reports whether s can be obtained by deleting bytes of text.
func isSubsequence(s, text string) bool {
	for i := range len(text) {
		if s != "" && text[i] == s[0] {
			s = s[1:]
		}
	}
	return s == ""
}

func componentNames(t *testing.T, text []byte) []string {
	t.Helper()
	doc, err := decode.One("inserted", bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return names(doc)
}

// names returns the names of all components.
func names(doc *sbom.Document) []string {
	var names []string
	for _, c := range doc.Components() {
		names = append(names, c.Name)
	}
	return names
}

// TestInsertTools checks a document in which tools cannot be components: before
// CycloneDX 1.5 metadata.tools was an array of tools.
func TestInsertTools(t *testing.T) {
	const text = `{"bomFormat": "CycloneDX", "specVersion": "1.4", "metadata": {"tools": [{"name": "bom-writer"}]}, "components": []}`
	tool := draft.Component{Ref: "used", Type: "library", Name: "used", Section: draft.Tools}
	if _, err := disguise.Insert(draft.Forms()[0], []byte(text), []draft.Component{tool}); !errors.Is(err, disguise.ErrNoPlace) {
		t.Errorf("error %v, want %v", err, disguise.ErrNoPlace)
	}
}

// TestWrap checks that wrapped documents are well-formed, and that a decoder
// either finds all components in them or, if they are invalid, refuses them.
func TestWrap(t *testing.T) {
	for _, form := range draft.Forms() {
		var text bytes.Buffer
		if err := form.Write((disguise.Base{}).Document([]draft.Component{{Ref: "a", Type: "library", Name: `tab"le\ é & <co>`}, {Ref: "b", Type: "library", Name: "agent"}}), &text); err != nil {
			t.Fatal(err)
		}
		for _, w := range disguise.Wrappings() {
			wrapped := w.Wrap(form, text.Bytes())
			if wrapped == nil {
				continue
			}
			if bytes.Equal(wrapped, text.Bytes()) {
				t.Errorf("%s of %s: the text is unchanged", w.Name, form.Name)
			}
			docs, err := decode.Decoder{}.All("wrapped", bytes.NewReader(wrapped))
			if w.Invalid {
				if syntaxErr := checkSyntax(form, wrapped); syntaxErr != nil {
					t.Errorf("%s of %s is not well-formed: %v", w.Name, form.Name, syntaxErr)
				}
				var refusal *sbom.Error
				if errors.As(err, &refusal) && !errors.Is(err, sbom.ErrNotSBOM) {
					continue
				}
			}
			if err != nil {
				t.Errorf("%s of %s: %v", w.Name, form.Name, err)
				continue
			}
			if doc := docs[len(docs)-1]; !slices.Contains(names(doc), `tab"le\ é & <co>`) {
				t.Errorf("%s of %s: the component is missing", w.Name, form.Name)
			}
		}
	}
}

// checkSyntax checks the syntax of a text but accepts duplicate and unknown names.
// Every text is well-formed tag-value.
func checkSyntax(form draft.Form, text []byte) error {
	switch {
	case form.IsJSON():
		var v any
		return json.Unmarshal(text, &v)
	case form.ID == draft.CycloneDXXML, form.ID == draft.SPDXRDF:
		var v struct{}
		return xml.Unmarshal(text, &v)
	case form.ID == draft.SPDXYAML:
		var v yaml.Node
		return yaml.Unmarshal(text, &v)
	}
	return nil
}
