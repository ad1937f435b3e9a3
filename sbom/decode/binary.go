package decode

import (
	"regexp"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// checkText returns an error if a file with the given start cannot be a text with an SBOM.
func checkText(head string) error {
	switch {
	case protobuf.MatchString(head):
		return &scan.Fault{Message: "CycloneDX in Protocol Buffers is not supported: expected JSON or XML", Hint: "convert it to JSON"}
	case byteOrder(head) != "" || !isBinary(head):
		return nil
	}
	kind := fileKind(head)
	if kind == "" {
		kind = "a binary file"
	}
	return notSBOM("this is " + kind)
}

// protobuf matches the start of a BOM of CycloneDX in Protocol Buffers: the version of the
// specification, and the tag of one of the fields 2 to 15.
var protobuf = regexp.MustCompile(`^\n\x031\.[0-9]([\x10\x1a"*2:BJRZbjrz]|$)`)

// isBinary reports whether a file is binary by its start: it has control characters, and
// nothing with which an SBOM could start.
func isBinary(head string) bool {
	if !controls.MatchString(head) {
		return false
	}
	start := strings.TrimLeftFunc(head, isInvisible)
	if start == "" {
		return true
	}
	return strings.IndexByte("{[<#", start[0]) < 0 && !tagLine.MatchString(start) && !sbomWords.MatchString(head)
}

var (
	controls  = regexp.MustCompile(`[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]`)
	sbomWords = regexp.MustCompile(`(?i:spdx|cyclonedx)`)
)

// fileKind describes a file that is not an SBOM by its start, or returns "".
func fileKind(head string) string {
	for _, m := range []struct{ magic, kind string }{
		{"%PDF-", "a PDF file"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive, which has to be unpacked"},
		{"Rar!\x1a\x07", "a RAR archive, which has to be unpacked"},
		{"\x04\x22\x4d\x18", "an LZ4 file, which has to be decompressed"},
		{"\x7fELF", "an ELF binary"},
		{"MZ", "a Windows binary"},
		{"\x89PNG", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"\xd0\xcf\x11\xe0", "a document of an old version of Microsoft Office"},
		{"#!", "a script"},
		{"version https://git-lfs.github.com/spec/", "a pointer of Git LFS, for which git lfs pull fetches the file"},
	} {
		if strings.HasPrefix(head, m.magic) {
			return m.kind
		}
	}
	return ""
}
