package sbom

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const xmlSpace = " \t\r\n"

// xmlReader reads an XML document token by token. It refuses document type
// declarations, and with them entities; values have a place, see [builder.at],
// and so have errors, see [xmlReader.fault].
type xmlReader struct {
	*xml.Decoder
	src   *source
	start int // where the token that was read last starts
	depth int // of open elements
}

func (s *source) xmlReader() xmlReader {
	d := xml.NewDecoder(strings.NewReader(s.text))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &fault{message: fmt.Sprintf("the document says that its encoding is %s: expected UTF-8", quote(charset)), hint: "convert the document to UTF-8"}
	}
	return xmlReader{Decoder: d, src: s}
}

// enter bounds how deep elements are nested; leave goes with it.
func (r *xmlReader) enter() error {
	if r.depth++; r.depth > r.src.limits.maxDepth {
		return r.src.tooDeep(r.start, "elements")
	}
	return nil
}

func (r *xmlReader) leave() { r.depth-- }

// root reads up to the root element's start tag.
func (r *xmlReader) root() (xml.StartElement, error) {
	for {
		t, err := r.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if len(strings.Trim(string(t), xmlSpace)) > 0 {
				return xml.StartElement{}, &fault{offset: r.start, message: "text before the root element: expected nothing"}
			}
		}
	}
}

// end refuses anything but white space and comments behind the root element.
func (r *xmlReader) end() error {
	for {
		t, err := r.token()
		if err == io.EOF {
			return nil
		}
		text, ok := t.(xml.CharData)
		if err != nil || !ok || len(strings.Trim(string(text), xmlSpace)) > 0 {
			return &fault{offset: r.start, message: "text after the end of the root element: expected nothing"}
		}
	}
}

// token reads the next token that is neither a comment nor a processing
// instruction.
func (r *xmlReader) token() (xml.Token, error) {
	for {
		r.start = int(r.InputOffset())
		t, err := r.Token()
		switch t.(type) {
		case xml.Comment, xml.ProcInst:
			continue
		case xml.Directive:
			return nil, &fault{offset: r.start, message: "document type declaration: expected none"}
		}
		return t, err
	}
}

// xmlText collects the text of an element, which elements and comments may
// interrupt, with its place.
type xmlText struct {
	strings.Builder
	place Place
}

// add adds a part of the text, which stands at p but for the white space around it.
func (t *xmlText) add(part xml.CharData, p Place) {
	t.Write(part)
	if p.Start == p.End {
		return
	}
	if t.place.End == 0 {
		t.place.Start = p.Start
	}
	t.place.End = p.End
}

// text returns a value with its place noted: a part of the document if it is
// written there as it is.
func (r *xmlReader) text(value string, p Place) string {
	value = strings.Trim(value, xmlSpace)
	if raw := r.src.text[p.Start:p.End]; raw == value {
		return raw
	}
	return r.src.keep(value, p)
}

// textPlace returns the place of the text just read, without the white space
// around it.
func (r *xmlReader) textPlace() Place {
	raw := r.src.text[r.start:r.InputOffset()]
	start := r.start + len(raw) - len(strings.TrimLeft(raw, xmlSpace))
	return Place{Start: start, End: start + len(strings.Trim(raw, xmlSpace))}
}

// attributePlace returns the place of the value of the nth attribute of the
// start tag just read: the nth thing in quotes.
func (r *xmlReader) attributePlace(n int) Place {
	text := r.src.text
	p := Place{End: r.start - 1}
	for ; n >= 0; n-- {
		p.Start = p.End + 1
		p.Start += strings.IndexAny(text[p.Start:], `"'`) + 1
		p.End = p.Start + strings.IndexByte(text[p.Start:], text[p.Start-1])
	}
	return p
}

// fault makes a fault, with its place, of an error that reading gave.
func (r *xmlReader) fault(err error) error {
	offset := int(r.InputOffset())
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if offset == len(r.src.text) {
			return &fault{offset: offset, message: "the document ends within an element", hint: hintCutOff}
		}
		return &fault{offset: offset, message: "invalid XML: " + e.Msg}
	}
	return &fault{offset: offset, message: strings.TrimPrefix(err.Error(), "xml: ")}
}
