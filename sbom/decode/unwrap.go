package decode

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// maxWrappers is the largest number of wrappers around a document. Real documents have
// up to five: compression, bundle, envelope, statement, export.
const maxWrappers = 8

// addWrapper returns wrappers with w inside.
func addWrapper(wrappers []sbom.Wrapper, w sbom.Wrapper) ([]sbom.Wrapper, error) {
	if len(wrappers) == maxWrappers {
		return nil, &scan.Fault{Message: fmt.Sprintf("wrapped more than %d times", maxWrappers)}
	}
	return append(slices.Clip(wrappers), w), nil
}

// readText reads the SBOMs in a text that is not compressed.
func (f *file) readText(text string, wrappers []sbom.Wrapper) error {
	c := content{wrappers: wrappers}
	var charset string
	var err error
	if c.text, charset, err = toUTF8(text); err == nil && charset != "" {
		c.wrappers, err = addWrapper(wrappers, sbom.Wrapper{Kind: sbom.WrapperKind(charset)})
	}
	if err == nil {
		err = checkUTF8(c.text)
	}
	if err != nil {
		return f.locate(c, 0, err)
	}
	if strings.HasPrefix(strings.TrimLeft(c.text, scan.JSONSpace), "{") {
		return f.readObjects(c)
	}
	return f.readDocument(c, sbom.Place{End: len(c.text)})
}

// readObjects reads the SBOMs in a text with one JSON object or several, as in JSON
// lines. It returns an error if some of them are SBOMs and some are not.
func (f *file) readObjects(c content) error {
	c.encoding = sbom.JSON
	whole, before := c, len(f.docs)
	var notSBOM error // the first object that is not an SBOM
	for rest := c.text; rest != ""; {
		c.outline = scan.NewOutline(rest, 0, f.MaxDepth)
		end := c.outline.End
		start := len(whole.text) - len(rest)
		if tooDeep := c.outline.TooDeep; tooDeep >= 0 {
			return f.locate(whole, 0, &scan.Fault{
				Offset:  start + tooDeep,
				Message: fmt.Sprintf("nested deeper than %d objects and arrays", f.MaxDepth),
				Hint:    scan.HintMaxDepth,
			})
		}
		after := strings.TrimLeft(rest[end:], scan.JSONSpace)
		if !strings.HasPrefix(after, "{") {
			end, after = len(rest), "" // the reader refuses text after the object
		}
		c.text = rest[:end]
		err := f.readObject(c, sbom.Place{End: end})
		switch {
		case err == nil:
		case !errors.Is(err, sbom.ErrNotSBOM):
			return err
		case len(f.docs) > before && len(c.outline.Names) == 0:
			return f.locate(whole, start, &scan.Fault{Message: "text after the end of the JSON document: expected nothing"})
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

// readObject reads the SBOM that is a JSON object, or is wrapped in it. The content has
// the outline of the object.
func (f *file) readObject(c content, at sbom.Place) error {
	names := c.outline.Names
	var unwrap func(content, sbom.Place) error
	switch {
	case names["dsseEnvelope"], names["messageSignature"]:
		unwrap = f.unwrapBundle
	case names["payload"] && names["payloadType"]:
		unwrap = f.unwrapEnvelope
	case names["predicate"] && names["predicateType"]:
		unwrap = f.unwrapStatement
	case names["sbom"]:
		unwrap = f.unwrapExport
	default:
		return f.readDocument(c, at)
	}
	for _, name := range []string{"bomFormat", "spdxVersion", "@context", "@graph"} {
		if names[name] {
			return f.locate(c, at.Start, &scan.Fault{Message: fmt.Sprintf("member %q in an object that wraps a document: expected either an SBOM or a wrapper of one", name)})
		}
	}
	err := unwrap(c, at)
	if _, located := errors.AsType[*sbom.Error](err); err == nil || located {
		return err
	}
	return f.locate(c, at.Start, err)
}

// readWrapped reads the SBOM that is the value at a place in a wrapper.
func (f *file) readWrapped(c content, at sbom.Place, w sbom.Wrapper) error {
	if c.text[at.Start] != '{' {
		return &scan.Fault{Offset: at.Start, Message: fmt.Sprintf("%s wrapper without an object: expected a CycloneDX or SPDX document", w.Kind), NotSBOM: true}
	}
	var err error
	if c.wrappers, err = addWrapper(c.wrappers, w); err != nil {
		return err
	}
	c.outline = scan.NewOutline(c.text[:at.End], at.Start, f.MaxDepth)
	return f.readObject(c, at)
}

// readDecoded reads the SBOMs in a text that was decoded from a wrapper.
func (f *file) readDecoded(c content, text string, w sbom.Wrapper) error {
	w.Decoded = true
	wrappers, err := addWrapper(c.wrappers, w)
	if err != nil {
		return err
	}
	return f.readString(text, wrappers)
}

// unwrapExport reads the SBOM in {"sbom": …}, an export of GitHub's dependency graph.
func (f *file) unwrapExport(c content, at sbom.Place) error {
	m, err := readMembers(c.text, at, "sbom")
	if err != nil {
		return err
	}
	return f.readWrapped(c, m.places["sbom"], sbom.Wrapper{Kind: sbom.WrapperGitHub})
}
