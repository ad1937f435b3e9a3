package sariflint

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// reader reads a JSON text. After an error it reads nothing: objects and arrays are empty.
type reader struct {
	text []byte
	dec  *jsontext.Decoder
	err  error
	bad  func(at int64, want string, got jsontext.Kind) // reports a value of the wrong type
}

func newReader(text []byte) *reader {
	// JSON.parse accepts duplicate names and invalid UTF-8.
	return &reader{text: text, dec: jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))}
}

// fail keeps the first error.
func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// failAt is fail with the offset of the value that the error is about.
func (r *reader) failAt(at int64, err error) {
	r.fail(atOffset{err, at})
}

// atOffset is an error about the value at an offset.
type atOffset struct {
	error
	at int64
}

// next returns the offset of the next value.
func (r *reader) next() int64 {
	at := r.dec.InputOffset()
	for at < int64(len(r.text)) && bytes.IndexByte([]byte(" \t\r\n,:"), r.text[at]) >= 0 {
		at++
	}
	return at
}

// kind returns the kind of the next value, or 0 if there is none.
func (r *reader) kind() jsontext.Kind {
	if r.err != nil {
		return 0
	}
	return r.dec.PeekKind()
}

// skip skips the next value.
func (r *reader) skip() {
	if r.err == nil {
		if err := r.dec.SkipValue(); err != nil {
			r.fail(err)
		}
	}
}

// token reads the next token.
func (r *reader) token() jsontext.Token {
	if r.err != nil {
		return jsontext.Null
	}
	t, err := r.dec.ReadToken()
	if err != nil {
		r.fail(err)
		return jsontext.Null
	}
	return t
}

// is reports whether the next value is of a kind. If it is of another kind, it skips the
// value and reports that.
func (r *reader) is(kind jsontext.Kind, want string) bool {
	got := r.kind()
	if got == kind {
		return true
	}
	if r.err == nil && r.bad != nil {
		r.bad(r.next(), want, got)
	}
	r.skip()
	return false
}

// object reads an object. It calls member for each of its members, which must read the value.
func (r *reader) object(member func(name string)) {
	if !r.is('{', "an object") {
		return
	}
	r.token()
	for r.err == nil && r.dec.PeekKind() != '}' {
		if t := r.token(); r.err == nil {
			member(t.String())
		}
	}
	r.token()
}

// array reads an array, and returns the number of its elements. It calls element for each,
// which must read the value.
func (r *reader) array(element func(i int)) int {
	if !r.is('[', "an array") {
		return 0
	}
	r.token()
	i := 0
	for ; r.err == nil && r.dec.PeekKind() != ']'; i++ {
		element(i)
	}
	r.token()
	return i
}

// count reads an array, and returns the number of its elements.
func (r *reader) count() int { return r.array(func(int) { r.skip() }) }

// field is a string in the text.
type field struct {
	value string
	at    int64
	set   bool
}

// string reads a string.
func (r *reader) string() field {
	f := field{at: r.next()}
	if !r.is('"', "a string") {
		return f
	}
	if t := r.token(); r.err == nil {
		f.value, f.set = t.String(), true
	}
	return f
}

// integer reads an integer.
func (r *reader) integer() (n int64, ok bool) {
	if !r.is('0', "an integer") {
		return 0, false
	}
	t := r.token()
	if r.err != nil {
		return 0, false
	}
	f, err := t.Float()
	return int64(f), err == nil
}

// finish returns the first error, or an error if there is text after the value.
func (r *reader) finish() error {
	at := r.next()
	if r.err == nil {
		if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
			r.fail(errors.New("not JSON: there is text after the value"))
		}
	}
	if r.err == nil {
		return nil
	}
	err := r.err
	if e, ok := errors.AsType[atOffset](err); ok {
		at = e.at
	} else if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at, err = e.ByteOffset, fmt.Errorf("not JSON: %w", e.Err)
	} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("not JSON: the text ends too early")
	}
	p := position{line: 1, column: 1}
	p.advance(r.text, min(at, int64(len(r.text))))
	return fmt.Errorf("%d:%d: %w", p.line, p.column, err)
}

// pointerAt reads up to the value at an offset, and returns its JSON pointer.
func (r *reader) pointerAt(at int64) (string, error) {
	for {
		start := r.next()
		if start >= at {
			if start > at || r.dec.PeekKind() == 0 {
				return string(r.dec.StackPointer()), r.err
			}
			if at > 0 {
				r.token()
			}
			return string(r.dec.StackPointer()), r.err
		}
		r.token()
		if r.err != nil {
			return "", r.err
		}
	}
}
