package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/ci"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/completion"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/suggest"
)

// failNever is the fail level that no finding reaches.
const failNever = "never"

const checkHelp = `Check evaluates SBOMs and reports components of banned suppliers. It reads CycloneDX
as JSON or XML and SPDX as JSON, tag-value, YAML or RDF/XML, and detects the format
from the content.

A PATH is a file, a directory, an image, a pattern, or - for standard input; without one,
check searches the working directory. A file must be an SBOM. A directory is searched for
SBOMs: files that are SBOMs by their content, or by their names, such as app.cdx.json,
app.spdx, bom.xml and app-sbom.json. Check counts all other files, and symbolic links that
lead out of the directory, and lists them with -v. It follows other symbolic links, and
skips a repository of Git in a folder .git. It never skips an SBOM that cannot be read, and
a directory or an image without an SBOM has no verdict. With --include and --exclude, check
evaluates only some files of a directory, and counts the others too. ** in a pattern
matches any number of folders, and a pattern without a slash matches files in any folder:
--exclude 'vendor/**' --include '*.cdx.*'.

A PATH that does not exist and contains *, ?, [ or { is a pattern for paths, as in
'sboms/*.cdx.json' or 'build/{app,agent}/bom.json'. Each match is evaluated as if it were
named: a file must be an SBOM, and a directory is searched. * matches within one folder,
including names that begin with a dot; ** matches any number of folders, except
repositories of Git in .git and symbolic links. A pattern that matches nothing has no
verdict; one alternative in braces may match nothing if another one matches.

An image is oci://registry/name@sha256:HEX or oci://registry/name:TAG, read with the
credentials of docker; a directory with an OCI image layout; or a tar archive of one,
as docker save writes it. Check evaluates the SBOMs that are attached to the image,
and to each image of an index, as referrers, as attestations of docker buildx, or
with the tags .sbom and .att of cosign. Layers of images are not inspected.

A file may hold several documents, as JSON lines, JSON arrays and archives do; each
has its own report. A document may be wrapped, even several times: in gzip, zstd,
bzip2, xz, tar and zip archives, UTF-16, UTF-32, the charset that an XML document
declares, GitHub's dependency graph export and other JSON around it, in-toto
statements, DSSE envelopes and Sigstore bundles. The report lists the wrappers.

With --key, every document must be in a DSSE envelope signed with that key. Without
it, signatures are not verified, and anyone who can change the SBOM can remove a
banned component from it. Certificates (keyless signing) are not verified, and check
does not know whether a signed SBOM describes your product.

A document may refer to other documents for components that it does not list itself:
BOM-Links and references of type bom in CycloneDX, external documents in SPDX. If the
other document is in the same run (matched by ID and version), the paths of its findings
start at the document that refers to it, and its file is compared with the checksum
that the reference states. Reports count and list the documents that are not in the
run. These do not change the verdict, which covers only the components that the
document itself lists.

Each document gets a verdict:

  fail          at least one error: prohibited, on strong evidence
  undetermined  the document cannot be read or evaluated, or has no evidence to
                evaluate; this is never a pass
  review        at least one warning: a person has to decide
  pass          no errors and no warnings

Findings depend on the date (--as-of), on the acts of the producer (--act), such as
integrating a component into a product, and on the producer's nexus (--nexus): the
jurisdictions that bind the producer, or none. An act that is not in force on the date gives
a note. Without --as-of, the date is the value of the environment variable
SOURCE_DATE_EPOCH, which reproducible builds set, or else the time of the run.

With --baseline, the gate closes only on findings that are new or more severe than in an
earlier report, written with -o json. Findings are compared by fingerprint, which does
not depend on the version of a component. Reports list the findings that disappeared.
A baseline that has no product in common with the run is refused. A finding that was
waived in the baseline counts as more severe once no waiver covers it. A document without
a verdict has none with a baseline either.

Waivers accept findings for a time. They are in the file that --waivers names, or else in
.bomgate/waivers.yaml in the working directory or in the nearest directory above, up to
the root of the repository. A finding that a waiver covers stays in every report, and
does not close the gate. Check also makes findings on the waivers themselves. A waiver is
an error, and covers nothing, if it has expired, is issued in the future, is valid for more
days than --max-waiver-days, or is overly broad: it must name one finding, or one package,
entity, measure and document. It is also an error if it no longer covers its finding,
because the level is more severe or the evidence is new. It is a warning if no finding
needs it, or if it expires within 30 days. See "bomgate help waive".

Without -o, check writes a text report to standard output. With -o, it writes only the
outputs that you name, at most one of them to standard output and the others to
files: -o text -o sarif=bomgate.sarif. If all go to files, standard error has one line
that says whether the gate is open. A file is written completely or not at all.
Without a verdict, SARIF and JSON are still written and contain the error. An
interrupted run writes nothing. Reports list the 5,000 most severe findings of each
document and count the others.

Markdown is an audit report for the people who sign for a product. It states all that
the decision depends on, and the command that writes the same report again.

The HTML report is one page that loads nothing else. It has the 1,000 most severe
findings, and a ledger of up to 50,000 components, of which 1,000 can be read without
scripts.

A ledger is a table of all components as CSV, with their evidence and outcome. A cell
that a spreadsheet would run as a formula starts with an apostrophe.

The format github is for steps of GitHub workflows. It annotates the ten most severe
findings. It also appends a summary to the file GITHUB_STEP_SUMMARY and, after all other
outputs, the outputs of the step to the file GITHUB_OUTPUT. The summary links to the SBOMs,
unless --sarif-anchor is set.

The format gitlab is a Code Quality report of GitLab. The format azure writes logging
commands of Azure Pipelines, by which the task fails if the gate is closed. In JUnit XML,
a finding that closes the gate is a failure, and a document without a verdict an error.

With -o sarif=out/, the SARIF file is out/bomgate.sarif. It has one run for each document,
or one for all if there are more than 20. If GitHub would not accept a file with all
findings, check writes the most severe ones, and says so on standard error.
On GitHub, an upload replaces the alerts of an earlier upload for the same document: if
several jobs check the same SBOM, give each job a --sarif-category. If the SBOM is not a
file of the repository, or has only one line, --sarif-anchor places all results on a
file that people know, such as package.json.

Files are evaluated in parallel (GOMAXPROCS) and reported in the order of the
arguments. On a terminal, standard error shows the progress.

With --quiet, check shows no progress and no remarks. While the gate is open, it writes no
text to standard output and standard error. Otherwise, the text leaves out the documents
that do not close the gate. Files, and other formats than text, are written as without --quiet.

Text on a terminal is colored, unless the variable NO_COLOR is set or TERM is dumb.
FORCE_COLOR or CLICOLOR_FORCE turns colors on elsewhere, as in the log of a build.
--color takes precedence over all of them. Text in files is never colored.

The exit code is

  0  the gate is open: evaluated, no finding at or above the fail level
  1  the gate is closed: findings at or above the fail level
  2  no verdict: a usage error, a document that cannot be read or
     evaluated, a policy that does not compile or evaluate; or a
     report that cannot be written

If both 1 and 2 apply, it is 1, because the finding is certain.`

