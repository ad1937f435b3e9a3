package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/completion"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom/decode"
)

// contextFlags are the flags for the context of an evaluation.
type contextFlags struct {
	asOf        date
	acts, nexus []string
	set         *pflag.FlagSet // of the command
	minCoverage flags.Percentage
	allowEmpty  bool
}

// misuse is an error about the flags of a command, which is found only when the policies are
// compiled. No document has a report about it.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// check returns an error if the engine does not know an act or a nexus, or if a measure does
// not apply to any act and the user has not chosen the acts.
func (c *contextFlags) check(e *policy.Engine, evalContext policy.Context) error {
	err := cmp.Or(c.unknown("act", evalContext.Acts, e.Acts()), c.unknown("nexus", evalContext.Nexus, e.Nexus()), c.contradiction(evalContext.Nexus), e.Check(evalContext))
	if err == nil && !c.set.Changed("act") {
		err = idle(e, evalContext)
	}
	if err != nil {
		return misuse{err}
	}
	return nil
}

// unknown returns an error if an element of a flag is not one of the known words.
func (c *contextFlags) unknown(flag string, list, known []string) error {
	if len(list) == 0 {
		return config.ValueError(c.set, flag, fmt.Errorf(`"": expected %s`, suggest.List(known)))
	}
	for _, word := range list {
		if !slices.Contains(known, word) {
			return config.ValueError(c.set, flag, fmt.Errorf("%q: expected %s", word, suggest.Expected(word, known)))
		}
	}
	return nil
}

// contradiction returns an error if the nexus is both none and a jurisdiction.
func (c *contextFlags) contradiction(nexus []string) error {
	if len(nexus) > 1 && slices.Contains(nexus, policy.NexusNone) {
		return config.ValueError(c.set, "nexus", fmt.Errorf("%q: expected either %s or jurisdictions", strings.Join(nexus, ","), policy.NexusNone))
	}
	return nil
}

// idle returns an error if a measure does not apply to any of the acts.
func idle(e *policy.Engine, evalContext policy.Context) error {
	var errs []error
	for _, m := range e.Measures() {
		if acts := e.Idle(evalContext)[m.ID]; acts != nil {
			errs = append(errs, fmt.Errorf("measure %q has none of the acts %s: expected --act with the acts to evaluate, such as %s", m.ID, strings.Join(evalContext.Acts, ", "), strings.Join(acts, ", ")))
		}
	}
	return errors.Join(errs...)
}

func (c *contextFlags) register(cmd *cobra.Command, p *policyFlags) {
	f := cmd.Flags()
	f.Var(&c.asOf, "as-of", "evaluate as of this date: 2024-09-29 (the end of that day in UTC) or RFC 3339")
	f.Lookup("as-of").DefValue = sourceDateEpoch + ", else now"
	f.StringSliceVar(&c.acts, "act", []string{"integrate", "resell"}, "evaluate these acts of the producer")
	c.set = f
	f.StringSliceVar(&c.nexus, "nexus", []string{"us"}, "jurisdictions that bind the producer, or none")
	f.Var(&c.minCoverage, "min-coverage", "require that this percentage of the components states a maker or a package identity")
	f.BoolVar(&c.allowEmpty, "allow-empty", false, "accept a product without components whose root names its supplier")
	placeholder(cmd, "min-coverage", "PERCENT")
	complete(cmd, "min-coverage", cobra.NoFileCompletions)
	placeholder(cmd, "as-of", "DATE")
	placeholder(cmd, "act", "ACT,...")
	placeholder(cmd, "nexus", "NEXUS,...")
	complete(cmd, "as-of", cobra.NoFileCompletions)
	complete(cmd, "act", p.names((*policy.Engine).Acts))
	complete(cmd, "nexus", p.names((*policy.Engine).Nexus))
}

// sourceDateEpoch is the environment variable with the date of a reproducible build, in
// seconds since 1970: see reproducible-builds.org/specs/source-date-epoch.
const sourceDateEpoch = "SOURCE_DATE_EPOCH"

