package cyclonedx

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// newestMinor is the minor version of the newest CycloneDX version 1.x that the
// readers support.
const newestMinor = 7

// collector records the claims of decoded CycloneDX elements in a builder. Its methods
// do not depend on the encoding. They keep nothing of an element except strings, so
// the readers may reuse its memory.
type collector struct{ b *sbom.Builder }

// checkVersion returns an error unless the readers support a version of CycloneDX. The
// oldest supported minor version depends on the encoding.
func checkVersion(version string, oldestMinor int) error {
	x, y, _ := strings.Cut(version, ".")
	major, errMajor := strconv.Atoi(x)
	minor, errMinor := strconv.Atoi(y)
	switch {
	case errMajor != nil || errMinor != nil || version != fmt.Sprintf("%d.%d", major, minor) || major < 1 || major == 1 && minor < oldestMinor:
		return fmt.Errorf("unknown CycloneDX version %s: expected 1.%d to 1.%d", scan.Quote(version), oldestMinor, newestMinor)
	case major > 1 || minor > newestMinor:
		return fmt.Errorf("CycloneDX version %q is not supported: expected 1.%d to 1.%d", version, oldestMinor, newestMinor)
	}
	return nil
}

// place returns the place of the first value that is not empty, or the place of the
// parent if all are empty.
func (c collector) place(parent int, values ...string) sbom.Place {
	if s := cmp.Or(values...); s != "" {
		return c.b.At(s)
	}
	return c.b.Document.Component(parent).Place
}

// all returns the elements of a list, which cyclonedx-go represents as a pointer to a
// slice.
func all[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
