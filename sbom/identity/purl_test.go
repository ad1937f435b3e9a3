package identity_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/package-url/packageurl-go"

	"github.com/bomgate/bomgate/sbom/identity"
)

var purls = []struct {
	in                   string
	namespaces, packages []string
}{
	{
		"pkg:maven/com.kaspersky.android-components/kaspresso@1.6.0",
		[]string{"maven/com.kaspersky.android-components", "maven/com.kaspersky"},
		[]string{"maven/com.kaspersky.android-components/kaspresso"},
	},
	{"pkg:maven/com.kasperskytte.x/y@1", []string{"maven/com.kasperskytte.x", "maven/com.kasperskytte"}, []string{"maven/com.kasperskytte.x/y"}},
	{"pkg:maven/junit/junit@4.13", []string{"maven/junit"}, []string{"maven/junit/junit"}},
	{"pkg:npm/%40kaspersky/hexa-ui@6.198.2", []string{"npm/@kaspersky"}, []string{"npm/@kaspersky/hexa-ui"}},
	{"pkg:npm/@Kaspersky/hexa-ui", []string{"npm/@kaspersky"}, []string{"npm/@kaspersky/hexa-ui"}},
	{"pkg:npm/%40kaspersky%2Fhexa-ui@6.198.2", []string{"npm/@kaspersky"}, []string{"npm/@kaspersky/hexa-ui"}},
	{
		"pkg:npm/kaspersky/hexa-ui",
		[]string{"npm/@kaspersky"},
		[]string{"npm/@kaspersky/hexa-ui"},
	},
	{"pkg:npm/ft-kaspersky@1.0.0", nil, []string{"npm/ft-kaspersky"}},
	{
		"pkg:golang/github.com/KasperskyLab/klogga@v1.0.0",
		[]string{"golang/github.com/kasperskylab", "golang/github.com", "github/kasperskylab"},
		[]string{"golang/github.com/kasperskylab/klogga", "github/kasperskylab/klogga"},
	},
	{
		"pkg:golang/github.com/kasperskylab/klogga/v2@v2.0.0#exporters",
		[]string{"golang/github.com/kasperskylab/klogga", "golang/github.com/kasperskylab", "golang/github.com", "github/kasperskylab/klogga", "github/kasperskylab"},
		[]string{"golang/github.com/kasperskylab/klogga/v2", "golang/github.com/kasperskylab/klogga", "github/kasperskylab/klogga/v2", "github/kasperskylab/klogga"},
	},
	{"pkg:golang/go.uber.org/zap", []string{"golang/go.uber.org"}, []string{"golang/go.uber.org/zap"}},
	{
		"pkg:golang/github.com/KasperskyLab",
		[]string{"golang/github.com", "github/kasperskylab"},
		[]string{"golang/github.com/kasperskylab"},
	},
	{"pkg:GitHub/KasperskyLab/boringssl-kos@1", []string{"github/kasperskylab"}, []string{"github/kasperskylab/boringssl-kos"}},
	{"pkg:github/kaspersky/gengine", []string{"github/kaspersky"}, []string{"github/kaspersky/gengine"}},
	{
		"pkg:generic/boringssl?vcs_url=git%2Bhttps://www.github.com/KasperskyLab/boringssl-kos.git%40abc123",
		[]string{"github/kasperskylab"},
		[]string{"generic/boringssl", "github/kasperskylab/boringssl-kos"},
	},
	{"pkg:docker/kaspersky/scanengine_httpd@sha256%3Aaa", []string{"docker/kaspersky"}, []string{"docker/kaspersky/scanengine_httpd"}},
	{
		"pkg:oci/scanengine_httpd@sha256:aa?arch=amd64&repository_url=docker.io%2Fkaspersky%2Fscanengine_httpd",
		[]string{"docker/kaspersky"},
		[]string{"oci/scanengine_httpd", "docker/kaspersky/scanengine_httpd"},
	},
	{
		"pkg:oci/engine@sha256:aa?repository_url=ghcr.io/kasperskylab",
		[]string{"oci/ghcr.io/kasperskylab", "oci/ghcr.io", "github/kasperskylab"},
		[]string{"oci/engine", "oci/ghcr.io/kasperskylab/engine", "docker/kasperskylab/engine"},
	},
	{"pkg:deb/debian/kesl@12.1.0-1508?arch=amd64", []string{"deb/debian"}, []string{"deb/debian/kesl", "deb/kesl", "*/kesl"}},
	{"pkg:rpm/KLNAGENT64@12", nil, []string{"rpm/klnagent64", "*/klnagent64"}},
	{"pkg:pypi/Triangle_.Check@1.1", nil, []string{"pypi/triangle-check"}},
	{"pkg:pypi/_", nil, []string{"pypi/_"}},
	{"pkg:pypi/._Triangle-.-Check_@1.1", nil, []string{"pypi/triangle-check"}},
	{"pkg:pub/kaspersky-sdk@0.0.1", nil, []string{"pub/kaspersky_sdk"}},
	{
		"pkg:swid/AO+Kaspersky+Lab/kaspersky.com/Endpoint+Security@12?tag_id=x",
		[]string{"swid/ao+kaspersky+lab/kaspersky.com", "swid/ao+kaspersky+lab"},
		[]string{"swid/ao+kaspersky+lab/kaspersky.com/endpoint+security"},
	},

	// other paths of the same package
	{
		"pkg:golang/gopkg.in/KasperskyLab/klogga.v1@v1.0.0",
		[]string{"golang/gopkg.in/kasperskylab", "golang/gopkg.in", "github/kasperskylab"},
		[]string{"golang/gopkg.in/kasperskylab/klogga.v1", "golang/gopkg.in/kasperskylab", "github/kasperskylab/klogga"},
	},
	{"pkg:githubactions/KasperskyLab/scan@v1", []string{"githubactions/kasperskylab", "github/kasperskylab"}, []string{"githubactions/kasperskylab/scan", "github/kasperskylab/scan"}},
	{
		"pkg:maven/io.github.kasperskylab/kav@1",
		[]string{"maven/io.github.kasperskylab", "maven/io.github", "github/kasperskylab"},
		[]string{"maven/io.github.kasperskylab/kav", "github/kasperskylab/kav"},
	},
	{
		"pkg:maven/com.acme.shaded.com.kaspersky.sdk/core@1",
		[]string{
			"maven/com.acme.shaded.com.kaspersky.sdk", "maven/com.acme.shaded.com.kaspersky", "maven/com.acme.shaded.com", "maven/com.acme.shaded", "maven/com.acme",
			"maven/com.kaspersky.sdk", "maven/com.kaspersky",
		},
		[]string{"maven/com.acme.shaded.com.kaspersky.sdk/core", "maven/com.kaspersky.sdk/core"},
	},
	{
		"pkg:docker/dockerhub-proxy/kaspersky/engine@2?repository_url=harbor.acme.example",
		[]string{"docker/dockerhub-proxy/kaspersky", "docker/dockerhub-proxy", "oci/harbor.acme.example"},
		[]string{"docker/dockerhub-proxy/kaspersky/engine", "docker/kaspersky/engine", "oci/harbor.acme.example/engine"},
	},
	{
		"pkg:oci/engine?repository_url=registry.acme.example/mirror/docker.io/kaspersky/engine",
		[]string{
			"oci/registry.acme.example/mirror/docker.io/kaspersky", "oci/registry.acme.example/mirror/docker.io", "oci/registry.acme.example/mirror", "oci/registry.acme.example",
			"docker/kaspersky",
		},
		[]string{"oci/engine", "oci/registry.acme.example/mirror/docker.io/kaspersky/engine", "docker/kaspersky/engine"},
	},
	{"pkg:maven/com.kaspersky:sdk@1", []string{"maven/com.kaspersky"}, []string{"maven/com.kaspersky/sdk"}},
	{"pkg:maven/com/kaspersky/sdk@1", []string{"maven/com.kaspersky"}, []string{"maven/com.kaspersky/sdk"}},

	// malformed, but with a type and a name
	{" pkg://npm//%40kaspersky/./hexa-ui/ ", []string{"npm/@kaspersky"}, []string{"npm/@kaspersky/hexa-ui"}},
	{"pkg:npm/%40kas%E2%80%8Bpersky/hexa-ui", []string{"npm/@kaspersky"}, []string{"npm/@kaspersky/hexa-ui"}},
	{"pkg:swift/alamofire", nil, []string{"swift/alamofire"}},
	{"pkg:generic/100%/%zz@1", []string{"generic/100%"}, []string{"generic/100%/%zz"}},
}

