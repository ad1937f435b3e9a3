package decode

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// maxWrappers is the largest number of wrappers around a document. Real documents have
// up to five: compression, bundle, envelope, statement, export.
const maxWrappers = 8

// maxWrapped is the largest number of values in one file that look like wrappers, or like
// SBOMs inside other values. Reading such a value can take much longer than its length
// suggests.
const maxWrapped = 10_000

// countWrapped counts n more of these values.
func (f *file) countWrapped(n int) error {
	if f.wrapped += n; f.wrapped <= maxWrapped {
		return nil
	}
	return &scan.Fault{Message: fmt.Sprintf("more than %d attestations or SBOMs in one file", maxWrapped), Hint: "split the file, and leave out attestations of anything but SBOMs"}
}

// addWrapper returns wrappers with w inside.
func addWrapper(wrappers []sbom.Wrapper, w sbom.Wrapper) ([]sbom.Wrapper, error) {
	if len(wrappers) == maxWrappers {
		return wrappers, &scan.Fault{Message: fmt.Sprintf("wrapped more than %d times", maxWrappers)}
	}
	return append(slices.Clip(wrappers), w), nil
}

// readText reads the SBOMs in a text.
func (f *file) readText(text string, wrappers []sbom.Wrapper) error {
	c := content{wrappers: wrappers}
	var charset string
	var err error
	if c.text, charset, err = toUTF8(text); err == nil && charset != "" {
		c.wrappers, err = addWrapper(wrappers, sbom.Wrapper{Kind: sbom.WrapperKind(charset)})
	}
	body := trimInvisible(c.text)
	if err == nil {
		err = checkUTF8(c.text)
	}
	if err == nil {
		err = checkStart(c.text[:len(c.text)-len(body)])
	}
	if fault, ok := errors.AsType[*scan.Fault](err); ok {
		body = strings.ToValidUTF8(body, "?")
		fault.NotSBOM = errors.Is(f.probe(body), sbom.ErrNotSBOM) && f.findAfterText(body) == 0
		return f.locate(c, fault)
	}
	err = f.readBody(c)
	if errors.Is(err, sbom.ErrNotSBOM) {
		if start := f.findAfterText(c.text); start > 0 {
			line := strings.Count(c.text[:start], "\n") + 1
			return f.locate(c, &scan.Fault{
				Message: fmt.Sprintf("other text before the document, which begins on line %d: expected the document only", line),
				Hint:    "remove everything before it, such as messages of the program that wrote it",
			})
		}
	}
	return err
}

// readBody reads the SBOMs in a text in UTF-8 that starts with one, if it has any.
func (f *file) readBody(c content) error {
	body := strings.TrimLeft(c.text, scan.JSONSpace)
	if !strings.HasPrefix(body, "{") && !strings.HasPrefix(body, "[") {
		how, err := f.detectText(c.text)
		return f.readAs(c, how, err)
	}
	err := f.readValues(c)
	if errors.Is(err, sbom.ErrNotSBOM) && !isJSON(c.text) && mayBeYAML(c.text) {
		how, yamlErr := f.detectYAML(c.text)
		if !isNotSBOM(yamlErr) && (yamlErr == nil || !saysTemplate(err)) {
			return f.readAs(c, how, yamlErr)
		}
	}
	return err
}

// readAs reads the SBOM that is the content, unless the detection of its format failed.
func (f *file) readAs(c content, how format, err error) error {
	if err != nil {
		c.encoding = how.encoding
		return f.locate(c, f.checkTemplate(c, err))
	}
	return f.readDocument(c, how)
}

// probe returns the error of reading a text without keeping its documents.
func (f *file) probe(text string) error {
	p := *f
	p.Keys, p.Wants, p.Progress, p.docs = nil, func() *identity.KeySet { return new(identity.KeySet) }, nil, nil
	err := p.readBody(content{text: text})
	f.budget = p.budget
	return err
}

// readValues reads the SBOMs in a text with one JSON value or several, as in JSON lines. It
// returns an error if some of them are SBOMs and some are not.
func (f *file) readValues(c content) error {
	c.encoding = sbom.JSON
	whole, before := c, len(f.docs)
	var notSBOM error // the first value that is not an SBOM
	for rest := c.text; rest != ""; {
		c.outline = scan.NewOutline(rest, f.MaxDepth)
		end := c.outline.End
		start := len(whole.text) - len(rest)
		if tooDeep := c.outline.TooDeep; tooDeep >= 0 {
			return f.locate(whole, &scan.Fault{
				Offset:  start + tooDeep,
				Message: fmt.Sprintf("nested deeper than %d objects and arrays", f.MaxDepth),
				Hint:    scan.HintMaxDepth,
			})
		}
		after := strings.TrimLeft(rest[end:], scan.JSONSpace)
		if !strings.HasPrefix(after, "{") && !strings.HasPrefix(after, "[") {
			end, after = len(rest), "" // the reader refuses text after the value
		}
		c.text = rest[:end]
		var err error
		c.quiet = notSBOM != nil
		if !c.quiet || len(f.docs) > before || mayBeSBOM(c) {
			err = f.readValue(c)
		}
		switch {
		case err == nil:
		case errors.Is(err, sbom.ErrNotSBOM) && !jsonStart.MatchString(c.text) && len(f.docs) == before:
			return cmp.Or(notSBOM, err) // a template, or text in brackets
		case !errors.Is(err, sbom.ErrNotSBOM):
			return err
		case len(f.docs) > before && len(c.outline.Names)+len(c.outline.Inner) == 0:
			return f.locate(whole, &scan.Fault{Offset: start, Message: "text after the end of the JSON document: expected nothing"})
		case notSBOM == nil:
			notSBOM = err
		}
		if after != "" {
			c.start.Advance(rest[:len(rest)-len(after)])
		}
		rest = after
	}
	if e, ok := errors.AsType[*sbom.Error](notSBOM); ok && len(f.docs) > before {
		e.NotSBOM = false
	}
	return notSBOM
}

