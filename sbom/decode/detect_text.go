package decode

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/scan"
	"go.yaml.in/yaml/v3"
)

// detectText returns the format of a text that is not JSON.
func (f *file) detectText(text string) (format, error) {
	body := strings.TrimLeft(text, scan.JSONSpace)
	if strings.HasPrefix(body, "<") && !strings.HasPrefix(body, "<<") && !directive.MatchString(body) {
		return detectXML(text)
	}
	mark := findMark(text)
	switch {
	case body == "":
		return format{}, notSBOM("the document is empty")
	case mark == markTagValue:
		return formatSPDXTagValue, nil
	case mark == markTextProto:
		return format{}, &scan.Fault{Message: "CycloneDX in the text format of Protocol Buffers is not supported: expected JSON or XML", Hint: "convert it to JSON"}
	case turtle.MatchString(body):
		return format{}, &scan.Fault{Message: "SPDX in Turtle is not supported: expected JSON, tag-value, YAML or RDF/XML", Hint: "convert it with an SPDX tool"}
	case mark == markSPDXYAML || mark == markCycloneDXYAML:
		return formatYAML(mark == markSPDXYAML)
	}
	if mayBeYAML(text) {
		if how, err := f.detectYAML(text); !isNotSBOM(err) {
			return how, err
		}
	}
	if mark == markTags {
		return formatSPDXTagValue, nil
	}
	if kind := fileKind(text); kind != "" {
		return format{}, notSBOM("this is " + kind)
	}
	return format{}, notSBOM("text that is neither JSON, XML nor SPDX tag-value or YAML")
}

// turtle matches an SPDX document in Turtle. An ontology defines the class instead of
// using it.
var turtle = regexp.MustCompile(`^(?i:@?prefix|@?base|#)(?s:.*)\s(?:a|rdf:type)\s+\S*SpdxDocument\b`)

// formatYAML returns the format of an SBOM in YAML.
func formatYAML(isSPDX bool) (format, error) {
	if !isSPDX {
		return format{}, &scan.Fault{Message: "CycloneDX in YAML is not supported: expected JSON or XML", Hint: "convert it to JSON, for example with yq -o json"}
	}
	return formatSPDXYAML, nil
}

// textMark is what identifies the format of a text.
type textMark int

const (
	markNone textMark = iota
	markTagValue
	markTags // only tags, some of SPDX, without a version; YAML may look like this
	markSPDXYAML
	markCycloneDXYAML
	markTextProto
)

// findMark looks for the tag or member that identifies the format. Comments and other
// tags or members may precede it, because some generators write it late. A line with
// another indentation than the first line is a part of another value.
func findMark(text string) textMark {
	mark := markNone
	margin := -1
	first := true
	tags, members := true, true // all lines so far can be tag-value, or YAML
	for rest := text; rest != "" && (tags || members); {
		var line string
		line, rest = cutTextLine(rest)
		content := strings.TrimSpace(line)
		indent := strings.Index(line, content)
		if content == "" || content[0] == '#' {
			continue
		}
		if margin < 0 {
			margin = indent
		}
		name, value, ok := strings.Cut(content, ":")
		value = strings.TrimSpace(value)
		if indent == margin && ok {
			switch name = strings.Trim(name, " \t\"'"); {
			case name == "spdxVersion" && members:
				return markSPDXYAML
			case name == "bomFormat" && members:
				return markCycloneDXYAML
			case strings.EqualFold(name, "SPDXVersion") && tags && (first || versionTag.MatchString(value)):
				return markTagValue
			case strings.EqualFold(name, "SPDXVersion"), name == "SPDXID" && strings.HasPrefix(value, "SPDXRef-"), name == "PackageDownloadLocation":
				mark = markTags
			case name == "spec_version" && first && protoVersion.MatchString(value):
				return markTextProto
			}
		}
		tags = tags && tagLine.MatchString(content)
		members = members && (indent > margin || memberLine.MatchString(content)) && !(first && content[0] == '-' && indent == margin && content != "---")
		first = false
		if tags && strings.HasPrefix(value, "<text>") && !strings.Contains(value, "</text>") {
			_, rest, _ = strings.Cut(rest, "</text>")
		}
	}
	if !tags {
		return markNone
	}
	return mark
}

var (
	tagLine      = regexp.MustCompile(`^[A-Za-z]+\s*:`)
	memberLine   = regexp.MustCompile(`^(-(\s|$)|---|\.\.\.$|%|["']?[^\s"'{}\[\]:]+["']?\s*:(\s|$))`)
	versionTag   = regexp.MustCompile(`^(?i:SPDX)-[0-9.]+$`)
	protoVersion = regexp.MustCompile(`^["']1\.[0-9]`)
)

// cutTextLine returns the first line of a text and the text after it.
func cutTextLine(text string) (line, rest string) {
	i := strings.IndexAny(text, "\r\n")
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i+1:]
}

// mayBeYAML reports whether a text has the words that an SBOM in YAML has, or escapes
// that could hide them. It saves the parsing of other texts.
func mayBeYAML(text string) bool { return yamlWords.MatchString(text) }

var (
	yamlWords = regexp.MustCompile(`(?i:spdxVersion|bomFormat)|spdx\.org/rdf/|SPDX-[0-9]|SPDXRef-|CycloneDX|\\x[0-9A-Fa-f]|\\[uU]00`)
	spdx3YAML = regexp.MustCompile(`^https?://(www\.)?spdx\.org/rdf/.*\.jsonld$`)
)

