package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

// describe returns the statements of a reading without near keys, and of the statements
// about a party only those with its whole name. Each is its kind and key, followed by the
// whole if it differs from the key and by the part.
func describe(r identity.Reading) string {
	var b strings.Builder
	for _, s := range r.Statements {
		if s.Kind == identity.KindNear || s.Party != identity.NoParty && s.Kind != identity.KindOrganization && s.Kind != identity.KindPURL {
			continue
		}
		fmt.Fprintf(&b, "%s %s", s.Kind, s.Key)
		if s.Whole != s.Key {
			fmt.Fprintf(&b, " of %s", s.Whole)
		}
		if s.Part != "" {
			fmt.Fprintf(&b, " in %q", s.Part)
		}
		b.WriteString(map[identity.Party]string{identity.PartyOwner: " (owner)", identity.PartyVendor: " (vendor)", identity.PartyCreator: " (creator)"}[s.Party])
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// owner returns the description of the statements about the name of an owner.
func owner(name string) string { return fmt.Sprintf("organization %s (owner)", name) }

func TestReader(t *testing.T) {
	for _, tt := range []struct {
		as    identity.Aspect
		value string
		want  string
		names bool
	}{
		{identity.AsOrganization, "AO Kaspersky Lab <info@kaspersky.com>", `domain kaspersky.com in "info@kaspersky.com"; organization kaspersky lab; ` +
			`skeleton kaspersky lab; skeleton kaspersky* of kaspersky lab; skeleton kasperskylab of kaspersky lab; sound K.SP.RSK of kaspersky; sound K.SP.RSK L.B of kaspersky lab; ` +
			`word kaspersky of kaspersky lab; word lab of kaspersky lab; word info of … info in "info@kaspersky.com"`, true},
		{identity.AsOrganization, "Kaspersky&nbsp;Lab", "organization kaspersky lab; skeleton kasperskylab of kaspersky lab; skeleton kaspersky* of kaspersky lab; " +
			"sound K.SP.RSK of kaspersky; sound K.SP.RSK L.B of kaspersky lab; word kaspersky of kaspersky lab; word lab of kaspersky lab", true},
		{identity.AsOrganization, "info@kaspersky.com", `domain kaspersky.com in "info@kaspersky.com"; word info of … info in "info@kaspersky.com"`, false},
		{identity.AsSigner, "Acme", "signer acme; organization acme; skeleton acrne of acme; word acme", true},
		{identity.AsCopyright, "Copyright 2020 Acme, Beta", `organization acme in "Acme"; skeleton acrne of acme in "Acme"; word acme in "Acme"; ` +
			`organization beta in "Beta"; skeleton beta in "Beta"; word beta in "Beta"`, true},
		{identity.AsName, "KL_SDK", "word kl of kl sdk; word sdk of kl sdk; skeleton klsdk of kl sdk; skeleton kl* of kl sdk; app kl_sdk", false},
		{identity.AsName, "the sdk", "word the of the sdk; word sdk of the sdk; skeleton thesdk of the sdk; skeleton the* of the sdk", false},
		{identity.AsHost, "https://support.kaspersky.com/x", "domain support.kaspersky.com; domain kaspersky.com of support.kaspersky.com; " + owner("kaspersky"), false},
		{identity.AsHost, "https://github.com/Acme/klogga/issues", "domain github.com; purl github/acme of github/acme/klogga; " +
			`purl */acme of acme (owner); ` + owner("acme") + "; package github/acme/klogga", false},
		{identity.AsHost, "https://github.com/%23/x", "domain github.com", false},
		{identity.AsPURL, "pkg:npm/%40kaspersky/ui@1", "purl npm/@kaspersky of npm/@kaspersky/ui; " +
			`purl */kaspersky of kaspersky (owner); ` + owner("kaspersky") + "; package npm/@kaspersky/ui", false},
		{identity.AsPURL, "pkg:generic/x?file_name=kesl.deb&download_url=https://acme.example/x&checksum=sha1:ab", "package generic/x; app x of generic/x; file kesl.deb; " +
			`domain acme.example; ` + owner("acme") + `; hash sha1:ab`, false},
		{identity.AsPURL, "pkg:swid/Kaspersky/acme.example/x?tag_id=T", "purl swid/kaspersky/acme.example of swid/kaspersky/acme.example/x; purl swid/kaspersky of swid/kaspersky/acme.example/x; " +
			strings.ReplaceAll(owner("kaspersky"), "owner", "creator") + `; domain acme.example; ` + owner("acme") +
			`; package swid/kaspersky/acme.example/x; app x of swid/kaspersky/acme.example/x; swid t of swid/kaspersky/acme.example/x`, false},
		{identity.AsCPE, "cpe:/a:kaspersky:ksn:1", "cpe a:kaspersky of a:kaspersky:ksn; cpe a:kaspersky:ksn; " + strings.ReplaceAll(owner("kaspersky"), "owner", "vendor"), false},
		{identity.AsFile, "/opt/kesl-12.1.deb", "file kesl-12.1.deb; file kesl-*.deb of kesl-12.1.deb; file kesl.deb of kesl-12.1.deb; file kesl.* of kesl-12.1.deb", false},
		{identity.AsFile, "klif.sys.bak", "file klif.sys; file klif.sys.bak", false},
		{identity.AsFile, `C:\KLIF.sys:Zone.Identifier`, "file klif.sys; file zone.identifier", false},
		{identity.AsFile, "app.apk!/lib.aar!/x/classes.jar", "file app.apk; file lib.aar; file classes.jar", false},
		{identity.AsSWID, "Kaspersky.com ", "swid kaspersky.com", false},
		{identity.AsGitoid, "gitoid:blob:sha1:AB", "hash gitoid-sha1:ab", false},
		{identity.AsGitoid, "swh:1:cnt:ab;path=/x", "hash gitoid-sha1:ab", false},
	} {
		var reader identity.Reader
		r := reader.Read(tt.as, tt.value)
		if got := describe(r); got != tt.want {
			t.Errorf("Read(%d, %q):\n got %s\nwant %s", tt.as, tt.value, got, tt.want)
		}
		if r.Names != tt.names || !r.Stated || r.Err != nil {
			t.Errorf("Read(%d, %q): Names %t, Stated %t, Err %v, want %t, true and nil", tt.as, tt.value, r.Names, r.Stated, r.Err, tt.names)
		}
	}
}

// TestReaderFindsFolders checks which names in a path are names of folders, regardless of
// versions.
func TestReaderFindsFolders(t *testing.T) {
	for _, tt := range []struct{ path, want string }{
		{"/opt/kaspersky/kesl", "organization opt; word opt; organization kaspersky; word kaspersky"},
		{`C:\Kaspersky Lab ZAO\Kaspersky Anti-Virus 21.3\bl.dll`, "organization kaspersky lab; word kaspersky of kaspersky lab zao; word kaspersky of kaspersky lab; " +
			"organization kaspersky anti virus; word kaspersky of kaspersky anti virus"},
		{"kaspersky", ""},
		{"Kaspersky Anti-Virus 21.3.dmg", "word kaspersky of kaspersky anti virus"},
		{"node_modules/kaspersky/index.js", "organization node modules; word node of node modules"},
		{"github.com/kaspersky/gengine/main.go", "organization github com; word github of github com; purl github/kaspersky of github/kaspersky/gengine; package github/kaspersky/gengine"},
		{"a/..//./b", ""},
	} {
		var reader identity.Reader
		r := reader.Read(identity.AsFolders, tt.path)
		if got := describe(r); got != tt.want || r.Stated {
			t.Errorf("%q:\n got %s, stated %t\nwant %s", tt.path, got, r.Stated, tt.want)
		}
	}
}

func TestReaderReportsMalformedValues(t *testing.T) {
	for _, tt := range []struct {
		as     identity.Aspect
		value  string
		failed bool
	}{
		{identity.AsPURL, "npm/x", true}, {identity.AsCPE, "kaspersky", true}, {identity.AsGitoid, "gitoid:ab", true},
		{identity.AsOrganization, "«»", false}, {identity.AsHost, "localhost", false}, {identity.AsFile, "..", false}, {identity.AsCopyright, "Copyright 2024", false},
	} {
		var reader identity.Reader
		r := reader.Read(tt.as, tt.value)
		if len(r.Statements) > 0 || r.Stated || r.Names || (r.Err != nil) != tt.failed {
			t.Errorf("Read(%d, %q) = %+v, want no keys, and an error: %t", tt.as, tt.value, r, tt.failed)
		}
	}
}

func TestReadHash(t *testing.T) {
	var reader identity.Reader
	r, ok := reader.ReadHash("SHA-256", " ABcd")
	if got, want := describe(r), `hash sha256:abcd in " ABcd"`; got != want || !ok || !r.Stated {
		t.Errorf("ReadHash = %s, %t, want %s", got, ok, want)
	}
	if r, ok := reader.ReadHash("SHA-256", "unknown"); ok || r.Stated || len(r.Statements) > 0 {
		t.Errorf("ReadHash of a digest that is not hexadecimal = %+v, %t, want no keys", r, ok)
	}
}

func TestReaderComparesOwnNamesOnlyExactly(t *testing.T) {
	hashes := []uint64{
		identity.Hash(identity.KindOrganization, "kaspersky lab"), identity.Hash(identity.KindSkeleton, "kasperskylab"),
		identity.Hash(identity.KindWord, "kaspersky"),
	}
	own := func(name string) bool { return name == "kaspersky lab" }
	reader := identity.Reader{Keys: keySetWithOwn(own, hashes...)}
	for value, want := range map[string]string{
		"Kaspersky Lab":  "organization kaspersky lab; word kaspersky of kaspersky lab",
		"Kasperskylab":   "skeleton kasperskylab; organization kaspersky lab; word kaspersky of kaspersky lab",
		"KasperskyLab":   "skeleton kasperskylab; organization kaspersky lab; word kaspersky of kaspersky lab",
		"Kaspersky Labs": "word kaspersky of kaspersky labs",
	} {
		if got := describe(reader.Read(identity.AsOrganization, value)); got != want {
			t.Errorf("%q has the keys %s, want %s", value, got, want)
		}
	}

	skeleton := identity.SkeletonKey("kaspersky lab")
	for _, key := range append(identity.NearMarks(skeleton), identity.NearKeys(skeleton)...) {
		hashes = append(hashes, identity.Hash(identity.KindNear, key))
	}
	reader.Keys = keySetWithOwn(own, hashes...)
	for value, isNear := range map[string]bool{"Kaspersky Lab": false, "Kaspersky Labs": true} {
		got := reader.Read(identity.AsName, value).Statements
		if slices.ContainsFunc(got, func(s identity.Statement) bool { return s.Kind == identity.KindNear }) != isNear {
			t.Errorf("the name %q of a component has the keys %v, near keys wanted: %t", value, got, isNear)
		}
	}
}

// TestReaderReportsTheKeysInTheKeySet compares a reader with a key set to a reader
// without one, on names that resemble the names in the set.
func TestReaderReportsTheKeysInTheKeySet(t *testing.T) {
	var hashes []uint64
	add := func(kind identity.Kind, keys ...string) {
		for _, key := range keys {
			hashes = append(hashes, identity.Hash(kind, key))
		}
	}
	for _, brand := range []string{"kaspersky", "касперский", "卡巴斯基实验室", "nexway"} {
		skeleton := identity.SkeletonKey(brand)
		add(identity.KindWord, brand)
		add(identity.KindSkeleton, skeleton, skeleton+"*")
		add(identity.KindNear, identity.NearMarks(skeleton)...)
		for _, sound := range identity.SoundKeys(brand) {
			add(identity.KindSound, sound, identity.SoundMark(sound))
		}
		add(identity.KindNear, identity.NearKeys(skeleton)...)
		add(identity.KindNear, identity.NearKeys(skeleton+"*")...)
	}
	for _, name := range []string{"abc", "a b c d e f", "ab", "northwind traders", "é"} {
		add(identity.KindSkeleton, identity.SkeletonKey(name), "ab*")
		add(identity.KindOrganization, identity.NameKey(name))
	}
	set := keySetOf(hashes...)
	some, all := identity.Reader{Keys: set}, identity.Reader{}
	keysIn := func(r identity.Reading, set *identity.KeySet) (keys []string) {
		for _, s := range r.Statements {
			if set.Has(s.Kind, s.Key) {
				keys = append(keys, fmt.Sprintf("%s %q of %q", s.Kind, s.Key, s.Whole))
			}
		}
		slices.Sort(keys)
		return keys
	}
	names, found := 0, 0
	for name := range resembling("kaspersky", "kaspersky lab", "ka sper sky", "касперский", "касперский и партнёры", "卡巴斯基实验室",
		"卡巴斯基实验室 有限", "nexway", "abc", "ab c def", "a b c d e f", "northwind traders", "é") {
		for _, as := range []identity.Aspect{identity.AsOrganization, identity.AsName} {
			got, want := keysIn(some.Read(as, name), nil), keysIn(all.Read(as, name), set)
			if !slices.Equal(got, want) {
				t.Errorf("%q has the keys %q, want %q", name, got, want)
			}
			names++
			found += min(1, len(want))
		}
	}
	if found < names/4 || found > names*3/4 {
		t.Errorf("%d of %d names have keys in the set, want about half", found, names)
	}
}

// resembling yields names that differ from the given ones in one character.
func resembling(names ...string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, name := range names {
			runes := []rune(name)
			for i := range len(runes) + 1 {
				for _, letter := range []string{"", "x", "k", "я", "室", "\u0301", " "} {
					if !yield(string(runes[:i]) + letter + string(runes[i:])) {
						return
					}
					if i < len(runes) && !yield(string(runes[:i])+letter+string(runes[i+1:])) {
						return
					}
				}
			}
		}
	}
}

// TestReaderReadsNamesAgain checks that the caches of hosts, namespaces, vendors and
// organizations do not change the result, also after they were full.
func TestReaderReadsNamesAgain(t *testing.T) {
	var reader identity.Reader
	for i := range 10_000 {
		name := fmt.Sprintf("acme%d", i)
		if i%3 == 0 {
			name = "kaspersky"
		}
		for as, value := range map[identity.Aspect]string{
			identity.AsOrganization: name + " Ltd, a Contoso company", identity.AsHost: "https://" + name + ".com", identity.AsPURL: "pkg:github/" + name + "/x", identity.AsCPE: "cpe:2.3:a:" + name + ":x:1:*:*:*:*:*:*:*",
		} {
			var fresh identity.Reader
			if got, want := describe(reader.Read(as, value)), describe(fresh.Read(as, value)); got != want {
				t.Fatalf("value %d, %q, has the keys\n%s, want\n%s", i, value, got, want)
			}
		}
	}
}
