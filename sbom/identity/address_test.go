package identity_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

// packagesIn returns the keys of packages in a reading, and the keys of namespaces if it
// has no packages, without those that any registry can have.
func packagesIn(r identity.Reading) string {
	var packages, namespaces []string
	for _, s := range r.Statements {
		switch {
		case s.Party != identity.NoParty || identity.IsElsewhereKey(s.Key):
		case s.Kind == identity.KindPackage:
			packages = append(packages, s.Key)
		case s.Kind == identity.KindPURL:
			namespaces = append(namespaces, s.Key)
		}
	}
	if packages == nil {
		return strings.Join(namespaces, " ")
	}
	return strings.Join(packages, " ")
}

func TestPackagesAtAddresses(t *testing.T) {
	for address, want := range map[string]string{
		// forges
		"https://github.com/KasperskyLab":                                           "github/kasperskylab",
		"https://github.com/orgs/KasperskyLab/packages":                             "github/kasperskylab",
		"https:github.com/KasperskyLab/klara":                                       "github/kasperskylab/klara",
		"gh:KasperskyLab/klara":                                                     "github/kasperskylab/klara",
		"https://gitverse.ru/KasperskyLab/klara":                                    "gitverse/kasperskylab/klara",
		"https://gitflic.ru/project/KasperskyLab/klara":                             "gitflic/kasperskylab/klara",
		"https://www.github.com/KasperskyLab/klara/tree/main":                       "github/kasperskylab/klara",
		"https://api.github.com/repos/KasperskyLab/klara/zipball/v1":                "github/kasperskylab/klara",
		"https://raw.github.com/KasperskyLab/klara/master/x":                        "github/kasperskylab/klara",
		"https://raw.githubusercontent.com/KasperskyLab/klara/master/x":             "github/kasperskylab/klara",
		"https://codeload.github.com/KasperskyLab/klara/tar.gz/v1":                  "github/kasperskylab/klara",
		"git+ssh://git@github.com/KasperskyLab/klara.git#v1":                        "github/kasperskylab/klara",
		"git@github.com:KasperskyLab/klara.git":                                     "github/kasperskylab/klara",
		"scm:git:git@github.com:KasperskyLab/klara.git":                             "github/kasperskylab/klara",
		"git://github.com/KasperskyLab/klara.git@abc":                               "github/kasperskylab/klara",
		"github:KasperskyLab/klara":                                                 "github/kasperskylab/klara",
		"https://gitlab.com/acme/engine/-/archive/v1/engine-v1.zip":                 "gitlab/acme/engine",
		"https://gitlab.com/api/v4/projects/acme%2Fengine/packages/generic/x/1/x":   "gitlab/acme/engine",
		"https://bitbucket.org/acme/engine/get/v1.zip":                              "bitbucket/acme/engine",
		"https://codeberg.org/acme/engine":                                          "codeberg/acme/engine",
		"https://git.sr.ht/~acme/engine":                                            "sourcehut/acme/engine",
		"https://sourceforge.net/projects/engine/files/1.0/e.zip":                   "sourceforge/engine",
		"https://huggingface.co/datasets/acme/words":                                "huggingface/acme/words",
		"https://acme.github.io/engine":                                             "github/acme",
		"https://git.acme.example/oem/engine.git":                                   "git/oem/engine",
		"ssh://git@git.acme.example:22/oem/engine.git":                              "git/oem/engine",
		"https://ghproxy.example/https://github.com/acme/engine/archive/v1.zip":     "github/acme/engine",
		"https://gitclone.example/github.com/acme/engine":                           "github/acme/engine",
		"https://web.archive.org/web/20240101000000/https://github.com/acme/engine": "github/acme/engine",
		"https://acme.example/redirect?to=https%3A%2F%2Fgithub.com%2Facme%2Fengine": "github/acme/engine",
		"https://github.com/features":                                               "github/features",

		// npm
		"https://registry.npmjs.org/@acme/ui/-/ui-1.0.0.tgz":                                  "npm/@acme/ui",
		"https://registry.npmjs.org/@acme%2fui":                                               "npm/@acme/ui",
		"https://registry.npmjs.org/ui":                                                       "npm/ui",
		"https://www.npmjs.com/package/@acme/ui/v/1.0.0":                                      "npm/@acme/ui",
		"https://cdn.jsdelivr.net/npm/@acme/ui@1.0/dist/ui.js":                                "npm/@acme/ui",
		"https://cdn.jsdelivr.net/gh/acme/ui@1.0/dist/ui.js":                                  "github/acme/ui",
		"https://unpkg.com/@acme/ui@1":                                                        "npm/@acme/ui",
		"https://esm.sh/v135/@acme/ui@1.0.0":                                                  "npm/@acme/ui",
		"https://ga.jspm.io/npm:@acme/ui@1.0/ui.js":                                           "npm/@acme/ui",
		"https://cdn.skypack.dev/-/@acme/ui@v1.0-abc":                                         "npm/@acme/ui",
		"https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.js":                       "npm/jquery",
		"https://artifactory.acme.example/artifactory/api/npm/npm-remote/@acme/ui/-/ui-1.tgz": "npm/@acme/ui",
		"https://nexus.acme.example/repository/npm-proxy/@acme/ui":                            "npm/@acme/ui",
		"https://nexus.acme.example/repository/all/ui/-/ui-1.0.0.tgz":                         "npm/ui",
		"https://medium.example/@acme/article":                                                "",

		// Maven
		"https://repo1.maven.org/maven2/com/acme/sdk/engine/1.5/engine-1.5.aar":              "maven/com.acme.sdk/engine",
		"https://repo1.maven.org/maven2/com/acme/sdk/engine/v1/engine-v1-sources.jar":        "maven/com.acme.sdk/engine",
		"https://repo1.maven.org/maven2/com/acme/sdk/engine/1.5/":                            "maven/com.acme.sdk/engine",
		"https://repo1.maven.org/maven2/com/acme/sdk/engine/maven-metadata.xml":              "maven/com.acme.sdk/engine",
		"https://repo1.maven.org/maven2/com/acme":                                            "maven/com/acme",
		"https://search.maven.org/artifact/com.acme.sdk/engine/1.5/jar":                      "maven/com.acme.sdk/engine",
		"https://search.maven.org/remotecontent?filepath=com/acme/engine/1.5/engine-1.5.jar": "maven/com.acme/engine",
		"https://mvnrepository.com/artifact/com.acme/engine":                                 "maven/com.acme/engine",
		"https://maven.acme.example/artifactory/libs/com/acme/sdk/engine/1/engine-1.jar":     "maven/com.acme.sdk/engine",
		"https://nexus.acme.example/repository/central/junit/junit/4.13/junit-4.13.jar":      "maven/junit/junit",
		"https://jitpack.io/com/github/acme/engine/1.0/engine-1.0.aar":                       "maven/com.github.acme/engine github/acme/engine",
		"https://play.google.com/store/apps/details?id=com.acme.engine":                      "maven/com.acme.engine maven/com.acme", // of the application com.acme.engine

		// Go
		"https://proxy.golang.org/github.com/!acme!lab/engine/@v/v0.3.0.zip": "golang/github.com/acmelab/engine github/acmelab/engine",
		"https://goproxy.acme.example/cache/github.com/acme/engine/@v/list":  "golang/github.com/acme/engine github/acme/engine",
		"https://pkg.go.dev/github.com/acme/engine@v1.0.0/scan":              "golang/github.com/acme/engine github/acme/engine",
		"https://sum.golang.org/lookup/go.acme.example/engine@v1":            "golang/go.acme.example/engine",
		"https://gopkg.in/acme/engine.v1":                                    "golang/gopkg.in/acme/engine.v1 golang/gopkg.in/acme github/acme/engine",

		// containers
		"https://hub.docker.com/r/acme/engine/tags":                                "docker/acme/engine",
		"oci://docker.io/acme/engine:2.1":                                          "docker/acme/engine",
		"docker://acme/engine:2.1":                                                 "docker/acme/engine",
		"docker:acme/engine":                                                       "docker/acme/engine",
		"https://registry-1.docker.io/v2/acme/engine/manifests/1":                  "docker/acme/engine",
		"oci://mirror.gcr.io/acme/engine":                                          "docker/acme/engine",
		"oci://ghcr.io/acme/engine":                                                "oci/ghcr.io/acme/engine docker/acme/engine",
		"https://quay.io/repository/acme/engine":                                   "oci/quay.io/acme/engine docker/acme/engine",
		"oci://123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/engine@sha256:aa": "oci/123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/engine docker/acme/engine",
		"https://harbor.acme.example/v2/proxy/acme/engine/blobs/sha256:aa":         "oci/harbor.acme.example/proxy/acme/engine docker/acme/engine",

		// other registries
		"https://pypi.org/project/acme-engine/1.0":                                "pypi/acme-engine",
		"https://files.pythonhosted.org/packages/aa/bb/cc/acme_engine-1.0.tar.gz": "pypi/acme-engine",
		"https://nexus.acme.example/repository/pypi/simple/acme_engine/":          "pypi/acme-engine",
		"https://nexus.acme.example/x/acme_engine-1.0-py3-none-any.whl":           "pypi/acme-engine",
		"https://rubygems.org/downloads/engine-1.0.gem":                           "gem/engine",
		"https://crates.io/api/v1/crates/engine/1.0/download":                     "cargo/engine",
		"https://www.nuget.org/api/v2/package/Acme.Engine/1.0":                    "nuget/acme.engine",
		"https://globalcdn.nuget.org/packages/acme.engine.1.0.0.nupkg":            "nuget/acme.engine",
		"https://repo.packagist.org/p2/acme/engine.json":                          "composer/acme/engine",
		"https://formulae.brew.sh/cask/engine":                                    "brew/engine",
		"https://community.chocolatey.org/packages/engine/1.0":                    "chocolatey/engine",
		"https://chromewebstore.google.com/detail/engine/abcdefgh":                "chrome-extension/abcdefgh",
		"https://repo.acme.example/pool/main/e/engine/engine_12.0-1_amd64.deb":    "deb/engine",
		"pkg:docker/acme/engine@2.1":                                              "docker/acme/engine",

		// addresses that lead to no package
		"https://acme.example/": "", "https://github.com": "", "https://registry.npmjs.org/": "", "https://repo1.maven.org/maven2/": "", "acme.example/download/v1.2/engine.zip": "",
		"https://acme.example/blog/2024-01-02/engine-1.0": "", "mailto:jane@acme.example": "", "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79": "", "file:///github.com/acme/x": "",
	} {
		var reader identity.Reader
		if got := packagesIn(reader.Read(identity.AsHost, address)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", address, got, want)
		}
	}
}

