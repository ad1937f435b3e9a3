package sbom

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestTooManyComponentsForALength(t *testing.T) {
	finish := func(length int) error {
		b := NewBuilder(&Document{}, &scan.Source{Text: strings.Repeat(" ", length)}, nil)
		for range 200_000 {
			b.AddComponent(Component{Origin: OriginComponent})
		}
		if n := b.Document.Len(); n > 200_001 || length == 0 && n > 100_001 {
			t.Errorf("%d bytes: %d components", length, n)
		}
		return b.Finish()
	}
	if err := finish(3_000_000); err != nil {
		t.Errorf("15 bytes for each component, of which 100,000 are free: %v", err)
	}
	want := "100001 components in a text of 0 bytes: expected at least 20 bytes for each, since a component has a name"
	if err := finish(0); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("no text: error %v, want %s", err, want)
	}
}
