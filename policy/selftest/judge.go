package selftest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"unicode/utf16"

	"github.com/go-json-experiment/json"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/disguise"
)

// referencePrefix begins the reference of every planted component.
const referencePrefix = "bomgate-selftest-"

var planted = regexp.MustCompile(referencePrefix + `([0-9]+)`)

// findings holds the highest level of each plant, by measure ID and plant.
type findings map[string]map[int]Outcome

// judgment is the result of decoding and evaluating a text.
type judgment struct {
	found findings
	fault error // from the decoder; found is then nil
}

// outcome returns the outcome of a plant under a measure.
func (j judgment) outcome(m policy.Measure, plant int) Outcome {
	if j.fault != nil {
		return Unreadable
	}
	return cmp.Or(j.found[m.ID][plant], Passed)
}

// faultText returns the fault's message, or "" without a fault.
func (j judgment) faultText() string {
	if j.fault == nil {
		return ""
	}
	return j.fault.Error()
}

// judge decodes a text and evaluates its documents. It returns an error if the evaluation
// fails. An error of the decoder is part of the judgment.
func (r *run) judge(text []byte) (judgment, error) {
	docs, err := r.Decoder.All(r.report.Name, bytes.NewReader(text))
	if err != nil {
		return judgment{fault: err}, nil
	}
	found := findings{}
	for _, doc := range docs {
		more, err := r.evaluateOnce(doc)
		if err != nil {
			return judgment{}, err
		}
		maps.Copy(found, more) // only one of the documents has plants
	}
	return judgment{found: found}, nil
}

// evaluateOnce evaluates a document. It remembers the findings and returns them again
// for documents that give the policies the same input, except for the wrappers.
// Long documents are not wrapped, so their findings are not remembered.
func (r *run) evaluateOnce(doc *sbom.Document) (findings, error) {
	if doc.Len() > 10*disguise.MaxComponents {
		return r.evaluate(doc)
	}
	input, err := policy.Input(doc, r.Question)
	if err != nil {
		return nil, err
	}
	delete(input["document"].(map[string]any), "wrappers")
	text, err := json.Marshal(input, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	if r.cache[sum] == nil {
		if r.cache[sum], err = r.evaluate(doc); err != nil {
			return nil, err
		}
	}
	return r.cache[sum], nil
}

func (r *run) evaluate(doc *sbom.Document) (findings, error) {
	report, err := r.Engine.Evaluate(r.ctx, doc, r.Question)
	if err != nil {
		return nil, err
	}
	found := findings{}
	for _, f := range report.Findings { // the most severe comes first
		r.fired[f.Rule] = true
		if f.Measure == nil || len(f.Evidence) == 0 {
			continue
		}
		ref := planted.FindStringSubmatch(doc.Component(f.Evidence[0].Claim.Component).Ref)
		if ref == nil {
			continue
		}
		plant, err := strconv.Atoi(ref[1])
		if err != nil {
			return nil, err
		}
		if found[f.Measure.ID] == nil {
			found[f.Measure.ID] = map[int]Outcome{}
		}
		if found[f.Measure.ID][plant] == "" {
			found[f.Measure.ID][plant] = Outcome(f.Level)
		}
	}
	return found, nil
}

// checkRefusal checks that a decoder refused a wrapped text because of the wrapping.
// It returns nil if err is an [sbom.Error] located in the part of wrapped that
// differs from text, which the decoder could read. A text that is not recognized as
// an SBOM is not refused: check skips it when it searches a directory.
func checkRefusal(err error, text, wrapped []byte) error {
	var refusal *sbom.Error
	switch {
	case !errors.As(err, &refusal):
		return fmt.Errorf("unexpected error of the decoder: %w", err)
	case errors.Is(err, sbom.ErrNotSBOM):
		return fmt.Errorf("not recognized as an SBOM: %w", err)
	}
	at := position{refusal.Location.Line, refusal.Location.Column}
	if first, last := changed(text, wrapped); at.before(first) || last.before(at) {
		return fmt.Errorf("refused, but not because of the wrapping, which changed lines %d to %d: %w", first.line, last.line, err)
	}
	return nil
}

// position is a line and column as in sbom.Location.
type position struct{ line, column int }

func (p position) before(q position) bool {
	return p.line < q.line || p.line == q.line && p.column < q.column
}

// changed returns the first and last position of the part of wrapped that differs
// from text, extended to whole names and values.
func changed(text, wrapped []byte) (first, last position) {
	start, end := 0, len(wrapped)
	for start < min(len(text), len(wrapped)) && text[start] == wrapped[start] {
		start++
	}
	for n := len(text); end > start && n > start && text[n-1] == wrapped[end-1]; n-- {
		end--
	}
	start = max(bytes.LastIndexAny(wrapped[:start], "\n{[,<"), 0)
	if i := bytes.IndexAny(wrapped[end:], "\n{["); i >= 0 {
		end += i
	}
	return positionOf(wrapped, start), positionOf(wrapped, end)
}

func positionOf(text []byte, offset int) position {
	line := 1 + bytes.Count(text[:offset], []byte("\n"))
	start := 1 + bytes.LastIndexByte(text[:offset], '\n')
	return position{line, 1 + len(utf16.Encode([]rune(string(text[start:offset]))))}
}
