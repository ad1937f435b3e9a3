package sbom

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// jsonReader reads a JSON document (RFC 8259) token by token and element by
// element. It refuses duplicate names, invalid UTF-8 and null as an element of
// an array; its errors have a place, see [jsonFault].
type jsonReader struct {
	*jsontext.Decoder
	text string
}

// jsonReader returns a reader of the builder's document. Strings that it decodes
// remember where they stood, see [builder.at]; the hooks decode other types.
func (b *builder) jsonReader(hooks ...*json.Unmarshalers) jsonReader {
	hooks = append([]*json.Unmarshalers{
		json.UnmarshalFromFunc(refuseNullElement),
		json.UnmarshalFromFunc(b.decodeString),
	}, hooks...)
	d := jsontext.NewDecoder(strings.NewReader(b.doc.text), json.WithUnmarshalers(json.JoinUnmarshalers(hooks...)))
	return jsonReader{Decoder: d, text: b.doc.text}
}

// decodeString decodes a string without copying it, if it has no escapes. Null
// is the empty string, as absence is. A version may be a number, as it is to
// many people, and is read as it is written.
func (b *builder) decodeString(d *jsontext.Decoder, s *string) error {
	kind := d.PeekKind()
	v, err := d.ReadValue()
	if err != nil {
		return err
	}
	p := Place{End: int(d.InputOffset())}
	p.Start = p.End - len(v)
	switch {
	case kind == 'n':
		*s = ""
	case kind == '0' && d.StackPointer().LastToken() == "version":
		*s = b.keep(b.doc.text[p.Start:p.End], p)
		b.warn(p, "version is a number: expected a string")
	case kind != '"':
		return mistyped(p.Start, "a string", kind)
	case strings.IndexByte(b.doc.text[p.Start:p.End], '\\') < 0:
		*s = b.doc.text[p.Start+1 : p.End-1]
	default:
		decoded, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return err
		}
		*s = b.keep(string(decoded), p)
	}
	return nil
}

// refuseNullElement leaves the decoding to others unless the value is null in an array.
func refuseNullElement(d *jsontext.Decoder, _ any) error {
	if d.PeekKind() != 'n' {
		return errors.ErrUnsupported
	}
	if parent, _ := d.StackIndex(d.StackDepth()); parent != '[' {
		return errors.ErrUnsupported
	}
	v, err := d.ReadValue()
	if err != nil {
		return err
	}
	return &fault{offset: int(d.InputOffset()) - len(v), message: "null in an array: expected an element or nothing"}
}

// next returns the offset of the next value or name.
func (r jsonReader) next() int {
	offset := int(r.InputOffset())
	return len(r.text) - len(strings.TrimLeft(r.text[offset:], " \t\r\n,:"))
}

// object reads an object and calls member with the name of each of its members
// in turn, which reads the value. Null is an object without members.
func (r jsonReader) object(member func(name string) error) error {
	return r.inside('{', func() error {
		name, err := r.ReadToken()
		if err != nil {
			return err
		}
		return member(name.String())
	})
}

// array reads an array and calls element for each of its elements in turn,
// which reads it. Null is an array without elements.
func (r jsonReader) array(element func() error) error {
	return r.inside('[', element)
}

func (r jsonReader) inside(open jsontext.Kind, each func() error) error {
	start, kind := r.next(), r.PeekKind()
	if kind != open && kind != 'n' && kind > 0 {
		return mistyped(start, kindNames[open], kind)
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

// decode decodes the next value.
func (r jsonReader) decode(v any) error { return json.UnmarshalDecode(r.Decoder, v) }

// end refuses anything but white space behind the document's value.
func (r jsonReader) end() error {
	start := r.next()
	if _, err := r.ReadToken(); err != io.EOF {
		return &fault{offset: start, message: "text after the end of the JSON document: expected nothing"}
	}
	return nil
}

// checkNames refuses a document in which the name of a member may be taken for
// one that decoding into the types of the values would read, see [vocabulary].
// The document need not be valid JSON.
func checkNames(text string, values ...any) error {
	known := newVocabulary()
	for _, v := range values {
		memberNames(reflect.TypeOf(v), map[reflect.Type]bool{}, known.add)
	}
	for i := 0; ; i++ {
		j := strings.IndexByte(text[i:], '"')
		if j < 0 {
			return nil
		}
		start := i + j
		for i = start + 1; i < len(text) && text[i] != '"'; i++ {
			if text[i] == '\\' {
				i++
			}
		}
		if i >= len(text) {
			return nil
		}
		if rest := strings.TrimLeft(text[i+1:], " \t\r\n"); !strings.HasPrefix(rest, ":") {
			continue
		}
		name := text[start+1 : i]
		if strings.IndexByte(name, '\\') >= 0 {
			unquoted, err := jsontext.AppendUnquote(nil, text[start:i+1])
			if err != nil {
				continue // the reader says where and why
			}
			name = string(unquoted)
		}
		if err := known.check("member", name, start); err != nil {
			return err
		}
	}
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
func foldCase(s string) string { return strings.ToLower(strings.ToUpper(s)) }

var kindNames = map[jsontext.Kind]string{
	'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}

func mistyped(offset int, want string, got jsontext.Kind) error {
	return &fault{offset: offset, message: fmt.Sprintf("expected %s, got %s", want, kindNames[got])}
}

// jsonFault makes a fault, with its place, of an error that reading JSON gave.
func jsonFault(err error) error {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		switch {
		case e.Err == jsontext.ErrDuplicateName:
			return &fault{offset: int(e.ByteOffset), message: fmt.Sprintf("member %s is there twice", quote(e.JSONPointer.LastToken()))}
		case errors.Is(e.Err, io.ErrUnexpectedEOF):
			return &fault{offset: int(e.ByteOffset), message: "the document ends within a value", hint: "the document has been cut off: get it once more"}
		}
		return &fault{offset: int(e.ByteOffset), message: "invalid JSON: " + e.Err.Error()}
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		if want := goKindName(e.GoType); want != "" && kindNames[e.JSONKind] != "" && e.Err == nil {
			return mistyped(int(e.ByteOffset), want, e.JSONKind)
		}
		return &fault{offset: int(e.ByteOffset), message: e.Error()}
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
