package scan

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const XMLSpace = " \t\r\n"

// xmlReader reads an XML document token by token. It refuses document type
// declarations, and with them entities; values have a place, see [builder.at],
// and so have errors, see [xmlReader.fault].
type XML struct {
	*xml.Decoder
	Source *Source
	Start  int // where the token that was read last starts
	depth  int // of open elements
}

func (s *Source) XML() XML {
	d := xml.NewDecoder(strings.NewReader(s.Text))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &Fault{Message: fmt.Sprintf("the document says that its encoding is %s: expected UTF-8", Quote(charset)), Hint: "convert the document to UTF-8"}
	}
	return XML{Decoder: d, Source: s}
}

// enter bounds how deep elements are nested; leave goes with it.
func (r *XML) Enter() error {
	if r.depth++; r.depth > r.Source.Limits.MaxDepth {
		return r.Source.TooDeep(r.Start, "elements")
	}
	return nil
}

func (r *XML) Leave() { r.depth-- }

// root reads up to the root element's start tag.
func (r *XML) Root() (xml.StartElement, error) {
	for {
		t, err := r.Next()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if len(strings.Trim(string(t), XMLSpace)) > 0 {
				return xml.StartElement{}, &Fault{Offset: r.Start, Message: "text before the root element: expected nothing"}
			}
		}
	}
}

// end refuses anything but white space and comments behind the root element.
func (r *XML) End() error {
	for {
		t, err := r.Next()
		if err == io.EOF {
			return nil
		}
		text, ok := t.(xml.CharData)
		if err != nil || !ok || len(strings.Trim(string(text), XMLSpace)) > 0 {
			return &Fault{Offset: r.Start, Message: "text after the end of the root element: expected nothing"}
		}
	}
}

// Next reads the next token that is neither a comment nor a processing
// instruction.
func (r *XML) Next() (xml.Token, error) {
	for {
		r.Start = int(r.InputOffset())
		t, err := r.Decoder.Token()
		switch t.(type) {
		case xml.Comment, xml.ProcInst:
			continue
		case xml.Directive:
			return nil, &Fault{Offset: r.Start, Message: "document type declaration: expected none"}
		}
		return t, err
	}
}

// xmlText collects the text of an element, which elements and comments may
// interrupt, with its place.
type XMLText struct {
	strings.Builder
	Place Place
}

// add adds a part of the text, which stands at p but for the white space around it.
func (t *XMLText) Add(part xml.CharData, p Place) {
	t.Write(part)
	if p.Start == p.End {
		return
	}
	if t.Place.End == 0 {
		t.Place.Start = p.Start
	}
	t.Place.End = p.End
}

// text returns a value with its place noted: a part of the document if it is
// written there as it is.
func (r *XML) Value(value string, p Place) string {
	value = strings.Trim(value, XMLSpace)
	if raw := r.Source.Text[p.Start:p.End]; raw == value {
		return raw
	}
	return r.Source.Keep(value, p)
}

// textPlace returns the place of the text just read, without the white space
// around it.
func (r *XML) TextPlace() Place {
	raw := r.Source.Text[r.Start:r.InputOffset()]
	start := r.Start + len(raw) - len(strings.TrimLeft(raw, XMLSpace))
	return Place{Start: start, End: start + len(strings.Trim(raw, XMLSpace))}
}

// attributePlace returns the place of the value of the nth attribute of the
// start tag just read: the nth thing in quotes.
func (r *XML) AttributePlace(n int) Place {
	text := r.Source.Text
	p := Place{End: r.Start - 1}
	for ; n >= 0; n-- {
		p.Start = p.End + 1
		p.Start += strings.IndexAny(text[p.Start:], `"'`) + 1
		p.End = p.Start + strings.IndexByte(text[p.Start:], text[p.Start-1])
	}
	return p
}

// fault makes a fault, with its place, of an error that reading gave.
func (r *XML) AsFault(err error) error {
	offset := int(r.InputOffset())
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if offset == len(r.Source.Text) {
			return &Fault{Offset: offset, Message: "the document ends within an element", Hint: HintCutOff}
		}
		return &Fault{Offset: offset, Message: "invalid XML: " + e.Msg}
	}
	return &Fault{Offset: offset, Message: strings.TrimPrefix(err.Error(), "xml: ")}
}