// checkFlags are the flags of the command check.
type checkFlags struct {
	contextFlags
	policyFlags
	decodeFlags
	waiverFlags
	configFlags
	displayFlags
	selection source.Selection
	outputs   []string
	failOn    flags.Choice
	verbose   bool
	quiet     bool
	limit     uint // of findings in text

	baseline string // the JSON report of an earlier run; "" if there is none
	sarif    sarifFlags
}

func checkCommand() *cobra.Command {
	var c checkFlags
	cmd := &cobra.Command{
		Use:   "check [flags] [PATH...]",
		Short: "Report components of banned suppliers in SBOMs",
		Long:  checkHelp,
		Example: `  bomgate check bom.json
  bomgate check --exclude 'vendor/**'
  bomgate check 'sboms/*.cdx.json'
  bomgate check --as-of 2024-09-29 -o text -o sarif=bomgate.sarif build/
  bomgate check oci://registry.example/app:1.0
  syft . -o cyclonedx-json | bomgate check --fail-on warning -`,
		SuggestFor: []string{"scan", "verify", "validate", "test", "gate"},
		RunE:       func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringArrayVarP(&c.outputs, "output", "o", []string{formatText}, "write a report as "+suggest.List(formatNames())+", to standard output or to a file (repeatable)")
	chooseFrom(cmd, &c.failOn, "fail-on", "", "close the gate on findings of this level or above: error, warning, note or never", "LEVEL",
		string(policy.LevelError), string(policy.LevelWarning), string(policy.LevelNote), failNever)
	f.StringVar(&c.baseline, "baseline", "", "close the gate only on findings that are new or more severe than in this JSON report of an earlier run")
	f.BoolVarP(&c.verbose, "verbose", "v", false, "show all details of findings, parser warnings, skipped files and digests")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "show nothing while the gate is open, and otherwise only the documents that close it")
	f.UintVar(&c.limit, "limit", 20, "show at most this many findings of each document as text; 0, or -v without --limit, shows all")
	placeholder(cmd, "limit", "N")
	complete(cmd, "limit", cobra.NoFileCompletions)
	c.sarif.register(cmd)
	placeholder(cmd, "output", "FORMAT[=FILE]")
	placeholder(cmd, "baseline", "FILE")
	c.registerEvaluation(cmd)
	c.waiverFlags.register(cmd)
	c.displayFlags.register(cmd)
	complete(cmd, "output", completion.WordOrFile(formatNames()))
	return cmd
}

