package decode_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

func ExampleOne() {
	const file = `{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "components": [
    {"type": "library", "name": "engine", "version": "2.1", "publisher": "Acme Inc."}
  ]
}`
	doc, err := decode.One("bom.json", strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.Format, doc.SpecVersion, doc.Encoding)
	for _, claim := range doc.Claims() {
		if claim.Role == sbom.RolePublisher {
			at := doc.Locate(claim.Place)[0]
			fmt.Printf("line %d, column %d: %s: %s %q\n", at.Line, at.Column, at.Path, claim.Kind, claim.Key)
		}
	}
	// Output:
	// CycloneDX 1.6 json
	// line 5, column 74: /components/0/publisher: organization "acme"
	// line 5, column 74: /components/0/publisher: skeleton "acrne"
	// line 5, column 74: /components/0/publisher: word "acme"
}

// The error for an SBOM that cannot be read has the location of the fault. A file that
// is not an SBOM can be recognized and skipped.
func ExampleOne_error() {
	for _, file := range []string{
		`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": {}}`,
		`{"name": "package.json"}`,
	} {
		_, err := decode.One("file.json", strings.NewReader(file))
		fmt.Println(err)
		fmt.Println("skip:", errors.Is(err, sbom.ErrNotSBOM))
	}
	// Output:
	// decode "file.json": line 1, column 64: /components: expected an array, got an object
	// skip: false
	// decode "file.json": line 1, column 1: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document
	// skip: true
}

// A decoder reads all SBOMs in a file, here one per line, of which the second is in an
// in-toto statement.
func ExampleDecoder() {
	const file = `{"bomFormat": "CycloneDX", "specVersion": "1.6"}
{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://spdx.dev/Document", "predicate": {"spdxVersion": "SPDX-2.3"}}
`
	decoder := decode.Decoder{MaxBytes: 1 << 20}
	docs, err := decoder.All("boms.jsonl", strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, doc := range docs {
		fmt.Print(doc.Format, " ", doc.SpecVersion)
		for _, w := range doc.Wrappers {
			fmt.Print(" in ", w.Kind)
		}
		fmt.Println()
	}
	// Output:
	// CycloneDX 1.6
	// SPDX 2.3 in in-toto
}
