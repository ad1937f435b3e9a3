package terminal

import (
	"io"
	"os"
	"testing"
)

func TestColors(t *testing.T) {
	for _, c := range []struct {
		name                      string
		when                      When
		noColor, force, cliColors string
		want                      bool
	}{
		{"a pipe", Auto, "", "", "", false},
		{"the zero value", "", "", "", "", false},
		{"FORCE_COLOR", Auto, "", "1", "", true},
		{"FORCE_COLOR=0", Auto, "", "0", "", false},
		{"FORCE_COLOR=false", Auto, "", "false", "", false},
		{"CLICOLOR_FORCE", Auto, "", "", "1", true},
		{"NO_COLOR takes precedence", Auto, "1", "1", "1", false},
		{"the flag takes precedence over NO_COLOR", Always, "1", "", "", true},
		{"the flag takes precedence over FORCE_COLOR", Never, "", "1", "1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("NO_COLOR", c.noColor)
			t.Setenv("FORCE_COLOR", c.force)
			t.Setenv("CLICOLOR_FORCE", c.cliColors)
			if got := Colors(io.Discard, c.when); got != c.want {
				t.Errorf("colored: %t, want %t", got, c.want)
			}
		})
	}
}

func TestFileIsNotATerminal(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if Is(f) || CanRewrite(f) || Width(f) != 0 {
		t.Errorf("terminal: %t, can rewrite: %t, %d columns, want a file", Is(f), CanRewrite(f), Width(f))
	}
}
