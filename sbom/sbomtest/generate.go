package sbomtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Generate returns a document of n realistic components. Components are created
// while the document is iterated, so n can be a million. Each is about 1,100 bytes
// of CycloneDX JSON; 90 % have a package URL, 10 % a supplier and 20 % a CPE. Three
// of every eight are nested, at most three levels deep. Component i depends on
// components 3i+1, 3i+2 and 3i+3. Every thousandth is banned.
func Generate(n int) Document {
	return Document{
		ID: "urn:uuid:7a9e4c10-0d52-4b8f-8f63-2c1e5b9d7a03", Created: "2026-11-16T08:30:00Z", Author: "Northwind Appliances, Inc.",
		Root: Component{
			Ref: "generated", Type: "application", Name: "generated", Version: "1.0.0",
			Supplier: "Northwind Appliances, Inc.", DependsOn: children(-1, n),
		},
		Components: func(yield func(Component) bool) {
			for i := 0; i < n; i++ {
				c := generated(i, n)
				if i%8 == 0 { // i contains i+1 and i+2, which contains i+3
					for j := i + 1; j < min(i+3, n); j++ {
						c.Nested = append(c.Nested, generated(j, n))
					}
					if i+3 < n {
						c.Nested[1].Nested = []Component{generated(i+3, n)}
					}
					i += 3
				}
				if !yield(c) {
					return
				}
			}
		},
	}
}

func generated(i, n int) Component {
	if i%1000 == 999 {
		c := antiVirusSDK(generatedRef(i))
		c.DependsOn = children(i, n)
		return c
	}
	vendor := fmt.Sprintf("vendor-%03d", i%997)
	name := fmt.Sprintf("example-library-%07d", i)
	version := fmt.Sprintf("%d.%d.%d", 1+i%5, i%20, i%7)
	digest := sha256.Sum256([]byte(name))
	c := Component{
		Ref: generatedRef(i), Type: "library", Name: name, Version: version, License: "Apache-2.0",
		Hash:      "sha256:" + hex.EncodeToString(digest[:]),
		Copyright: "Copyright (c) 2026 the authors of " + name + " and contributors",
		Website:   "https://" + vendor + ".example/" + name,
		Download:  "https://download." + vendor + ".example/releases/download/v" + version + "/" + name + "-" + version + ".tar.gz",
		DependsOn: children(i, n),
	}
	if i%10 != 3 {
		c.PURL = []string{
			"pkg:golang/" + vendor + ".example/" + name + "@v" + version,
			"pkg:maven/example." + vendor + "/" + name + "@" + version,
			"pkg:npm/%40" + vendor + "/" + name + "@" + version,
			"pkg:pypi/" + name + "@" + version,
		}[i%4]
	}
	if i%10 == 7 {
		c.Supplier = fmt.Sprintf("Vendor %03d, Inc.", i%997)
	}
	if i%5 == 1 {
		c.CPE = "cpe:2.3:a:" + vendor + ":" + name + ":" + version + ":*:*:*:*:*:*:*"
	}
	return c
}

// children returns the references that component i of n depends on. The
// dependencies form a tree with three children per component, rooted at component
// 0. For i < 0, children returns the root.
func children(i, n int) []string {
	if i < 0 {
		return []string{generatedRef(0)}
	}
	var refs []string
	for j := 3*i + 1; j < min(3*i+4, n); j++ {
		refs = append(refs, generatedRef(j))
	}
	return refs
}

func generatedRef(i int) string { return fmt.Sprintf("component-%07d", i) }
