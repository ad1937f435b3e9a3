// Package filename separates what a file contains, according to its name, from the rest of
// the name: version, architecture, platform and extension. Names are in lower case.
package filename

import (
	"path"
	"strings"
	"unicode"
)

// AppendMasked appends a name with "*" in place of each version: two or more numbers
// separated by periods, and possibly a number after a hyphen. It reports whether there is
// a version.
func AppendMasked(b []byte, name string) (masked []byte, found bool) {
	for n := 0; n < len(name); {
		if !isDigit(name[n]) {
			b = append(b, name[n])
			n++
			continue
		}
		first := endOfNumber(name, n)
		end := first
		for end < len(name) && name[end] == '.' && endOfNumber(name, end+1) > end+1 {
			end = endOfNumber(name, end+1)
		}
		if end == first {
			b = append(b, name[n:end]...)
			n = end
			continue
		}
		if end < len(name) && name[end] == '-' && endOfNumber(name, end+1) > end+1 {
			end = endOfNumber(name, end+1)
		}
		b, n, found = append(b, '*'), end, true
	}
	return b, found
}

// endOfNumber returns the end of the digits that start at n.
func endOfNumber(s string, n int) int {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// Split returns the words of a name before the first version, architecture or platform, and
// its extension. A "*" counts as a version.
func Split(name string) (head, ext string) {
	ext = extension(name)
	body := name[:len(name)-len(ext)]
	for n := 0; n < len(body); {
		end := n
		for end < len(body) && !separatesWords(body[end]) {
			end++
		}
		if n > 0 && endsHead(body[n:end]) {
			return strings.TrimRight(body[:n], "-_+ ~.()[]"), ext
		}
		n = end + 1
	}
	return body, ext
}

func separatesWords(c byte) bool {
	switch c {
	case '-', '_', '+', ' ', '~', '.', '(', ')', '[', ']':
		return true
	}
	return false
}

// endsHead reports whether a word is a version, an architecture, a platform or a word for
// an installer, which the head of a name does not contain.
func endsHead(word string) bool {
	if word == "" {
		return false
	}
	if c := word[0]; isDigit(c) || c == '*' || c == 'v' && len(word) > 1 && isDigit(word[1]) {
		return true
	}
	switch word {
	case "amd64", "x86", "x64", "i386", "i486", "i586", "i686", "arm", "arm64", "armhf", "armv7", "aarch64", "ppc64le", "s390x", "riscv64",
		"noarch", "all", "any", "win", "win32", "win64", "windows", "linux", "mac", "macos", "darwin", "universal", "setup", "installer":
		return true
	}
	return false
}

// maxExtension is the maximum number of letters and digits of an extension.
const maxExtension = 10

// extension returns the extension of a name with its period, or "". The extension of a
// compressed tar archive has two parts.
func extension(name string) string {
	n := strings.LastIndexByte(name, '.')
	if n <= 0 {
		return ""
	}
	ext := name[n+1:]
	if len(ext) > maxExtension || !strings.ContainsFunc(ext, unicode.IsLetter) || strings.ContainsFunc(ext, notAlphanumeric) {
		return ""
	}
	head := strings.TrimSuffix(name[:n], ".tar")
	if len(head) < n {
		head = strings.TrimSuffix(head, ".pkg")
	}
	return name[len(head):]
}

// Is reports whether the name of a component, in any case, looks like the name of a file: it
// ends in an extension of at most five letters and digits, or is the versioned name of a
// shared object.
func Is(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	return strings.Contains(name, ".so.") ||
		len(ext) <= 5 && len(ext)+1 < len(name) && strings.ContainsFunc(ext, unicode.IsLetter) && !strings.ContainsFunc(ext, notAlphanumeric)
}

// OfPackage returns the words and the extension, as from [Split], of the files of a
// package, given its type in package URLs and its name. It returns "" if the name does
// not determine them.
func OfPackage(typ, name string) string {
	switch {
	case strings.Contains(name, "/"):
		return ""
	case typ == "pypi": // wheels
		return strings.ReplaceAll(name, "-", "_") + ".whl"
	}
	ext := map[string]string{"deb": AnyInstaller, "rpm": AnyInstaller, "apk": AnyInstaller, "alpm": AnyInstaller, "nuget": ".nupkg", "chocolatey": ".nupkg", "gem": ".gem"}[typ]
	if ext == "" {
		return ""
	}
	return name + ext
}

// AnyInstaller represents the extensions of all installers, because a package has the
// same name on all operating systems.
const AnyInstaller = ".*"

// IsInstaller reports whether files with an extension install software.
func IsInstaller(ext string) bool {
	switch ext {
	case ".deb", ".rpm", ".apk", ".pkg.tar.zst", ".pkg.tar.xz", ".msi", ".msp", ".msix", ".exe", ".dmg", ".pkg", ".run", ".sh", ".bin",
		".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".zip", ".7z", ".iso", ".img", ".cab", ".appimage", ".snap", ".ipa":
		return true
	}
	return false
}

// Unwrap returns a name without the extension of a compressed, signed or saved file, and
// reports whether it has one: klif.sys.bak.
func Unwrap(name string) (string, bool) {
	for _, ext := range [...]string{".gz", ".xz", ".bz2", ".zst", ".bak", ".old", ".orig", ".asc", ".sig", ".sha256", ".sha512", ".md5", ".download"} {
		if inner, ok := strings.CutSuffix(name, ext); ok && !strings.HasSuffix(inner, ".tar") && extension(inner) != "" {
			return inner, true
		}
	}
	return name, false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func notAlphanumeric(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
