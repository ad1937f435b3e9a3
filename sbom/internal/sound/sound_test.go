package sound

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// all are all letters with which a sound starts.
const all = ^Starts(0)

// phrases returns the phrases of a name that have one of the keys.
func phrases(name string, keys []string) []string {
	var found []string
	var r Reader
	r.Each(name, all, func(key []byte, phrase string) {
		if slices.Contains(keys, string(key)) && !slices.Contains(found, phrase) {
			found = append(found, phrase)
		}
	})
	return found
}

func TestNamesThatSoundAlike(t *testing.T) {
	for _, tt := range []struct {
		name  string
		other []string
	}{
		{"kaspersky", []string{
			"casperski", "kasperskij", "kaszperszkij", "kasperskyi", "каспэрскі", "касперський", "κασπέρσκι", "კასპერსკი", "կասպերսկի", "𐐿asper𐑅ky", // alphabets
			"kasperskiego", "kasperskogo", "kasperskim", "kasperskin", "kasperskys", "kasperskynin", "kasperského", "касперского", "касперског", "კასპერსკის", // inflected
			"כספרסקי", "كاسبيرسكي", "کسپرسکی", "कैस्परस्की", "ক্যাসপারস্কি", "காஸ்பர்ஸ்கி", "แคสเปอร์สกี้", "ካስፐርስኪ", "カスペルスキー", "카스페르스키", // vowels are omitted or part of syllables
		}},
		{"hikvision", []string{"хиквижин", "هيكفيجن", "हिकविजन"}},
		{"ostrava metering", []string{"острава метеринг", "أوسترافا ميترينغ", "オストラバ メータリング"}},
		{"brightvolt", []string{"bryghtvolt", "брайтволт"}},
		{"extranet", []string{"экстранет", "εξτρανετ"}},
	} {
		keys := Keys(tt.name)
		for _, other := range tt.other {
			if phrases(other, keys) == nil {
				t.Errorf("%q does not sound like %q, want it to", other, tt.name)
			}
		}
	}
}

func TestNamesThatSoundDifferent(t *testing.T) {
	for _, tt := range []struct {
		name  string
		other []string
	}{
		{"kaspersky", []string{
			"kasprzak", "kasperczyk", "gasparski", "kasparov", "casper", "kasper sky", "jasper sky", "caspersen", "kasperskytte", "kaspresso", "kasparian",
			"каспаров", "каспарян", "касперович", "гаспарский", "copper sky", "k9spersky",
		}},
		{"acronis", []string{"kronos", "cornish", "akronos"}},
		{"hikvision", []string{"hike vision", "vision"}},
		{"ostrava metering", []string{"ostrava", "metering", "metering ostrava", "ostrava 2 metering"}},
	} {
		keys := Keys(tt.name)
		for _, other := range tt.other {
			if found := phrases(other, keys); found != nil {
				t.Errorf("%q in %q sounds like %q, want a difference", found, other, tt.name)
			}
		}
	}
}

func TestSoundsOfPhrases(t *testing.T) {
	const name = "группа касперского и партнеры"
	if got, want := phrases(name, Keys("kaspersky")), []string{"касперского"}; !slices.Equal(got, want) {
		t.Errorf("phrases of %q: %q, want %q", name, got, want)
	}
	const unspaced = "บริษัทแคสเปอร์สกี้แล็บจำกัด"
	if got, want := phrases(unspaced, Keys("kaspersky")), []string{unspaced}; !slices.Equal(got, want) {
		t.Errorf("phrases of a text without spaces: %q, want the text", got)
	}
}

func TestKeys(t *testing.T) {
	for _, tt := range []struct {
		name string
		want []string
	}{
		{"kaspersky", []string{"KSPRSK", "K.SP.RSK"}},
		{"קספרסקי", []string{"KSPRSK"}},
		{"acronis", []string{"AKRNS", "AKR.N.S"}},
		{"ostrava metering", []string{"ASTRP MTRNK", "ASTR.V M.T.R.NG"}},
		{"zte", nil}, {"dji", nil}, {"huawei", nil}, {"dahua", nil}, // too few consonants
		{"brain4net", nil}, {"contoso aeiou", nil}, {"one two three four", nil}, {"", nil}, {" ", nil},
	} {
		if got := Keys(tt.name); !slices.Equal(got, tt.want) {
			t.Errorf("Keys(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestTable checks the rows of sounds.tsv.
func TestTable(t *testing.T) {
	var last []string
	seen := map[rune]bool{}
	for row := range strings.Lines(soundsTSV) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(columns) != 3 {
			t.Fatalf("row %q has %d columns, want 3", row, len(columns))
		}
		if last != nil && cmp.Or(cmp.Compare(last[0], columns[0]), cmp.Compare(last[1], columns[1])) >= 0 {
			t.Errorf("%q follows %q: the rows must be sorted by script and consonant", columns[:2], last[:2])
		}
		last = columns
		script := unicode.Scripts[columns[0]]
		if script == nil || strings.Trim(columns[1], "PBFVTDKGSLMNRH") != "" {
			t.Errorf("row %q: unknown script or consonant", row)
			continue
		}
		if !slices.Contains(alphabets, script) && strings.ContainsAny(columns[1], "BFVDG") {
			t.Errorf("row %q: the consonant is only for alphabets with vowels", row)
		}
		for _, r := range columns[2] {
			if seen[r] || !unicode.Is(script, r) {
				t.Errorf("%q in row %q is a duplicate or of another script", r, columns[:2])
			}
			seen[r] = true
		}
	}
	if len(seen) < 1000 {
		t.Errorf("sounds.tsv has %d letters, want the letters of all scripts", len(seen))
	}
}

func TestReaderIsUsedAgain(t *testing.T) {
	var r Reader
	sounds := func(name string) (found []string) {
		r.Each(name, all, func(key []byte, phrase string) { found = append(found, string(key)+" of "+phrase) })
		return found
	}
	const name = "острава metering касперского 7 b"
	first := sounds(name)
	sounds("another 1 name")
	if again := sounds(name); !slices.Equal(again, first) || len(first) < 6 {
		t.Errorf("the sounds are %q and then %q, want the same, of one, two and three words", first, again)
	}
}

func TestStarts(t *testing.T) {
	var k Starts
	k.Add('K')
	for name, want := range map[string]bool{"acme kaspersky": true, "касперский": true, "gasparski": true, "acme": false, "acme labs": false, "": false, "h k": true} {
		if got := k.hasAny(name); got != want {
			t.Errorf("sounds of %q may start with K: %t, want %t", name, got, want)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{"kaspersky lab", "касперского", "แคสเปอร์สกี้", "x", "kh gh ght tsch", "ㅋㅋ ㅣ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var r Reader
		r.Each(s, all, func(key []byte, phrase string) {
			if len(key) == 0 || phrase == "" || !strings.Contains(s, phrase) {
				t.Errorf("Each(%q): the phrase %q with the key %q", s, phrase, key)
			}
		})
		for _, key := range Keys(s) {
			if len(key) < minConsonants {
				t.Errorf("Keys(%q): the key %q is too short", s, key)
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var r Reader
	for _, name := range []string{"The Apache Software Foundation", "Лаборатория Касперского"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Each(name, all, func([]byte, string) {})
			}
		})
	}
}
