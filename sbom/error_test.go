package sbom_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// TestErrorNamesTheWholeFile checks that an error does not shorten the path of a file, but
// shortens a name that no system accepts.
func TestErrorNamesTheWholeFile(t *testing.T) {
	path := strings.Repeat("folder/", 40) + "bom.json"
	e := &sbom.Error{Name: path, Location: sbom.Location{Line: 1, Column: 2}, Message: "cut off"}
	if got, want := e.Error(), `decode "`+path+`": line 1, column 2: cut off`; got != want {
		t.Errorf("error %s, want %s", got, want)
	}
	e.Name = strings.Repeat("a", 1<<20)
	if n := len(e.Error()); n > 5000 {
		t.Errorf("an error about a long name has %d bytes", n)
	}
}
