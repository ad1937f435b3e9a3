package decode

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/klauspost/compress/zstd"
)

// tarBlock is the length of a block of a tar archive.
const tarBlock = 512

// isTar reports whether a file starts with the header of a tar archive: the checksum of
// POSIX.1 is right.
func isTar(head string) bool {
	const start, end = 148, 156 // of the checksum, which counts as spaces
	if len(head) < tarBlock {
		return false
	}
	want, err := strconv.ParseUint(strings.Trim(head[start:end], " \x00"), 8, 32)
	if err != nil {
		return false
	}
	sum := uint64((end - start) * ' ')
	for i := range tarBlock {
		if i < start || i >= end {
			sum += uint64(head[i])
		}
	}
	return sum == want
}

// layer matches the name of a file in an image that is a layer of its filesystem if it is
// an archive: OCI image layout, and docker save.
var layer = regexp.MustCompile(`(^|/)(blobs/sha(256|512)/[0-9a-f]{64,}|layer\.tar)$`)

// checkArchive refuses an archive that is a text as well, and skips the layer of an image.
func (f *file) checkArchive(head string) error {
	switch {
	case layer.MatchString(f.name):
		return notSBOM("the layer of an image, which is not inspected")
	case strings.ContainsAny(head[:1], "#{[<%\"") || strings.IndexByte(head[:tarBlock], 0) < 0:
		return &scan.Fault{Message: "both a text and a tar archive, which other software may read in another way: expected one of them", Hint: "write the SBOM again with its generator"}
	}
	return nil
}

// readTar reads the SBOMs in the files of a tar archive.
func (f *file) readTar(r io.Reader, head string, wrappers []sbom.Wrapper) error {
	if err := f.checkArchive(head); err != nil {
		return err
	}
	before := len(f.docs)
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		switch {
		case err == io.EOF:
			return f.endTar(r, before, wrappers)
		case err != nil:
			return f.damaged(wrappers, "", err)
		case h.Typeflag == tar.TypeDir || h.Size == 0 && !NamesSBOM(h.Name):
			continue
		}
		if err := f.readEntry(h.Name, t, wrappers); err != nil {
			return err
		}
	}
}

// endTar refuses data after the end of a tar archive, which some software reads as more
// files.
func (f *file) endTar(r io.Reader, before int, wrappers []sbom.Wrapper) error {
	block := make([]byte, headSize)
	for {
		n, err := r.Read(block)
		if strings.Trim(string(block[:n]), "\x00") != "" {
			return &scan.Fault{Message: "data after the end of the tar archive: expected nothing"}
		}
		switch {
		case err == io.EOF:
			return f.endArchive(before, wrappers)
		case err != nil:
			return f.damaged(wrappers, "", err)
		}
	}
}

func (f *file) endArchive(before int, wrappers []sbom.Wrapper) error {
	if len(f.docs) == before {
		return notSBOM(fmt.Sprintf("a %s archive without an SBOM", wrappers[len(wrappers)-1].Kind))
	}
	return nil
}

// readEntry reads the SBOMs in a file of an archive, if there are any.
func (f *file) readEntry(name string, r io.Reader, wrappers []sbom.Wrapper) error {
	archive, inArchive := f.name, f.inArchive
	f.name += path.Clean("/" + name)
	f.inArchive = true
	defer func() { f.name, f.inArchive = archive, inArchive }()
	err := f.checkName(f.read(r, wrappers))
	if errors.Is(err, sbom.ErrNotSBOM) {
		return nil
	}
	return err
}

// The methods of compression in a zip archive that package zip does not support: APPNOTE,
// section 4.4.5.
const (
	zipBzip2 = 12
	zipZstd  = 93
)

// readZip reads the SBOMs in the files of a zip archive.
func (f *file) readZip(r io.Reader, wrappers []sbom.Wrapper) error {
	if layer.MatchString(f.name) {
		return notSBOM("the layer of an image, which is not inspected")
	}
	data, err := readAll(f.spending(r), 0, nil)
	if err != nil {
		return f.damaged(wrappers, "", err)
	}
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		return f.damaged(wrappers, "", err)
	}
	if hidesFiles(z, data) {
		return &scan.Fault{Message: "a zip archive with files that its directory does not list, which other software may read: expected none", Hint: "write the archive again"}
	}
	z.RegisterDecompressor(zipBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zipZstd, zstd.ZipDecompressor(zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)))
	before := len(f.docs)
	for _, file := range z.File {
		const encrypted = 1
		switch {
		case file.FileInfo().IsDir():
			continue
		case file.Flags&encrypted != 0:
			return &scan.Fault{Message: fmt.Sprintf("the file %s in the zip archive is encrypted", scan.Quote(file.Name)), Hint: "write the archive without a password", NotSBOM: f.inArchive && !NamesSBOM(file.Name)}
		}
		content, err := file.Open()
		if err != nil {
			return f.damaged(wrappers, "", fmt.Errorf("%s: %w", scan.Quote(file.Name), err))
		}
		err = f.readEntry(file.Name, f.spending(content), wrappers)
		content.Close()
		if err != nil {
			return err
		}
	}
	return f.endArchive(before, wrappers)
}

// hidesFiles reports whether a zip archive has other files than those that its directory
// lists, or several in the same bytes. Software that reads from the start to the end finds
// them.
func hidesFiles(z *zip.Reader, data string) bool {
	const header = "PK\x03\x04" // of a file, before its data
	type extent struct{ start, end int64 }
	var files []extent
	for _, file := range z.File {
		start, err := file.DataOffset()
		if err != nil {
			return true
		}
		files = append(files, extent{start, start + int64(file.CompressedSize64)})
	}
	slices.SortFunc(files, func(a, b extent) int { return cmp.Compare(a.start, b.start) })
	at := int64(0)
	for _, file := range files {
		if file.start < at || file.end > int64(len(data)) || strings.Count(data[at:file.start], header) > 1 {
			return true
		}
		at = file.end
	}
	return strings.Contains(data[at:], header)
}
