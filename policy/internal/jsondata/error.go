package jsondata

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is an error in the value at a path.
type Error struct {
	Path []string // names of members and indices of elements
	Err  error
}

func (e *Error) Error() string {
	var path strings.Builder
	for _, token := range e.Path {
		switch {
		case strings.Trim(token, "0123456789") == "" && token != "":
			fmt.Fprintf(&path, "[%s]", token)
		case path.Len() > 0:
			path.WriteString("." + token)
		default:
			path.WriteString(token)
		}
	}
	return fmt.Sprintf("%s: %v", &path, e.Err)
}

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// At states that an error, or each of several joined errors, is in the value at a path. The
// path of an [Error] is relative to that value: At puts the path before it. If the error is
// nil or the path is empty, At returns the error.
func At(err error, path ...string) error {
	if err == nil || len(path) == 0 {
		return err
	}
	return Map(err, func(err error) error {
		if inner, ok := err.(*Error); ok {
			return &Error{slices.Concat(path, inner.Path), inner.Err}
		}
		return &Error{path, err}
	})
}

// Map calls f for an error, or for each of several joined errors, and joins the results.
func Map(err error, f func(error) error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return f(err)
	}
	var errs []error
	for _, err := range joined.Unwrap() {
		errs = append(errs, Map(err, f))
	}
	return errors.Join(errs...)
}
