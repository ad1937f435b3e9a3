// Package completion completes the values of flags in a shell.
package completion

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// List returns the completions of the last element of a list with commas: the words that
// begin with it and are not in the list yet.
func List(list string, words []string) []cobra.Completion {
	given := strings.Split(list, ",")
	last := len(given) - 1
	var found []cobra.Completion
	for _, w := range words {
		if strings.HasPrefix(w, given[last]) && !slices.Contains(given[:last], w) {
			found = append(found, strings.Join(append(slices.Clone(given[:last]), w), ","))
		}
	}
	return found
}

// WordOrFile completes a value of the form WORD or WORD=FILE, in which WORD is one of the
// words. Shells complete files only at the start of a value.
func WordOrFile(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, value string) ([]cobra.Completion, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
		word, file, ok := strings.Cut(value, "=")
		if !ok {
			return List(word, words), directive
		}
		return files(word+"=", file), directive
	}
}

// files returns the files that begin with a path, each after a prefix. A directory ends with
// a slash. Files whose names begin with a dot are left out unless the path asks for them.
func files(prefix, start string) []cobra.Completion {
	dir, base := path.Split(filepath.ToSlash(start))
	entries, err := os.ReadDir(filepath.FromSlash(path.Join(dir, ".")))
	if err != nil {
		return nil
	}
	var found []cobra.Completion
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || base == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if e.IsDir() {
			name += "/"
		}
		found = append(found, prefix+dir+name)
	}
	return found
}
