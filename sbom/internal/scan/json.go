package scan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// JSON reads a value of a JSON document (RFC 8259) token by token. It refuses duplicate
// names, invalid UTF-8 and null as an element of an array. [JSON.AsFault] adds an offset to
// its errors.
type JSON struct {
	*jsontext.Decoder

	text    string  // contains the value
	source  *Source // nil if the value is not part of a source
	base    int     // the offset of the value in the text
	member  int     // the offset of the latest name of a member
	buffer  bytes.Buffer
	options json.Options
}

// NewJSON returns a reader of the value at an offset of a text that is not a source. It
// cannot read values by [JSON.Text], [JSON.Skip], [JSON.SkipUnknown] and [JSON.Decode], which
// need a source.
func NewJSON(text string, offset int) *JSON {
	r := &JSON{text: text, base: offset, buffer: *bytes.NewBuffer(bytesOf(text[offset:]))}
	r.Decoder = jsontext.NewDecoder(&r.buffer) // reads the bytes without a copy
	return r
}

// SetUnmarshalers sets the functions with which [JSON.Decode] decodes types of a format.
func (s *Source) SetUnmarshalers(hooks ...*json.Unmarshalers) {
	r := &s.JSON
	r.source, r.text, r.Decoder = s, s.Text, nil
	r.options = json.WithUnmarshalers(json.JoinUnmarshalers(append([]*json.Unmarshalers{
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, s *string) error { return r.Text(s) }),
	}, hooks...)...))
}

// Value calls read with a reader of the value at a place. It fails if read does not read
// the whole value.
func (s *Source) Value(at Place, read func(r *JSON) error) error {
	_, err := s.decode(at, func(r *JSON) error {
		if err := read(r); err != nil {
			return err
		}
		return r.End()
	})
	return err
}

// decode calls read with a reader of the value at the start of a place, which other values
// may follow. It returns the offset at which read stopped.
func (s *Source) decode(at Place, read func(r *JSON) error) (end int, err error) {
	r := &s.JSON
	if r.source == nil {
		s.SetUnmarshalers()
	}
	r.base, r.buffer = at.Start, *bytes.NewBuffer(bytesOf(s.Text[at.Start:at.End]))
	if r.Decoder == nil {
		r.Decoder = jsontext.NewDecoder(&r.buffer, r.options)
	} else {
		r.Reset(&r.buffer, r.options)
	}
	err = r.AsFault(read(r))
	return r.EndOffset(), err
}

// raw reads the next value or name. It returns it as written, and its place.
func (r *JSON) raw() (string, Place, error) {
	v, err := r.ReadValue()
	if err != nil {
		return "", Place{}, err
	}
	p := Place{End: r.EndOffset()}
	p.Start = p.End - len(v)
	return r.text[p.Start:p.End], p, nil
}

// Text reads a string, which is a part of the text if it has no escapes. Null is the empty
// string, because it means that the value is absent. A version may be a number, because many
// generators write one, and is read as written.
func (r *JSON) Text(s *string) error {
	raw, p, err := r.raw()
	switch {
	case err != nil:
		return err
	case raw[0] == '"':
		*s, err = unquoteJSON(r.text, p)
		if hasEscapes := len(*s) < len(raw)-len(`""`); err != nil || !hasEscapes {
			return err
		}
		*s = r.source.Keep(*s, p)
	case raw == "null":
		*s = ""
	case jsontext.Value(raw).Kind() == '0' && r.StackPointer().LastToken() == "version":
		*s = r.source.Keep(raw, p)
		r.source.Warn(p, "version is a number: expected a string")
	default:
		return Mistyped(p.Start, "a string", jsontext.Value(raw).Kind())
	}
	return nil
}

const messageNullElement = "null in an array: expected an element or nothing"

// unquoteJSON returns the value of the JSON string at a place, which is a part of the text
// if it has no escapes.
func unquoteJSON(text string, p Place) (string, error) {
	quoted := text[p.Start:p.End]
	if strings.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], nil
	}
	b, err := jsontext.AppendUnquote(nil, quoted)
	return string(b), err
}

