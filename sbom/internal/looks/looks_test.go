package looks

import "testing"

func TestLooks(t *testing.T) {
	for _, tt := range []struct {
		look       func(string) string
		text, want string
	}{
		{DisplayOrder, "\u202eemca\u202c ltd", "acme ltd"},
		{DisplayOrder, "\u2067emca \u20661.2\u2069 \u2069", " 1.2 acme"},
		{DisplayOrder, "acme", "acme"},
		{Turned, "ɐʇɐpǝɯɔɐ", "acmedata"},
		{Turned, "acɯe", "acɯe"}, // a single turned letter is another alphabet's
		{SymbolsAsLetters, "4cm3data l4b5", "acmedata labs"},
		{SymbolsAsLetters, "win32 365", "win32 365"},
	} {
		if got := tt.look(tt.text); got != tt.want {
			t.Errorf("%q looks like %q, want %q", tt.text, got, tt.want)
		}
	}
}