func TestPURLKeys(t *testing.T) {
	for _, tt := range purls {
		namespaces, packages, err := identity.PURLKeys(tt.in)
		if err != nil || !slices.Equal(namespaces, tt.namespaces) || !slices.Equal(packages, tt.packages) {
			t.Errorf("PURLKeys(%q) = %q, %q, %v, want %q, %q", tt.in, namespaces, packages, err, tt.namespaces, tt.packages)
		}
	}
	for _, s := range []string{"", "npm/x", "http://x/y", "pkg:", "pkg:npm", "pkg:npm/", "pkg:ty pe/x", "pkg:npm/%2F"} {
		if namespaces, packages, err := identity.PURLKeys(s); err == nil {
			t.Errorf("PURLKeys(%q) = %q, %q, want an error", s, namespaces, packages)
		}
	}
}

func TestPURLKeysKeepTheTopOfDeepPaths(t *testing.T) {
	namespaces, packages, err := identity.PURLKeys("pkg:golang/github.com/kasperskylab/klogga" + strings.Repeat("/x", 100_000))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"golang/github.com/kasperskylab", "github/kasperskylab"} {
		if !slices.Contains(namespaces, want) {
			t.Errorf("namespace %q is missing", want)
		}
	}
	for _, want := range []string{"golang/github.com/kasperskylab/klogga", "github/kasperskylab/klogga"} {
		if !slices.Contains(packages, want) {
			t.Errorf("package %q is missing", want)
		}
	}
	if len(namespaces) > 32 || len(packages) > 32 {
		t.Errorf("%d namespaces and %d packages, want at most 16 of each for each of two paths", len(namespaces), len(packages))
	}
}