// context returns the context that the flags describe. The default date is now.
func (c *contextFlags) context(now time.Time) policy.Context {
	out := policy.Context{AsOf: now.UTC().Truncate(time.Second), Acts: words(c.acts), Nexus: words(c.nexus), MinCoverage: float64(c.minCoverage), AllowEmpty: c.allowEmpty}
	if !c.asOf.IsZero() {
		out.AsOf = c.asOf.UTC()
	}
	return out
}

// date is a point in time as a flag: a day, whose last second it is, or RFC 3339. An
// empty string is an error, because the variable of a script may be empty by mistake.
type date struct {
	time.Time
	given string // the text of the flag, or the environment variable with its value
}

// setEpoch sets the date to the value of [sourceDateEpoch].
func (d *date) setEpoch(s string) error {
	end := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Unix() // RFC 3339 has years up to 9999
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n >= end {
		return &hintError{fmt.Errorf("%s=%q: expected a number of seconds since 1970, as in 1790121600", sourceDateEpoch, s), "unset it, or use --as-of, which takes precedence"}
	}
	d.Time, d.given = time.Unix(n, 0).UTC(), sourceDateEpoch+"="+s
	return nil
}

// Set implements [pflag.Value].
func (d *date) Set(s string) error {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		d.Time, d.given = day.AddDate(0, 0, 1).Add(-time.Second), s
		return nil
	}
	t, err := policy.ParseTime(s)
	if err != nil || t.IsZero() {
		return errors.New("expected a date as in 2024-09-29 or 2024-09-29T00:00:00-04:00")
	}
	d.Time, d.given = t, s
	return nil
}

// String implements [pflag.Value].
func (d *date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.RFC3339)
}

// Type implements [pflag.Value].
func (d *date) Type() string { return "date" }

// words returns the elements of a list without white space around them, each once.
func words(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// policyFlags are the flags that add to the built-in policies.
type policyFlags struct {
	policy, data []string
}

func (p *policyFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&p.policy, "policy", nil, "add rules and their data from a folder or an OPA bundle (repeatable)")
	f.StringArrayVar(&p.data, "data", nil, "add entities and measures from a folder or an OPA bundle without rules (repeatable)")
	placeholder(cmd, "policy", "PATH")
	placeholder(cmd, "data", "PATH")
}

// compile compiles the built-in policies together with those that the flags add.
func (p *policyFlags) compile() (*policy.Engine, error) {
	first, err := builtin.Bundle()
	if err != nil {
		return nil, err
	}
	all := []*policy.Bundle{first}
	for _, path := range p.policy {
		added, err := readBundle(path)
		if err != nil {
			return nil, err
		}
		all = append(all, added)
	}
	for _, path := range p.data {
		added, err := readBundle(path)
		if err != nil {
			return nil, err
		}
		if added.HasRego() {
			return nil, &hintError{fmt.Errorf("read data %q: contains Rego: expected only data", path), "use --policy to add rules"}
		}
		all = append(all, added)
	}
	return policy.Compile(all...)
}

// readBundle reads a folder or an OPA bundle.
func readBundle(path string) (*policy.Bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, config.ReadError("policies", path, err)
	}
	if info.IsDir() {
		return policy.ReadFolder(path, os.DirFS(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, config.ReadError("policies", path, err)
	}
	defer f.Close()
	return policy.ReadBundle(path, f)
}

// names completes a list of names from the compiled policies.
func (p *policyFlags) names(list func(*policy.Engine) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, value string) ([]cobra.Completion, cobra.ShellCompDirective) {
		engine, err := p.compile()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return completion.List(value, list(engine)), cobra.ShellCompDirectiveNoFileComp
	}
}

// complete sets the shell completion of a flag's value.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag is not defined: a mistake in this package
	}
}

