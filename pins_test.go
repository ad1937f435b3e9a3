package bomgate_test

import (
	"path/filepath"
	"regexp"
	"testing"
)

// usedAction matches a step that uses an action of another repository: its repository, the
// commit and the version.
var usedAction = regexp.MustCompile(`(?m)^[ -]*uses: ([\w.-]+/[\w.-]+)\S*?@(\S+)(?: # (.*))?$`)

// TestPinnedActions checks that workflows and the action use other actions by commit, all of
// them the same commit of an action.
func TestPinnedActions(t *testing.T) {
	pinned := regexp.MustCompile(`^[0-9a-f]{40} v\d+\.\d+\.\d+$`)
	pins := map[string]string{}
	for _, pattern := range []string{"action.yml", ".github/workflows/*.yml", "docs/pipelines/github/*.yml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%d files match %s: %v", len(files), pattern, err)
		}
		for _, file := range files {
			for _, m := range usedAction.FindAllStringSubmatch(readText(t, file), -1) {
				repository, ref, version := m[1], m[2], m[3]
				if repository == "bomgate/bomgate" && ref == "COMMIT" {
					continue // for the reader to replace
				}
				pin := ref + " " + version
				if !pinned.MatchString(pin) {
					t.Errorf("%s: %s is at %q: expected a commit and its version, as in # v1.2.3", file, repository, pin)
				}
				if pins[repository] == "" {
					pins[repository] = pin
				} else if pins[repository] != pin {
					t.Errorf("%s: %s is at %s, elsewhere at %s", file, repository, pin, pins[repository])
				}
			}
		}
	}
	if len(pins) < 6 {
		t.Errorf("%d actions, want those of all workflows", len(pins))
	}
}
