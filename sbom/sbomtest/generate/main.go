// Generate writes an SBOM of any size in any form to standard output, or writes a
// data folder for bomgate check --data. Equal flags give equal bytes.
//
//	go run ./sbom/sbomtest/generate -form spdx-json -components 100000 > big.spdx.json
//	go run ./sbom/sbomtest/generate -shape cycle -components 1000000 > cycle.cdx.json
//	go run ./sbom/sbomtest/generate -names 30000 -o ban-list
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(2)
	}
}

func run(args []string, stdout io.Writer) error {
	var shapes, forms, descriptions []string
	for _, s := range sbomtest.Shapes() {
		shapes = append(shapes, s.Name)
		descriptions = append(descriptions, s.Name+": "+s.Description)
	}
	for _, f := range draft.Forms() {
		forms = append(forms, flagName(f))
	}
	f := flag.NewFlagSet("generate", flag.ContinueOnError)
	form := f.String("form", forms[0], "`form`: "+strings.Join(forms, ", "))
	shape := f.String("shape", shapes[0], "`shape`: "+strings.Join(descriptions, "; "))
	components := f.Int("components", 1000, "`n` in the description of the shape")
	names := f.Int("names", 0, "write data with `n` names of banned entities instead of an SBOM")
	folder := f.String("o", "ban-list", "write the data to `folder`, which must not exist")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 || *components < 1 || *names < 0 {
		return fmt.Errorf("%q: expected only flags, -components of at least 1 and -names of at least 0", args)
	}
	if *names > 0 {
		return os.CopyFS(*folder, sbomtest.BanList((*names+1)/2)) // each entity has two names
	}
	s := slices.IndexFunc(sbomtest.Shapes(), func(s sbomtest.Shape) bool { return s.Name == *shape })
	w := slices.IndexFunc(draft.Forms(), func(f draft.Form) bool { return flagName(f) == *form })
	if s < 0 || w < 0 {
		return fmt.Errorf("shape %q, form %q: expected one of %s, and one of %s",
			*shape, *form, strings.Join(shapes, ", "), strings.Join(forms, ", "))
	}
	buffered := bufio.NewWriterSize(stdout, 1<<20)
	if err := draft.Forms()[w].Write(sbomtest.Shapes()[s].Make(*components), buffered); err != nil {
		return fmt.Errorf("write %s: %w", *form, err)
	}
	return buffered.Flush()
}

// flagName returns the value of -form for a form: "cyclonedx-json".
func flagName(f draft.Form) string {
	return strings.ToLower(strings.ReplaceAll(f.Name, " ", "-"))
}