// placeholder sets the name that help shows for a flag's value.
func placeholder(cmd *cobra.Command, flag, name string) {
	flags.SetPlaceholder(cmd.Flags().Lookup(flag), name)
}

// chooseFrom defines a flag whose value is one of several words, the first by default.
func chooseFrom(cmd *cobra.Command, c *flags.Choice, name, short, usage, metavariable string, words ...string) {
	*c = flags.Choice{Word: words[0], Words: words}
	cmd.Flags().VarP(c, name, short, usage)
	placeholder(cmd, name, metavariable)
	complete(cmd, name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// registerSelection adds the flags that select files of directories.
func registerSelection(cmd *cobra.Command, s *source.Selection) {
	f := cmd.Flags()
	f.StringArrayVar(&s.Include, "include", nil, "evaluate only the files of a directory that match this pattern, as in *.cdx.json or build/** (repeatable)")
	f.StringArrayVar(&s.Exclude, "exclude", nil, "do not evaluate the files of a directory that match this pattern (repeatable)")
	flags.CheckEach(f.Lookup("include"), source.CheckPattern)
	flags.CheckEach(f.Lookup("exclude"), source.CheckPattern)
	placeholder(cmd, "include", "GLOB")
	placeholder(cmd, "exclude", "GLOB")
	complete(cmd, "include", cobra.NoFileCompletions)
	complete(cmd, "exclude", cobra.NoFileCompletions)
}

// decodeFlags are the flags for decoding SBOMs.
type decodeFlags struct {
	maxBytes, maxValueBytes flags.Size
	maxYAMLValues, maxDepth flags.Positive
	keys                    []string
}

func (d *decodeFlags) register(cmd *cobra.Command) {
	d.maxBytes, d.maxValueBytes = decode.DefaultMaxBytes, decode.DefaultMaxValueBytes
	d.maxYAMLValues, d.maxDepth = decode.DefaultMaxYAMLValues, decode.DefaultMaxDepth
	f := cmd.Flags()
	f.Var(&d.maxBytes, "max-bytes", "refuse a file larger than this, as it is or decompressed, as in 64MiB or 2GB")
	f.Var(&d.maxYAMLValues, "max-yaml-values", "refuse a YAML document with more names and values than this; each needs about 200 bytes of memory")
	f.Var(&d.maxValueBytes, "max-value-bytes", "refuse a document in which a name, package URL or other value is longer than this")
	f.Var(&d.maxDepth, "max-depth", "refuse a document with more than this many levels of nested objects, arrays or elements")
	f.StringArrayVar(&d.keys, "key", nil, "require a DSSE envelope signed with this public key in PEM format, or with one of several (repeatable)")
	placeholder(cmd, "max-bytes", "SIZE")
	placeholder(cmd, "max-yaml-values", "N")
	placeholder(cmd, "max-value-bytes", "SIZE")
	placeholder(cmd, "max-depth", "N")
	placeholder(cmd, "key", "FILE")
	complete(cmd, "max-bytes", cobra.NoFileCompletions)
	complete(cmd, "max-yaml-values", cobra.NoFileCompletions)
	complete(cmd, "max-value-bytes", cobra.NoFileCompletions)
	complete(cmd, "max-depth", cobra.NoFileCompletions)
}

// decoder returns a decoder with the limits and keys of the flags.
func (d *decodeFlags) decoder() (decode.Decoder, error) {
	out := decode.Decoder{MaxBytes: int64(d.maxBytes), MaxYAMLValues: int(d.maxYAMLValues), MaxValueBytes: int(d.maxValueBytes), MaxDepth: int(d.maxDepth)}
	for _, name := range d.keys {
		data, err := os.ReadFile(name)
		if err != nil {
			return out, config.ReadError("key", name, err)
		}
		keys, err := decode.ParseKeys(name, data)
		if err != nil {
			return out, err
		}
		out.Keys = append(out.Keys, keys...)
	}
	return out, nil
}
