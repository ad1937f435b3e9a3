package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestAbsent(t *testing.T) {
	for _, s := range []string{
		"", " \t\n", "NOASSERTION", "noassertion", "NONE", "None", "unknown", "Unknown", "n/a", "N/A", "-", "null",
		"\v NOASSERTION", "NOASSERTION \f", "Organization: ", "Person:", "Organization: NOASSERTION", "organization: Person: ()", "NOASSERTION ()", "\u200b", "ＮＯＮＥ",
	} {
		if !identity.Absent(s) {
			t.Errorf("Absent(%q) = false, want true", s)
		}
	}
	for _, s := range []string{"Acme", "None of Your Business Ltd", "Organization: Acme", "Tool: x", "unknown-author", "(none)x", "0"} {
		if identity.Absent(s) {
			t.Errorf("Absent(%q) = true, want false", s)
		}
	}
}

func TestFold(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"kaspersky lab", "kaspersky lab"},
		{"  Kaspersky \t\r\n Lab ", "kaspersky lab"},
		{"Kas\u00adper\u200bsky", "kaspersky"},         // soft hyphen, zero-width space
		{"Kas\u202eper\u2066sky\x00", "kaspersky"},     // bidi controls, NUL
		{"Kas\ufe0fpersky\U000e0041", "kaspersky"},     // variation selector, tag character
		{"Ｋａｓｐｅｒｓｋｙ\u3000Ｌａｂ", "kaspersky lab"},        // full-width
		{"𝐊𝖺𝓈𝕡𝚎𝓇𝗌𝘬𝒚", "kaspersky"},                     // mathematical alphabets
		{"ｶｽﾍﾟﾙｽｷｰ", "カスペルスキー"},                        // half-width
		{"STRASSE Straße ẞ", "strasse strasse ss"},     // ß
		{"KASPERSKİ Kasperskı", "kasperski kasperski"}, // Turkish i
		{"ΚΑΣ κας", "κασ κασ"},                         // final sigma
		{"Лаборатория КАСПЕРСКОГО", "лаборатория касперского"},
		{"e\u200b\u0301", "é"}, // composed after the character between them is removed
	} {
		if got := identity.Fold(tt.in); got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFoldDoesNotAllocateForFoldedASCII(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { identity.Fold("kaspersky lab, inc.") }); n != 0 {
		t.Errorf("Fold of folded ASCII makes %v allocations, want 0", n)
	}
}

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string // joined by |
	}{
		{"Kaspersky Endpoint Security 12.6", "kaspersky|endpoint|security|12|6"},
		{"kaspersky-lab_engine/KasperskyLab", "kaspersky|lab|engine|kasperskylab"},
		{"com.kaspersky.android-components", "com|kaspersky|android|components"},
		{"KasperSkytte", "kasperskytte"},
		{"O'Reilly O’Reilly Oʼreilly 'quoted'", "oreilly|oreilly|oreilly|quoted"},
		{"«Лаборатория Касперского»", "лаборатория|касперского"},
		{"ガス é", "ガス|é"},
		{"", ""},
		{"… — !", ""},
		{strings.Repeat("a ", 1000), strings.Repeat("a|", 63) + "a"},
	} {
		if got := strings.Join(identity.Words(tt.in), "|"); got != tt.want {
			t.Errorf("Words(%.60q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// names are names of organizations with their keys.
var names = []struct{ in, key string }{
	// one group of companies, in all its legal forms and scripts
	{"Kaspersky Lab, Inc.", "kaspersky lab"},
	{"Kaspersky Lab Inc", "kaspersky lab"},
	{"AO Kaspersky Lab", "kaspersky lab"},
	{"Kaspersky Lab AO", "kaspersky lab"},
	{"JSC Kaspersky Lab", "kaspersky lab"},
	{"Kaspersky Lab JSC", "kaspersky lab"},
	{"Kaspersky Lab ZAO", "kaspersky lab"},
	{"CJSC Kaspersky Lab", "kaspersky lab"},
	{"Kaspersky Lab Ltd.", "kaspersky lab"},
	{"Kaspersky Labs Limited", "kaspersky labs"},
	{"OOO Kaspersky Group", "kaspersky group"},
	{"Kaspersky Labs GmbH", "kaspersky labs"},
	{"Kaspersky Lab France SAS", "kaspersky lab france"},
	{"Kaspersky Lab Iberia, S.L.U.", "kaspersky lab iberia"},
	{"Kaspersky Lab Italia S. r. l.", "kaspersky lab italia"},
	{"Kaspersky Lab B.V.", "kaspersky lab"},
	{"Kaspersky Lab Polska Sp. z o.o.", "kaspersky lab polska"},
	{"Kaspersky Lab Middle East FZ-LLC", "kaspersky lab middle east"},
	{"Kaspersky Lab South Asia Pvt. Ltd.", "kaspersky lab south asia"},
	{"Kaspersky Lab SEA Sdn Bhd", "kaspersky lab sea"},
	{"Kaspersky Lab Australia and New Zealand Pty Ltd", "kaspersky lab australia and new zealand"},
	{"Kaspersky Lab Kazakhstan TOO", "kaspersky lab kazakhstan"},
	{"Kaspersky Technology Development (Beijing) Co., Ltd.", "kaspersky technology development beijing"},
	{"АО «Лаборатория Касперского»", "лаборатория касперского"},
	{"ЗАО «Лаборатория Касперского»", "лаборатория касперского"},
	{"Общество с ограниченной ответственностью «Лаборатория Касперского»", "лаборатория касперского"},
	{"ООО «Новые облачные технологии»", "новые облачные технологии"},
	{"株式会社カスペルスキー", "カスペルスキー"},
	{"カスペルスキー㈱", "カスペルスキー"},
	{"카스퍼스키랩(주)", "카스퍼스키랩"},
	{"卡巴斯基技术开发有限公司", "卡巴斯基技术开发"},
	{"קספרסקי בע\"מ", "קספרסקי"},
	{"كاسبرسكي", "كاسبرسكي"},

	// a Latin form is removed even if it contains Cyrillic letters
	{"АO Kaspersky Lab", "kaspersky lab"},
	{"Evil Twin GmbН", "evil twin"},
	{"Evil Twin Limіted", "evil twin"},

	// other names
	{"Red Hat, Inc", "red hat"},
	{"JCraft,Inc.", "jcraft"},
	{"JBoss, a division of Red Hat, Inc", "jboss a division of red hat"},
	{"The Apache Software Foundation", "apache software foundation"},
	{"Organization: Chainguard, Inc.", "chainguard"},
	{"person: Organization: Acme", "acme"},
	{"Acme & Co. KG", "acme"},
	{"Grupo Acme, S. de R.L. de C.V.", "grupo acme"},
	{"A. O. Smith Corporation", "a o smith"},
	{"AS Roma", "as roma"},
	{"SA Hotels", "sa hotels"},
	{"KasperSkytte", "kasperskytte"},
	{"kris-kaspersky", "kris kaspersky"},
	{"InfoWatch", "infowatch"},

	// the last word is kept
	{"AO", "ao"}, {"AS", "as"}, {"SA", "sa"}, {"AG", "ag"}, {"Co", "co"}, {"Inc.", "inc"}, {"S.A.", "s a"},
	{"The Company", "company"}, {"The", "the"}, {"АО", "ао"}, {"株式会社", "株式会社"},
	{"«»", ""},
}

func TestNameKey(t *testing.T) {
	for _, tt := range names {
		if got := identity.NameKey(tt.in); got != tt.key {
			t.Errorf("NameKey(%q) = %q, want %q", tt.in, got, tt.key)
		}
	}
}

func TestSplitName(t *testing.T) {
	for _, tt := range []struct {
		in, name  string
		addresses []string
	}{
		{"Jane Doe", "Jane Doe", nil},
		{"Jane Doe <jane@example.org>", "Jane Doe", []string{"jane@example.org"}},
		{"Person: Jane Doe (jane@example.org)", "Jane Doe", []string{"jane@example.org"}},
		{"Organization: Acme Inc. (info@acme.example)", "Acme Inc.", []string{"info@acme.example"}},
		{"Organization: Acme ()", "Acme", nil},
		{"Organization: ", "", nil},
		{"Acme (https://acme.example)", "Acme", []string{"https://acme.example"}},
		{"Jane Doe <jane@example.org> (https://example.org/~jane)", "Jane Doe", []string{"jane@example.org", "https://example.org/~jane"}},
		{"Jane Doe, www.javassist.org", "Jane Doe", []string{"www.javassist.org"}},
		{"info@kaspersky.com", "", []string{"info@kaspersky.com"}},
		{"spring.io", "spring.io", []string{"spring.io"}},
		{"github.com/google/go-cmp", "github.com/google/go-cmp", []string{"github.com/google/go-cmp"}},
		{"Kaspersky Technology Development (Beijing)", "Kaspersky Technology Development (Beijing)", nil},
		{"Sp. z o.o. (unclosed", "Sp. z o.o. (unclosed", nil},
		{"@kaspersky", "@kaspersky", nil},
	} {
		name, addresses := identity.SplitName(tt.in)
		if name != tt.name || !slices.Equal(addresses, tt.addresses) {
			t.Errorf("SplitName(%q) = %q, %q, want %q, %q", tt.in, name, addresses, tt.name, tt.addresses)
		}
	}
}

// FuzzNameKey checks that the normalizing functions are idempotent, and that a name
// with words has a key.
func FuzzNameKey(f *testing.F) {
	for _, tt := range names {
		f.Add(tt.in)
	}
	for _, s := range []string{"the the co", "株式会社株式会社あ", "ﷺ", "a'\u0301b", "ᄀ'ᅡ", "\xff\xfe", "ŉ Ǆ İ ΐ Ꭰꭰ", "1|Il0o rn m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fold := identity.Fold(s)
		if again := identity.Fold(fold); again != fold {
			t.Errorf("Fold(%q) = %q, and Fold of the result is %q", s, fold, again)
		}
		key := identity.NameKey(s)
		if again := identity.NameKey(key); again != key {
			t.Errorf("NameKey(%q) = %q, and NameKey of the result is %q", s, key, again)
		}
		if words := identity.Words(key); strings.Join(words, " ") != key {
			t.Errorf("NameKey(%q) = %q, but the words of the result are %q", s, key, words)
		}
		if key == "" && len(identity.Words(s)) > 0 && !strings.Contains(s, ":") {
			t.Errorf("NameKey(%q) is empty, but the name has words", s)
		}
		skeleton := identity.Skeleton(key)
		if again := identity.Skeleton(skeleton); again != skeleton {
			t.Errorf("Skeleton(%q) = %q, and Skeleton of the result is %q", key, skeleton, again)
		}
	})
}

func BenchmarkNameKey(b *testing.B) {
	for _, name := range []string{"jboss by red hat", "Kaspersky Lab, Inc.", "АО «Лаборатория Касперского»"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				identity.NameKey(name)
			}
		})
	}
}

// TestWordsOfASCIIAgreeWithUnicode compares the words of ASCII with those of the same
// text that has a word of another script at its end.
func TestWordsOfASCIIAgreeWithUnicode(t *testing.T) {
	for a := range byte(0x80) {
		for b := range byte(0x80) {
			s := "O" + string([]byte{a, b}) + "Reilly 9" + string([]byte{b, a}) + "x"
			if got, want := identity.FoldWords(s)+" ж", identity.FoldWords(s+" ж"); got != want {
				t.Errorf("FoldWords(%q): got %q, want %q", s, got, want)
			}
			if got, want := identity.Fold(s)+" ж", identity.Fold(s+" ж"); got != want {
				t.Errorf("Fold(%q): got %q, want %q", s, got, want)
			}
			if got, want := identity.Skeleton(s)+" ж", identity.Skeleton(s+" ж"); got != want {
				t.Errorf("Skeleton(%q): got %q, want %q", s, got, want)
			}
		}
	}
}
