package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFloor checks that a fault at the end of a file is found.
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
			t.Errorf("%q: error %v, want valid: %t", text, err, valid)
		}
	}
	if run(nil) == nil || run([]string{"missing"}) == nil {
		t.Error("no error for a missing argument or file")
	}
}
