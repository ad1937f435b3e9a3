package sbom_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
)

func TestDigestIsTheSHA256OfTheText(t *testing.T) {
	doc, err := decode.One("bom.json", strings.NewReader(exampleSBOM))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := doc.Digest(), fmt.Sprintf("%x", sha256.Sum256([]byte(exampleSBOM))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
