package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/jsonreport"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/sarif"
	"github.com/bomgate/bomgate/sbom/identity"
)

// failNever is the fail level that no finding reaches.
const failNever = "never"

// check is the command of that name.
type check struct {
	profile
	bundles
	reading
	outputs []string
	failOn  string
	verbose bool
}

func checkCommand() *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "check [flags] PATH...",
		Short: "Judge SBOMs and say what is banned in them",
		Long: `Check judges SBOMs: CycloneDX as JSON or XML, SPDX as JSON, tag-value, YAML or RDF/XML, told
apart by their content.

A PATH is a file, a directory, an image, or - for standard input. A file must be
an SBOM. A directory is walked; the files in it that are no SBOM are counted, and
named with -v; symbolic links in it and .git are passed over. An SBOM that cannot
be read is never passed over, and neither is a directory or an image without any.

An image is oci://registry/name@sha256:HEX or oci://registry/name:TAG, read with
the credentials of docker; a directory with an OCI image layout; or a tar archive
of one, as docker save writes it. Judged are the SBOMs that are attached to it,
and to each image of an index: as referrers, as attestations of docker buildx, or
under the tags .sbom and .att of cosign. The layers of an image are not looked into.

A file may hold several documents, as JSON lines do; each has a report of its own.
A document may come in wrappers, nested in each other: gzip, zstd, UTF-16, an XML
document's declared charset, GitHub's dependency graph export, in-toto statements,
DSSE envelopes, Sigstore bundles. The report names them. With --key only documents
are judged that are in an envelope signed with that key: whoever can change an
unsigned one can leave out what is banned. Signatures are never verified otherwise,
certificates (keyless signing) are not looked at, and whether a signed SBOM is that
of the product at hand is not known here.

A document may refer to another for what it does not list itself: BOM-Links and
references of type bom in CycloneDX, external documents in SPDX. If the other is
among the documents of the run, known by its ID and version, then what is found in
it is told with the way there from the one that refers to it, and a checksum that
the reference states is compared with the file. Reports count and name documents
that are not given. They do not change the verdict, which is on the components that
the document itself lists.

Each document gets a verdict:

  fail          at least one error: prohibited on strong evidence
  undetermined  it could not be judged; this is never a pass
  review        at least one warning: a person must look
  pass          neither

The question is asked for a date, for what the producer does with the product
(--act) and for what binds the producer (--nexus). An act that is not in force
at the date is a note.

Without -o the report is text on standard output. With -o there are only the
outputs that it names; of several at most one goes to standard output, the
others to files: -o text -o sarif=bomgate.sarif. Files are written whole or not
at all. A SARIF file has at most 20 documents, since GitHub takes no more; of
more documents the others go to bomgate-2.sarif and so on. When there is no
verdict, SARIF and JSON are written all the same, with the fault in them; when
somebody interrupts the run, nothing is. Of each document the reports have the
5,000 gravest findings, and count the others.

Files are judged on all cores (GOMAXPROCS), and reported in the order of the
arguments. On a terminal, a bar on standard error shows how far it is.

The exit code is

  0  the gate is open: judged, nothing at or above the fail level
  1  the gate is closed: findings at or above the fail level
  2  no verdict: wrong usage, a document that cannot be read or judged, a policy
     that does not compile or evaluate

Where both 1 and 2 apply it is 1, since what was found is certain.`,
		Example: `  bomgate check bom.json
  bomgate check --as-of 2024-09-29 --act integrate -o text -o sarif=bomgate.sarif build/
  bomgate check oci://registry.example/app:1.0
  syft . -o cyclonedx-json | bomgate check --fail-on warning -`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, errors.New("no PATH: expected a file, a directory, an image, or - for standard input"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd, args)
		},
	}
	f := cmd.Flags()
	f.StringArrayVarP(&c.outputs, "output", "o", []string{formatText}, "write `FORMAT[=FILE]`: text, sarif or json (repeatable)")
	f.StringVar(&c.failOn, "fail-on", string(policy.LevelError), "close the gate at `LEVEL`: error, warning, note or never")
	f.BoolVarP(&c.verbose, "verbose", "v", false, "say more: every note, the reader's remarks, the files that are no SBOM")
	c.profile.register(cmd, &c.bundles)
	c.bundles.register(cmd)
	c.reading.register(cmd)
	complete(cmd, "output", cobra.FixedCompletions([]cobra.Completion{formatText, formatSARIF + "=", formatJSON}, cobra.ShellCompDirectiveNoSpace))
	complete(cmd, "fail-on", cobra.FixedCompletions(failLevels(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func failLevels() []string {
	return []string{string(policy.LevelError), string(policy.LevelWarning), string(policy.LevelNote), failNever}
}

func (c *check) run(cmd *cobra.Command, args []string) error {
	outputs, err := parseOutputs(c.outputs)
	if err != nil {
		return usage(cmd, err)
	}
	if !slices.Contains(failLevels(), c.failOn) {
		return usage(cmd, fmt.Errorf("--fail-on %q: expected %s", c.failOn, strings.Join(failLevels(), ", ")))
	}
	question, err := c.profile.context(time.Now())
	if err != nil {
		return usage(cmd, err)
	}
	bar := newBar(cmd.ErrOrStderr())
	run, err := await(cmd.Context(), func() (verdicts, error) {
		return c.judge(cmd.Context(), question, args, cmd.InOrStdin(), bar), nil
	})
	bar.Clear()
	if err != nil {
		return err
	}
	code := c.exitCode(run.reports)
	if !slices.Contains(outputs, output{format: formatText}) { // then the faults are told nowhere yet
		for _, r := range run.reports {
			if r.Fault != nil {
				complain(cmd.ErrOrStderr(), r.Fault)
			}
		}
	}
	for _, o := range outputs {
		err := c.write(cmd.Context(), cmd.OutOrStdout(), o, run)
		if cmd.Context().Err() != nil {
			return fmt.Errorf("write %s: interrupted: not all outputs are written", o.format)
		}
		if err != nil {
			complain(cmd.ErrOrStderr(), fmt.Errorf("write %s: %w", o.format, err))
			code = cmp.Or(code, exitNoVerdict)
		}
	}
	if code != exitOpen {
		return exit(code)
	}
	return nil
}

// verdicts is what there is to report of a run.
type verdicts struct {
	question policy.Context
	reports  []*policy.Report // on each document that the arguments name, in their order
	skipped  []string         // the names of the files that are no SBOM
}

// judge judges each document that the arguments name.
func (c *check) judge(ctx context.Context, question policy.Context, args []string, stdin io.Reader, bar *progress.Bar) verdicts {
	run := verdicts{question: question}
	ctx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	compiled := sync.OnceValues(func() (*policy.Engine, error) {
		engine, err := c.bundles.compile(ctx)
		if err == nil {
			err = engine.Check(question)
		}
		if err != nil {
			giveUp()
			engine = new(policy.Engine)
		}
		return engine, err
	})
	go compiled() // while files are found and read
	var sources []*source
	var places []place
	var outcomes []outcome
	decoder, err := c.reading.decoder()
	decoder.Wants = func() *identity.KeySet {
		engine, _ := compiled()
		return engine.Wants()
	}
	if err == nil {
		sources, places = find(ctx, args)
		hash := len(sources) > 1 // only another file can state a digest of a file
		j := judging{compiled, decoder, question, stdin, bar, hash}
		outcomes, err = await(ctx, func() ([]outcome, error) { return j.all(ctx, sources), nil })
	}
	engine, inPolicies := compiled()
	if err := cmp.Or(inPolicies, err); err != nil {
		for _, arg := range args {
			run.reports = append(run.reports, engine.Undetermined(reportName(arg), question, err))
		}
		return run
	}
	judged := map[string]bool{} // places
	digests := map[string]map[string]string{}
	for i, s := range sources {
		digests[s.name] = outcomes[i].digests
		if outcomes[i].noSBOM {
			run.skipped = append(run.skipped, s.name)
			continue
		}
		for _, p := range s.places {
			judged[p] = true
		}
		run.reports = append(run.reports, outcomes[i].reports...)
	}
	for _, p := range places {
		if !judged[p.name] {
			run.reports = append(run.reports, engine.Undetermined(p.name, question, p.empty))
		}
	}
	policy.Connect(run.reports, func(name, algorithm string) (string, bool) {
		digest, ok := digests[name][algorithm]
		return digest, ok
	})
	return run
}

// exitCode is the run's: what was found is certain, so it goes before what
// could not be judged.
func (c *check) exitCode(reports []*policy.Report) int {
	code := exitOpen
	for _, r := range reports {
		if c.failOn != failNever && slices.ContainsFunc(r.Findings, func(f policy.Finding) bool {
			return f.Level.AtLeast(policy.Level(c.failOn))
		}) {
			return exitClosed
		}
		if r.Fault != nil || r.Verdict == policy.Undetermined {
			code = exitNoVerdict
		}
	}
	return code
}

// write writes one output, a file whole or not at all.
func (c *check) write(ctx context.Context, stdout io.Writer, o output, run verdicts) error {
	if o.file == "" {
		_, err := await(ctx, func() (struct{}, error) { // whoever reads it may have stopped
			return struct{}{}, writeTo(ctx, stdout, func(w io.Writer) error { return c.format(w, o, run, wantsColor(stdout)) })
		})
		return err
	}
	parts := [][]*policy.Report{run.reports}
	if o.format == formatSARIF && len(run.reports) > sarif.MaxRuns {
		parts = slices.Collect(slices.Chunk(run.reports, sarif.MaxRuns))
	}
	writers, writing := errgroup.WithContext(ctx)
	writers.SetLimit(runtime.GOMAXPROCS(0))
	for i, part := range parts {
		run := run
		run.reports = part
		writers.Go(func() error {
			return writeFile(writing, numberedFile(o.file, i+1), func(w io.Writer) error { return c.format(w, o, run, false) })
		})
	}
	return writers.Wait()
}

func (c *check) format(w io.Writer, o output, run verdicts, color bool) error {
	switch o.format {
	case formatSARIF:
		return sarif.Write(w, version(), run.reports...)
	case formatJSON:
		return jsonreport.Write(w, run.question, run.reports, len(run.skipped))
	}
	return text.Write(w, run.question, run.reports, run.skipped, text.Options{Verbose: c.verbose, Color: color})
}
