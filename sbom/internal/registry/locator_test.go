package registry

import (
	"testing"
)

func TestLocatorPURL(t *testing.T) {
	for _, tt := range []struct{ typ, locator, want string }{
		{"maven-central", "com.kaspersky:sdk:1.2", "pkg:maven/com.kaspersky/sdk@1.2"},
		{"npm", "@kaspersky/ui@1.2", "pkg:npm/%40kaspersky/ui@1.2"},
		{"npm", "ui@1.2", "pkg:npm/ui@1.2"},
		{"nuget", "Kaspersky.Sdk/1.2", "pkg:nuget/Kaspersky.Sdk@1.2"},
		{"bower", "ui#1.2", "pkg:bower/ui@1.2"},
	} {
		if got := LocatorPURL(tt.typ, tt.locator); got != tt.want {
			t.Errorf("LocatorPURL(%q, %q) = %q, want %q", tt.typ, tt.locator, got, tt.want)
		}
	}
}