// EndOffset returns the offset in the text of the end of the last token or value.
func (r *JSON) EndOffset() int { return r.base + int(r.InputOffset()) }

// NextOffset returns the offset in the text of the next value or name.
func (r *JSON) NextOffset() int {
	for i := r.EndOffset(); i < len(r.text); i++ {
		switch r.text[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return i
		}
	}
	return len(r.text)
}

// Object reads an object. It calls member with the name of each member; member has to read
// the value, for unknown names with [JSON.SkipUnknown]. Null is an object without members.
func (r *JSON) Object(member func(name string) error) error {
	return r.inside('{', func() error {
		_, p, err := r.raw()
		if err != nil {
			return err
		}
		name, err := unquoteJSON(r.text, p)
		if err != nil {
			return err
		}
		r.member = p.Start
		return member(name)
	})
}

// Array reads an array. It calls element for each element, which element has to read. Null is
// an array without elements.
func (r *JSON) Array(element func() error) error {
	return r.inside('[', func() error {
		if r.PeekKind() == 'n' {
			return &Fault{Offset: r.NextOffset(), Message: messageNullElement}
		}
		return element()
	})
}

// inside reads an object or array. It calls each until the end is reached.
func (r *JSON) inside(open jsontext.Kind, each func() error) error {
	kind := r.PeekKind()
	if kind != open && kind != 'n' && kind > 0 {
		return Mistyped(r.NextOffset(), kindNames[open], kind)
	}
	if _, err := r.ReadToken(); err != nil || kind == 'n' {
		return err
	}
	for kind = r.PeekKind(); kind != '}' && kind != ']'; kind = r.PeekKind() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := r.ReadToken()
	return err
}

// SkipUnknown skips the value of a member that is not read, in an object of a shape. It
// refuses the name, which has just been read, if it is probably a misspelled or misplaced
// one.
func (r *JSON) SkipUnknown(shape *Shape, name string) error {
	s := r.source
	if err := s.CheckName(shape, name, r.member, func() Content { return contentAt(s.Text, r.EndOffset()) }); err != nil {
		return err
	}
	return r.skip(shape.Member(name))
}

// Skip skips the next value, whose content is not read. It refuses misplaced names in it.
func (r *JSON) Skip() error { return r.skip(unread) }

func (r *JSON) skip(shape *Shape) error {
	if kind := r.PeekKind(); kind != '{' && kind != '[' || r.source.Shapes == nil {
		return r.SkipValue()
	}
	_, p, err := r.raw()
	if err != nil {
		return err
	}
	return r.source.check(shape, p.Start, true)
}

// Decode decodes the next value into v with the unmarshalers of the source and the tags of
// its type. It refuses misspelled and misplaced names, and null elements of arrays.
func (r *JSON) Decode(v any) error {
	if s := r.source; s.Shapes != nil {
		shape := s.Shapes.Of(reflect.TypeOf(v))
		if err := s.check(shape, r.NextOffset(), false); err != nil {
			return err
		}
	}
	return json.UnmarshalDecode(r.Decoder, v)
}