// mayBeSBOM reports whether a JSON value can be an SBOM or a wrapper, or is invalid.
func mayBeSBOM(c content) bool {
	return len(c.outline.Names)+len(c.outline.Inner) > 0 || spdx3Expanded.MatchString(c.text) ||
		!jsontext.Value(c.text).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// readValue reads the SBOM that is a JSON value, or the SBOMs that are wrapped in it. The
// content has the outline of the value.
func (f *file) readValue(c content) error {
	var unwrap func(content) error
	switch o := &c.outline; {
	case o.Has("dsseEnvelope"), o.Has("messageSignature"):
		unwrap = f.unwrapBundle
	case o.Has("payload", "payloadType"):
		unwrap = f.unwrapEnvelope
	case o.Has("predicate", "predicateType"):
		unwrap = f.unwrapStatement
	default:
		how, err := detectJSON(c)
		if isNotSBOM(err) && len(o.Inner) > 0 && !isDescription(c) {
			return f.readInner(c)
		}
		return f.readAs(c, how, err)
	}
	for _, name := range []string{"bomFormat", "spdxVersion", "@context", "@graph"} {
		if c.outline.Has(name) {
			return f.locate(c, &scan.Fault{Message: fmt.Sprintf("member %q in an object that wraps a document: expected either an SBOM or a wrapper of one", name)})
		}
	}
	err := f.countWrapped(1)
	if err == nil {
		err = unwrap(c)
	}
	if _, located := errors.AsType[*sbom.Error](err); err == nil || located {
		return err
	}
	return f.locate(c, err)
}

// readInner reads the SBOMs and wrappers inside an array, or inside an object that is
// neither an SBOM nor a wrapper, such as a collection of documents or the response of a
// server.
func (f *file) readInner(c content) error {
	r := scan.NewJSON(c.text, 0)
	if err := cmp.Or(r.SkipValue(), r.End()); err != nil {
		return f.locate(c, r.AsFault(err))
	}
	before := len(f.docs)
	places := c.outline.Inner
	if err := f.countWrapped(len(places)); err != nil {
		return f.locate(c, err)
	}
	locations := c.source(scan.Limits{}).Locate(places...)
	at := 0 // an offset to which c.start has been moved
	for i, p := range places {
		kind := sbom.WrapperJSON
		if locations[i].Path == c.path+"/sbom" {
			kind = sbom.WrapperGitHub
		}
		inner, err := f.inner(c, p, sbom.Wrapper{Kind: kind})
		if err != nil {
			return f.locate(c, err)
		}
		c.start.Advance(c.text[at:p.Start])
		at = p.Start
		inner.start, inner.path = c.start, locations[i].Path
		if err := f.readValue(inner); err != nil && !errors.Is(err, sbom.ErrNotSBOM) {
			return err
		}
	}
	if len(f.docs) == before {
		return f.locate(c, notSBOM("JSON without an SBOM"))
	}
	return nil
}

// inner returns the value at a place in a wrapper, without its position in the file.
func (f *file) inner(c content, at sbom.Place, w sbom.Wrapper) (content, error) {
	c.text = c.text[at.Start:at.End]
	c.outline = scan.NewOutline(c.text, f.MaxDepth)
	c.quiet = false // the wrapper may say that it is an SBOM
	var err error
	c.wrappers, err = addWrapper(c.wrappers, w)
	return c, err
}

// readWrapped reads the SBOM that is the value at a place in a wrapper.
func (f *file) readWrapped(c content, at sbom.Place, w sbom.Wrapper) error {
	if kind := c.text[at.Start]; kind != '{' && kind != '[' {
		return &scan.Fault{Offset: at.Start, Message: fmt.Sprintf("%s wrapper without an object: expected a CycloneDX or SPDX document", w.Kind), NotSBOM: true}
	}
	inner, err := f.inner(c, at, w)
	if err != nil {
		return err
	}
	inner.start.Advance(c.text[:at.Start])
	inner.path = c.source(scan.Limits{}).Locate(at)[0].Path
	return f.readValue(inner)
}

// readDecoded reads the SBOMs in a text that was decoded from a wrapper.
func (f *file) readDecoded(c content, text string, w sbom.Wrapper) error {
	w.Decoded = true
	wrappers, err := addWrapper(c.wrappers, w)
	if err == nil {
		err = f.spend(len(text))
	}
	if err != nil {
		return err
	}
	return f.readString(text, wrappers)
}
