package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/waiver"
)

const waiveHelp = `Waive writes a waiver of a finding, in which a person has to complete the reason, the
legal basis or license number, the approver, a ticket, the issue date and the expiry
date. Check refuses a file of waivers with an incomplete waiver.

FINDING is the id of the finding in the text report, or its fingerprint in other reports:
the first 8 or more hexadecimal digits. Each PATH is as in check. Give the same flags as
to check, because the level and the evidence of a finding depend on them.

The waiver is printed, or added to the file of waivers with --write. It states the level
and the evidence of the finding. If the finding gets more severe or rests on other
evidence later, the waiver no longer covers it.

A waiver names the fingerprint of the finding, which depends on the rule, the component
without its version, the entity, the measure and the product of the SBOM. With
--by-package, it names these instead, except the rule, and the version of the package.
A finding without evidence, such as one on the coverage, cannot be waived.

To renew a waiver, edit its dates. For the rules about waivers, see "bomgate help check".`

// waiveFlags are the flags of the command waive.
type waiveFlags struct {
	checkFlags
	file             string // of waivers
	write, byPackage bool
}

func waiveCommand() *cobra.Command {
	var c waiveFlags
	cmd := &cobra.Command{
		Use:   "waive [flags] FINDING PATH...",
		Short: "Draft a waiver of a finding",
		Long:  waiveHelp,
		Example: `  bomgate waive 3f9c2a1b77d0 bom.json
  bomgate waive --write 3f9c2a1b77d0 build/`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || !findingID.MatchString(args[0]):
				return usageError(cmd, fmt.Errorf("FINDING %q: expected 8 or more hexadecimal digits, the id of a finding in the report of check", strings.Join(args[:min(len(args), 1)], "")))
			case len(args) == 1:
				return usageError(cmd, errors.New("no PATH: expected the SBOMs with the finding"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd, strings.ToLower(args[0]), args[1:])
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&c.write, "write", "w", false, "add the waiver to the file of waivers instead of printing it")
	f.BoolVar(&c.byPackage, "by-package", false, "name package, entity, measure and document instead of the fingerprint")
	registerWaivers(cmd, &c.file)
	c.contextFlags.register(cmd, &c.policyFlags)
	c.policyFlags.register(cmd)
	c.decodeFlags.register(cmd)
	c.configFlags.register(cmd)
	return cmd
}

// findingID matches a fingerprint or its start.
var findingID = regexp.MustCompile(`^[0-9a-fA-F]{8,64}$`)

func (c *waiveFlags) run(cmd *cobra.Command, id string, paths []string) error {
	evalContext, err := c.contextFlags.context(time.Now())
	if err != nil {
		return err
	}
	bar := newBar(cmd.ErrOrStderr())
	result, err := await(cmd.Context(), func() (*gate.Run, error) {
		return c.evaluate(cmd.Context(), evalContext, paths, cmd.InOrStdin(), false, bar), nil
	})
	bar.Clear()
	if err != nil {
		return err
	}
	for _, r := range result.Reports {
		if r.Fault != nil {
			printError(cmd.ErrOrStderr(), r.Fault)
		}
	}
	found, err := matching(result, id)
	if err != nil {
		return err
	}
	w, err := c.draft(found)
	if err != nil {
		return fmt.Errorf("waive %s: %w", id, err)
	}
	comment := fmt.Sprintf("%s in %s", summary(found[0].Finding), found[0].report.Name)
	if c.write {
		return c.add(cmd, w, comment)
	}
	text, err := waiver.Append("", nil, w, comment)
	if err != nil {
		return err
	}
	return writeTo(cmd.Context(), cmd.OutOrStdout(), func(out io.Writer) error {
		_, err := out.Write(text)
		return err
	})
}

// located is a finding with the report that it is in.
type located struct {
	*policy.Finding
	report *policy.Report
}

// matching returns the findings of a run whose fingerprint begins with id. They have one
// fingerprint.
func matching(run *gate.Run, id string) ([]located, error) {
	var all, found []located
	for _, r := range run.Reports {
		for i := range r.Findings {
			f := located{&r.Findings[i], r}
			all = append(all, f)
			if strings.HasPrefix(f.Fingerprint, id) {
				found = append(found, f)
			}
		}
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("no finding %s%s", id, candidates(all))
	case slices.ContainsFunc(found, func(f located) bool { return f.Fingerprint != found[0].Fingerprint }):
		return nil, fmt.Errorf("several findings %s%s", id, candidates(found))
	}
	return found, nil
}

// candidates lists the findings that could be meant, each once.
func candidates(findings []located) string {
	const most = 10
	var lines []string
	seen := map[string]bool{}
	for _, f := range findings {
		if len(f.Evidence) > 0 && !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			lines = append(lines, f.Fingerprint[:min(len(f.Fingerprint), 16)]+"  "+summary(f.Finding))
		}
	}
	if len(lines) == 0 {
		return ": the SBOMs have no finding that can be waived"
	}
	if n := len(lines) - most; n > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %d more", n))
	}
	return ": expected one of\n" + strings.Join(lines, "\n")
}

// summary describes a finding in one line.
func summary(f *policy.Finding) string {
	s := string(f.Level) + ": "
	if c := f.Component; c != nil {
		s += strings.TrimSpace(cmp.Or(c.Name, c.PURL, c.Ref, "unnamed component") + " " + c.Version)
	} else {
		s += f.Message
	}
	if f.Entity != nil {
		s += ", " + f.Entity.Name
	}
	return s + " [" + f.Rule + "]"
}

// draft returns the waiver of findings with the same fingerprint.
func (c *waiveFlags) draft(found []located) (*policy.Waiver, error) {
	findings := make([]*policy.Finding, len(found))
	for i, f := range found {
		findings[i] = f.Finding
	}
	if !c.byPackage {
		return waiver.Draft(findings...)
	}
	product := ""
	if d := found[0].report.Document; d != nil {
		product = d.Product
	}
	return waiver.DraftPackage(product, findings...)
}

// add adds a waiver to the file of waivers.
func (c *waiveFlags) add(cmd *cobra.Command, w *policy.Waiver, comment string) error {
	name, err := findWaivers(cmd.Flags())
	if err != nil {
		return err
	}
	name = cmp.Or(name, waiversFile)
	text, err := readWaivers(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if w.Fingerprint != "" && strings.Contains(string(text), w.Fingerprint) {
		return fmt.Errorf("%s already has a waiver of finding %s: complete or renew that one", name, w.Fingerprint)
	}
	out, err := waiver.Append(name, text, w, comment)
	if err != nil {
		return err
	}
	if err := writeWaivers(cmd.Context(), name, out); err != nil {
		return fmt.Errorf("write waivers: %w", err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "bomgate: added a waiver to %s: complete it before the next check\n", name)
	return nil
}

func writeWaivers(ctx context.Context, name string, text []byte) error {
	return writeFile(ctx, name, func(out io.Writer) error {
		_, err := out.Write(text)
		return err
	})
}
