package registry

import "strings"

// Type returns the first segment of a path.
func Type(path string) string {
	typ, _, _ := strings.Cut(path, "/")
	return typ
}

// first returns the first segment after the type.
func first(path string) string {
	segment, _, _ := strings.Cut(path[len(Type(path))+1:], "/")
	return segment
}

// Normalize writes a path as the definition of its type requires.
func Normalize(path string) string {
	name := strings.LastIndexByte(path, '/') + 1
	switch Type(path) {
	case "pypi":
		return path[:name] + hyphenate(path[name:])
	case "pub":
		return path[:name] + strings.ReplaceAll(path[name:], "-", "_")
	}
	return path
}

// Repair writes a path that the definition of its type forbids as the path that is meant:
// a namespace of npm is a scope; a group of Maven is before a slash and has periods.
func Repair(path string) string {
	switch slash := strings.LastIndexByte(path, '/'); Type(path) {
	case "npm":
		if slash > len("npm/") && path[len("npm/")] != '@' {
			return "npm/@" + path[len("npm/"):]
		}
	case "maven":
		group, name := path[len("maven/"):max(slash, len("maven/"))], path[slash+1:]
		if before, artifact, ok := strings.Cut(name, ":"); ok && group == "" && before != "" {
			if artifact, _, _ = strings.Cut(artifact, ":"); artifact != "" {
				return "maven/" + before + "/" + artifact
			}
		}
		if strings.IndexByte(group, '/') >= 0 {
			return "maven/" + strings.ReplaceAll(group, "/", ".") + "/" + name
		}
	}
	return path
}

// hyphenate returns a name of pypi with one hyphen for each run of hyphens, periods
// and underscores, and none at the ends. A name without other characters is returned
// as is.
func hyphenate(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '_' })
	if hyphenated := strings.Trim(strings.Join(parts, "-"), "- "); hyphenated != "" {
		return hyphenated
	}
	return name
}

// isSystem has the types of the packages of operating systems, which makers build for
// several systems at once.
var isSystem = map[string]bool{
	"alpm": true, "apk": true, "brew": true, "deb": true, "ebuild": true, "eopkg": true, "flatpak": true, "freebsd": true, "homebrew": true,
	"ipk": true, "nix": true, "opkg": true, "pacman": true, "rpm": true, "slackware": true, "snap": true, "xbps": true, "yum": true,
}

// IsStore has the types of packages whose names are the identifiers of applications.
var IsStore = map[string]bool{"chrome-extension": true, "flatpak": true, "snap": true}

// isAccount has the types of package URLs whose namespaces are accounts.
var isAccount = map[string]bool{
	"ansible": true, "bitbucket": true, "codeberg": true, "composer": true, "conan": true, "conda": true, "docker": true, "gitea": true, "gitee": true,
	"gitflic": true, "github": true, "gitlab": true, "gitverse": true, "huggingface": true, "npm": true, "sourcehut": true, "terraform": true, "vscode-extension": true,
}

// OwnerQualifier has the types of package URLs that name an account in a qualifier, with
// its key.
var OwnerQualifier = map[string]string{"conan": "user", "conda": "channel"}

// IsLibrary has the types of package URLs whose names are not the identifiers of
// applications.
var IsLibrary = map[string]bool{
	"cargo": true, "clojars": true, "composer": true, "conan": true, "conda": true, "cpan": true, "cran": true, "bitbucket": true, "docker": true,
	"gem": true, "github": true, "gitlab": true, "golang": true, "hackage": true, "hex": true, "huggingface": true, "maven": true, "npm": true,
	"nuget": true, "oci": true, "pub": true, "pypi": true, "swift": true,
}

// PagesOf has the domains below which forges publish the pages of accounts, with the type
// of the account.
var PagesOf = map[string]string{
	"github.io": "github", "gitlab.io": "gitlab", "bitbucket.io": "bitbucket", "codeberg.page": "codeberg", "gitee.io": "gitee",
}

// IsClean reports whether a path is folded, without percent-encoding, empty segments, "."
// and "..". It may report false for such a path.
func IsClean(path string) bool {
	start := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || path[i] == '/' {
			if s := path[start:i]; s == "" || s == "." || s == ".." {
				return false
			}
			start = i + 1
			continue
		}
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '%' || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// VersionStart returns the offset of the version: the last @ that is not the first
// character of a segment, where it begins a scope of npm.
func VersionStart(path string) int {
	for n := len(path); ; {
		n = strings.LastIndexByte(path[:n], '@')
		if n < 0 {
			return len(path)
		}
		if n > 0 && path[n-1] != '/' {
			return n
		}
	}
}
