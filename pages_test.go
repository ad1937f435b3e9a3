package bomgate_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
)

// measurePage is the data of a measure, measures/<id>/data.yaml, in the order of the file.
type measurePage struct {
	ID         string
	Title      string
	Citation   string
	Document   string
	URL        string
	Authority  string
	Issued     string
	Published  string
	Confidence string
	Help       string

	Targets []string
	Reach   []struct {
		Relation string
		Reverse  bool
		CountsAs string `yaml:"counts_as"`
	}
	Nexus []string
	Acts  members[struct {
		Title      string
		From       string
		Allowed    string
		Binds      string
		Confidence string
		Source     []string
	}]
	Scope         members[string]
	Levels        members[judgment]
	OpenQuestions []struct {
		ID         string
		Question   string
		Where      string
		Decides    string
		Answer     string
		Confidence string
		Source     []string
	} `yaml:"open_questions"`

	Entities map[string]entityData // all entities, by ID
}

// judgment is the level that a measure gives to one circumstance of a finding.
type judgment struct {
	Level   string
	Because string
	Remedy  string
}

// entityData is the part of entities/<id>/data.yaml that the pages show.
type entityData struct {
	Name      string
	Relations []relationData
}

type relationData struct {
	Type       string
	Entity     string
	Share      float64
	Since      string
	Until      string
	Confidence string
}

// members is a YAML mapping in the order of the file.
type members[T any] []member[T]

type member[T any] struct {
	Name  string
	Value T
}

// UnmarshalYAML reads a mapping.
func (m *members[T]) UnmarshalYAML(node *yaml.Node) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		one := member[T]{Name: node.Content[i].Value}
		if err := node.Content[i+1].Decode(&one.Value); err != nil {
			return err
		}
		*m = append(*m, one)
	}
	return nil
}

// Level returns the level that the measure gives to a name.
func (m *measurePage) Level(name string) string {
	i := slices.IndexFunc(m.Levels, func(one member[judgment]) bool { return one.Name == name })
	if i < 0 {
		return "error"
	}
	return m.Levels[i].Value.Level
}

// tie is a relation between two entities of the data.
type tie struct {
	From string // name of the entity
	relationData
	To string // name of the entity
}

// Ties returns the relations of the types that the measure reaches, sorted by the names of their ends.
func (m *measurePage) Ties() []tie {
	var ties []tie
	for _, entity := range m.Entities {
		for _, r := range entity.Relations {
			for _, reach := range m.Reach {
				if reach.Relation == r.Type {
					ties = append(ties, tie{entity.Name, r, m.Entities[r.Entity].Name})
					break
				}
			}
		}
	}
	slices.SortFunc(ties, func(a, b tie) int { return strings.Compare(a.From+"\x00"+a.To, b.From+"\x00"+b.To) })
	return ties
}

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"cell": func(text string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
	},
	"list":       func(texts []string) string { return strings.Join(texts, ", ") },
	"paragraphs": strings.TrimSpace,
	"utc": func(text string) (string, error) {
		date, err := time.Parse(time.RFC3339, text)
		return date.UTC().Format("2006-01-02 15:04 UTC"), err
	},
}).ParseGlob("docs/templates/*.tmpl"))

// TestPages compares the pages of rules and measures with the METADATA and the data
// that they are generated from. With -update it rewrites them.
func TestPages(t *testing.T) {
	want := pages(t)
	for _, folder := range []string{"docs/rules", "docs/measures"} {
		found, err := filepath.Glob(folder + "/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			if want[filepath.ToSlash(file)] == nil {
				t.Errorf("%s describes a rule or measure that does not exist: delete it", file)
			}
		}
	}
	for file, text := range want {
		got, err := os.ReadFile(file)
		if err == nil && bytes.Equal(got, text) {
			continue
		}
		if !*update {
			t.Errorf("%s is stale: run go test . -update and read the difference", file)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pages returns the generated pages by path.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	rendered := map[string][]byte{}
	render := func(file, template string, data any) {
		var page bytes.Buffer
		if err := pageTemplates.ExecuteTemplate(&page, template, data); err != nil {
			t.Fatalf("render %s: %v", file, err)
		}
		rendered[file] = page.Bytes()
	}

	rules := rulePages(t)
	for _, r := range rules {
		render(fmt.Sprintf("docs/rules/%s.md", r.ID), "rule.md.tmpl", r)
	}
	render("docs/rules/README.md", "rules.md.tmpl", rules)

	measures := measurePages(t)
	for _, m := range measures {
		render(fmt.Sprintf("docs/measures/%s.md", m.ID), "measure.md.tmpl", m)
	}
	render("docs/measures/README.md", "measures.md.tmpl", measures)
	return rendered
}

// rulePage is a rule with the file that defines it.
type rulePage struct {
	policy.Rule
	Source string
}

// rulePages returns the built-in rules, sorted by ID.
func rulePages(t *testing.T) []rulePage {
	t.Helper()
	bundle, err := policy.ReadFolder("rego", rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policy.Compile(bundle)
	if err != nil {
		t.Fatal(err)
	}
	var rules []rulePage
	for _, r := range engine.Rules() {
		rules = append(rules, rulePage{r, fmt.Sprintf("rego/rules/%s/%[1]s.rego", r.ID)})
	}
	slices.SortFunc(rules, func(a, b rulePage) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// measurePages returns the built-in measures, sorted by ID.
func measurePages(t *testing.T) []*measurePage {
	t.Helper()
	entities := map[string]entityData{}
	eachData(t, "entities", func(id string, text []byte) error {
		var entity entityData
		err := yaml.Unmarshal(text, &entity)
		entities[id] = entity
		return err
	})
	var measures []*measurePage
	eachData(t, "measures", func(id string, text []byte) error {
		m := &measurePage{ID: id, Entities: entities}
		measures = append(measures, m)
		return yaml.Unmarshal(text, m)
	})
	return measures
}

// eachData calls read with the ID and the text of each data file in a folder of the
// built-in policies, in the order of the IDs.
func eachData(t *testing.T, folder string, read func(id string, text []byte) error) {
	t.Helper()
	files, err := fs.Glob(rego.FS, folder+"/*/data.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no data files in %s", folder)
	}
	for _, file := range files {
		text, err := fs.ReadFile(rego.FS, file)
		if err == nil {
			err = read(path.Base(path.Dir(file)), text)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
}
