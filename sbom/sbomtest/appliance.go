package sbomtest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"strings"
)

// applianceTSV lists the open-source components of the appliance, one per row:
// package URL type, name, version, names of its dependencies, CPE
// part:vendor:product, website and license.
//
//go:embed appliance.tsv
var applianceTSV string

// Appliance returns an SBOM for the firmware of a network appliance. It has about
// 200 ordinary components and one banned component, an anti-virus engine, which
// is nested three levels deep in a third-party content filter.
func Appliance() Document { return appliance(antiVirusSDK("kaspersky-anti-virus-sdk")) }

// CleanAppliance returns [Appliance] without the anti-virus engine.
func CleanAppliance() Document {
	d := appliance()
	d.ID = "urn:uuid:5d0c7bb1-4f3e-4a58-9e0f-6b1d4c2a8e02"
	return d
}

func appliance(engine ...Component) Document {
	const (
		northwind = "Northwind Appliances, Inc."
		oakhaven  = "Oakhaven Networks Ltd."
		palisade  = "Palisade Filters GmbH"
	)
	own := func(name, license string, dependsOn ...string) Component {
		return Component{
			Ref: name, Type: "application", Name: name, Version: "7.4.2", Supplier: northwind, License: license,
			Copyright: "Copyright (c) 2026 " + northwind, Website: "https://northwind.example", DependsOn: dependsOn,
		}
	}
	components := openSource()
	components = append(components,
		own("edge-configd", "", "apk-busybox", "apk-nftables", "apk-iproute2", "apk-frr", "golang-github.com-vishvananda-netlink", "golang-google.golang.org-grpc"),
		own("edge-telemetry", "Apache-2.0", "golang-github.com-prometheus-client-golang", "golang-github.com-eclipse-paho.mqtt.golang", "golang-go.uber.org-zap"),
		own("edge-update-agent", "", "apk-curl", "apk-openssl", "apk-u-boot-tools", "apk-mtd-utils"),
		own("edge-web-api", "", "apk-python3", "pypi-flask", "pypi-gunicorn", "pypi-requests", "pypi-cryptography", "pypi-pyroute2", "pypi-pyyaml"),
		own("edge-web-console", "", "apk-nginx", "npm-vue", "npm-vue-router", "npm-axios", "npm-chart.js", "edge-web-api"),
		Component{
			Ref: "content-security", Type: "application", Name: "content-security", Version: "3.8.0", Supplier: oakhaven,
			Website: "https://oakhaven.example", DependsOn: []string{"apk-squid", "apk-c-icap"},
			Nested: []Component{
				{
					Ref: "url-filter", Type: "library", Name: "url-filter", Version: "3.8.0", Supplier: oakhaven, Publisher: oakhaven,
					Website: "https://oakhaven.example", DependsOn: []string{"apk-sqlite-libs"},
				},
				{
					Ref: "web-gateway-av", Type: "library", Name: "web-gateway-av", Version: "2.1.5", Supplier: palisade,
					Website: "https://palisade-filters.example", DependsOn: []string{"apk-libarchive"}, Nested: engine,
				},
			},
		},
	)
	root := Component{
		Ref: "edge-gateway-firmware", Type: "firmware", Name: "edge-gateway-firmware", Version: "7.4.2",
		Supplier: northwind, Copyright: "Copyright (c) 2026 " + northwind, Website: "https://northwind.example",
	}
	var needed []string
	for _, c := range components {
		needed = append(needed, c.DependsOn...)
	}
	for _, c := range components {
		if !slices.Contains(needed, c.Ref) {
			root.DependsOn = append(root.DependsOn, c.Ref)
		}
	}
	return Document{
		ID: "urn:uuid:5d0c7bb1-4f3e-4a58-9e0f-6b1d4c2a8e01", Created: "2026-11-16T08:30:00Z",
		Author: northwind, Root: root, Components: slices.Values(components),
	}
}

// antiVirusSDK returns a banned component: an engine that its manufacturer licenses
// to other vendors.
func antiVirusSDK(ref string) Component {
	return Component{
		Ref: ref, Type: "library", Name: "Kaspersky Anti-Virus SDK", Version: "8.0", Supplier: "AO Kaspersky Lab",
		CPE: "cpe:2.3:a:kaspersky:anti-virus:8.0:*:*:*:*:*:*:*",
	}
}

func openSource() []Component {
	prefix := map[string]string{"apk": "pkg:apk/alpine/", "golang": "pkg:golang/", "npm": "pkg:npm/", "pypi": "pkg:pypi/"}
	var components []Component
	_, rows, _ := strings.Cut(applianceTSV, "\n") // skip the heading
	for row := range strings.Lines(rows) {
		column := strings.Split(strings.TrimSpace(row), "\t")
		system, name, version, cpe := column[0], column[1], column[2], column[4]
		c := Component{
			Ref: ref(system, name), Type: "library", Name: name, Version: version,
			PURL:    prefix[system] + strings.NewReplacer("@", "%40", "+", "%2B").Replace(name) + "@" + version,
			Website: column[5], License: column[6],
		}
		if cpe != "" {
			upstream := strings.FieldsFunc(version, func(r rune) bool { return r == '-' || r == '_' })[0] // without patch level and distribution revision
			c.CPE = "cpe:2.3:" + cpe + ":" + upstream + ":*:*:*:*:*:*:*"
		}
		if strings.HasPrefix(cpe, "o:") {
			c.Type = "operating-system"
		}
		digest := sha256.Sum256([]byte(c.PURL))
		c.Hash = "sha256:" + hex.EncodeToString(digest[:])
		for _, d := range strings.Fields(column[3]) {
			c.DependsOn = append(c.DependsOn, ref(system, d))
		}
		components = append(components, c)
	}
	return components
}

// ref returns a reference for a package, unique across package systems.
func ref(system, name string) string {
	return system + "-" + strings.NewReplacer("@", "", "/", "-", "_", "-", "+", "-plus").Replace(name)
}