// End refuses anything but white space after the value.
func (r *JSON) End() error {
	start := r.NextOffset()
	if _, err := r.ReadToken(); err != io.EOF {
		return &Fault{Offset: start, Message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// check refuses misspelled and misplaced names in the value at an offset, which has a shape.
// It refuses null elements in its arrays too, except in the values of unknown members and in
// a value that is skipped as a whole. It looks for brackets and quotes only; the decoder
// reports invalid JSON.
func (s *Source) check(shape *Shape, start int, skipped bool) error {
	text := s.Text
	if start < s.checked || start == len(text) || text[start] != '{' && text[start] != '[' {
		return nil
	}
	type bracket struct {
		shape *Shape // of the object, or of the elements of the array
		array bool
	}
	var open []bracket
	next := shape // the shape of the next value
	for i := start; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ':
			i = lastSpace(text, i)
		case '{':
			open = append(open, bracket{next, false})
		case '[':
			next = next.Element()
			open = append(open, bracket{next, true})
		case '}', ']':
			if open = open[:len(open)-1]; len(open) == 0 {
				s.checked = i + 1
				return nil
			}
			next = open[len(open)-1].shape
		case 'n':
			if inside := open[len(open)-1]; inside.array && inside.shape != nil && inside.shape != unread && !skipped {
				return &Fault{Offset: i, Message: messageNullElement}
			}
			i += len("null") - 1
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			inside := open[len(open)-1]
			if inside.array || !isMember(text, quoted) {
				continue
			}
			var err error
			if next, err = s.checkQuoted(inside.shape, quoted); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkQuoted refuses a misspelled or misplaced name that is a JSON string. It returns the
// shape of the member's value.
func (s *Source) checkQuoted(shape *Shape, quoted Place) (*Shape, error) {
	name, err := unquoteJSON(s.Text, quoted)
	if err != nil {
		return nil, nil
	}
	err = s.CheckName(shape, name, quoted.Start, func() Content { return contentAt(s.Text, quoted.End) })
	return shape.Member(name), err
}

// isMember reports whether a string is the name of a member.
func isMember(text string, quoted Place) bool {
	_, ok := colonAfter(text, quoted)
	return ok
}

// colonAfter returns the offset of the colon after a string, which is then the name of a
// member.
func colonAfter(text string, quoted Place) (offset int, ok bool) {
	for i := quoted.End; i < len(text); i++ {
		switch text[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return i, text[i] == ':'
		}
	}
	return len(text), false
}

var kindNames = map[jsontext.Kind]string{
	'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}

// Mistyped returns a fault about a value of another kind than expected. Want describes the
// expected kind, as in "a string".
func Mistyped(offset int, want string, got jsontext.Kind) error {
	return &Fault{Offset: offset, Message: fmt.Sprintf("expected %s, got %s", want, kindNames[got])}
}

// AsFault converts an error in reading to a [Fault] with an offset in the text. It returns
// other errors unchanged.
func (r *JSON) AsFault(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset := r.base + int(e.ByteOffset)
		switch {
		case e.Err == jsontext.ErrDuplicateName:
			return &Fault{Offset: offset, Message: "duplicate member " + Quote(e.JSONPointer.LastToken())}
		case errors.Is(e.Err, io.ErrUnexpectedEOF):
			return &Fault{Offset: offset, Message: "the document ends within a value", Hint: HintCutOff}
		}
		return &Fault{Offset: offset, Message: "invalid JSON: " + e.Err.Error()}
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		offset := r.base + int(e.ByteOffset)
		if want := goKindName(e.GoType); want != "" && kindNames[e.JSONKind] != "" && e.Err == nil {
			return Mistyped(offset, want, e.JSONKind)
		}
		return &Fault{Offset: offset, Message: e.Error()}
	}
	return err
}

// goKindName returns a name for the JSON values that decode into t, or "" for a type with
// several kinds of values.
func goKindName(t reflect.Type) string {
	if t == nil {
		return ""
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return ""
}

// List reads an array. It appends the zero value for each element and calls element to read
// into it.
func List[T any](r *JSON, into *[]T, element func(*T) error) error {
	return r.Array(func() error {
		*into = append(*into, *new(T))
		return element(&(*into)[len(*into)-1])
	})
}

// bytesOf returns the bytes of a string without a copy. They must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// JSONSpace is the white space of JSON.
const JSONSpace = " \t\r\n"

// StringAt returns the value of the JSON string at a place, which is a part of the text if it
// has no escapes. Another kind of value is a fault.
func StringAt(text string, p Place) (string, error) {
	quoted := text[p.Start:p.End]
	if kind := jsontext.Value(quoted[:min(1, len(quoted))]).Kind(); kind != '"' {
		return "", Mistyped(p.Start, "a string", kind)
	}
	needsDecoding := func(r rune) bool { return r < ' ' || r == '\\' || r == utf8.RuneError }
	if inner, ok := strings.CutSuffix(quoted[1:], `"`); ok && strings.IndexFunc(inner, needsDecoding) < 0 {
		return inner, nil
	}
	b, err := jsontext.AppendUnquote(nil, quoted)
	return string(b), err
}