func TestPackagesAndApplicationsInStores(t *testing.T) {
	for address, want := range map[string]string{
		// applications
		"https://play.google.com/store/apps/details?id=com.acme.Guard":                                              "app com.acme.guard",
		"https://www.rustore.ru/catalog/app/com.acme.guard":                                                         "app com.acme.guard",
		"https://galaxystore.samsung.com/detail/com.acme.guard?session_id=1":                                        "app com.acme.guard",
		"https://apkpure.com/acme-guard/com.acme.guard":                                                             "app com.acme.guard",
		"https://d.apkpure.com/b/APK/com.acme.guard?version=latest":                                                 "app com.acme.guard",
		"https://apps.apple.com/us/app/acme-guard/id123456789":                                                      "app id123456789",
		"https://apps.apple.com/app/id123456789":                                                                    "app id123456789",
		"https://apps.microsoft.com/detail/9NBLGGH4ABCD?hl=en-us":                                                   "app 9nblggh4abcd",
		"https://winget.run/pkg/Acme/Guard":                                                                         "app acme.guard",
		"https://winstall.app/apps/Acme.Guard":                                                                      "app acme.guard",
		"https://github.com/microsoft/winget-pkgs/tree/master/manifests/a/Acme/Guard/1.0":                           "app acme.guard",
		"https://raw.githubusercontent.com/microsoft/winget-pkgs/master/manifests/a/Acme/Guard/1.0/Acme.Guard.yaml": "app acme.guard",
		"https://flathub.org/apps/com.acme.Guard":                                                                   "package flatpak/com.acme.guard app com.acme.guard",
		"https://dl.flathub.org/repo/appstream/com.acme.Guard.flatpakref":                                           "package flatpak/com.acme.guard app com.acme.guard",
		"https://snapcraft.io/guard":                                                                                "package snap/guard app guard",
		"https://api.snapcraft.io/v2/snaps/info/guard":                                                              "package snap/guard app guard",
		"https://chromewebstore.google.com/detail/guard/abcdefgh":                                                   "package chrome-extension/abcdefgh app abcdefgh",
		"https://microsoftedge.microsoft.com/addons/detail/guard/abcdefgh":                                          "app abcdefgh",
		"https://addons.mozilla.org/en-US/firefox/addon/acme-guard/":                                                "app acme-guard",
		"https://addons.mozilla.org/firefox/addon/acme-guard/":                                                      "app acme-guard",
		// systems
		"https://packages.debian.org/sid/guard":                                            "package deb/guard",
		"https://packages.debian.org/source/sid/guard":                                     "package deb/guard",
		"https://packages.debian.org/search?keywords=guard":                                "",
		"https://tracker.debian.org/pkg/guard":                                             "package deb/guard",
		"https://packages.ubuntu.com/noble/guard":                                          "package deb/guard",
		"https://packages.fedoraproject.org/pkgs/guard/guard/":                             "package rpm/guard",
		"https://src.fedoraproject.org/rpms/guard":                                         "package rpm/guard",
		"https://pkgs.alpinelinux.org/package/edge/main/x86_64/guard":                      "package apk/guard",
		"https://archlinux.org/packages/extra/x86_64/guard/":                               "package alpm/guard",
		"https://aur.archlinux.org/packages/guard":                                         "package alpm/guard",
		"https://aur.archlinux.org/guard.git":                                              "package alpm/guard",
		"https://aur.archlinux.org/cgit/aur.git/snapshot/guard.tar.gz":                     "package alpm/guard",
		"https://aur.archlinux.org/cgit/aur.git/plain/PKGBUILD?h=guard":                    "package alpm/guard",
		"https://packages.chocolatey.org/guard.1.0.nupkg":                                  "package chocolatey/guard",
		"https://github.com/Homebrew/homebrew-cask/blob/HEAD/Casks/g/guard.rb":             "package brew/guard",
		"https://raw.githubusercontent.com/Homebrew/homebrew-cask/HEAD/Casks/guard.rb":     "package brew/guard",
		"https://raw.githubusercontent.com/Homebrew/homebrew-core/HEAD/Formula/g/guard.rb": "package brew/guard",
		"https://raw.githubusercontent.com/ScoopInstaller/Extras/master/bucket/guard.json": "package scoop/guard",
		"https://github.com/ScoopInstaller/Extras/blob/master/bucket/guard.json":           "package scoop/guard",
		// extensions
		"https://marketplace.visualstudio.com/items?itemName=acme.guard":                                                                                   "package vscode-extension/acme/guard",
		"https://marketplace.visualstudio.com/_apis/public/gallery/publishers/acme/vsextensions/guard/1.0/vspackage":                                       "package vscode-extension/acme/guard",
		"https://acme.gallery.vsassets.io/_apis/public/gallery/publisher/acme/extension/guard/1.0/assetbyname/Microsoft.VisualStudio.Services.VSIXPackage": "package vscode-extension/acme/guard",
		"https://open-vsx.org/extension/acme/guard":                                                                                                        "package vscode-extension/acme/guard",
		"https://open-vsx.org/api/acme/guard/1.0/file/acme.guard-1.0.vsix":                                                                                 "package vscode-extension/acme/guard",
		"https://hub.docker.com/extensions/acme/guard":                                                                                                     "package docker/acme/guard",
		"https://plugins.jenkins.io/guard/":                                                                                                                "package jenkins/guard",
		"https://updates.jenkins.io/download/plugins/guard/1.0/guard.hpi":                                                                                  "package jenkins/guard",
		"https://updates.jenkins.io/latest/guard.hpi":                                                                                                      "package jenkins/guard",
		"https://wordpress.org/plugins/acme-guard/":                                                                                                        "package wordpress/acme-guard",
		"https://de.wordpress.org/plugins/acme-guard/":                                                                                                     "package wordpress/acme-guard",
		"https://downloads.wordpress.org/plugin/acme-guard.1.2.zip":                                                                                        "package wordpress/acme-guard",
		"https://downloads.wordpress.org/plugin/acme-guard.latest-stable.zip":                                                                              "package wordpress/acme-guard",
		"https://plugins.svn.wordpress.org/acme-guard/trunk":                                                                                               "package wordpress/acme-guard",
		// modules and libraries
		"https://registry.terraform.io/v1/providers/acme/guard/versions":                                                   "package terraform/acme/guard",
		"https://search.opentofu.org/provider/acme/guard/latest":                                                           "package terraform/acme/guard",
		"https://registry.opentofu.org/v1/modules/acme/guard/aws/versions":                                                 "package terraform/acme/guard",
		"https://galaxy.ansible.com/ui/standalone/roles/acme/guard/":                                                       "package ansible/acme/guard",
		"https://galaxy.ansible.com/api/v3/plugin/ansible/content/published/collections/index/acme/guard/":                 "package ansible/acme/guard",
		"https://galaxy.ansible.com/api/v3/plugin/ansible/content/published/collections/artifacts/acme-guard-1.0.0.tar.gz": "package ansible/acme/guard",
		"https://artifacthub.io/packages/olm/acme/guard":                                                                   "package olm/acme/guard",
		"https://prefix.dev/channels/acme/packages/guard":                                                                  "package conda/acme/guard",
		"https://api.nuget.org/v3/registration5-gz-semver2/acme.guard/index.json":                                          "package nuget/acme.guard",
		"https://api.nuget.org/v3/catalog0/data/2024.01.01.00.00.00/acme.guard.1.0.0.json":                                 "package nuget/acme.guard",
		"https://pkgs.acme.example/_packaging/feed/nuget/v3/flat2/acme.guard/1.0.0/acme.guard.1.0.0.nupkg":                 "package nuget/acme.guard",
		"https://swiftpackageindex.com/acme/guard":                                                                         "package github/acme/guard",
		"https://luarocks.org/modules/acme/guard":                                                                          "package luarocks/acme/guard",
		"https://hexdocs.pm/guard/api.html":                                                                                "package hex/guard",
		"https://index.crates.io/gu/ar/guard":                                                                              "package cargo/guard",
		"https://socket.dev/npm/package/@acme/guard":                                                                       "package npm/@acme/guard",
		"https://deps.dev/npm/%40acme%2Fguard":                                                                             "package npm/@acme/guard",
		"https://libraries.io/pypi/acme-guard":                                                                             "package pypi/acme-guard",
	} {
		var reader identity.Reader
		var got []string
		for _, s := range reader.Read(identity.AsHost, address).Statements {
			if s.Party == identity.NoParty && !identity.IsElsewhereKey(s.Key) && (s.Kind == identity.KindApp || s.Kind == identity.KindPackage && !strings.HasPrefix(s.Key, "maven/")) {
				got = append(got, string(s.Kind)+" "+s.Key)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s:\n got %s\nwant %s", address, strings.Join(got, " "), want)
		}
	}
}

func TestPackagesOfCoordinates(t *testing.T) {
	for _, tt := range []struct {
		c    identity.Coordinates
		want string
	}{
		{identity.Coordinates{Name: "@acme/ui"}, "npm/@acme/ui"},
		{identity.Coordinates{Name: "@acme/ui@1.0"}, "npm/@acme/ui"},
		{identity.Coordinates{Group: "@acme", Name: "ui"}, "npm/@acme/ui"},
		{identity.Coordinates{Name: "npm:@acme/ui"}, "npm/@acme/ui"},
		{identity.Coordinates{Name: "pip:Acme_Engine"}, "pypi/acme-engine"},
		{identity.Coordinates{Name: "go:github.com/acme/engine"}, "golang/github.com/acme/engine github/acme/engine"},
		{identity.Coordinates{Name: "actions:acme/scan"}, "github/acme/scan"},
		{identity.Coordinates{Name: "com.acme.sdk:engine"}, "maven/com.acme.sdk/engine"},
		{identity.Coordinates{Name: "com.acme.sdk:engine:jar:1.0"}, "maven/com.acme.sdk/engine"},
		{identity.Coordinates{Name: "com.acme.sdk:engine@1.0"}, "maven/com.acme.sdk/engine"},
		{identity.Coordinates{Group: "com.acme.sdk", Name: "engine"}, "maven/com.acme.sdk/engine"},
		{identity.Coordinates{Name: "com.acme.sdk.engine"}, "maven/com.acme.sdk.engine maven/com.acme.sdk maven/com.acme"},
		{identity.Coordinates{Name: "github.com/Acme/engine/v2"}, "golang/github.com/acme/engine/v2 golang/github.com/acme/engine github/acme/engine/v2 github/acme/engine"},
		{identity.Coordinates{Group: "github.com/acme", Name: "engine"}, "golang/github.com/acme/engine github/acme/engine"},
		{identity.Coordinates{Name: "go.acme.dev/engine"}, "golang/go.acme.dev/engine"},
		{identity.Coordinates{Name: "docker.io/acme/engine:1@sha256:aa"}, "docker/acme/engine"},
		{identity.Coordinates{Name: "acme/engine:1.0"}, "docker/acme/engine"},
		{identity.Coordinates{Name: "ghcr.io/acme/engine"}, "oci/ghcr.io/acme/engine docker/acme/engine"},
		{identity.Coordinates{Name: "registry.acme.example:5000/mirror/docker.io/beta/engine@sha256:aa"}, "oci/registry.acme.example/mirror/docker.io/beta/engine docker/beta/engine"},
		{identity.Coordinates{Type: "container", Name: "acme/engine"}, "docker/acme/engine"},
		{identity.Coordinates{Type: "container", Group: "acme", Name: "engine"}, "docker/acme/engine"},
		{identity.Coordinates{Name: "https://github.com/acme/engine"}, "github/acme/engine"},
		{identity.Coordinates{Name: "pkg:npm/%40acme/ui@1"}, "npm/@acme/ui"},

		// the package URL says the same, or something else
		{identity.Coordinates{Group: "@acme", Name: "ui", PURL: "pkg:npm/%40acme/ui@1"}, ""},
		{identity.Coordinates{Group: "com.acme", Name: "ui", PURL: "pkg:maven/com.acme/ui@1?type=jar"}, ""},
		{identity.Coordinates{Name: "github.com/acme/ui", PURL: "pkg:golang/github.com/acme/ui"}, ""},
		{identity.Coordinates{Group: "@acme", Name: "ui", PURL: "pkg:npm/ui@1"}, "npm/@acme/ui"},
		{identity.Coordinates{Group: "@acme", Name: "ui", PURL: "pkg:generic/%40acme/ui@1"}, "npm/@acme/ui"},
		{identity.Coordinates{Group: "com.acme", Name: "ui", PURL: "pkg:generic/com.acme/ui@1"}, "maven/com.acme/ui"},
		{identity.Coordinates{Name: "com.acme:ui", PURL: "pkg:generic/com.acme:ui@1"}, "maven/com.acme/ui"},

		// names that do not name a package of a known registry
		{identity.Coordinates{Name: "engine"}, ""}, {identity.Coordinates{Name: "acme/engine"}, ""}, {identity.Coordinates{Group: "acme", Name: "engine"}, ""},
		{identity.Coordinates{Name: "lodash.merge"}, ""}, {identity.Coordinates{Name: "libc.so.6"}, ""}, {identity.Coordinates{Name: "C:\\acme\\x.exe"}, ""},
		{identity.Coordinates{Name: "Engine: the scanner"}, ""}, {identity.Coordinates{Name: "acme engine/scanner"}, ""}, {identity.Coordinates{Name: ""}, ""}, {identity.Coordinates{Group: "acme"}, ""},
	} {
		var reader identity.Reader
		r, _ := reader.ReadCoordinates(tt.c)
		if got := packagesIn(r); got != tt.want {
			t.Errorf("%+v:\n got %s\nwant %s", tt.c, got, tt.want)
		}
		if r.Stated != (tt.want != "") {
			t.Errorf("%+v: Stated %t, want %t", tt.c, r.Stated, tt.want != "")
		}
	}
}
