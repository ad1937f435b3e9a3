package disguise

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/sbom/draft"
)

// ErrNoPlace says that a text has no place where components could be planted.
var ErrNoPlace = errors.New("no place to plant components in")

// Graft plants components in a document's own text in the form, so that the
// bytes that are there surround them and stay as they are. It returns
// [ErrNoPlace] for a form or a text that this cannot be done in.
func Graft(form draft.Form, text []byte, planted []draft.Component) ([]byte, error) {
	var b bytes.Buffer
	if err := form.Write(Host{Name: "planted"}.Document(planted), &b); err != nil {
		return nil, err
	}
	switch cutting := b.Bytes(); form.Name {
	case "CycloneDX JSON":
		return graft(inJSON{}, text, cutting, "components", "services", "formulation", "metadata/tools/components")
	case "CycloneDX XML":
		return graft(inXML{}, text, cutting, "components", "services", "formulation", "metadata/tools/components")
	case "SPDX JSON":
		return graft(inJSON{}, text, cutting, "packages", "relationships")
	case "SPDX 3":
		return graft(inJSON{}, text, cutting, "@graph")
	case "SPDX tag-value":
		return graftTags(text, cutting), nil
	}
	return nil, ErrNoPlace
}

// graft inserts the lists of the cutting into those of a text.
func graft(in notation, text, cutting []byte, lists ...string) ([]byte, error) {
	for _, list := range lists {
		path := strings.Split(list, "/")
		from, err := in.find(cutting, path)
		if err != nil {
			return nil, err
		}
		if len(from.missing) > 0 {
			continue // nothing is planted there
		}
		to, err := in.find(text, path)
		if err != nil {
			return nil, err
		}
		text = slices.Concat(text[:to.start], in.insertion(cutting[from.start:from.end], to, len(path)), text[to.start:])
	}
	return text, nil
}

// notation is how lists are written in JSON or XML.
type notation interface {
	find(text []byte, path []string) (spot, error)
	insertion(items []byte, to spot, depth int) []byte
}

// spot is where a list is in a text, or would have to be.
type spot struct {
	missing    []string // names of the path to the list that are not there
	start, end int      // of what is in the list, or in the innermost of what is there
	namespace  string   // of XML
}

type inJSON struct{}

func (inJSON) find(text []byte, path []string) (spot, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	open, err := d.ReadToken()
	switch {
	case err != nil:
		return spot{}, err
	case open.Kind() != '[' && len(path) == 0, open.Kind() != '{' && len(path) > 0:
		return spot{}, ErrNoPlace
	}
	s := spot{missing: path, start: int(d.InputOffset())}
	s.end = s.start
	for kind := d.PeekKind(); kind != ']' && kind != '}'; kind = d.PeekKind() {
		value, err := d.ReadValue() // in an object, a name
		if len(path) > 0 && err == nil {
			name := string(value)
			value, err = d.ReadValue()
			if start := int(d.InputOffset()) - len(value); err == nil && name == strconv.Quote(path[0]) {
				s, err = inJSON{}.find(value, path[1:])
				s.start, s.end = s.start+start, s.end+start
				return s, err
			}
		}
		if err != nil {
			return spot{}, err
		}
		s.end = int(d.InputOffset())
	}
	return s, nil
}

// hosted is what of a cutting the host has already: the product, and who wrote the document.
var hosted = regexp.MustCompile(`SPDXRef-root"|#root"|#sbom"|"CreationInfo"`)

func (inJSON) insertion(items []byte, to spot, _ int) []byte {
	var list []jsontext.Value
	// It does not fail: draft has written it.
	_ = json.Unmarshal(slices.Concat([]byte("["), items, []byte("]")), &list)
	list = slices.DeleteFunc(list, func(item jsontext.Value) bool { return hosted.Match(item) })
	if len(list) == 0 {
		return nil
	}
	text := []byte(list[0])
	for _, item := range list[1:] {
		text = append(append(text, ','), item...)
	}
	if len(to.missing) > 0 {
		text = slices.Concat([]byte("["), text, []byte("]"))
		for i, name := range slices.Backward(to.missing) {
			text = fmt.Appendf(nil, "%q:%s", name, text)
			if i > 0 {
				text = fmt.Appendf(nil, "{%s}", text)
			}
		}
	}
	if to.end > to.start {
		text = append(text, ',')
	}
	return text
}

type inXML struct{}

func (inXML) find(text []byte, path []string) (spot, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	s := spot{missing: path}
	for depth, within := 0, 0; ; { // within so many of the elements that lead there
		before := int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			return s, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			leads := depth == 0 || depth == within && len(s.missing) > 0 && e.Name == xml.Name{Space: s.namespace, Local: s.missing[0]}
			if depth++; !leads {
				continue
			}
			if depth > 1 {
				s.missing = s.missing[1:]
			}
			within++
			s.start, s.namespace = int(d.InputOffset()), e.Name.Space
			if bytes.HasSuffix(text[:s.start], []byte("/>")) {
				return s, ErrNoPlace
			}
		case xml.EndElement:
			if depth == within {
				s.end = before
				return s, nil
			}
			depth--
		}
	}
}

func (inXML) insertion(items []byte, to spot, depth int) []byte {
	// The indentation tells the items from what is in them.
	item := regexp.MustCompile(fmt.Sprintf(`(?m)^ {%d}<(\w+)`, 2*depth+2))
	text := item.ReplaceAll(items, fmt.Appendf(nil, `<$1 xmlns=%q`, to.namespace))
	for _, name := range slices.Backward(to.missing) {
		text = fmt.Appendf(nil, `<%s xmlns=%q>%s</%[1]s>`, name, to.namespace, text)
	}
	return text
}

// described is the relationship that says what a document of SPDX is about.
var described = regexp.MustCompile(`(?m)^Relationship: \S+ DESCRIBES .*\n`)

// graftTags appends the packages of a cutting, all but the first, which is the product.
func graftTags(text, cutting []byte) []byte {
	const heading = "\n##### Package: "
	_, packages, _ := bytes.Cut(cutting, []byte(heading))
	_, packages, _ = bytes.Cut(packages, []byte(heading))
	return slices.Concat(text, []byte(heading), described.ReplaceAll(packages, nil))
}
