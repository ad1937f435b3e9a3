package config

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
)

// node is a JSON schema with the keywords that the configuration file needs.
type node struct {
	Schema      string           `json:"$schema,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Type        any              `json:"type,omitempty"`
	Enum        []string         `json:"enum,omitempty"`
	Items       *node            `json:"items,omitempty"`
	MinItems    int              `json:"minItems,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Additional  *bool            `json:"additionalProperties,omitempty"`
}

// Schema returns the JSON schema of the configuration file. It describes which keys
// there are, and which types and words their values have; the flags check the values.
func Schema(root *cobra.Command) any {
	schema := &node{
		Schema: "https://json-schema.org/draft/2020-12/schema", Title: "bomgate configuration file",
		Type: "object", Properties: map[string]*node{}, Additional: new(bool),
	}
	for _, s := range Settings(root) {
		if s.InFile {
			schema.Properties[s.Key] = valueSchema(s.Flags[0])
		}
	}
	return schema
}

// valueSchema returns the schema of a flag's value.
func valueSchema(f *pflag.Flag) *node {
	n := &node{Description: f.Usage, Type: []string{"string", "number"}}
	if c, ok := flags.ValueOf(f).(*flags.Choice); ok {
		n.Type, n.Enum = nil, c.Words
	}
	if flags.ValueOf(f).Type() == "bool" {
		n.Type = "boolean"
	}
	if _, ok := f.Value.(pflag.SliceValue); ok {
		n.Type = []string{"string", "number", "array"}
		n.Items, n.MinItems = &node{Type: []string{"string", "number"}}, 1
	}
	return n
}
