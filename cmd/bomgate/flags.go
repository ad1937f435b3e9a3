package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/sbom/decode"
)

// profile is the flags that say what the question is asked for.
type profile struct {
	asOf        string
	acts, nexus []string
}

func (p *profile) register(cmd *cobra.Command, b *bundles) {
	f := cmd.Flags()
	f.StringVar(&p.asOf, "as-of", "", "judge as of `DATE`: 2024-09-29, or RFC 3339; without a time it is that day's end in UTC (default now)")
	f.StringSliceVar(&p.acts, "act", []string{"integrate", "resell"}, "judge these acts of the producer: `ACT,...`")
	f.StringSliceVar(&p.nexus, "nexus", []string{"us"}, "what binds the producer: `PLACE,...`")
	complete(cmd, "as-of", cobra.NoFileCompletions)
	complete(cmd, "act", b.names((*policy.Engine).Acts))
	complete(cmd, "nexus", b.names((*policy.Engine).Nexus))
}

// context reads the flags. Without a date it is now.
func (p *profile) context(now time.Time) (policy.Context, error) {
	c := policy.Context{AsOf: now.UTC().Truncate(time.Second), Acts: trimmed(p.acts), Nexus: trimmed(p.nexus)}
	if p.asOf == "" {
		return c, nil
	}
	if day, err := time.Parse(time.DateOnly, p.asOf); err == nil {
		c.AsOf = day.AddDate(0, 0, 1).Add(-time.Second)
		return c, nil
	}
	t, err := time.Parse(time.RFC3339, p.asOf)
	if err != nil {
		return c, fmt.Errorf("--as-of %q: expected a date as in 2024-09-29 or 2024-09-29T00:00:00-04:00", p.asOf)
	}
	c.AsOf = t.UTC()
	return c, nil
}

func trimmed(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.TrimSpace(s)
	}
	return out
}

// bundles is the flags that add to what is built in.
type bundles struct {
	policy, data []string
}

func (b *bundles) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&b.policy, "policy", nil, "add rules, with their data: `PATH` of a folder or an OPA bundle (repeatable)")
	f.StringArrayVar(&b.data, "data", nil, "add entities and measures, no rules: `PATH` of a folder or an OPA bundle (repeatable)")
}

// compile compiles what is built in with what the flags add.
func (b *bundles) compile(ctx context.Context) (*policy.Engine, error) {
	first, err := builtin.Bundle()
	if err != nil {
		return nil, err
	}
	all := []*policy.Bundle{first}
	for _, path := range b.policy {
		added, err := readBundle(path)
		if err != nil {
			return nil, err
		}
		all = append(all, added)
	}
	for _, path := range b.data {
		added, err := readBundle(path)
		if err != nil {
			return nil, err
		}
		if added.HasRego() {
			return nil, &hinted{fmt.Errorf("read data %q: there is Rego in it: expected data alone", path), "--policy adds rules"}
		}
		all = append(all, added)
	}
	return policy.Compile(ctx, all...)
}

// readBundle reads a folder or an OPA bundle.
func readBundle(path string) (*policy.Bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	if info.IsDir() {
		return policy.ReadFolder(path, os.DirFS(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read policies: %w", err)
	}
	defer f.Close()
	return policy.ReadBundle(path, f)
}

// names completes a flag by names that the compiled policies know.
func (b *bundles) names(of func(*policy.Engine) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		engine, err := b.compile(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return of(engine), cobra.ShellCompDirectiveNoFileComp
	}
}

// complete sets what the shell offers for a flag's value.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // there is no such flag: our mistake
	}
}

// reading is the flags that say what is read.
type reading struct {
	maxBytes, maxYAMLBytes, maxValueBytes byteSize
	maxDepth                              uint
	keys                                  []string
}

func (r *reading) register(cmd *cobra.Command) {
	r.maxBytes, r.maxYAMLBytes, r.maxValueBytes = decode.DefaultMaxBytes, decode.DefaultMaxYAMLBytes, decode.DefaultMaxValueBytes
	f := cmd.Flags()
	f.Var(&r.maxBytes, "max-bytes", "refuse a file that is longer than `SIZE`, as it is or decompressed: 64MiB, 2GB")
	f.Var(&r.maxYAMLBytes, "max-yaml-bytes", "refuse a document of YAML that is longer than `SIZE`: it takes twenty times as much memory")
	f.Var(&r.maxValueBytes, "max-value-bytes", "refuse a document with a name, package URL or other value that is longer than `SIZE`")
	f.UintVar(&r.maxDepth, "max-depth", decode.DefaultMaxDepth, "refuse a document that is nested deeper than `N` objects, arrays or elements")
	f.StringArrayVar(&r.keys, "key", nil, "refuse what is not in a DSSE envelope signed with the public key in PEM `FILE`; of several keys one is enough (repeatable)")
	complete(cmd, "max-bytes", cobra.NoFileCompletions)
	complete(cmd, "max-yaml-bytes", cobra.NoFileCompletions)
	complete(cmd, "max-value-bytes", cobra.NoFileCompletions)
	complete(cmd, "max-depth", cobra.NoFileCompletions)
}

// decoder reads the keys.
func (r *reading) decoder() (decode.Decoder, error) {
	d := decode.Decoder{MaxBytes: int64(r.maxBytes), MaxYAMLBytes: int64(r.maxYAMLBytes), MaxValueBytes: int(r.maxValueBytes), MaxDepth: int(min(r.maxDepth, math.MaxInt))}
	if d.MaxDepth == 0 {
		return d, errors.New("--max-depth 0: expected at least 1")
	}
	for _, name := range r.keys {
		data, err := os.ReadFile(name)
		if err != nil {
			return d, fmt.Errorf("read key: %w", err)
		}
		keys, err := decode.ParseKeys(name, data)
		if err != nil {
			return d, err
		}
		d.Keys = append(d.Keys, keys...)
	}
	return d, nil
}

// byteSize is a number of bytes as a flag has it: 4096, 64MiB, 2GB.
type byteSize int64

// byteUnits are the units of sizes, the largest first.
var byteUnits = []struct {
	name string
	size byteSize
}{
	{"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"KB", 1e3}, {"B", 1}, {"", 1},
}

// Set reads a size.
func (b *byteSize) Set(s string) error {
	for _, u := range byteUnits {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n <= 0 || n > math.MaxInt64/int64(u.size) {
			break
		}
		*b = byteSize(n) * u.size
		return nil
	}
	return errors.New("expected a size as in 4096, 64MiB or 2GB")
}

// String writes the size in the largest unit that it is a multiple of.
func (b *byteSize) String() string {
	for _, u := range byteUnits {
		if *b >= u.size && *b%u.size == 0 {
			return fmt.Sprintf("%d%s", *b/u.size, u.name)
		}
	}
	return "0"
}

// Type is how pflag calls the value.
func (b *byteSize) Type() string { return "size" }
