package jsondata

import (
	"bytes"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Line returns the line of a JSON text in which the value at a path begins. If there is
// none, it is the line of the value at the longest part of the path that exists, whose
// length it returns too.
func Line(text []byte, path ...string) (found, line int) {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	line = 1
	for found < len(path) && enter(d, path[found]) {
		found++
		next := text[d.InputOffset():]
		gap := len(next) - len(bytes.TrimLeft(next, " \t\r\n,:"))
		line = lineAt(text, d.InputOffset()+int64(gap))
	}
	return found, line
}

// enter reads up to the member or element of the next value, and reports whether there
// is one.
func enter(d *jsontext.Decoder, name string) bool {
	if kind := d.PeekKind(); kind != '{' && kind != '[' {
		return false
	}
	_, _ = d.ReadToken() // a wrong token is also an error of the next one
	for d.PeekKind() != '}' && d.PeekKind() != ']' {
		if kind, _ := d.StackIndex(d.StackDepth()); kind == '{' {
			token, err := d.ReadToken()
			if err != nil {
				return false
			}
			if token.String() == name {
				return true
			}
		} else if _, n := d.StackIndex(d.StackDepth()); name == strconv.FormatInt(n, 10) {
			return true
		}
		if d.SkipValue() != nil {
			return false
		}
	}
	return false
}
