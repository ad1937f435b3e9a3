package scan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// jsonReader reads a value of a JSON document (RFC 8259) token by token and
// element by element. It refuses duplicate names, invalid UTF-8 and null as an
// element of an array; its errors have a place, see [jsonReader.fault].
type JSON struct {
	*jsontext.Decoder
	Source  *Source
	Whole   string
	Base    int // offset of the value in the text
	member  int // offset of the latest name of a member
	buffer  bytes.Buffer
	options json.Options
}

// unmarshal sets the functions that decode types of a format.
func (s *Source) DecodeWith(hooks ...*json.Unmarshalers) {
	r := &s.JSON
	r.Source, r.Whole, r.Decoder = s, s.Text, nil
	r.options = json.WithUnmarshalers(json.JoinUnmarshalers(append([]*json.Unmarshalers{
		json.UnmarshalFromFunc(r.refuseNullElement),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, s *string) error { return r.Text(s) }),
	}, hooks...)...))
}

// value calls read with a reader of the value at a place, and refuses what read
// leaves unread.
func (s *Source) Value(at Place, read func(r *JSON) error) error {
	_, err := s.decode(at, func(r *JSON) error {
		if err := read(r); err != nil {
			return err
		}
		return r.End()
	})
	return err
}

// decode calls read with a reader of the value at the start of a place, and returns
// the offset where read has stopped. Other values may follow.
func (s *Source) decode(at Place, read func(r *JSON) error) (end int, err error) {
	r := &s.JSON
	if r.Source == nil {
		s.DecodeWith()
	}
	r.Base, r.buffer = at.Start, *bytes.NewBuffer(bytesOf(s.Text[at.Start:at.End]))
	if r.Decoder == nil {
		r.Decoder = jsontext.NewDecoder(&r.buffer, r.options)
	} else {
		r.Reset(&r.buffer, r.options)
	}
	err = r.AsFault(read(r))
	return r.EndOffset(), err
}

// raw returns the value or name that is next, as it is written, and its place.
func (r *JSON) raw() (string, Place, error) {
	v, err := r.ReadValue()
	if err != nil {
		return "", Place{}, err
	}
	p := Place{End: r.EndOffset()}
	p.Start = p.End - len(v)
	return r.Whole[p.Start:p.End], p, nil
}

// string decodes a string without copying it, if it has no escapes. Null is the
// empty string, as absence is. A version may be a number, as it is to many
// people, and is read as it is written.
func (r *JSON) Text(s *string) error {
	raw, p, err := r.raw()
	switch {
	case err != nil:
		return err
	case raw[0] == '"':
		if *s, err = unquoteJSON(r.Whole, p); err != nil || len(*s) == len(raw)-2 { // without its quotes; escapes are longer than what they stand for
			return err
		}
		*s = r.Source.Keep(*s, p)
	case raw == "null":
		*s = ""
	case jsontext.Value(raw).Kind() == '0' && r.StackPointer().LastToken() == "version":
		*s = r.Source.Keep(raw, p)
		r.Source.Warn(p, "version is a number: expected a string")
	default:
		return Mistyped(p.Start, "a string", jsontext.Value(raw).Kind())
	}
	return nil
}

const messageNullElement = "null in an array: expected an element or nothing"

// refuseNullElement refuses null in an array, and leaves all other values to the
// functions and tags of their types.
func (r *JSON) refuseNullElement(d *jsontext.Decoder, _ any) error {
	if d.PeekKind() != 'n' {
		return errors.ErrUnsupported
	}
	if parent, _ := d.StackIndex(d.StackDepth()); parent != '[' {
		return errors.ErrUnsupported
	}
	_, p, err := r.raw()
	if err != nil {
		return err
	}
	return &Fault{Offset: p.Start, Message: messageNullElement}
}

// unquoteJSON returns the JSON string at a place, which is known to be one: a part of
// the text if it has no escapes.
func unquoteJSON(text string, p Place) (string, error) {
	quoted := text[p.Start:p.End]
	if strings.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], nil
	}
	b, err := jsontext.AppendUnquote(nil, quoted)
	return string(b), err
}

// offset returns where the last token or value has ended.
func (r *JSON) EndOffset() int { return r.Base + int(r.InputOffset()) }

// next returns the offset of the next value or name.
func (r *JSON) NextOffset() int {
	for i := r.EndOffset(); i < len(r.Whole); i++ {
		switch r.Whole[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return i
		}
	}
	return len(r.Whole)
}

// object reads an object and calls member with the name of each of its members
// in turn, which reads the value, or leaves it to [jsonReader.other]. Null is an
// object without members.
func (r *JSON) Object(member func(name string) error) error {
	return r.inside('{', func() error {
		_, p, err := r.raw()
		if err != nil {
			return err
		}
		name, err := unquoteJSON(r.Whole, p)
		if err != nil {
			return err
		}
		r.member = p.Start
		return member(name)
	})
}

// array reads an array and calls element for each of its elements in turn,
// which reads it. Null is an array without elements.
func (r *JSON) Array(element func() error) error {
	return r.inside('[', func() error {
		if r.PeekKind() == 'n' {
			return &Fault{Offset: r.NextOffset(), Message: messageNullElement}
		}
		return element()
	})
}

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

