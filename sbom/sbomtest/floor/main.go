// Floor reads a file and checks its JSON or XML syntax. Every reader of an SBOM has
// to do at least this much, so its time is a lower bound for them.
//
//	floor bom.cdx.json
package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-json-experiment/json/jsontext"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%q: expected one JSON or XML file", args)
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if bytes.HasPrefix(text, []byte("<")) {
		err = checkXML(text)
	} else {
		err = checkJSON(text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return nil
}

// checkJSON checks the syntax and that no object has duplicate names.
func checkJSON(text []byte) error {
	if !jsontext.Value(text).IsValid() {
		return errors.New("expected JSON of RFC 7493")
	}
	return nil
}

// checkXML checks the syntax of each token.
func checkXML(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.RawToken(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
