package registry

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// appendByLayout appends the paths of the packages that an address names by its layout,
// which the proxies and mirrors of a registry share, whatever their host.
func appendByLayout(paths []string, host string, segments []string) []string {
	last := len(segments) - 1
	for i, s := range segments {
		switch {
		case s == "-" && i > 0 && i < last: // npm: @scope/name/-/name-1.0.tgz
			if i > 1 && segments[i-2][0] == '@' {
				return append(paths, "npm/"+segments[i-2]+"/"+segments[i-1])
			}
			if strings.HasSuffix(segments[last], ".tgz") {
				return append(paths, "npm/"+segments[i-1])
			}
		case (s == "@v" || s == "@latest") && i > 0: // Go
			return appendModule(paths, fromHost(segments[:i]))
		case (s == "v3-flatcontainer" || s == "flatcontainer" || s == "flat2") && i < last: // .NET
			return append(paths, "nuget/"+segments[i+1])
		case s == "simple" && i < last: // Python
			return append(paths, "pypi/"+hyphenate(segments[i+1]))
		case (s == "manifests" || s == "blobs" || s == "tags") && i > 0 && slices.Contains(segments[:i], "v2"): // containers
			return appendImage(paths, host, segments[slices.Index(segments, "v2"):])
		case s[0] == '@' && len(s) > 1 && i > 0 && i < last && strings.Contains(segments[i-1], "npm"): // api/npm/@scope/name
			return append(paths, "npm/"+s+"/"+trimRevision(segments[i+1]))
		}
	}
	if last >= 2 && strings.HasPrefix(segments[last], segments[last-2]+"-") && strings.Contains(segments[last], segments[last-1]) {
		return appendGroupPath(paths, segments, groupStart(segments[:last-2]))
	}
	return appendByFile(paths, segments)
}

// fromHost returns the segments from the first one that is a host.
func fromHost(segments []string) []string {
	for i, s := range segments {
		if IsHost(strings.ReplaceAll(s, "!", "")) {
			return segments[i:]
		}
	}
	return segments
}

// appendByFile appends the package or repository that is in the name of a file or folder:
// name-1.0.gem, name.git.
func appendByFile(paths, segments []string) []string {
	last := segments[len(segments)-1]
	repository, _, isGit := strings.Cut(last, ".git@")
	if !isGit {
		repository, isGit = strings.CutSuffix(last, ".git")
	}
	if isGit && repository != "" && len(segments) > 1 {
		return append(paths, "git/"+segments[len(segments)-2]+"/"+trimRevision(last))
	}
	typ := ""
	switch last[strings.LastIndexByte(last, '.')+1:] {
	case "whl":
		typ = "pypi"
	case "gem", "nupkg", "deb", "rpm":
		typ = last[strings.LastIndexByte(last, '.')+1:]
	case "crate":
		typ = "cargo"
	default:
		return paths
	}
	name := nameInFile(last)
	switch {
	case name == "":
		return paths
	case typ == "nupkg":
		typ = "nuget"
	case typ == "pypi":
		name = hyphenate(name)
	}
	return append(paths, typ+"/"+name)
}

// groupStart returns the segment at which the group of a Maven artifact begins, after the
// path of the repository: a group begins with a top-level domain.
func groupStart(segments []string) int {
	for i, s := range segments {
		if isTopLevel(s) && i+1 < len(segments) {
			return i
		}
	}
	return max(len(segments)-1, 0)
}

// IsHost reports whether a token begins with a host name below a public suffix that
// ICANN manages.
func IsHost(token string) bool {
	host, _, _ := strings.Cut(token, "/")
	if strings.IndexByte(host, '.') <= 0 || strings.Trim(host, ".") != host {
		return false
	}
	host = strings.ToLower(host)
	suffix, icann := publicsuffix.PublicSuffix(host)
	return icann && len(suffix) < len(host)
}

// isTopLevel reports whether a label is a top-level domain with which groups of Maven
// begin.
func isTopLevel(label string) bool {
	if label == "info" {
		return true
	}
	if len(label) != 2 && len(label) != 3 {
		return false
	}
	_, icann := publicsuffix.PublicSuffix(label)
	return icann
}

// appendGroupPath appends the Maven artifact with a path in the layout of a repository,
// group/artifact/version/file, from the segment at which the group begins. Without a
// version, the path may be the artifact's or the group's.
func appendGroupPath(paths, segments []string, start int) []string {
	segments = segments[start:]
	if last := len(segments) - 1; strings.HasPrefix(segments[last], "maven-metadata.") {
		segments = segments[:last]
	}
	last := len(segments) - 1
	if last < 1 {
		return paths
	}
	artifact := last
	switch version := slices.IndexFunc(segments, func(s string) bool { return isDigit(s[0]) }); {
	case last >= 3 && strings.HasPrefix(segments[last], segments[last-2]+"-"):
		artifact = last - 2
	case version >= 2:
		artifact = version - 1
	default:
		paths = append(paths, "maven/"+strings.Join(segments, ".")+"/")
	}
	return append(paths, "maven/"+strings.Join(segments[:artifact], ".")+"/"+segments[artifact])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
