package main

import (
	"go/doc/comment"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// helpCommand is cobra's help command, except that an unknown topic is an error.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the manual of a command",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			for _, c := range root.Commands() {
				if c.IsAvailableCommand() && len(args) == 0 {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noSubcommand(cmd, rest)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// maxHelpWidth is the number of columns that help needs. On a wider terminal it is the same.
const maxHelpWidth = 100

// fitHelp makes the help of all commands fit into the width of a terminal.
func fitHelp(root *cobra.Command, width int) {
	width = min(width, maxHelpWidth)
	root.SetUsageTemplate(usageTemplate(width))
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long = fill(cmd.Long, width)
		help(cmd, args)
	})
}

// fill wraps the paragraphs of a text at a width. Indented lines stay as they are.
func fill(text string, width int) string {
	var parser comment.Parser
	printer := comment.Printer{TextWidth: width, TextCodePrefix: "  "}
	return string(printer.Text(parser.Parse(text)))
}

// usageTemplate returns cobra's template with the examples at the end. The descriptions of
// flags are wrapped at a width, unless it is 0.
func usageTemplate(width int) string {
	return strings.Replace(usageText, "WIDTH", strconv.Itoa(width), 1)
}

const usageText = `Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND ...

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsagesWrapped WIDTH | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}
`
