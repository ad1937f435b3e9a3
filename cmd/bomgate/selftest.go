package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/selftest"
	"github.com/bomgate/bomgate/sbom/disguise"
)

const selftestHelp = `Selftest tests that check detects banned components in your own SBOM, with your own
policies, date, acts and nexus. It inserts components that your data ban into the
SBOM, disguises them in every way it knows, evaluates the policies, and lists what
they missed. SBOM is a file with one document, or - for standard input.

The components to insert come from the data. For each measure, selftest uses every
identifier (name, package URL, CPE, host, hash, file name, SWID tag, product name)
that gives an error or a warning for a component with no other identifier.

A disguise moves the component (into another component, a pedigree, services, tools),
drops its supplier so that a single identifier must be enough, or spells an identifier
differently: in another script, with invisible characters, encoded, with one letter
wrong. Selftest tries each disguise in every format and encoding of CycloneDX and SPDX.
It also wraps the documents with all disguises: compressed, in envelopes, in other
character sets, escaped, with lists that are repeated or misnamed.

In the format of the SBOM, components are inserted into its original text. For the
other formats, and where the text has no place for a component (YAML, RDF, wrapped
documents), up to %d components of the SBOM are rewritten. The output says which.
Wrapped documents have no more components than that either.

A component is detected if it gives an error or a warning, or if the document is
refused, because the gate does not pass a document that it cannot read. For tools,
which are not shipped, and for authors of a commit a note is enough. Selftest also
names rules that have no finding in any document: they may test for something that
does not occur.

With --key, the SBOM must be signed with that key. Documents with inserted components
need no signature.

The exit code is

  0  everything was detected
  1  something was missed
  2  the test could not run: an SBOM that cannot be read, policies that do
     not compile or evaluate, a measure without an
     identifier that gives an error or a warning`

// selftestFlags are the flags of the command selftest.
type selftestFlags struct {
	contextFlags
	policyFlags
	decodeFlags
	configFlags
	format  flags.Choice
	keep    string
	keepAll bool
	verbose bool
}

func selftestCommand() *cobra.Command {
	var s selftestFlags
	cmd := &cobra.Command{
		Use:   "selftest [flags] SBOM",
		Short: "Test that the gate detects disguised components",
		Long:  fmt.Sprintf(selftestHelp, disguise.MaxComponents),
		Example: `  bomgate selftest bom.json
  bomgate selftest --policy ./policies --keep missed bom.json
  bomgate selftest -v --as-of 2026-11-23 testdata/clean.cdx.json`,
		Args: oneArg("SBOM"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	chooseFrom(cmd, &s.format, "output", "o", "write the result as text or json", "FORMAT", formatText, formatJSON)
	f.StringVar(&s.keep, "keep", "", "save the documents in which something was missed to this folder")
	f.BoolVar(&s.keepAll, "keep-all", false, "with --keep, also save the documents in which everything was detected")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "show the outcome of every disguise in every format")
	placeholder(cmd, "keep", "DIR")
	s.contextFlags.register(cmd, &s.policyFlags)
	s.policyFlags.register(cmd)
	s.decodeFlags.register(cmd)
	s.configFlags.register(cmd)
	return cmd
}

func (s *selftestFlags) run(cmd *cobra.Command, path string) error {
	if s.keepAll && s.keep == "" {
		return usageError(cmd, errors.New("--keep-all without --keep: expected a folder to save documents to"))
	}
	evalContext := s.contextFlags.context(time.Now())
	prompt(cmd, []string{path})
	report, err := s.test(cmd.Context(), evalContext, path, cmd.InOrStdin())
	if cmd.Context().Err() != nil {
		return errors.New("interrupted: no result")
	}
	if _, ok := errors.AsType[misuse](err); ok {
		return asUsage(cmd, err)
	}
	if err != nil {
		return fmt.Errorf("selftest: %w", err)
	}
	var buf bytes.Buffer
	if s.format.Word == formatJSON {
		err = writeSelftestJSON(&buf, evalContext, report)
	} else {
		s.writeText(&buf, evalContext, report)
	}
	if err != nil {
		return err
	}
	if _, err := buf.WriteTo(cmd.OutOrStdout()); err != nil {
		return fmt.Errorf("write %s: %w", s.format.Word, err)
	}
	if len(report.Escapes) > 0 {
		return exitError(exitClosed)
	}
	return nil
}

// test runs the test with the SBOM at path.
func (s *selftestFlags) test(ctx context.Context, evalContext policy.Context, path string, stdin io.Reader) (*selftest.Report, error) {
	engine, err := s.policyFlags.compile()
	if err == nil {
		err = s.contextFlags.check(engine, evalContext)
	}
	if err != nil {
		return nil, err
	}
	decoder, err := s.decodeFlags.decoder()
	if err != nil {
		return nil, err
	}
	name, in := source.Stdin, source.Interruptible(ctx, stdin)
	if path != source.Stdin {
		f, err := os.Open(path)
		if err != nil {
			return nil, config.ReadError("SBOM", path, err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%q is a directory: expected a file with one SBOM", path)
		}
		name, in = source.ReportName(path), f
	}
	document, err := io.ReadAll(io.LimitReader(in, decoder.MaxBytes+1)) // the decoder refuses one byte more
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	test := selftest.Test{Engine: engine, Question: evalContext, Decoder: decoder, All: s.keepAll}
	if s.keep != "" {
		if err := os.MkdirAll(s.keep, 0o777); err != nil {
			return nil, err
		}
		test.Keep = func(name string, text []byte) error {
			return outfile.Replace(ctx, filepath.Join(s.keep, name), func(w io.Writer) error { _, err := w.Write(text); return err })
		}
	}
	return test.Run(ctx, name, document)
}
