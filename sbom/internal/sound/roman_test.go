package sound

import "testing"

func TestShortNamesInOtherScripts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		same  []string
		other []string
	}{
		{"nokra", []string{"нокра", "νοκρα", "ნოკრა", "նոկրա", "नोक्रा", "נוקרה", "نوكرا", "ノクラ", "노크라", "северный нокра"},
			[]string{"nokra", "нокиа", "нокрас", "нок ра", "נכר", "نكر", "ノキア"}},
		{"dahua", []string{"дахуа", "ντάχουα", "داهوا", "दाहुआ", "다후아", "大华", "大华技术"}, []string{"дахау", "达晖", "浙江大华", "大"}},
		{"orix", []string{"орикс", "οριξ"}, []string{"орион", "орикон"}},
		{"zte", []string{"зте", "зте мир"}, []string{"зт", "мир зте мир", "зэд"}},
		{"mir", []string{"мир"}, []string{"ミール"}},
		{"huawei", []string{"хуавей", "هواوي", "화웨이", "華為技術", "华为"}, []string{"хуан", "华西"}},
		{"da li", []string{"да ли", "дали", "达利食品"}, []string{"да лим"}},
		{"ai", nil, []string{"аи"}},
	} {
		keys := RomanKeys(tt.name)
		for _, other := range tt.same {
			if phrases(other, keys) == nil {
				t.Errorf("%q is not spelled like %q, want it to be", other, tt.name)
			}
		}
		for _, other := range tt.other {
			if found := phrases(other, keys); found != nil {
				t.Errorf("%q in %q is spelled like %q, want a difference", found, other, tt.name)
			}
		}
	}
}
