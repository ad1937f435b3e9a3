package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
)

const configHelp = `Config prints the effective value of every flag of check and its origin: the flag, the
variable, the line of the configuration file, or default. It takes the flags of check,
except that -o sets the format of the list.

A flag on the command line takes precedence over its variable, and the variable over the
configuration file. The value of a list replaces a list of lower precedence.

The configuration file is .bomgate.yaml in the working directory or in the nearest
directory above, up to the root of the repository, which has an entry .git. Outside of
a repository, only the working directory is searched. --config and BOMGATE_CONFIG name
another file. The keys are the names of flags:

  as-of: 2026-11-23
  fail-on: warning
  act: [integrate, resell]
  policy: policies
  output:
    - text
    - sarif=out/bomgate.sarif

A key sets the flag in each command that has it. For a flag that means something else
than the flag of check with that name, the key begins with the name of the command, as
in rules-output. Relative paths are relative to the directory of the file. Unknown keys,
duplicate keys, YAML with anchors or tags, and values that the flag refuses are errors.
"bomgate schema config" prints a JSON schema of the file.

The variable of --fail-on is BOMGATE_FAIL_ON, and so on. A list has commas if the flag
accepts commas, and otherwise one value per line. An unknown variable that begins with
BOMGATE_ is an error. An empty variable sets the flag to an empty value.

With --no-config, no configuration file is read, and BOMGATE_CONFIG is ignored; other
variables still apply. Use it where the repository is not trusted, such as for a pull
request from a fork: a configuration file can open the gate, and can choose the files
that reports are written to. A file of waivers can open the gate too: use --no-waivers.`

// configCommand returns the command config. It shares the flags of the command check.
func configCommand(check *cobra.Command) *cobra.Command {
	var c configFlags
	var format flags.Choice
	cmd := &cobra.Command{
		Use:   "config [flags]",
		Short: "Print the effective flags of check and their origin",
		Long:  configHelp,
		Example: `  bomgate config
  BOMGATE_FAIL_ON=warning bomgate config -o json
  bomgate check --no-config sboms/`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			waivers := check.Flags().Lookup(waiversFlag) // its default depends on the directory
			var err error
			if waivers.DefValue, err = config.Choose(check.Flags(), waiversFlag, noWaiversFlag, waiversFile); err != nil {
				return err
			}
			effective := config.EffectiveValues(c.file, check.Flags())
			if format.Word == formatJSON {
				return writeJSON(cmd.OutOrStdout(), effective)
			}
			return effective.Write(cmd.OutOrStdout())
		},
	}
	chooseFrom(cmd, &format, "output", "o", "write the list of flags as text or json", "FORMAT", formatText, formatJSON)
	c.register(cmd)
	check.Flags().VisitAll(func(f *pflag.Flag) {
		if cmd.Flags().Lookup(f.Name) == nil {
			cmd.Flags().AddFlag(f)
		}
	})
	return cmd
}
