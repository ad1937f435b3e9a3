package rego_test

import (
	"bytes"
	"cmp"
	jsonv1 "encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/util"

	"github.com/bomgate/bomgate/rego"
)

var update = flag.Bool("update", false, "rewrite data.prepared")

// TestFS checks that the binary has every policy and every data file, and no test.
func TestFS(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) == ".go" || p == "data.prepared" {
			return err
		}
		_, err = fs.Stat(rego.FS, p)
		if embedded, wanted := err == nil, !strings.HasSuffix(p, "_test.rego"); embedded != wanted {
			t.Errorf("%s: embedded %t, want %t", p, embedded, wanted)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestData checks that the prepared data say the same as the data files.
func TestData(t *testing.T) {
	want, err := json.Marshal(readData(t), json.Deterministic(true), jsontext.WithIndent(""))
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("data.prepared", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(rego.Data, want) {
		t.Error("data.prepared differs from the data files: run go test ./rego -update")
	}
}

// TestFactsHaveSources checks that every fact about an entity or a measure names a source,
// unless it is unconfirmed: a fact that cannot be traced cannot be checked again.
func TestFactsHaveSources(t *testing.T) {
	for kind, files := range readData(t) {
		for id, file := range files.(map[string]any) {
			var data any
			if err := json.Unmarshal(file.(jsonv1.RawMessage), &data); err != nil {
				t.Fatal(err)
			}
			for _, fact := range unsourced(data, kind+"/"+id) {
				t.Errorf("%s has no source: expected one, or confidence unconfirmed", fact)
			}
		}
	}
}

// unsourced describes the facts in a value that need a source and have none. Path says
// where the value is.
func unsourced(value any, path string) (facts []string) {
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			facts = append(facts, unsourced(element, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case map[string]any:
		confidence, isFact := value["confidence"]
		sources, _ := value["source"].([]any)
		isSourced := len(sources) > 0 || value["url"] != nil // the URL of a measure is its primary document
		if isFact && confidence != "unconfirmed" && !isSourced {
			facts = append(facts, fmt.Sprintf("%s (%v)", path, cmp.Or(value["value"], value["name"], value["entity"], value["title"])))
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			facts = append(facts, unsourced(value[name], path+"."+name)...)
		}
	}
	return facts
}

// readData reads the data files: the value of each file, by kind and ID.
func readData(t *testing.T) map[string]any {
	t.Helper()
	data := map[string]any{}
	for _, pattern := range []string{"entities/*/data.yaml", "measures/*/data.yaml"} {
		files, err := fs.Glob(rego.FS, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(rego.FS, file)
			if err != nil {
				t.Fatal(err)
			}
			var value jsonv1.RawMessage
			if err := util.Unmarshal(text, &value); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			kind, id, _ := strings.Cut(path.Dir(file), "/")
			if data[kind] == nil {
				data[kind] = map[string]any{}
			}
			data[kind].(map[string]any)[id] = value
		}
	}
	return data
}
