package disguise_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
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

// The best value that a disguise suits is hidden.
func TestHide(t *testing.T) {
	for _, tt := range []struct{ disguise, want string }{
		{"none", "Evil Twin"},
		{"words in another order", "Twin Evil"},
		{"words joined", "EvilTwin"},
		{"every name in another script", "Зло"},
		{"one letter Cyrillic", "Еvil Twin"},
		{"full width", "Ｅｖｉｌ　Ｔｗｉｎ"},
		{"soft hyphen", "Ev\u00adil Twin"},
		{"one letter more", "Eviil Twin"},
		{"two letters swapped", "Evli Twin"},
		{"punycode", "xn--vil-qdd twin"},
		{"supplier dropped, package URL stays", "pkg:npm/%40evil/agent@1"},
		{"package URL of a module path", "pkg:golang/github.com/evil-twin/agent/v2@v2.0.0"},
		{"CPE with escapes", `cpe:2.3:a:evil\_twin:agent:1:*:*:*:*:*:*:*`},
		{"CPE of version 2.2", "cpe:/a:evil%5ftwin:agent:1"},
		{"supplier dropped, file name stays", "drivers/twin.dll"},
		{"supplier dropped, versioned file name stays", "drivers/twin-5.18.0.215.dll"},
	} {
		t.Run(tt.disguise, func(t *testing.T) {
			got := hidden(t, tt.disguise, known)
			if len(got) != 1 {
				t.Fatalf("%d components, want one", len(got))
			}
			c := got[0]
			if !slices.Contains([]string{c.Supplier, c.PURL, c.CPE, c.Name}, tt.want) {
				t.Errorf("%+q, want %q", c, tt.want)
			}
		})
	}
}

// What is not known cannot be hidden.
func TestHideNothing(t *testing.T) {
	for _, d := range disguise.All() {
		if got := d.Hide(disguise.Known{}); len(got) > 0 {
			t.Errorf("%s: %+v, want nothing", d.Name, got)
		}
	}
	if got := hidden(t, "one letter less", disguise.Known{"brand": {"Evil"}}); len(got) > 0 {
		t.Errorf("a short name is misspelt: %+v, want nothing", got)
	}
	if _, ok := disguise.Plain("signer", "Evil Twin"); ok {
		t.Error("a component has a signer, want none")
	}
}

// Disguises and wrappings are told apart by their names.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range disguise.All() {
		if seen[d.Name] {
			t.Errorf("two are called %q", d.Name)
		}
		seen[d.Name] = true
	}
}

// Whatever is planted in a text is read with all that was there, whose bytes stay.
func TestGraft(t *testing.T) {
	planted := []draft.Component{
		disguise.Mark(draft.Component{Type: "application", Name: "agent", Supplier: "Evil Twin", Nested: []draft.Component{
			{Type: "library", Name: "inner", CPE: "cpe:2.3:a:evil:inner:1:*:*:*:*:*:*:*"},
		}}, "planted"),
		{Ref: "served", Name: "served", Section: draft.Services},
		{Ref: "built", Type: "library", Name: "built", Section: draft.Formulation},
		{Ref: "used", Type: "library", Name: "used", Section: draft.Tools},
	}
	for name, text := range hosts(t) {
		t.Run(name, func(t *testing.T) {
			form := formOf(t, name)
			fitting := slices.DeleteFunc(slices.Clone(planted), func(c draft.Component) bool { return !form.Expresses(c) })
			got, err := disguise.Graft(form, []byte(text), fitting)
			if strings.HasSuffix(form.Name, "YAML") || strings.HasSuffix(form.Name, "RDF") {
				if !errors.Is(err, disguise.ErrNoPlace) {
					t.Fatalf("error %v, want %v", err, disguise.ErrNoPlace)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !holds(string(got), text) {
				t.Errorf("the bytes that were there are not all there, in order:\n%s", got)
			}
			names := componentNames(t, got)
			for _, want := range componentNames(t, []byte(text)) {
				if !slices.Contains(names, want) {
					t.Errorf("%q is gone", want)
				}
			}
			for _, c := range append(fitting, fitting[0].Nested...) {
				if !slices.Contains(names, c.Name) {
					t.Errorf("%q is not planted", c.Name)
				}
			}
		})
	}
}

// hosts are SBOMs of all forms, and of forms that have no lists to plant in.
func hosts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{
		"empty.cdx.json": `{"bomFormat": "CycloneDX", "specVersion": "1.4"}`,
		"short.cdx.json": `{"bomFormat": "CycloneDX", "specVersion": "1.4", "metadata": {"timestamp": "2026-01-01T00:00:00Z"}, "components": []}`,
		"empty.cdx.xml":  `<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.5"></c:bom>`,
		"old.cdx.xml":    `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><metadata><tools><tool><name>bom-writer</name></tool></tools></metadata><components><component type="library"><name>zlib</name></component></components></bom>`,
	}
	for _, form := range draft.Forms() {
		var b bytes.Buffer
		host := disguise.Host{Components: []draft.Component{{Ref: "zlib", Type: "library", Name: "zlib"}}}
		if err := form.Write(host.Document(nil), &b); err != nil {
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

// holds tells whether a text is another with more in it.
func holds(text, less string) bool {
	for i := range len(text) {
		if less != "" && text[i] == less[0] {
			less = less[1:]
		}
	}
	return less == ""
}

func componentNames(t *testing.T, text []byte) []string {
	t.Helper()
	doc, err := sbom.Decode("grafted", bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return names(doc)
}

// names are those of all components.
func names(doc *sbom.Document) []string {
	var names []string
	for _, c := range doc.Components() {
		names = append(names, c.Name)
	}
	return names
}

// Tools were a list before CycloneDX 1.5, and components have no place in it.
func TestGraftTools(t *testing.T) {
	const text = `{"bomFormat": "CycloneDX", "specVersion": "1.4", "metadata": {"tools": [{"name": "bom-writer"}]}, "components": []}`
	tool := draft.Component{Ref: "used", Type: "library", Name: "used", Section: draft.Tools}
	if _, err := disguise.Graft(draft.Forms()[0], []byte(text), []draft.Component{tool}); !errors.Is(err, disguise.ErrNoPlace) {
		t.Errorf("error %v, want %v", err, disguise.ErrNoPlace)
	}
}

// What a wrapping does not refuse says what the text said.
func TestWrap(t *testing.T) {
	for _, form := range draft.Forms() {
		var text bytes.Buffer
		if err := form.Write((disguise.Host{}).Document([]draft.Component{{Ref: "a", Type: "library", Name: `tab"le\ é & <co>`}, {Ref: "b", Type: "library", Name: "agent"}}), &text); err != nil {
			t.Fatal(err)
		}
		for _, w := range disguise.Wrappings() {
			wrapped := w.Wrap(form, text.Bytes())
			if wrapped == nil {
				continue
			}
			if bytes.Equal(wrapped, text.Bytes()) {
				t.Errorf("%s of %s: nothing is changed", w.Name, form.Name)
			}
			docs, err := sbom.Decoder{}.Decode("wrapped", bytes.NewReader(wrapped))
			if strings.Contains(w.Name, "components") {
				continue // to be refused is as good
			}
			if err != nil {
				t.Errorf("%s of %s: %v", w.Name, form.Name, err)
				continue
			}
			if doc := docs[len(docs)-1]; !slices.Contains(names(doc), `tab"le\ é & <co>`) {
				t.Errorf("%s of %s: the component is not there", w.Name, form.Name)
			}
		}
	}
}
