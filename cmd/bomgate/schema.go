package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom"
)

// schemaNames are the files that have a JSON schema.
var schemaNames = []string{"config", "diff", "input", "report"}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "Print a JSON schema",
		Long: `Schema prints the JSON schema of a file that bomgate reads or writes: config is the
configuration file .bomgate.yaml, diff is the JSON output of diff, input is the input of
policies, and report is the JSON report of check.`,
		Example: `  bomgate schema report > bomgate-report.schema.json
  bomgate schema config > .bomgate.schema.json`,
		Args:      oneArg("NAME"),
		ValidArgs: schemaNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			var buf bytes.Buffer
			switch args[0] {
			case "config":
				if err := writeJSON(&buf, configSchema(cmd.Root())); err != nil {
					return err
				}
			case "diff":
				buf.Write(jsonreport.DiffSchema)
			case "input":
				buf.Write(sbom.Schema)
			case "report":
				buf.Write(jsonreport.Schema)
			default:
				return usageError(cmd, fmt.Errorf("unknown schema %q: expected %s", args[0], suggest.Expected(args[0], schemaNames)))
			}
			_, err := buf.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
}

// schemaNode is a JSON schema with the keywords that the configuration file needs.
type schemaNode struct {
	Schema      string                 `json:"$schema,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Description string                 `json:"description,omitempty"`
	Type        any                    `json:"type,omitempty"`
	Enum        []string               `json:"enum,omitempty"`
	Items       *schemaNode            `json:"items,omitempty"`
	MinItems    int                    `json:"minItems,omitempty"`
	Properties  map[string]*schemaNode `json:"properties,omitempty"`
	Additional  *bool                  `json:"additionalProperties,omitempty"`
}

// configSchema returns the JSON schema of the configuration file. It describes which keys
// there are, and which types and words their values have; the flags check the values.
func configSchema(root *cobra.Command) *schemaNode {
	schema := &schemaNode{
		Schema: "https://json-schema.org/draft/2020-12/schema", Title: "bomgate configuration file",
		Type: []string{"object", "null"}, Properties: map[string]*schemaNode{}, Additional: new(bool),
	}
	for _, s := range settings(root) {
		if s.ofFile {
			schema.Properties[s.key] = valueSchema(s.flags[0])
		}
	}
	return schema
}

// valueSchema returns the schema of a flag's value.
func valueSchema(f *pflag.Flag) *schemaNode {
	node := &schemaNode{Description: f.Usage, Type: []string{"string", "number"}}
	if c, ok := valueOf(f).(*choice); ok {
		node.Type, node.Enum = nil, slices.Clone(c.words)
	}
	if valueOf(f).Type() == "bool" {
		node.Type = "boolean"
	}
	if _, ok := f.Value.(pflag.SliceValue); ok {
		node.Type = []string{"string", "number", "array"}
		node.Items, node.MinItems = &schemaNode{Type: []string{"string", "number"}}, 1
	}
	return node
}
