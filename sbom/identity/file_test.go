package identity_test

import (
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestFileKeys(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"KL_Mobile_SDK_Android_5.18.0.215_FullRelease.aar", []string{"kl_mobile_sdk_android_5.18.0.215_fullrelease.aar", "kl_mobile_sdk_android_*_fullrelease.aar", "kl_mobile_sdk_android.aar"}},
		{"KL_Mobile_SDK_Android_*_FullRelease.aar", []string{"kl_mobile_sdk_android_*_fullrelease.aar", "kl_mobile_sdk_android.aar"}},
		{"/srv/klnagent64_12.0.0-60_amd64.deb", []string{"klnagent64_12.0.0-60_amd64.deb", "klnagent64_*_amd64.deb", "klnagent64.deb"}},
		{"klnagent64-15.0.0-12912.x86_64.rpm", []string{"klnagent64-15.0.0-12912.x86_64.rpm", "klnagent64-*.x86_64.rpm", "klnagent64.rpm"}},
		{"kesl-gui_12_amd64.deb", []string{"kesl-gui_12_amd64.deb", "kesl-gui.deb"}},
		{"KVRT (1).exe", []string{"kvrt (1).exe", "kvrt.exe"}},
		{"KlAkOAPI-1.0.0.0.tar.gz", []string{"klakoapi-1.0.0.0.tar.gz", "klakoapi-*.tar.gz", "klakoapi.tar.gz"}},
		{"kesl-12-1-x86_64.pkg.tar.zst", []string{"kesl-12-1-x86_64.pkg.tar.zst", "kesl.pkg.tar.zst"}},
		{"klif_v2-x64.sys", []string{"klif_v2-x64.sys", "klif.sys"}},
		{"https://dl.example/a/klif%2Esys?x=1#top", []string{"top"}},
		{"https://dl.example/a/klif%2Esys", []string{"klif.sys"}},
		{"klif.sys:Zone.Identifier", []string{"zone.identifier"}},
		{"7z.exe", []string{"7z.exe"}}, {"v2.dll", []string{"v2.dll"}}, {"libssl.so.1.1", []string{"libssl.so.1.1", "libssl.so.*", "libssl.so"}},
		{`C:\Windows\System32\drivers\KLHK.sys`, []string{"klhk.sys"}},
		{"./opt/kaspersky/kesl/", []string{"kesl"}},
		{"klupd_klif_arkmon.sys", []string{"klupd_klif_arkmon.sys"}},
		{"active-response/bin/kaspersky", []string{"kaspersky"}},
		{"", nil}, {"/", nil}, {"..", nil},
	} {
		if got := identity.FileKeys(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("FileKeys(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
