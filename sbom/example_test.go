package sbom_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

const exampleSBOM = `{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "bom-ref": "app", "name": "app"}},
  "components": [
    {"type": "library", "bom-ref": "client", "name": "client", "version": "2.1"},
    {"type": "library", "bom-ref": "codec", "name": "codec", "version": "0.9", "publisher": "Acme, Inc."}
  ],
  "dependencies": [
    {"ref": "app", "dependsOn": ["client"]},
    {"ref": "client", "dependsOn": ["codec"]}
  ]
}`

func ExampleDocument() {
	doc, err := decode.One("bom.json", strings.NewReader(exampleSBOM))
	if err != nil {
		log.Fatal(err)
	}
	for i, c := range doc.Components() {
		fmt.Printf("%d: %s %q\n", i, c.Origin, c.Name)
	}

	key := identity.NameKey("ACME Incorporated")
	for _, c := range doc.Claims() {
		if c.Kind != identity.KindOrganization || c.Key != key {
			continue
		}
		at := doc.Locate(c.Place)[0]
		fmt.Printf("line %d, column %d: %s %q at %s\n", at.Line, at.Column, c.Role, c.Value, at.Path)
		var path []string
		for _, i := range doc.Path(c.Component) {
			path = append(path, doc.Component(i).Name)
		}
		fmt.Println("path:", strings.Join(path, " > "))
	}
	// Output:
	// 0: document ""
	// 1: root "app"
	// 2: component "client"
	// 3: component "codec"
	// line 7, column 93: publisher "Acme, Inc." at /components/1/publisher
	// path: app > client > codec
}

func ExampleDocument_Coverage() {
	doc, err := decode.One("bom.json", strings.NewReader(exampleSBOM))
	if err != nil {
		log.Fatal(err)
	}
	c := doc.Coverage()
	fmt.Printf("%d of %d components have a maker, %d have only a name\n", c.Maker, c.Components, c.Name)
	// Output:
	// 1 of 2 components have a maker, 1 have only a name
}

func ExampleParseBOMLink() {
	l := sbom.ParseBOMLink("urn:cdx:F08A6CCD-4DCE-4759-BD84-C626675D60A7/1#codec")
	fmt.Println(l.Document, l.Version, l.Ref)
	// Output:
	// urn:uuid:f08a6ccd-4dce-4759-bd84-c626675d60a7 1 codec
}
