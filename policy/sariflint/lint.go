// Package sariflint checks SARIF files against the limits and conventions of GitHub code
// scanning, whatever tool wrote them.
//
// [Rules] lists the checks. They come from GitHub's documentation of SARIF support, from
// the source of its action upload-sarif, and from the errors that its server returns. Errors
// are reasons for which GitHub refuses the file. Warnings are data that it ignores, cuts or
// shows badly. The package does not validate a file against the whole schema of SARIF: it
// checks the types of the members that GitHub reads.
//
// The memory that it needs is proportional to the size of the text, and the time nearly so.
package sariflint

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// MaxProblems is the number of problems of a rule that a report lists, from the start of the
// file.
const MaxProblems = 10

// Report is the result of checking a file.
type Report struct {
	Size     int       `json:"size"`   // bytes
	Zipped   int       `json:"zipped"` // bytes after gzip
	Runs     int       `json:"runs"`
	Results  int       `json:"results"` // of all runs
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Problems []Problem `json:"problems"` // in the order of the file, at most [MaxProblems] of each rule
}

// Problem is one place in a file that violates a rule.
type Problem struct {
	Rule    string `json:"rule"` // ID
	Level   Level  `json:"level"`
	Message string `json:"message"`
	Effect  string `json:"effect"` // what GitHub does
	Fix     string `json:"fix"`
	Line    int    `json:"line"`
	Column  int    `json:"column"` // in UTF-16 units
	Pointer string `json:"pointer"`
	More    int    `json:"more,omitempty"` // further problems of the rule, which the report does not list

	at int64
}

// Check checks the text of a file. The error says why the file cannot be read as SARIF.
func Check(text []byte) (*Report, error) {
	if err := checkEncoding(text); err != nil {
		return nil, err
	}
	l := &linter{reader: newReader(text), counts: map[string]int{}, categories: map[category]bool{}}
	l.log()
	if err := l.finish(); err != nil {
		return nil, err
	}
	l.report.Size, l.report.Zipped = len(text), zippedSize(text)
	if n := l.report.Zipped; n > maxZipped {
		l.add("large-upload", 0, "the file has %d bytes after gzip", n)
	}
	if err := l.locate(); err != nil {
		return nil, err
	}
	for id, n := range l.counts {
		if ruleNamed(id).Level == Error {
			l.report.Errors += n
		} else {
			l.report.Warnings += n
		}
	}
	return &l.report, nil
}

// checkEncoding returns an error for a text that is empty, compressed, or not UTF-8 without byte
// order mark.
func checkEncoding(text []byte) error {
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(text, []byte(mark)) {
			return fmt.Errorf("1:1: the file starts with the byte order mark %x: expected UTF-8 without one, because upload-sarif does not read it", mark)
		}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("1:1: the file is empty: expected a SARIF log")
	}
	if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return errors.New("1:1: the file is compressed: expected SARIF as JSON, which upload-sarif compresses")
	}
	return nil
}

// linter checks one text.
type linter struct {
	*reader
	report     Report
	counts     map[string]int // problems by rule
	categories map[category]bool
}

// add reports a problem at an offset of the text.
func (l *linter) add(rule string, at int64, format string, args ...any) {
	l.counts[rule]++
	if l.counts[rule] > MaxProblems {
		return
	}
	r := ruleNamed(rule)
	l.report.Problems = append(l.report.Problems, Problem{
		Rule: rule, Level: r.Level, Message: fmt.Sprintf(format, args...), Effect: r.Effect, Fix: r.Fix, at: at,
	})
}

// locate sorts the problems, and sets their lines, columns and pointers.
func (l *linter) locate() error {
	problems := l.report.Problems
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.at, b.at) })
	last := map[string]*Problem{}
	r := newReader(l.text)
	p := position{line: 1, column: 1}
	for i := range problems {
		last[problems[i].Rule] = &problems[i]
		p.advance(l.text, problems[i].at)
		problems[i].Line, problems[i].Column = p.line, p.column
		pointer, err := r.pointerAt(problems[i].at)
		if err != nil {
			return err
		}
		problems[i].Pointer = pointer
	}
	for rule, p := range last {
		p.More = l.counts[rule] - min(l.counts[rule], MaxProblems)
	}
	if problems == nil {
		l.report.Problems = []Problem{}
	}
	return nil
}

// position is a place in a text.
type position struct {
	at           int64
	line, column int
}

// advance moves to an offset that is not before the position.
func (p *position) advance(text []byte, at int64) {
	for p.at < at {
		r, n := utf8.DecodeRune(text[p.at:])
		p.at += int64(n)
		switch {
		case r == '\n':
			p.line, p.column = p.line+1, 1
		case r > 0xffff:
			p.column += 2
		default:
			p.column++
		}
	}
}

// zippedSize returns the size of a text after gzip.
func zippedSize(text []byte) int {
	var n counter
	w := gzip.NewWriter(&n)
	_, _ = w.Write(text) // a counter does not fail
	_ = w.Close()
	return int(n)
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
