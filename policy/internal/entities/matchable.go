package entities

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy/suggest"
)

// checkKey returns an error if no SBOM can have the key of the identifier, or if the
// key is another one than the value suggests.
func (i *identifier) checkKey(key string) error {
	switch i.Kind {
	case "organization", "brand", "lookalike", "name", "signer":
		return checkName(i.Value)
	case "purl":
		return checkPURL(key, true)
	case "package":
		return checkPURL(key, false)
	case "cpe":
		return checkCPE(key)
	case "domain":
		return checkDomain(i.Value)
	case "hash":
		return checkHash(key)
	}
	return nil
}

// maxLength is the maximum length of an identifier or name in bytes, which is longer than
// any real one. The keys of a value need many times its memory.
const maxLength = 4096

// checkLength returns an error for a value that is too long.
func checkLength(kind, value string) error {
	if len(value) <= maxLength {
		return nil
	}
	return fmt.Errorf("%s %q…: %d bytes: expected at most %d", kind, value[:40], len(value), maxLength)
}

// checkName returns an error for a pattern. The signs in it would be dropped.
func checkName(value string) error {
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, "*") || strings.HasSuffix(value, "*") || strings.Contains(value, ".*") || strings.HasPrefix(value, "^") {
		return errors.New("a pattern: expected a name; a brand also matches the names that start with it")
	}
	return nil
}

// Types of package URLs by what their definitions say about namespaces.
var (
	withNamespace = []string{
		"alpm", "apk", "bitbucket", "composer", "deb", "github", "gitlab", "golang", "huggingface", "maven", "rpm", "swift", "vscode-extension",
	}
	withoutNamespace = []string{
		"bitnami", "cargo", "chrome-extension", "cocoapods", "conda", "cran", "gem", "hackage", "julia", "mlflow", "nuget", "opam",
		"otp", "pub", "pypi", "vcpkg",
	}
	withEither = []string{"brew", "conan", "cpan", "docker", "generic", "githubactions", "hex", "luarocks", "npm", "oci", "qpkg", "swid", "yocto"}

	purlTypes = slices.Concat(withNamespace, withoutNamespace, withEither)
)

// wrongTypes are words for package managers and languages that are not types of
// package URLs, with the type that they mean.
var wrongTypes = map[string]string{
	"container": "docker", "crate": "cargo", "crates": "cargo", "dockerhub": "docker", "dotnet": "nuget", "go": "golang",
	"gradle": "maven", "java": "maven", "javascript": "npm", "node": "npm", "nodejs": "npm", "php": "composer", "pip": "pypi",
	"python": "pypi", "ruby": "gem", "rubygems": "gem", "rust": "cargo", "yarn": "npm",
}

// checkPURL checks the key of a namespace or a package, "type/namespace/name".
func checkPURL(key string, isNamespace bool) error {
	typ, path, _ := strings.Cut(key, "/")
	first, rest, several := strings.Cut(path, "/")
	switch {
	case strings.ContainsAny(key, `*?[]{}|\^$()`) && isNamespace:
		return errors.New("a pattern: expected type/namespace, which includes all packages in the namespace")
	case strings.ContainsAny(key, `*?[]{}|\^$()`):
		return errors.New("a pattern: expected one package; an identifier of kind purl includes all packages in a namespace")
	case !slices.Contains(purlTypes, typ):
		if meant := wrongTypes[typ]; meant != "" {
			return fmt.Errorf("type %q: expected %q", typ, meant)
		}
		if meant := suggest.Closest(typ, purlTypes); meant != "" {
			return fmt.Errorf("type %q: expected %q", typ, meant)
		}
	case slices.Contains(withoutNamespace, typ) && (isNamespace || several):
		return fmt.Errorf("packages of type %q have no namespace: expected the kind package, as in %s/name", typ, typ)
	case slices.Contains([]string{"bitbucket", "composer", "github", "gitlab", "maven", "swift"}, typ) && !isNamespace && !several:
		return fmt.Errorf("packages of type %q have a namespace: expected %s/namespace/name; an identifier of kind purl includes all packages in a namespace", typ, typ)
	case slices.Contains([]string{"alpm", "apk", "deb", "rpm"}, typ) && isNamespace && several:
		return fmt.Errorf("the namespace of %s is a distribution: expected the kind package for the package %q", typ, key)
	case typ == "npm" && isNamespace && (several || !strings.HasPrefix(first, "@")):
		return fmt.Errorf("the namespaces of npm are scopes: expected %q, or the kind package for the package %q", "npm/@"+strings.TrimPrefix(first, "@"), strings.Trim(first+"/"+rest, "/"))
	case typ == "npm" && several && !strings.HasPrefix(first, "@"):
		return fmt.Errorf("the namespaces of npm are scopes: expected %q", "npm/@"+path)
	case typ == "golang" && !strings.Contains(first, "."):
		return errors.New("the path of a Go module begins with a host: expected one, as in golang/github.com/owner")
	case typ == "maven" && strings.Contains(path, ":"):
		return fmt.Errorf("expected a slash between group and artifact: %q", typ+"/"+strings.ReplaceAll(path, ":", "/"))
	case typ == "maven" && (isNamespace && several || strings.Contains(rest, "/")):
		return errors.New("the labels of a group are separated by periods: expected maven/com.example")
	}
	return nil
}

func checkCPE(key string) error {
	for value := range strings.SplitSeq(key[strings.IndexByte(key, ':')+1:], ":") {
		if value == "-" || strings.ContainsAny(value, `*?\`) {
			return fmt.Errorf("no product has the vendor or name %q: expected part:vendor or part:vendor:product without patterns and escapes", value)
		}
	}
	return nil
}

// checkDomain returns an error for an address, because all pages of its host would match.
func checkDomain(value string) error {
	_, address, isURL := strings.Cut(value, "://")
	if !isURL {
		address = value
	}
	if path := strings.TrimSuffix(address, "/"); strings.ContainsAny(path, "/?#@") {
		return errors.New("an address: expected a host; the kind purl identifies an owner on a host, as in github/owner")
	}
	return nil
}

// digestSizes are the numbers of hexadecimal digits of digests, by algorithm; 0 for an
// algorithm with digests of several sizes.
var digestSizes = map[string]int{
	"adler32": 8, "blake2b-256": 64, "blake2b-384": 96, "blake2b-512": 128, "blake3": 0, "gitoid-sha1": 40, "gitoid-sha256": 64,
	"md2": 32, "md4": 32, "md5": 32, "md6": 0, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128,
	"sha3-224": 56, "sha3-256": 64, "sha3-384": 96, "sha3-512": 128, "streebog-256": 64, "streebog-512": 128,
}

func checkHash(key string) error {
	algorithm, digest, _ := strings.Cut(key, ":")
	size, ok := digestSizes[algorithm]
	if !ok {
		known := make([]string, 0, len(digestSizes))
		for name := range digestSizes {
			known = append(known, name)
		}
		slices.Sort(known)
		return fmt.Errorf("unknown algorithm %q: expected %s", algorithm, suggest.Expected(algorithm, known))
	}
	if size > 0 && len(digest) != size {
		return fmt.Errorf("%d hexadecimal digits: expected %d for %s", len(digest), size, algorithm)
	}
	return nil
}
