package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFloor: it has gone through the whole text when it finds the fault at the end.
func TestFloor(t *testing.T) {
	for text, valid := range map[string]bool{
		`{"components": [{}, {}]}`:              true,
		`{"components": [{}, {}]`:               false,
		`{"components": [], "a": 1} 2`:          false,
		`{"components": [], "x": "` + "\xff\"}": false,
		`<bom><components/></bom>`:              true,
		`<bom><components/><bom`:                false,
	} {
		file := filepath.Join(t.TempDir(), "bom")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{file}); (err == nil) != valid {
			t.Errorf("%q: error %v", text, err)
		}
	}
	if run(nil) == nil || run([]string{"missing"}) == nil {
		t.Error("no error without a file")
	}
}
