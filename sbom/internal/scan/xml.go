package scan

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// xmlSpace is the white space of XML.
const xmlSpace = " \t\r\n"

// XML reads an XML document token by token. It refuses document type declarations, and so
// entities. [XML.AsFault] adds an offset to its errors.
type XML struct {
	*xml.Decoder
	Source *Source
	Start  int // the start of the latest token
	depth  int // the number of open elements
	next   int // the offset at which the progress is reported
}

// XML returns a reader of the text.
func (s *Source) XML() XML {
	d := xml.NewDecoder(strings.NewReader(s.Text))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &Fault{Message: fmt.Sprintf("declared encoding %s: expected UTF-8", Quote(charset)), Hint: "convert the document to UTF-8"}
	}
	return XML{Decoder: d, Source: s, next: ChunkSize}
}

// Root reads the text up to the start tag of the root element, which it returns.
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
			if len(strings.Trim(string(t), xmlSpace)) > 0 {
				return xml.StartElement{}, &Fault{Offset: r.Start, Message: "text before the root element: expected nothing"}
			}
		}
	}
}

// End refuses anything but white space and comments after the root element.
func (r *XML) End() error {
	for {
		t, err := r.Next()
		if err == io.EOF {
			return nil
		}
		text, ok := t.(xml.CharData)
		if err != nil || !ok || len(strings.Trim(string(text), xmlSpace)) > 0 {
			return &Fault{Offset: r.Start, Message: "text after the end of the root element: expected nothing"}
		}
	}
}

// Skip skips the content and the end tag of the element just opened.
func (r *XML) Skip() error {
	for inside := r.depth; r.depth >= inside; {
		if _, err := r.Next(); err != nil {
			return err
		}
	}
	return nil
}

// Next reads the next token that is neither a comment nor a processing instruction. It
// refuses an element that is nested too deep.
func (r *XML) Next() (xml.Token, error) {
	for {
		r.Start = int(r.InputOffset())
		if r.Start >= r.next {
			r.next = r.Start + ChunkSize
			r.Source.Reached(r.Start)
		}
		t, err := r.Decoder.Token()
		switch t.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > r.Source.Limits.MaxDepth {
				return nil, r.Source.TooDeep(r.Start, "elements")
			}
		case xml.EndElement:
			r.depth--
		case xml.Comment, xml.ProcInst:
			continue
		case xml.Directive:
			return nil, &Fault{Offset: r.Start, Message: "document type declaration: expected none"}
		}
		return t, err
	}
}

// XMLText collects the text of an element, which comments and other elements may interrupt,
// and its place.
type XMLText struct {
	strings.Builder
	Place Place
}

// Add adds a part of the text. P is its place without the white space around it.
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

// Value returns a value at p such that [Source.At] knows its place: a part of the text if it
// has no escapes.
func (r *XML) Value(value string, p Place) string {
	value = strings.Trim(value, xmlSpace)
	if raw := r.Source.Text[p.Start:p.End]; raw == value {
		return raw
	}
	return r.Source.Keep(value, p)
}

// TextPlace returns the place of the latest token, which is text, without the white space
// around it.
func (r *XML) TextPlace() Place {
	raw := r.Source.Text[r.Start:r.InputOffset()]
	start := r.Start + len(raw) - len(strings.TrimLeft(raw, xmlSpace))
	return Place{Start: start, End: start + len(strings.Trim(raw, xmlSpace))}
}

// AttributePlace returns the place of the value of attribute n, from 0, of the latest token,
// which is a start tag: the text in its quotes.
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

// AsFault converts an error in reading to a [Fault] with an offset in the text.
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