func TestPURLNamespaceKeyAndPURLPackageKey(t *testing.T) {
	for in, want := range map[string]string{
		"npm/@kaspersky": "npm/@kaspersky", "npm/%40Kaspersky": "npm/@kaspersky", "maven/com.kaspersky": "maven/com.kaspersky",
		"github/KasperskyLab": "github/kasperskylab", "golang/github.com/KasperskyLab": "golang/github.com/kasperskylab",
	} {
		if got, err := identity.PURLNamespaceKey(in); got != want || err != nil {
			t.Errorf("PURLNamespaceKey(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"npm/@kaspersky/hexa-ui": "npm/@kaspersky/hexa-ui", "deb/kesl": "deb/kesl", "pypi/triangle_check": "pypi/triangle-check",
		"docker/kaspersky/scanengine_httpd": "docker/kaspersky/scanengine_httpd", "nuget/CaptchaMixer": "nuget/captchamixer",
	} {
		if got, err := identity.PURLPackageKey(in); got != want || err != nil {
			t.Errorf("PURLPackageKey(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, s := range []string{"", "npm", "npm/", "pkg:npm/x", "npm/x@1", "npm/x?a=b", "npm/x#y"} {
		if got, err := identity.PURLNamespaceKey(s); err == nil {
			t.Errorf("PURLNamespaceKey(%q) = %q, want an error", s, got)
		}
		if got, err := identity.PURLPackageKey(s); err == nil {
			t.Errorf("PURLPackageKey(%q) = %q, want an error", s, got)
		}
	}
}

// TestPURLKeysAgainstLibrary compares the first package of real package URLs with the
// result of packageurl-go, apart from case, from runs of hyphens in pypi, and from the "@"
// of a scope of npm.
func TestPURLKeysAgainstLibrary(t *testing.T) {
	const corpus = "../../../shared/corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus beside the repository: ", err)
	}
	pattern := regexp.MustCompile(`"(pkg:[^"\\]+)"`)
	seen := map[string]bool{}
	err := fs.WalkDir(os.DirFS(corpus), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(corpus), path)
		if err != nil {
			return err
		}
		for _, m := range pattern.FindAllSubmatch(text, -1) {
			s := string(m[1])
			p, err := packageurl.FromString(s)
			if seen[s] || err != nil {
				continue
			}
			seen[s] = true
			want := strings.ToLower(p.Type + "/" + p.Name)
			if p.Namespace != "" {
				want = strings.ToLower(p.Type + "/" + p.Namespace + "/" + p.Name)
			}
			if p.Type == packageurl.TypeNPM && p.Namespace != "" && p.Namespace[0] != '@' {
				want = strings.Replace(want, "/", "/@", 1)
			}
			if p.Type == packageurl.TypePyPi {
				want = strings.ReplaceAll(want, ".", "-")
			}
			if _, packages, err := identity.PURLKeys(s); err != nil || packages[0] != want {
				t.Errorf("%s: PURLKeys(%q): packages %q, %v, want %q first", path, s, packages, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d package URLs", len(seen))
}

// FuzzPURLKeys checks that the number of keys is bounded, that all keys are folded and
// have a type, and that PURLPackageKey returns the first package unchanged.
func FuzzPURLKeys(f *testing.F) {
	for _, tt := range purls {
		f.Add(tt.in)
	}
	f.Add("pkg:oci/x?repository_url=&vcs_url=//@")
	f.Add("pkg:maven/.a .b/c")
	f.Fuzz(func(t *testing.T, s string) {
		namespaces, packages, err := identity.PURLKeys(s)
		if err != nil {
			return
		}
		if len(packages) == 0 || len(packages) > 512 || len(namespaces) > 512 {
			t.Fatalf("PURLKeys(%q): %d namespaces and %d packages, want at most 512 and from 1 to 512", s, len(namespaces), len(packages))
		}
		for _, key := range slices.Concat(namespaces, packages) {
			if typ, rest, ok := strings.Cut(key, "/"); !ok || typ == "" || rest == "" || identity.Fold(key) != key {
				t.Errorf("PURLKeys(%q): malformed key %q", s, key)
			}
		}
		if strings.ContainsAny(packages[0], "%@?#") {
			return // PURLPackageKey would decode it
		}
		if again, err := identity.PURLPackageKey(packages[0]); again != packages[0] {
			t.Errorf("PURLKeys(%q): package %q, but PURLPackageKey of it is %q, %v", s, packages[0], again, err)
		}
	})
}
