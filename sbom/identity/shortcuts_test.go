package identity

import (
	"strings"
	"testing"
)

// TestPlainURL holds that what is split quickly is split as any address is.
func TestPlainURL(t *testing.T) {
	for _, plain := range []string{"https://a-1.Example/x.tar", "http://b.example/", "https://c.example"} {
		if _, _, ok := splitPlainURL(plain); !ok {
			t.Errorf("%q is not plain", plain)
		}
		for s := range mutated(plain) {
			host, path, ok := splitPlainURL(s)
			if wantHost, wantPath := splitAnyAddress(s); ok && (host != wantHost || path != wantPath) {
				t.Errorf("%q has the host %q and the path %q, want %q and %q", s, host, path, wantHost, wantPath)
			}
		}
	}
}

// mutated yields strings that have any byte in the place of one or before it, or
// lack some at an end.
func mutated(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range len(s) + 1 {
			for c := range 256 {
				b := string([]byte{byte(c)})
				if !yield(s[:i]+b+s[min(i+1, len(s)):]) || !yield(s[:i]+b+s[i:]) {
					return
				}
			}
			if !yield(s[:i]) || !yield(s[i:]) {
				return
			}
		}
	}
}

func TestTrim(t *testing.T) {
	for _, tt := range []struct {
		set    cutset
		cutset string
	}{
		{punctuation, ".,:;()"}, {aroundName, " ,;:."}, {aroundAddress, " \t\r\n<>"}, {aroundToken, `,;'"`}, {asciiSpace, " \t\r\n\v\f"},
	} {
		for s := range mutated(tt.cutset + "a" + tt.cutset) {
			if got, want := tt.set.trim(s), strings.Trim(s, tt.cutset); got != want {
				t.Errorf("%q without %q around it is %q, want %q", s, tt.cutset, got, want)
			}
		}
	}
}

func TestIsASCII(t *testing.T) {
	for n := range 20 {
		s := strings.Repeat("\x7f", n)
		if !isASCII(s) {
			t.Errorf("%q is not ASCII", s)
		}
		for i := range n {
			if s := s[:i] + "\x80" + s[i+1:]; isASCII(s) {
				t.Errorf("%q is ASCII", s)
			}
		}
	}
}

// TestHasVersion holds that no version is missed that would be replaced.
func TestHasVersion(t *testing.T) {
	for s := range mutated("a-1.0.2") {
		if got, want := hasVersion(s), version.MatchString(s); got != want {
			t.Errorf("%q has a version: %t, want %t", s, got, want)
		}
	}
}

// TestEveryForm holds that none of the legal forms is passed over for its ends or
// its length, not even with a space between any two letters.
func TestEveryForm(t *testing.T) {
	for form, positions := range legalForms {
		spaced := strings.Join(strings.Split(form, ""), " ")
		for _, at := range [...]position{leading, trailing} {
			if positions&at == 0 {
				continue
			}
			if hasNoForm(form, at) || !isForm(form, at) || at == trailing && !isForm(spaced, at) {
				t.Errorf("%q is no form at %d", form, at)
			}
		}
	}
}
