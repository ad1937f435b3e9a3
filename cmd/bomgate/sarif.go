package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/sarif"
)

// sarifFlags are the flags that change the SARIF report.
type sarifFlags struct{ sarif.Options }

func (s *sarifFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&s.Suppressed, "sarif-suppressions", false, "write waived findings into SARIF as suppressed results; GitHub ignores that and shows them as alerts")
	f.StringVar(&s.Category, "sarif-category", "", "begin the categories of SARIF with this name, so that GitHub keeps the alerts of several jobs apart")
	f.StringVar(&s.Anchor, "sarif-anchor", "", "place all results of SARIF on this file of the repository; messages name the place in the SBOM")
	placeholder(cmd, "sarif-category", "NAME")
	placeholder(cmd, "sarif-anchor", "FILE")
	complete(cmd, "sarif-category", cobra.NoFileCompletions)
}

// check checks the values of the flags, and makes the anchor relative to the working directory.
// A flag without SARIF would have no effect. Variables and a configuration file may set it,
// because they apply to several runs.
func (s *sarifFlags) check(set *pflag.FlagSet, outputs []output) error {
	if !slices.ContainsFunc(outputs, func(o output) bool { return o.name == formatSARIF }) {
		for _, name := range []string{"sarif-suppressions", "sarif-category", "sarif-anchor"} {
			if from := config.OriginOf(set.Lookup(name)); from.Kind == config.FromFlag {
				return fmt.Errorf("%s without -o sarif: expected a SARIF report, as in -o sarif=bomgate.sarif", from.Source)
			}
		}
	}
	if set.Changed("sarif-category") {
		if err := sarif.CheckCategory(s.Category); err != nil {
			return config.ValueError(set, "sarif-category", err)
		}
	}
	if set.Changed("sarif-anchor") {
		anchor, err := anchorOf(s.Anchor)
		if err != nil {
			return config.ValueError(set, "sarif-anchor", fmt.Errorf("%q: %w: expected a file below the working directory, which must be the root of the repository", s.Anchor, err))
		}
		s.Anchor = anchor
	}
	return nil
}

// anchorOf returns the path of a file relative to the working directory, with slashes. It
// follows symbolic links, because code scanning does not.
func anchorOf(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", config.WithoutCall(err)
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("not a file")
	}
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if name, err = filepath.Abs(name); err != nil {
		return "", err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return "", err
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(root, name)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errors.New("outside of the working directory")
	}
	return filepath.ToSlash(rel), nil
}

// write writes a SARIF report, and states on stderr how many findings it leaves out.
func (s *sarifFlags) write(w, stderr io.Writer, result *gate.Run) error {
	omitted, err := sarif.Write(w, result, s.Options)
	if omitted > 0 {
		fmt.Fprintf(stderr, "bomgate: SARIF omits %d findings, the least severe ones, because %s; -o json has up to 5,000 of each document\n", omitted, sarif.WhyOmitted)
	}
	return err
}