// registerEvaluation adds the flags of the commands that evaluate SBOMs as check does.
func (c *checkFlags) registerEvaluation(cmd *cobra.Command) {
	c.contextFlags.register(cmd, &c.policyFlags)
	c.policyFlags.register(cmd)
	c.decodeFlags.register(cmd)
	c.configFlags.register(cmd)
	registerSelection(cmd, &c.selection)
}

// failLevel returns the level that --fail-on names, or "" for none.
func (c *checkFlags) failLevel() policy.Level {
	if c.failOn.Word == failNever {
		return ""
	}
	return policy.Level(c.failOn.Word)
}

func (c *checkFlags) run(cmd *cobra.Command, args []string) error {
	outputs, err := parseOutputs(c.outputs)
	if err != nil {
		return usageError(cmd, config.ValueError(cmd.Flags(), "output", err))
	}
	if cmd.Flags().Changed("baseline") && c.baseline == "" { // the variable of a script may be empty by mistake
		return usageError(cmd, config.ValueError(cmd.Flags(), "baseline", errors.New(`"": expected the JSON report of an earlier run`)))
	}
	if err := c.sarif.check(cmd.Flags(), outputs); err != nil {
		return usageError(cmd, err)
	}
	if c.verbose && !cmd.Flags().Changed("limit") {
		c.limit = 0
	}
	evalContext := c.contextFlags.context(time.Now())
	if value, ok := strings.CutPrefix(c.asOf.given, sourceDateEpoch+"="); ok && !c.quiet { // it may be older than a measure
		fmt.Fprintf(cmd.ErrOrStderr(), "bomgate: the date is %s, because %s is %s; --as-of takes precedence\n", evalContext.AsOf.Format(time.RFC3339), sourceDateEpoch, value)
	}
	paths := args
	if len(args) == 0 {
		paths = []string{"."}
	}
	var bar *progress.Bar
	if !c.quiet && !prompt(cmd, args) {
		bar = newBar(cmd.ErrOrStderr())
	}
	result, err := await(cmd.Context(), func() (*gate.Run, error) {
		detailed := slices.ContainsFunc(outputs, func(o output) bool { return o.detailed })
		return c.evaluate(cmd.Context(), evalContext, paths, cmd.InOrStdin(), detailed, bar)
	})
	bar.Clear()
	if err != nil {
		return asUsage(cmd, err)
	}
	if err := checkInputs(outputs, result.Reports); err != nil {
		return usageError(cmd, config.ValueError(cmd.Flags(), "output", err))
	}
	if len(args) == 0 && !c.quiet {
		announce(cmd.ErrOrStderr(), result.Reports)
	}
	result.Config = c.configFlags.used()
	if !slices.ContainsFunc(outputs, func(o output) bool { return o.name == formatText && o.toStdout() }) { // no error has been shown yet
		for _, r := range result.Reports {
			if r.Fault != nil {
				printError(cmd.ErrOrStderr(), r.Fault)
			}
		}
	}
	result.Command, result.Paths = c.command(cmd.Flags(), evalContext), paths
	return c.writeAll(cmd, outputs, result)
}

