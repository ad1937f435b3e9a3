package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/waiver"
)

const waiveHelp = `Waive writes a waiver of a finding, in which a person has to complete the reason, the
legal basis or license number, the approver, a ticket, the issue date and the expiry
date. Check refuses a file of waivers with an incomplete waiver.

` + findingHelp + `

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
		Args: oneFindingArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd, strings.ToLower(args[0]), args[1:])
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&c.write, "write", "w", false, "add the waiver to the file of waivers instead of printing it")
	f.BoolVar(&c.byPackage, "by-package", false, "name package, entity, measure and document instead of the fingerprint")
	registerWaivers(cmd, &c.file)
	c.registerEvaluation(cmd)
	return cmd
}

// findingID matches a fingerprint or its start.
var findingID = regexp.MustCompile(`^[0-9a-fA-F]{8,64}$`)

func (c *waiveFlags) run(cmd *cobra.Command, id string, paths []string) error {
	found, err := c.findOne(cmd, id, paths)
	if err != nil {
		return err
	}
	draft := waiver.Draft
	if c.byPackage {
		draft = waiver.DraftPackage
	}
	w, err := draft(found)
	if err != nil {
		return fmt.Errorf("waive %s: %w", id, err)
	}
	if c.write {
		return c.add(cmd, w, found.String())
	}
	text, err := waiver.Append("", nil, w, found.String())
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(text)
	return err
}

// add adds a waiver to the file of waivers.
func (c *waiveFlags) add(cmd *cobra.Command, w *policy.Waiver, comment string) error {
	name, err := config.Named(cmd.Flags(), waiversFlag, waiversFile)
	if err != nil {
		return err
	}
	name = cmp.Or(name, waiversFile)
	var text []byte
	if file, err := config.Read("waivers", name, maxWaiversBytes); err == nil {
		text = file.Text
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if w.Fingerprint != "" && strings.Contains(string(text), w.Fingerprint) {
		return fmt.Errorf("%s already has a waiver of finding %s: complete or renew that one", name, w.Fingerprint)
	}
	out, err := waiver.Append(name, text, w, comment)
	if err != nil {
		return err
	}
	err = outfile.Replace(cmd.Context(), name, func(to io.Writer) error {
		_, err := to.Write(out)
		return err
	})
	if err != nil {
		return fmt.Errorf("write waivers: %w", err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "bomgate: added a waiver to %s: complete it before the next check\n", name)
	return nil
}
