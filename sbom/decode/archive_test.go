package decode

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// entry is a file in an archive.
type entry struct{ name, text string }

func tarArchive(t *testing.T, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		if err := w.WriteHeader(&tar.Header{Name: e.name, Mode: 0o600, Size: int64(len(e.text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipArchive(t *testing.T, flags uint16, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate, Flags: flags})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArchives checks the documents of archives, whose names have the path in the archive.
func TestArchives(t *testing.T) {
	bom, spdx, note := forms[jsonCDX], forms[tagSPDX], "a note about SPDX\n"
	layer := "blobs/sha256/" + strings.Repeat("ab", 32)
	for _, c := range []struct {
		name, archive string
		want          string // names of the documents
	}{
		{"tar", tarArchive(t, entry{"b/bom.json", bom}, entry{"NOTES", note}, entry{"a.txt", spdx}), "x/b/bom.json x/a.txt"},
		{"zip", zipArchive(t, 0, entry{"b/bom.json", bom}, entry{"NOTES", note}, entry{"a.txt", spdx}), "x/b/bom.json x/a.txt"},
		{"tar in gzip", gzipped(tarArchive(t, entry{"a", bom})), "x/a"},
		{"path that leads out of the archive", tarArchive(t, entry{"../../a", bom}), "x/a"},
		{"the same path twice", tarArchive(t, entry{"a", bom}, entry{"a", spdx}), "x/a x/a"},
		{"archive in an archive", zipArchive(t, 0, entry{"a.tgz", gzipped(tarArchive(t, entry{"b", bom}))}), "x/a.tgz/b"},
		{"damaged files", tarArchive(t, entry{"a.gz", "\x1f\x8b\x08"}, entry{"b.gz", gzipped(note)[:20]}, entry{"c.zip", "PK\x03\x04"}, entry{"d", bom}), "x/d"},
		{"image", tarArchive(t, entry{layer, gzipped(tarArchive(t, entry{"etc/bom.json", bom}))}, entry{"blobs/sha256/" + strings.Repeat("cd", 32), bom}), "x/blobs/sha256/" + strings.Repeat("cd", 32)},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Decoder{}.All("x", strings.NewReader(c.archive))
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, doc := range docs {
				names = append(names, doc.Name)
			}
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("got documents %q, want %q", got, c.want)
			}
		})
	}
}

// textArchive returns a tar archive whose header has spaces in place of NUL.
func textArchive(t *testing.T) string {
	archive := tarArchive(t, entry{"a", "x"})
	const start, end = 148, 156 // of the checksum
	head := strings.ReplaceAll(archive[:tarBlock], "\x00", " ")
	head = head[:start] + strings.Repeat(" ", end-start) + head[end:]
	sum := 0
	for _, b := range []byte(head) {
		sum += int(b)
	}
	return head[:start] + fmt.Sprintf("%06o  ", sum) + head[end:] + archive[tarBlock:]
}

func TestDecodeRefusesArchives(t *testing.T) {
	bom := forms[jsonCDX]
	text := textArchive(t)
	for _, c := range []struct {
		name, archive, want string
		isSBOM              bool
	}{
		{"tar without an SBOM", tarArchive(t, entry{"a", "x"}), `decode "x": line 1, column 1: a tar archive without an SBOM: expected a CycloneDX or SPDX document`, false},
		{"empty zip", zipArchive(t, 0), `decode "x": line 1, column 1: a zip archive without an SBOM: expected a CycloneDX or SPDX document`, false},
		{"broken SBOM", tarArchive(t, entry{"a", bom}, entry{"b", bom[:40]}), `decode "x/b": line 2, column 39: /bomFormat: in the content of tar: the document ends within a value`, true},
		{"SBOM by its name", zipArchive(t, 0, entry{"a.cdx.json", "{}"}), `decode "x/a.cdx.json": line 1, column 1: in the content of zip: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, true},
		{"empty SBOM by its name", tarArchive(t, entry{"bom.xml", ""}), `decode "x/bom.xml": line 1, column 1: in the content of tar: the document is empty: expected a CycloneDX or SPDX document`, true},
		{"damaged SBOM", zipArchive(t, 0, entry{"a", tarArchive(t, entry{"b", bom})[:600]}), `decode "x/a/b": line 1, column 1: in the content of zip, tar: truncated tar data`, true},
		{"truncated tar", tarArchive(t, entry{"a", bom})[:600], `decode "x/a": line 1, column 1: in the content of tar: truncated tar data`, true},
		{"truncated zip", zipArchive(t, 0, entry{"a", bom})[:100], `decode "x": line 1, column 1: invalid zip data: not a valid zip file`, true},
		{"encrypted zip", zipArchive(t, 1, entry{"a", bom}), `decode "x": line 1, column 1: the file "a" in the zip archive is encrypted`, true},
		{"zip with a file that is not listed", zipArchive(t, 0, entry{"a", bom}) + zipArchive(t, 0, entry{"b", "x"}),
			`decode "x": line 1, column 1: a zip archive with files that its directory does not list, which other software may read: expected none`, true},
		{"second tar", tarArchive(t, entry{"a", "x"}) + tarArchive(t, entry{"b", bom}), `decode "x": line 1, column 1: data after the end of the tar archive: expected nothing`, true},
		{"tar that is also a text", text, `decode "x": line 1, column 1: both a text and a tar archive, which other software may read in another way: expected one of them`, true},
		{"tar that begins like a comment", tarArchive(t, entry{"# a", bom}), `decode "x": line 1, column 1: both a text and a tar archive, which other software may read in another way: expected one of them`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decoder{}.All("x", strings.NewReader(c.archive))
			if err == nil || err.Error() != c.want {
				t.Errorf("got error\n%v\nwant\n%s", err, c.want)
			}
			if got := !errors.Is(err, sbom.ErrNotSBOM); got != c.isSBOM {
				t.Errorf("the error is about an SBOM: got %v, want %v", got, c.isSBOM)
			}
		})
	}
}

// TestLimitsOfArchives checks that the files of an archive share a limit.
func TestLimitsOfArchives(t *testing.T) {
	padded := forms[jsonCDX] + strings.Repeat(" ", 3000)
	for name, archive := range map[string]string{
		"zip":         zipArchive(t, 0, entry{"a", padded}, entry{"b", padded}),
		"tar in gzip": gzipped(tarArchive(t, entry{"a", padded}, entry{"b", padded})),
		"zip in zip":  zipArchive(t, 0, entry{"c", zipArchive(t, 0, entry{"a", padded}, entry{"b", padded})}),
	} {
		_, err := Decoder{MaxBytes: 5000}.All("x", strings.NewReader(archive))
		if err == nil || !strings.Contains(err.Error(), "larger than 5000 bytes") {
			t.Errorf("%s: got error %v, want one about the limit", name, err)
		}
	}
}

// TestLimitOfRatio checks that a small file is not decompressed to a large text.
func TestLimitOfRatio(t *testing.T) {
	bomb := zstandard(forms[jsonCDX] + strings.Repeat(" ", freeBytes+16<<20))
	_, err := Decoder{}.All("x", strings.NewReader(bomb))
	if err == nil || !strings.Contains(err.Error(), "more than 200 times as large as the file") {
		t.Errorf("got error %v, want one about the ratio", err)
	}
}

func TestNamesSBOM(t *testing.T) {
	for _, name := range strings.Fields(`app.cdx.json app.cdx x/APP.CDX.XML a.spdx a.spdx.yaml.gz LICENSE.spdx bom.json bom.xml my-sbom.json SBOM sbom.txt dir\sbom.json a.cdx.json.lz4 .bom.json bom.json. bom.json~ ｂｏｍ.json .github/bom.json github/sbom.yml .github/workflows/sbom.spdx` + " b\u200bom.json") {
		if !NamesSBOM(name) {
			t.Errorf("NamesSBOM(%q) is false, want true", name)
		}
	}
	for _, name := range strings.Fields(`a.json spdx.json bom-1.6.schema.json x.spdx.schema.json sbom/a.json app.cdx.json.sig bom.json.asc bom.json.sha256 sbom.sigstore.json sbom.go sbom.md generate-sbom.sh bomgate.json .github/workflows/sbom.yml r\.github\actions\sbom\action.yaml r/.circleci/SBOM.yml sbom.gitlab-ci.yml azure-pipelines-sbom.yaml`) {
		if NamesSBOM(name) {
			t.Errorf("NamesSBOM(%q) is true, want false", name)
		}
	}
}
