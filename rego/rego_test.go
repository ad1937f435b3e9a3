package rego_test

import (
	"bytes"
	jsonv1 "encoding/json"
	"flag"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/util"

	"github.com/bomgate/bomgate/rego"
)

var update = flag.Bool("update", false, "rewrite data.prepared")

// TestFS holds that the binary has every policy and every datum, and no test.
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

// TestData holds that the prepared data say what the files say.
func TestData(t *testing.T) {
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
	want, err := json.Marshal(data, json.Deterministic(true), jsontext.WithIndent(""))
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("data.prepared", want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(rego.Data, want) {
		t.Error("data.prepared does not say what the files say: run go test ./rego -update")
	}
}