// other passes over the value of a member, the name of which has just been read, and
// refuses it if the name may be taken for one that is read.
func (r *JSON) Other(name string) error {
	if err := r.Source.CheckName(name, r.member); err != nil {
		return err
	}
	return r.Skip()
}

// skip passes over the next value, and refuses it for the names in it.
func (r *JSON) Skip() error {
	if kind := r.PeekKind(); kind != '{' && kind != '[' || !r.Source.Names.any() {
		return r.SkipValue()
	}
	_, p, err := r.raw()
	if err != nil {
		return err
	}
	return r.Source.checkNames(p.Start)
}

// decode decodes the next value by the tags of its type.
func (r *JSON) Decode(v any) error {
	if err := r.Source.checkNames(r.NextOffset()); err != nil {
		return err
	}
	return json.UnmarshalDecode(r.Decoder, v)
}

// end refuses anything but white space behind the value.
func (r *JSON) End() error {
	start := r.NextOffset()
	if _, err := r.ReadToken(); err != io.EOF {
		return &Fault{Offset: start, Message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// checkNames refuses the value at an offset if the name of a member in it may be meant
// as a known one. It looks at brackets and quotes only; the decoder reports what is not
// JSON.
func (s *Source) checkNames(start int) error {
	text := s.Text
	if !s.Names.any() || start == len(text) || text[start] != '{' && text[start] != '[' {
		return nil
	}
	for i, depth := start, 0; i < len(text); i++ {
		switch text[i] {
		case ' ':
			i = lastSpace(text, i)
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return nil
			}
		case '"':
			quoted := Place{Start: i, End: endOfString(text, i)}
			i = quoted.End - 1
			if !isMember(text, quoted) {
				continue
			}
			name, err := unquoteJSON(text, quoted)
			if err != nil {
				continue
			}
			if err := s.CheckName(name, quoted.Start); err != nil {
				return err
			}
		}
	}
	return nil
}

// isMember tells whether a string is the name of a member.
func isMember(text string, quoted Place) bool {
	for i := quoted.End; i < len(text); i++ {
		switch text[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return text[i] == ':'
		}
	}
	return false
}

// membersOf is the vocabulary of the members that decoding into the types of the
// values would read.
func MembersOf(values ...any) Vocabulary {
	known := NewVocabulary()
	for _, v := range values {
		memberNames(reflect.TypeOf(v), map[reflect.Type]bool{}, known.add)
	}
	return known
}

// memberNames calls add with the name of each JSON member that decoding into t
// reads, at any depth.
func memberNames(t reflect.Type, seen map[reflect.Type]bool, add func(name string)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		memberNames(t.Elem(), seen, add)
	case reflect.Struct:
		if seen[t] {
			return
		}
		seen[t] = true
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			if name != "" {
				add(name)
			}
			memberNames(f.Type, seen, add)
		}
	}
}

// foldCase folds case as encoding/json does when it looks for a member.
func FoldCase(s string) string { return strings.ToLower(strings.ToUpper(s)) }

var kindNames = map[jsontext.Kind]string{
	'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}

func Mistyped(offset int, want string, got jsontext.Kind) error {
	return &Fault{Offset: offset, Message: fmt.Sprintf("expected %s, got %s", want, kindNames[got])}
}

// fault makes a fault, with its place, of an error that reading gave.
func (r *JSON) AsFault(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset := r.Base + int(e.ByteOffset)
		switch {
		case e.Err == jsontext.ErrDuplicateName:
			return &Fault{Offset: offset, Message: fmt.Sprintf("member %s is there twice", Quote(e.JSONPointer.LastToken()))}
		case errors.Is(e.Err, io.ErrUnexpectedEOF):
			return &Fault{Offset: offset, Message: "the document ends within a value", Hint: "the document has been cut off: get it once more"}
		}
		return &Fault{Offset: offset, Message: "invalid JSON: " + e.Err.Error()}
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		offset := r.Base + int(e.ByteOffset)
		if want := goKindName(e.GoType); want != "" && kindNames[e.JSONKind] != "" && e.Err == nil {
			return Mistyped(offset, want, e.JSONKind)
		}
		return &Fault{Offset: offset, Message: e.Error()}
	}
	return err
}

// goKindName names the JSON that decodes into t, "" if that is not for sure.
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

// list decodes an array, null for none.
func List[T any](r *JSON, into *[]T, element func(*T) error) error {
	return r.Array(func() error {
		*into = append(*into, *new(T))
		return element(&(*into)[len(*into)-1])
	})
}

// bytesOf returns the bytes of a string without a copy. They must not be changed.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// jsonSpace is the white space of JSON.
const JSONSpace = " \t\r\n"

// stringAt returns the JSON string at a place.
func StringAt(text string, p Place) (string, error) {
	value := jsontext.Value(text[p.Start:p.End])
	if value.Kind() != '"' {
		return "", Mistyped(p.Start, "a string", value.Kind())
	}
	b, err := jsontext.AppendUnquote(nil, value)
	return string(b), err
}
