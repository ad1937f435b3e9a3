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

// ErrNoPlace reports that components cannot be inserted into a text.
var ErrNoPlace = errors.New("no list to insert components into")

// Insert inserts components into the text of a document in the given form. All
// bytes of the text are kept. Insert returns [ErrNoPlace] for YAML and RDF, and for
// a text that cannot have the list for one of the components.
func Insert(form draft.Form, text []byte, planted []draft.Component) ([]byte, error) {
	var b bytes.Buffer
	if err := form.Write(Base{Name: "planted"}.Document(planted), &b); err != nil {
		return nil, err
	}
	switch source := b.Bytes(); form.ID {
	case draft.CycloneDXJSON:
		return insertLists(inJSON{}, text, source, "components", "services", "formulation", "metadata/tools/components")
	case draft.CycloneDXXML:
		return insertLists(inXML{}, text, source, "components", "services", "formulation", "metadata/tools/components")
	case draft.SPDXJSON:
		return insertLists(inJSON{}, text, source, "packages", "relationships")
	case draft.SPDX3JSON:
		return insertLists(inJSON{}, text, source, "@graph")
	case draft.SPDXTagValue:
		return insertTags(text, source), nil
	}
	return nil, ErrNoPlace
}

// insertLists inserts the items of lists of source into the same lists of text.
func insertLists(in notation, text, source []byte, lists ...string) ([]byte, error) {
	for _, list := range lists {
		path := strings.Split(list, "/")
		from, err := in.find(source, path)
		if err != nil {
			return nil, err
		}
		if len(from.missing) > 0 {
			continue // source does not have this list
		}
		to, err := in.find(text, path)
		if err != nil {
			return nil, err
		}
		text = slices.Concat(text[:to.start], in.insertion(source[from.start:from.end], to, len(path)), text[to.start:])
	}
	return text, nil
}

// notation finds and writes lists in JSON or XML.
type notation interface {
	// find returns the content of the list at a path.
	find(text []byte, path []string) (content, error)
	// insertion converts items of a list of draft for insertion at to.start.
	insertion(items []byte, to content, depth int) []byte
}

// content is the content of a list, or of the innermost existing element on the
// path to a list that does not exist.
type content struct {
	missing    []string // names on the path that do not exist
	start, end int      // offsets
	namespace  string   // in XML
}

type inJSON struct{}

func (inJSON) find(text []byte, path []string) (content, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text))
	open, err := d.ReadToken()
	switch {
	case err != nil:
		return content{}, err
	case open.Kind() != '[' && len(path) == 0, open.Kind() != '{' && len(path) > 0:
		return content{}, ErrNoPlace
	}
	c := content{missing: path, start: int(d.InputOffset())}
	c.end = c.start
	for kind := d.PeekKind(); kind != ']' && kind != '}'; kind = d.PeekKind() {
		value, err := d.ReadValue() // the name, if text is an object
		if len(path) > 0 && err == nil {
			name := string(value)
			value, err = d.ReadValue()
			if start := int(d.InputOffset()) - len(value); err == nil && name == strconv.Quote(path[0]) {
				c, err = inJSON{}.find(value, path[1:])
				c.start, c.end = c.start+start, c.end+start
				return c, err
			}
		}
		if err != nil {
			return content{}, err
		}
		c.end = int(d.InputOffset())
	}
	return c, nil
}

// ofBase matches the items of a draft that do not belong to planted components: the
// product and the creation of the document.
var ofBase = regexp.MustCompile(`SPDXRef-root"|#root"|#sbom"|"CreationInfo"`)

func (inJSON) insertion(items []byte, to content, _ int) []byte {
	var list []jsontext.Value
	// The error is nil because items was written by draft.
	_ = json.Unmarshal(slices.Concat([]byte("["), items, []byte("]")), &list)
	list = slices.DeleteFunc(list, func(item jsontext.Value) bool { return ofBase.Match(item) })
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

func (inXML) find(text []byte, path []string) (content, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	c := content{missing: path}
	for depth, onPath := 0, 0; ; { // the first onPath open elements are on the path
		before := int(d.InputOffset())
		token, err := d.Token()
		if err != nil {
			return c, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			isNext := depth == 0 || depth == onPath && len(c.missing) > 0 && e.Name == xml.Name{Space: c.namespace, Local: c.missing[0]}
			if depth++; !isNext {
				continue
			}
			if depth > 1 {
				c.missing = c.missing[1:]
			}
			onPath++
			c.start, c.namespace = int(d.InputOffset()), e.Name.Space
			if bytes.HasSuffix(text[:c.start], []byte("/>")) {
				return c, ErrNoPlace
			}
		case xml.EndElement:
			if depth == onPath {
				c.end = before
				return c, nil
			}
			depth--
		}
	}
}

func (inXML) insertion(items []byte, to content, depth int) []byte {
	// Items are recognized by their indentation.
	item := regexp.MustCompile(fmt.Sprintf(`(?m)^ {%d}<(\w+)`, 2*depth+2))
	text := item.ReplaceAll(items, fmt.Appendf(nil, `<$1 xmlns=%q`, to.namespace))
	for _, name := range slices.Backward(to.missing) {
		text = fmt.Appendf(nil, `<%s xmlns=%q>%s</%[1]s>`, name, to.namespace, text)
	}
	return text
}

// describes matches the relationship from an SPDX document to its product.
var describes = regexp.MustCompile(`(?m)^Relationship: \S+ DESCRIBES .*\n`)

// insertTags appends all packages of source except the first, which is the product.
func insertTags(text, source []byte) []byte {
	const heading = "\n##### Package: "
	_, packages, _ := bytes.Cut(source, []byte(heading))
	_, packages, _ = bytes.Cut(packages, []byte(heading))
	return slices.Concat(text, []byte(heading), describes.ReplaceAll(packages, nil))
}
