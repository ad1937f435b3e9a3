package source

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom"
)

// argumentError is the error for an argument that names no file.
type argumentError struct{ fault *sbom.Error }

// mistaken returns an error for an argument.
func mistaken(arg, message, hint string) error {
	return argumentError{&sbom.Error{Name: arg, Message: message, Hint: hint}}
}

// Error returns the message without the word "decode" of [sbom.Error.Error].
func (e argumentError) Error() string { return strconv.Quote(e.fault.Name) + ": " + e.fault.Message }

// Unwrap makes the message and the hint available to reports.
func (e argumentError) Unwrap() error { return e.fault }

var (
	address   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)
	imageName = regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$`) // with a tag or digest
	braces    = regexp.MustCompile(`\{[^{}]*\}`)
)

// addressHint returns a hint for the address of a file or of an image, as other tools take it.
func addressHint(arg string) string {
	scheme, rest, _ := strings.Cut(arg, "://")
	switch strings.ToLower(scheme) {
	case "file":
		return "write the path of the file, without " + scheme + "://"
	case "containerd", "docker", "docker-daemon", "oci", "podman", "registry":
		return "write the name of an image as " + oci.Scheme + rest
	}
	return "download the SBOM first, as in curl -fsSL URL | bomgate check -"
}

// missingHint returns a hint for a path or a pattern that names no file, or "".
func missingHint(path string) string {
	switch {
	case strings.TrimSpace(path) != path:
		return "the path begins or ends with white space, such as a carriage return from a Windows line ending: remove it"
	case imageName.MatchString(path):
		return "write the name of an image as oci://" + path
	case strings.Contains(braces.ReplaceAllString(path, ""), ","):
		return "commas do not separate paths: write each as an argument of its own, or on a line of its own in a workflow"
	case strings.Contains(path, "\n"):
		return "line breaks do not separate paths: write each as an argument of its own"
	}
	return ""
}

// maxNear is the number of names in a folder among which [nearHint] searches.
const maxNear = 10_000

// nearHint returns a hint for a path that does not exist: the file in the same folder whose
// name is most like it, or the folder if that does not exist either, or "".
func nearHint(path string) string {
	folder := filepath.Dir(path)
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Sprintf("there is no directory %q", filepath.ToSlash(folder))
	}
	defer f.Close()
	names, err := f.Readdirnames(maxNear + 1)
	if err != nil || len(names) > maxNear {
		return ""
	}
	slices.Sort(names)
	near := suggest.Closest(filepath.Base(path), names)
	if near == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", filepath.ToSlash(filepath.Join(folder, near)))
}
