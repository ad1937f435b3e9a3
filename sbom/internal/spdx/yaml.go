package spdx

import (
	"reflect"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"go.yaml.in/yaml/v3"
)

// ReadYAML reads SPDX 2.1 to 2.3 in YAML, which has the members of JSON. It refuses
// features of YAML that hide values from a reviewer: anchors, aliases, merge keys, tags
// and several documents. It reads a scalar as it is written, so that the version 1.10 does
// not become 1.1.
func ReadYAML(b *sbom.Builder) error {
	root, err := scan.ParseYAML(b.Source.Text, b.Source.Limits.MaxYAMLValues)
	if err != nil {
		return err
	}
	r := yamlReader{
		src:       b.Source,
		collector: newCollector(b),
		cursor:    scan.YAMLCursor{Text: b.Source.Text},
		fields:    map[reflect.Type]map[string]int{},
	}
	var d jsonDocument
	err = r.value(root, reflect.ValueOf(&d).Elem(), b.Source.Shapes.Root(), 0)
	return r.collector.finishJSON(&d, err)
}

// yamlReader reads nodes into the structs of SPDX JSON. It replaces [yaml.Node.Decode],
// which does not record places and converts scalars of other types to strings.
type yamlReader struct {
	src       *scan.Source
	collector *collector
	cursor    scan.YAMLCursor
	fields    map[reflect.Type]map[string]int // indices of struct fields, by member
}

// value reads a node with a shape into v, which is the zero Value if the node is the value of
// a member that is not read. Such nodes are checked all the same.
func (r *yamlReader) value(n *yaml.Node, v reflect.Value, shape *scan.Shape, depth int) error {
	start := r.cursor.Offset(n)
	if depth >= r.src.Limits.MaxDepth && n.Kind != yaml.ScalarNode {
		return r.src.TooDeep(start, "mappings and sequences")
	}
	if err := r.checkPlain(n, start); err != nil {
		return err
	}
	null := n.Kind == yaml.ScalarNode && n.Tag == "!!null"
	if v.IsValid() && !null {
		switch p := v.Addr().Interface().(type) {
		case *string:
			if n.Kind == yaml.ScalarNode {
				*p = r.scalar(n, start)
				return nil
			}
		case *filesAnalyzed:
			if n.Tag != "!!bool" {
				*p = filesAnalyzed(scan.YAMLPlace(r.src.Text, n, start))
			}
			v = reflect.Value{}
		}
	}
	if v.IsValid() && !null {
		if err := checkKind(n, v.Kind(), start); err != nil {
			return err
		}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		return r.sequence(n, v, shape.Element(), depth)
	case yaml.MappingNode:
		return r.mapping(n, v, shape, depth)
	}
	return nil
}

// checkKind refuses a node that cannot be read into a value of a kind. Scalars have been
// read into strings already.
func checkKind(n *yaml.Node, kind reflect.Kind, start int) error {
	switch {
	case kind == reflect.String:
		return mistypedYAML(start, "a scalar", n)
	case kind == reflect.Slice && n.Kind != yaml.SequenceNode:
		return mistypedYAML(start, "a sequence", n)
	case kind == reflect.Struct && n.Kind != yaml.MappingNode:
		return mistypedYAML(start, "a mapping", n)
	}
	return nil
}

func (r *yamlReader) sequence(n *yaml.Node, v reflect.Value, shape *scan.Shape, depth int) error {
	for _, e := range n.Content {
		start := r.cursor.Offset(e)
		if e.Tag == "!!null" && v.IsValid() {
			return &scan.Fault{Offset: start, Message: "null in a sequence: expected an element or nothing"}
		}
		element := reflect.Value{}
		if v.IsValid() {
			element = reflect.New(v.Type().Elem()).Elem()
		}
		if err := r.value(e, element, shape, depth+1); err != nil {
			return err
		}
		if !v.IsValid() {
			continue
		}
		switch p := element.Addr().Interface().(type) { // the elements of the long lists are not kept
		case *jsonPackage:
			r.collector.addJSONPackage(p, start)
		case *jsonFile:
			r.collector.addJSONFile(p, start)
		case *jsonRelationship:
			r.collector.addJSONRelationship(p, start)
		default:
			v.Set(reflect.Append(v, element))
		}
	}
	return nil
}

func (r *yamlReader) mapping(n *yaml.Node, v reflect.Value, shape *scan.Shape, depth int) error {
	seen := make(map[string]bool, len(n.Content)/2)
	for pair := range slices.Chunk(n.Content, 2) {
		name := pair[0].Value
		start := r.cursor.Offset(pair[0])
		if err := r.checkPlain(pair[0], start); err != nil {
			return err
		}
		switch {
		case pair[0].Kind != yaml.ScalarNode:
			return mistypedYAML(start, "a member's name", pair[0])
		case pair[0].Tag == "!!merge":
			return &scan.Fault{Offset: start, Message: "merge key: expected the members themselves"}
		case seen[name]:
			return &scan.Fault{Offset: start, Message: "duplicate member " + scan.Quote(name)}
		}
		seen[name] = true
		if err := r.src.CheckName(shape, name, start, func() scan.Content { return contentOf(pair[1]) }); err != nil {
			return err
		}
		field := reflect.Value{}
		if v.IsValid() {
			if i, ok := r.fieldsOf(v.Type())[name]; ok {
				field = v.Field(i)
			}
		}
		if err := r.value(pair[1], field, shape.Member(name), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// contentOf returns what a node contains.
func contentOf(n *yaml.Node) scan.Content {
	switch {
	case n.Kind == yaml.ScalarNode && (n.Tag == "!!null" || n.Value == ""), n.Kind != yaml.ScalarNode && len(n.Content) == 0:
		return scan.Nothing
	case n.Kind == yaml.ScalarNode:
		return scan.Scalar
	}
	return scan.Structure
}

// fieldsOf returns the indices of the fields of a struct type by their names in JSON.
func (r *yamlReader) fieldsOf(t reflect.Type) map[string]int {
	fields, ok := r.fields[t]
	if !ok {
		fields = map[string]int{}
		for f := range t.Fields() {
			fields[f.Tag.Get("json")] = f.Index[0]
		}
		r.fields[t] = fields
	}
	return fields
}

// checkPlain refuses a node with an alias, an anchor or a tag.
func (r *yamlReader) checkPlain(n *yaml.Node, start int) error {
	feature := ""
	switch {
	case n.Kind == yaml.AliasNode:
		feature = "an alias"
	case n.Anchor != "":
		feature = "an anchor"
	case n.Style&yaml.TaggedStyle != 0, strings.HasPrefix(r.src.Text[start:], "!"):
		feature = "a tag"
	default:
		return nil
	}
	return &scan.Fault{Offset: start, Message: feature + ": expected the value itself"}
}

// scalar returns the value of a scalar, whose place the source knows afterwards. The line
// breaks at the end of a block are not part of the value.
func (r *yamlReader) scalar(n *yaml.Node, start int) string {
	p := scan.YAMLPlace(r.src.Text, n, start)
	if raw := r.src.Text[p.Start:p.End]; raw == n.Value {
		return raw
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return r.src.Keep(strings.TrimRight(n.Value, "\n"), p)
	}
	return r.src.Keep(n.Value, p)
}

func mistypedYAML(offset int, want string, n *yaml.Node) error {
	got := map[yaml.Kind]string{yaml.MappingNode: "a mapping", yaml.SequenceNode: "a sequence", yaml.ScalarNode: "a scalar"}[n.Kind]
	return &scan.Fault{Offset: offset, Message: "expected " + want + ", got " + got}
}
