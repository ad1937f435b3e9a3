package registry

import (
	"slices"
	"strings"
	"testing"
)

// TestSites checks the rows of sites.tsv.
func TestSites(t *testing.T) {
	readings := []string{"1", "2", "apart", "id", "owner", "last", "file", "owned", "host", "app", "winget", "npm", "golang", "maven", "docker", "oci"}
	seen := map[string]bool{}
	for line := range strings.Lines(sitesTSV) {
		row := strings.TrimSuffix(line, "\n")
		if row == "" || row[0] == '#' {
			continue
		}
		columns := strings.Split(row, "\t")
		if len(columns) != 3 {
			t.Errorf("row %q: %d columns, want 3", row, len(columns))
			continue
		}
		host, prefix, reading := columns[0], columns[1], columns[2]
		if host != strings.ToLower(host) || strings.HasPrefix(host, "www.") || strings.IndexByte(host, '.') < 0 {
			t.Errorf("row %q: want a host in lower case and without www", row)
		}
		if prefix == "" || strings.Trim(prefix, "/") != prefix {
			t.Errorf("row %q: want segments or - as the prefix", row)
		}
		if typ, how, _ := strings.Cut(reading, "/"); !slices.Contains(readings, how) && !(how == "" && slices.Contains(readings, typ)) {
			t.Errorf("row %q: unknown reading %q", row, reading)
		}
		if seen[host+" "+prefix] {
			t.Errorf("row %q: want one row for each host and prefix", row)
		}
		seen[host+" "+prefix] = true
	}
}

// FuzzHostAppend checks that the number of packages at an address is bounded, and that
// each is a path with a type.
func FuzzHostAppend(f *testing.F) {
	f.Add("github.com", "/acme/engine")
	f.Add("repo1.maven.org", "/maven2/com/acme/engine/1.0/engine-1.0.jar")
	f.Add("x.example", "/v2/a/b/manifests/1")
	f.Add("proxy.golang.org", "/@v/!/@")
	f.Fuzz(func(t *testing.T, host, at string) {
		paths := HostOf(host).Append(nil, at)
		for _, path := range paths {
			paths = AppendAliases(paths, path)
		}
		if len(paths) > 64 {
			t.Errorf("HostOf(%q).Append(%q): %d packages, want at most 64", host, at, len(paths))
		}
		for _, path := range paths {
			if typ, name, ok := strings.Cut(path, "/"); !ok || typ == "" || strings.Trim(name, "/") == "" {
				t.Errorf("HostOf(%q).Append(%q): malformed path %q", host, at, path)
			}
		}
	})
}

// FuzzAppendNamed is FuzzHostAppend for names.
func FuzzAppendNamed(f *testing.F) {
	f.Add("container", "acme", "engine")
	f.Add("", "", "com.acme:engine:1.0")
	f.Add("", "@acme", "ui")
	f.Add("", "", "github.com/acme/engine@v1")
	f.Add("", "a/b", "docker:x")
	f.Fuzz(func(t *testing.T, component, group, name string) {
		paths := AppendNamed(nil, component, group, name)
		paths = AppendUnhosted(paths, name, strings.ToLower)
		for _, path := range paths {
			paths = AppendAliases(paths, path)
			if typ, name, ok := strings.Cut(path, "/"); !ok || typ == "" || strings.Trim(name, "/") == "" {
				t.Errorf("AppendNamed(%q, %q, %q): malformed path %q", component, group, name, path)
			}
		}
		if len(paths) > 64 {
			t.Errorf("AppendNamed(%q, %q, %q): %d packages, want at most 64", component, group, name, len(paths))
		}
	})
}
