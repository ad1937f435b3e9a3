package filename_test

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/filename"
)

func TestSplit(t *testing.T) {
	for name, want := range map[string][2]string{
		"klnagent64_12.0.0-60_amd64.deb":     {"klnagent64", ".deb"},
		"klnagent64-15.0.0-12912.x86_64.rpm": {"klnagent64", ".rpm"},
		"kesl-gui-12-1-x86_64.pkg.tar.zst":   {"kesl-gui", ".pkg.tar.zst"},
		"klakoapi-1.0.0.0.tar.gz":            {"klakoapi", ".tar.gz"},
		"keswin_*_en_aes256.exe":             {"keswin", ".exe"},
		"kvrt (1).exe":                       {"kvrt", ".exe"},
		"klif_v2-x64.sys":                    {"klif", ".sys"},
		"acme-agent-setup.exe":               {"acme-agent", ".exe"},
		"acme.agent.21.3.msi":                {"acme.agent", ".msi"},
		"kesl-control":                       {"kesl-control", ""},
		"kesl-12.1.0-1297":                   {"kesl", ""},
		"setup.exe":                          {"setup", ".exe"},
		"7z2301.exe":                         {"7z2301", ".exe"},
		".bashrc":                            {".bashrc", ""},
		"pkg.tar.gz":                         {"pkg", ".tar.gz"},
		"":                                   {"", ""},
	} {
		if head, ext := filename.Split(name); head != want[0] || ext != want[1] {
			t.Errorf("Split(%q) = %q, %q, want %q, %q", name, head, ext, want[0], want[1])
		}
	}
}

func TestOfPackage(t *testing.T) {
	for _, c := range [][3]string{
		{"deb", "kesl", "kesl.*"}, {"rpm", "kesl-gui", "kesl-gui.*"}, {"pypi", "triangle-check", "triangle_check.whl"},
		{"maven", "kesl", ""}, {"rpm", "redhat/kesl", ""},
	} {
		if got := filename.OfPackage(c[0], c[1]); got != c[2] {
			t.Errorf("OfPackage(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{
		"klhk.sys": true, "kesl-12.1.deb": true, "libssl.so.1.1": true, "a.7z": true,
		"kesl": false, ".bashrc": false, "kesl-12.1": false, "spring.framework": false, "com.kaspersky.a b": false, "name.": false,
	} {
		if got := filename.Is(name); got != want {
			t.Errorf("Is(%q) = %t, want %t", name, got, want)
		}
	}
}

func TestUnwrap(t *testing.T) {
	for name, want := range map[string]string{
		"klif.sys.bak": "klif.sys", "klif.sys.gz": "klif.sys", "kesl_1_amd64.deb.asc": "kesl_1_amd64.deb",
		"a.tar.gz": "", "kesl.gz": "", "klif.sys": "",
	} {
		if got, ok := filename.Unwrap(name); ok && got != want || ok != (want != "") {
			t.Errorf("Unwrap(%q) = %q, %t, want %q", name, got, ok, want)
		}
	}
}

func TestAppendMasked(t *testing.T) {
	for name, want := range map[string]string{
		"klnagent64_12.0.0-60_amd64.deb": "klnagent64_*_amd64.deb", "a-1.2.b3.4.5": "a-*.b*", "libssl.so.1.1": "libssl.so.*",
		"a-12": "", "1.": "", "1.a2": "", "a1.2-": "a*-", "": "",
	} {
		masked, ok := filename.AppendMasked(nil, name)
		if ok != (want != "") || ok && string(masked) != want {
			t.Errorf("AppendMasked(%q) = %q, %t, want %q", name, masked, ok, want)
		}
	}
}
