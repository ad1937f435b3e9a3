package junit

import (
	"encoding/xml"
	"strconv"
)

// The elements, with their content in the order that schemas of the format expect.

// totals are the numbers of tests by outcome.
type totals struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

func (t *totals) add(other totals) {
	t.Tests += other.Tests
	t.Failures += other.Failures
	t.Errors += other.Errors
	t.Skipped += other.Skipped
}

// attributes returns the attributes of the root.
func (t *totals) attributes() []xml.Attr {
	attribute := func(name string, n int) xml.Attr {
		return xml.Attr{Name: xml.Name{Local: name}, Value: strconv.Itoa(n)}
	}
	return []xml.Attr{
		{Name: xml.Name{Local: "name"}, Value: "bomgate"},
		attribute("tests", t.Tests), attribute("failures", t.Failures), attribute("errors", t.Errors), attribute("skipped", t.Skipped),
	}
}

type testsuite struct {
	XMLName xml.Name `xml:"testsuite"`
	Name    string   `xml:"name,attr"`
	totals
	Cases []testcase `xml:"testcase"`
}

// append adds a test and counts it.
func (s *testsuite) append(c testcase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

type testcase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Line    int      `xml:"line,attr,omitempty"`
	Time    int      `xml:"time,attr"` // required by readers; always 0
	Skipped *problem `xml:"skipped"`
	Error   *problem `xml:"error"`
	Failure *problem `xml:"failure"`
	Output  string   `xml:"system-out,omitempty"`
}

// problem says why a test did not succeed.
type problem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}
