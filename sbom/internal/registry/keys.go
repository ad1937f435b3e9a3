package registry

import (
	"slices"
	"strings"
)

// Elsewhere begins the keys of accounts and system packages in any registry.
const Elsewhere = "*/"

// minElsewhere is the minimum length of a name: shorter names are in several registries
// by chance.
const minElsewhere = 4

// ElsewhereOf returns the key that the owner of an account has in other registries, or, if
// isPackage is set, the key that a system package has on other systems, given the key of
// the account or package. It returns "" for other keys.
func ElsewhereOf(key string, isPackage bool) string {
	typ, name, _ := strings.Cut(key, "/")
	if name = strings.TrimLeft(name, "@~"); len(name) < minElsewhere || strings.ContainsAny(name, "/.") {
		return ""
	}
	if isPackage && isSystem[typ] || !isPackage && isAccount[typ] {
		return Elsewhere + name
	}
	return ""
}

// NamespaceKeys returns a namespace and its parents: the keys of a path without its last
// segment.
func NamespaceKeys(namespace string) []string {
	keys := appendLevels(nil, namespace, "/", 1)
	if Type(namespace) == "maven" {
		keys = appendLevels(keys, namespace, "./", 2)
	}
	return keys
}

// PackageKeys returns the keys of a package: its path, and the paths of the packages that
// it is a part of. A path that ends in a slash is not a package.
func PackageKeys(path string) []string {
	if strings.HasSuffix(path, "/") {
		return nil
	}
	keys := []string{path}
	switch typ := Type(path); typ {
	case "oci", "docker":
		if other := mirrored(path); other != "" {
			return AppendNew(keys, other)
		}
	case "golang", "github", "gitlab", "bitbucket", "codeberg", "gitea":
		least := 2 // owner/name, or host/name for a module on a host of its own
		if _, known := ForgeType(first(path)); known {
			least = 3
		}
		return appendLevels(keys, path, "/", least)
	default:
		if isSystem[typ] {
			name := path[strings.LastIndexByte(path, '/')+1:]
			return AppendNew(keys, typ+"/"+name, Elsewhere+name)
		}
	}
	return keys
}

// Parent returns the path without its last segment. The path must have a type.
func Parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// MaxLevels is how many levels of one value become keys.
const MaxLevels = 16

// appendLevels appends the path and its parents that have at least a number of elements
// after the type, the longest first, without duplicates. Elements end at any of the
// separators. If there are more than MaxLevels, the longest and the shortest paths are
// appended.
func appendLevels(keys []string, path, separators string, least int) []string {
	below := path[len(Type(path)):]
	n := 0
	for i := range len(separators) {
		n += strings.Count(below, separators[i:i+1])
	}
	for first := n; n >= least; n-- {
		if n == first || n-least < MaxLevels-1 {
			keys = AppendNew(keys, path)
		}
		path = strings.TrimSpace(path[:strings.LastIndexAny(path, separators)])
	}
	return keys
}

// AppendNew appends the keys that are not in the list yet.
func AppendNew(keys []string, more ...string) []string {
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
