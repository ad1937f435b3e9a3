// Floor does what every reader of an SBOM must do, and nothing else: it reads a
// file and goes through it once. What takes less time has not looked at it all.
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
		return fmt.Errorf("%q: expected a file of JSON or XML", args)
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if bytes.HasPrefix(text, []byte("<")) {
		err = throughXML(text)
	} else {
		err = throughJSON(text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return nil
}

// throughJSON checks the syntax, and that no object has a name twice.
func throughJSON(text []byte) error {
	if !jsontext.Value(text).IsValid() {
		return errors.New("expected JSON of RFC 7493")
	}
	return nil
}

// throughXML checks the syntax of each token.
func throughXML(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.RawToken(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}