// presentation are the flags that do not change what is reported.
var presentation = []string{"output", "verbose", "quiet", "color", "limit", "sarif-suppressions", "sarif-category", "sarif-anchor"}

// command returns the command that makes the same check again, without its arguments. It
// gives the date also if the flags do not.
func (c *checkFlags) command(flags *pflag.FlagSet, evalContext policy.Context) []string {
	words := []string{"bomgate", "check"}
	if strings.HasPrefix(c.asOf.given, sourceDateEpoch+"=") {
		words = append([]string{c.asOf.given}, words...)
	} else {
		words = append(words, "--as-of="+cmp.Or(c.asOf.given, evalContext.AsOf.Format(time.RFC3339)))
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Changed || f.Name == "as-of" || slices.Contains(presentation, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			words = append(words, "--"+f.Name+"="+v)
		}
	})
	return words
}

// writeAll writes the outputs. The error has the exit code of the run.
func (c *checkFlags) writeAll(cmd *cobra.Command, outputs []output, result *gate.Run) error {
	decision := result.Decide()
	final := decision
	var written []ci.File
	silent := c.quiet && decision.Open()
	for _, o := range outputs {
		if silent && o.name == formatText && o.toStdout() {
			continue
		}
		err := c.write(cmd, o, result)
		if cmd.Context().Err() != nil {
			return fmt.Errorf("write %s: interrupted: the outputs are incomplete", o.name)
		}
		if err != nil {
			printError(cmd.ErrOrStderr(), fmt.Errorf("write %s: %w", o.name, err))
			final = final.Unwritten()
			continue
		}
		written = append(written, ci.File{Format: o.name, Name: o.file, InFolder: o.inFolder})
	}
	if slices.ContainsFunc(outputs, func(o output) bool { return o.name == formatGitHub }) {
		var err error
		if final, err = ci.FinishStep(result, final, written, c.sarif.Anchor == ""); err != nil {
			printError(cmd.ErrOrStderr(), err)
		}
	}
	if final != decision || !silent && !slices.ContainsFunc(outputs, output.toStdout) {
		stderr := cmd.ErrOrStderr()
		fmt.Fprintln(stderr, text.Decision(final, c.view(stderr)))
	}
	if !final.Open() {
		return exitError(final.ExitCode)
	}
	return nil
}

// write writes one output. A file is written completely or not at all.
func (c *checkFlags) write(cmd *cobra.Command, o output, result *gate.Run) error {
	ctx, stdout := cmd.Context(), cmd.OutOrStdout()
	if o.toStdout() {
		_, err := await(ctx, func() (struct{}, error) { // the reader of standard output may block
			return struct{}{}, outfile.Copy(ctx, stdout, func(w io.Writer) error { return c.format(cmd, w, o, result, c.view(stdout)) })
		})
		return err
	}
	return outfile.Replace(ctx, o.file, func(w io.Writer) error { return c.format(cmd, w, o, result, text.Options{}) })
}

func (c *checkFlags) format(cmd *cobra.Command, w io.Writer, o output, result *gate.Run, view text.Options) error {
	switch o.name {
	case formatText:
		view.Verbose, view.Quiet, view.Limit = c.verbose, c.quiet && o.toStdout(), int(min(c.limit, math.MaxInt32))
		return text.Write(w, result, view)
	case formatSARIF:
		return c.sarif.write(w, cmd.ErrOrStderr(), result)
	}
	return o.write(w, result)
}
