package policy_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

// TestFinalDetermination evaluates one component at a time, for a US producer that
// integrates it and ships the result on 23 November 2026, unless a case says otherwise.
// The level is the level of the most severe finding, or "" if there is none.
func TestFinalDetermination(t *testing.T) {
	for _, c := range []struct {
		name      string
		component string // CycloneDX
		asOf      string // default 2026-11-23
		act       string // default integrate
		nexus     string // default us
		want      policy.Level
		says      string // part of the message or the reasons of the most severe finding
	}{
		{name: "anti-virus by CPE vendor",
			component: `{"type":"application","name":"Endpoint Security","version":"12.6","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			want:      policy.LevelError},
		{name: "anti-virus by the CPE vendor's old form",
			component: `{"type":"application","name":"av","cpe":"cpe:/a:kaspersky_lab:kaspersky_anti-virus:7.0"}`,
			want:      policy.LevelError},
		{name: "engine image",
			component: `{"type":"container","name":"scanengine_httpd","purl":"pkg:docker/kaspersky/scanengine_httpd@2.1"}`,
			want:      policy.LevelError},
		{name: "engine image by repository_url",
			component: `{"type":"container","name":"scanengine_httpd","purl":"pkg:oci/scanengine_httpd@sha256%3Aab?repository_url=docker.io/kaspersky/scanengine_httpd"}`,
			want:      policy.LevelError},
		{name: "SDK archive by file name",
			component: `{"type":"file","name":"libs/KL_Mobile_SDK_Android_5.18.0.215_FullRelease.aar"}`,
			want:      policy.LevelError},
		{name: "third party that redistributes a driver",
			component: `{"type":"library","name":"KasperskyHook","purl":"pkg:github/iPower/KasperskyHook@main","components":[{"type":"file","name":"klhk.sys"}]}`,
			want:      policy.LevelError},
		{name: "wrapper without the SDK",
			component: `{"type":"library","name":"kaspersky_sdk","purl":"pkg:pub/kaspersky_sdk@0.0.1"}`,
			want:      policy.LevelWarning},
		{name: "test framework that is not shipped",
			component: `{"type":"library","group":"com.kaspersky.android-components","name":"kaspresso","version":"1.6.0","scope":"excluded","purl":"pkg:maven/com.kaspersky.android-components/kaspresso@1.6.0"}`,
			want:      policy.LevelNote, says: "not-shipped"},
		{name: "test framework that is shipped",
			component: `{"type":"library","group":"com.kaspersky.android-components","name":"kaspresso","version":"1.6.0","purl":"pkg:maven/com.kaspersky.android-components/kaspresso@1.6.0"}`,
			want:      policy.LevelWarning},
		{name: "user interface kit",
			component: `{"type":"library","group":"@kaspersky","name":"hexa-ui","version":"6.198.2","author":"AO Kaspersky Lab","purl":"pkg:npm/%40kaspersky/hexa-ui@6.198.2"}`,
			want:      policy.LevelWarning},
		{name: "logger, by module path",
			component: `{"type":"library","name":"github.com/KasperskyLab/klogga","purl":"pkg:golang/github.com/KasperskyLab/klogga@v0.1.0"}`,
			want:      policy.LevelWarning},
		{name: "logger, in lower case",
			component: `{"type":"library","name":"github.com/kasperskylab/klogga","purl":"pkg:golang/github.com/kasperskylab/klogga@v0.1.0"}`,
			want:      policy.LevelWarning},
		{name: "security tool outside threat intelligence",
			component: `{"type":"library","name":"triangle-check","purl":"pkg:pypi/triangle-check@1.1"}`,
			want:      policy.LevelError},
		{name: "client of threat intelligence",
			component: `{"type":"library","name":"opentip","purl":"pkg:pypi/opentip@1.2"}`,
			want:      policy.LevelNote},
		{name: "third party's connector to threat intelligence",
			component: `{"type":"container","name":"connector-kaspersky","purl":"pkg:docker/opencti/connector-kaspersky@6.0"}`,
			want:      policy.LevelNote},
		{name: "port of another's library",
			component: `{"type":"library","name":"boringssl-kos","purl":"pkg:github/kasperskylab/boringssl-kos@1"}`,
			want:      policy.LevelWarning},
		{name: "office software of a majority-owned company",
			component: `{"type":"application","name":"МойОфис Стандартный","supplier":{"name":"ООО «Новые облачные технологии»"}}`,
			want:      policy.LevelWarning},
		{name: "former subsidiary",
			component: `{"type":"application","name":"Traffic Monitor","supplier":{"name":"InfoWatch"}}`},
		{name: "company that took over customers",
			component: `{"type":"application","name":"UltraAV","supplier":{"name":"Pango Group"}}`,
			want:      policy.LevelNote},
		{name: "homonym package",
			component: `{"type":"library","name":"klara","purl":"pkg:pypi/klara@0.6.3"}`},
		{name: "homonym account",
			component: `{"type":"library","name":"gengine","group":"kaspersky","purl":"pkg:github/kaspersky/gengine@1"}`},
		{name: "name with the same beginning",
			component: `{"type":"library","name":"ampvis2","group":"KasperSkytte","purl":"pkg:github/kasperskytte/ampvis2@2.8"}`},
		{name: "person of that name",
			component: `{"type":"library","name":"pdf","author":"kris-kaspersky","purl":"pkg:github/kris-kaspersky/pdf@1"}`},
		{name: "another vendor's file of that name",
			component: `{"type":"application","name":"wazuh-agent","version":"4.7","supplier":{"name":"Wazuh, Inc."},"components":[{"type":"file","name":"active-response/bin/kaspersky"}]}`},
		{name: "contributor's e-mail address",
			component: `{"type":"operating-system","name":"linux","version":"6.12","authors":[{"name":"Arseny Krasnov","email":"arseny.krasnov@kaspersky.com"}],"purl":"pkg:github/torvalds/linux@v6.12"}`,
			want:      policy.LevelNote},
		{name: "another vendor's firmware with the engine",
			component: `{"type":"firmware","name":"junos","version":"12.1X46","supplier":{"name":"Juniper Networks"},"components":[{"type":"application","name":"kaspersky-lab-engine"}]}`,
			want:      policy.LevelError},
		{name: "the same firmware later",
			component: `{"type":"firmware","name":"junos","version":"21.4R3","supplier":{"name":"Juniper Networks"}}`},
		{name: "supplier in Cyrillic",
			component: `{"type":"application","name":"Защита","supplier":{"name":"АО «Лаборатория Касперского»"}}`,
			want:      policy.LevelError},
		{name: "supplier with one Cyrillic letter",
			component: `{"type":"application","name":"protection","supplier":{"name":"Kаspersky Lab"}}`,
			want:      policy.LevelWarning},
		{name: "publisher and product disagree",
			component: `{"type":"application","name":"Microsoft Exchange ActiveSync","publisher":"Kaspersky"}`,
			want:      policy.LevelWarning, says: "conflict"},
		{name: "impersonator",
			component: `{"type":"library","name":"ultimate-bad-bot-blocker","purl":"pkg:github/Karspeky-Lab/ultimate-bad-bot-blocker@1"}`,
			want:      policy.LevelNote, says: "impersonat"},
		{name: "virtual machine extension",
			component: `{"type":"application","name":"KESL","publisher":"KasperskyLab.SecurityAgent"}`,
			want:      policy.LevelError},
		{name: "national company that is not listed",
			component: `{"type":"application","name":"endpoint agent","supplier":{"name":"Kaspersky Lab Polska Sp. z o.o."}}`,
			want:      policy.LevelError},
		{name: "before the date",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			asOf:      "2024-09-01T12:00:00Z", want: policy.LevelNote, says: "2024-09-29"},
		{name: "one second before midnight in Washington",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			asOf:      "2024-09-29T03:59:59Z", want: policy.LevelNote},
		{name: "midnight in Washington",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			asOf:      "2024-09-29T04:00:00Z", want: policy.LevelError},
		{name: "a new agreement is barred earlier",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			asOf:      "2024-09-01T12:00:00Z", act: "new-agreement", want: policy.LevelError},
		{name: "continued use",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			act:       "use", want: policy.LevelNote, says: "not prohibited"},
		{name: "no United States nexus",
			component: `{"type":"application","name":"Endpoint Security","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:*:*:*"}`,
			nexus:     policy.NexusNone, want: policy.LevelNote},
		{name: "download host",
			component: `{"type":"library","name":"thing","purl":"pkg:generic/thing@1","externalReferences":[{"type":"distribution","url":"https://dnl-01.geo.kaspersky.com/thing.zip"}]}`,
			want:      policy.LevelWarning},
		{name: "host with the same ending",
			component: `{"type":"library","name":"thing","purl":"pkg:generic/thing@1","externalReferences":[{"type":"distribution","url":"https://notkaspersky.com/thing.zip"}]}`},
		{name: "copyright line",
			component: `{"type":"library","name":"thing","purl":"pkg:generic/thing@1","copyright":"Copyright (c) 2018 AO Kaspersky Lab. All rights reserved."}`,
			want:      policy.LevelWarning},
		{name: "pedigree ancestor",
			component: `{"type":"library","name":"fork","purl":"pkg:generic/fork@1","pedigree":{"ancestors":[{"type":"library","name":"klara","purl":"pkg:github/KasperskyLab/klara@1"}]}}`,
			want:      policy.LevelWarning},
		{name: "product by name only",
			component: `{"type":"application","name":"Kaspersky Endpoint Security for Windows","version":"12.6"}`,
			want:      policy.LevelWarning},
		{name: "product by a name without the brand",
			component: `{"type":"application","name":"TDSSKiller","version":"3.1"}`,
			want:      policy.LevelWarning},
		{name: "product by a name in Russian",
			component: `{"type":"application","name":"Антивирус Касперского 2011"}`,
			want:      policy.LevelWarning},
		{name: "another vendor's product with the engine as an option",
			component: `{"type":"application","name":"GFI MailEssentials","version":"21.5","supplier":{"name":"GFI Software"}}`,
			want:      policy.LevelWarning, says: "unconfirmed"},
		{name: "another vendor's product with another engine",
			component: `{"type":"application","name":"ZoneAlarm Extreme Security NextGen","version":"4.0","supplier":{"name":"Check Point Software Technologies"}}`},
		{name: "file by its digest",
			component: `{"type":"file","name":"driver.bin","hashes":[{"alg":"SHA-256","content":"AF46EAA30D86B7444099CD4ED5967721E2AD4E0DB0A7F9C1D5AC5F5325F35EC6"}]}`,
			want:      policy.LevelError},
		{name: "package name in their repository that a stranger can register",
			component: `{"type":"library","name":"opentip-mcp","purl":"pkg:pypi/opentip-mcp@1.0"}`},
		{name: "tool without a security function in their repository",
			component: `{"type":"library","name":"BuildMigrator","purl":"pkg:github/KasperskyLab/BuildMigrator@1"}`,
			want:      policy.LevelWarning, says: "not-security"},
		{name: "security tool in their repository",
			component: `{"type":"library","name":"klara","purl":"pkg:github/KasperskyLab/klara@1"}`,
			want:      policy.LevelError},
		{name: "training material in their repository",
			component: `{"type":"library","name":"xtraining-re101","purl":"pkg:github/KasperskyLab/xtraining-re101@1"}`,
			want:      policy.LevelNote, says: "excluded"},
		{name: "another party's client of threat intelligence",
			component: `{"type":"library","name":"opentip-cli","purl":"pkg:pypi/opentip-cli@0.1.0"}`,
			want:      policy.LevelNote},
		{name: "package with a similar name",
			component: `{"type":"library","name":"opentips","purl":"pkg:pypi/opentips@1.0"}`},
		{name: "text layout library of the GNOME project",
			component: `{"type":"library","name":"libpango-1.0-0","purl":"pkg:deb/debian/libpango-1.0-0@1.50","publisher":"Pango"}`},
		{name: "description",
			component: `{"type":"library","name":"thing","purl":"pkg:generic/thing@1","description":"works beside Kaspersky Endpoint Security by AO Kaspersky Lab"}`},
		{name: "tag of a detection rule",
			component: `{"type":"data","name":"rules","purl":"pkg:generic/rules@1","tags":["kaspersky"],"properties":[{"name":"vendor","value":"Kaspersky"}]}`},
		{name: "converter of exported passwords",
			component: `{"type":"library","name":"node-kasperskypasswordmanager-into-csv","purl":"pkg:npm/node-kasperskypasswordmanager-into-csv@1"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			context := policy.Context{AsOf: date(t, c.asOf, "2026-11-23T00:00:00Z"), Acts: []string{or(c.act, "integrate")}, Nexus: []string{or(c.nexus, "us")}}
			report := evaluate(t, context, `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[`+c.component+`]}`)
			var got policy.Level
			var all []string
			for _, f := range report.Findings {
				if f.Rule == "unattributed" {
					continue
				}
				if got == "" {
					got = f.Level // the most severe comes first
				}
				all = append(all, string(f.Level)+": "+f.Message+" "+strings.Join(f.Reasons, " "))
			}
			if got != c.want {
				t.Errorf("level %q, want %q\n%s", got, c.want, strings.Join(all, "\n"))
			}
			if c.says != "" && (len(all) == 0 || !strings.Contains(all[0], c.says)) {
				t.Errorf("no finding says %q\n%s", c.says, strings.Join(all, "\n"))
			}
		})
	}
}