// maxInnerYAML is the depth to which values are searched for SBOMs.
const maxInnerYAML = 3

// detectYAML returns the format of YAML that may be written in any of its styles: as a flow
// mapping, after directives, with keys that are escaped, tagged or aliases. YAML with too
// many values may be an SBOM.
func (f *file) detectYAML(text string) (format, error) {
	for d := scan.NewYAML(text, f.MaxYAMLValues); ; {
		document, err := d.Next()
		switch {
		case d.TooMany():
			return format{}, err
		case err != nil:
			return format{}, notSBOM("YAML without spdxVersion") // at the end, or no YAML
		}
		if len(document.Content) == 0 {
			continue
		}
		root := document.Content[0]
		switch m := yamlMembers(root); {
		case m["@context"] != nil && spdx3YAML.MatchString(m["@context"].Value):
			return format{}, &scan.Fault{Message: "SPDX 3 in YAML is not supported: expected JSON-LD", Hint: "convert it to JSON, for example with yq -o json"}
		case m["spdxversion"] != nil, m["spdxid"] != nil && strings.HasPrefix(m["spdxid"].Value, "SPDXRef-"):
			return formatYAML(true)
		case m["bomformat"] != nil, m["specversion"] != nil && m["components"] != nil && cycloneDXVersion.MatchString(`"`+m["specversion"].Value+`"`):
			return formatYAML(false)
		case hasInner(root, 0):
			return format{}, &scan.Fault{Message: "YAML with an SBOM inside another value is not supported: expected the SBOM only", Hint: "write each SBOM to a file of its own"}
		}
	}
}

// yamlMembers returns the values of the members of a mapping by their folded names.
func yamlMembers(n *yaml.Node) map[string]*yaml.Node {
	members := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		value := n.Content[i+1]
		if key.Value == "<<" && value.Kind == yaml.MappingNode { // its members are merged
			maps.Copy(members, yamlMembers(value))
		}
		members[scan.FoldCase(key.Value)] = value
	}
	return members
}

// hasInner reports whether a node has an SBOM as a value inside.
func hasInner(n *yaml.Node, depth int) bool {
	if depth > maxInnerYAML {
		return false
	}
	if m := yamlMembers(n); m != nil {
		if v := m["bomformat"]; v != nil && strings.EqualFold(v.Value, "CycloneDX") {
			return true
		}
		if v := m["spdxversion"]; v != nil && versionTag.MatchString(v.Value) {
			return true
		}
	}
	for _, c := range n.Content {
		if hasInner(c, depth+1) {
			return true
		}
	}
	return false
}

// isInvisible reports whether a character at the start of a file is not seen in an editor.
func isInvisible(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// trimInvisible returns a text without the invisible characters at its start, and without
// the escape sequences that color the output of programs.
func trimInvisible(text string) string {
	for {
		text = strings.TrimLeft(text, scan.JSONSpace)
		n := len(colors.FindString(text))
		if r, size := utf8.DecodeRuneInString(text); n == 0 && isInvisible(r) {
			n = size
		}
		if n == 0 {
			return text
		}
		text = text[n:]
	}
}

var colors = regexp.MustCompile(`^(?:\x1b\[[0-9;]*[A-Za-z])+`)

// checkStart refuses invisible characters before a document. The byte order mark of the file
// is not a part of the text any more.
func checkStart(space string) error {
	if i := strings.IndexFunc(space, func(r rune) bool { return !strings.ContainsRune(scan.JSONSpace, r) }); i >= 0 {
		return &scan.Fault{Offset: i, Message: fmt.Sprintf("character %U before the document: expected nothing", []rune(space[i:])[0]), Hint: "write the document again without the characters before it"}
	}
	return nil
}

// findAfterText returns the offset of an SBOM that lines of other text precede, such as
// the messages of the program that wrote it, or 0. The SBOM must end where the text ends:
// source code and Markdown that quote an SBOM continue after it. Of the lines with which
// an SBOM can start, it tries one of each kind.
func (f *file) findAfterText(text string) int {
	text, _, _ = strings.Cut(text, "\n-----BEGIN PGP SIGNATURE-----")
	tried := map[byte]bool{}
	next := 0 // the end of the latest JSON value
	for rest := text; rest != ""; {
		start := len(text) - len(rest)
		var line string
		line, rest = cutTextLine(rest)
		if start == 0 || start < next || !documentStart.MatchString(line) || tried[line[0]] {
			continue
		}
		document := text[start:]
		switch line[0] {
		case '{', '[':
			if o := scan.NewOutline(document, f.MaxDepth); !identifies(&o) {
				next = start + o.End
				continue
			}
		case '<':
		default:
			if _, err := f.detectYAML(document); !isNotSBOM(err) {
				return start
			}
		}
		tried[line[0]] = true
		if f.probe(document) == nil {
			return start
		}
	}
	return 0
}

// documentStart matches a line with which a document can start.
var documentStart = regexp.MustCompile(`^(?:[{\[]\s*(?:$|["{}\[\]])|<\?xml|<(?:[\w.-]+:)?(?i:bom|rdf|spdxdocument)\b|"?(?i:spdxVersion|bomFormat)"?\s*:)`)

// identifies reports whether the members of a value identify it as an SBOM or a wrapper.
func identifies(o *scan.Outline) bool {
	return len(o.Inner) > 0 || slices.ContainsFunc([]string{"bomFormat", "spdxVersion", "@context", "@graph", "dsseEnvelope", "payloadType", "predicateType"},
		func(name string) bool { return o.Has(name) })
}
