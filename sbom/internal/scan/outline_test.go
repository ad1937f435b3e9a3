package scan

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// longListLength is the number of elements of longList.
const longListLength = 10

// longList returns a JSON list of equal elements, each of which is longer than the distance
// of marks.
func longList() (element, list string) {
	element = `{"name": "a, [b", "list": [1, 2, 3], "x": "` + strings.Repeat("x", ChunkSize/4) + `"}`
	return element, "[" + strings.Repeat(element+",", longListLength-1) + element + "]"
}

func TestOutlineDividesLongList(t *testing.T) {
	element, list := longList()
	text := `{"short": [1, 2], "bomFormat": "CycloneDX", "components": ` + list + `, "more": {"sbom": 1}} {"sbom": 2}`
	o := NewOutline(text, 1024)
	start := strings.Index(text, list)
	if got := text[:o.End]; !strings.HasSuffix(got, `"more": {"sbom": 1}}`) {
		t.Errorf("End = %d, want the end of the first object", o.End)
	}
	if len(o.Names) != 2 || !o.Has("bomFormat", "components") {
		t.Errorf("Names = %v, want bomFormat and components", o.Names)
	}
	if len(o.ends) != 1 || o.ends[start] != start+len(list) {
		t.Errorf("ends = %v, want %d: %d", o.ends, start, start+len(list))
	}
	if len(o.marks) != longListLength-1 {
		t.Fatalf("marks = %v, want %d", o.marks, longListLength-1)
	}
	for i, got := range o.marks {
		if want := (mark{start + 1 + (i+1)*(len(element)+1), i + 1}); got != want {
			t.Errorf("mark %d is %v, want %v", i, got, want)
		}
	}
	part := start
	for i, want := range []int{o.marks[3].offset, o.marks[7].offset, start + len(list)} {
		if part = o.NextCut(part, start+len(list)); part != want {
			t.Errorf("part %d ends at %d, want %d", i, part, want)
		}
	}
}

func TestOutlineBefore(t *testing.T) {
	o := Outline{marks: []mark{{10, 1}, {20, 2}}}
	for offset, want := range map[int]mark{9: {}, 10: {10, 1}, 19: {10, 1}, 20: {20, 2}, 99: {20, 2}} {
		if got := o.before(offset); got != want {
			t.Errorf("before(%d) = %v, want %v", offset, got, want)
		}
	}
}

func TestOutlineReportsTooDeep(t *testing.T) {
	text := `{"a": [1, {"b": 2}]}`
	if o, want := NewOutline(text, 2), strings.Index(text, `{"b"`); o.TooDeep != want {
		t.Errorf("TooDeep = %d, want %d", o.TooDeep, want)
	}
	if o := NewOutline(text, 3); o.TooDeep != -1 {
		t.Errorf("TooDeep = %d, want -1", o.TooDeep)
	}
}

// TestLocateInLongList checks that skipping to a mark does not change the path.
func TestLocateInLongList(t *testing.T) {
	element, list := longList()
	text := `{"components": ` + list + `, "last": 1}`
	src := &Source{Text: text, Encoding: JSONEncoding, Outline: NewOutline(text, 1024)}
	start := strings.Index(text, list) + 1
	elements := []int{0, 1, 6, 9}
	var places []Place
	for _, i := range elements {
		offset := start + i*(len(element)+1) + strings.Index(element, "3]")
		places = append(places, Place{offset, offset + 1})
	}
	places = append(places, Place{len(text) - 2, len(text) - 1})
	got := src.Locate(places...)
	for n, i := range elements {
		if want := "/components/" + strconv.Itoa(i) + "/list/2"; got[n].Path != want {
			t.Errorf("path %q, want %q", got[n].Path, want)
		}
	}
	if last := got[len(got)-1].Path; last != "/last" {
		t.Errorf("path %q, want /last", last)
	}
}

// TestOutlineFindsInnerObjects checks which objects inside other values are identified as
// SBOMs or wrappers.
func TestOutlineFindsInnerObjects(t *testing.T) {
	const bom = `{"bomFormat": "CycloneDX"}`
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"array", `[` + bom + `, {"a": 1}, {"spdxVersion": "SPDX-2.3", "a": ` + bom + `}]`, []string{bom, `{"spdxVersion": "SPDX-2.3", "a": ` + bom + `}`}},
		{"marker after an inner one", `{"x": {"a": ` + bom + `, "bomformat": "cyclonedx"}}`, []string{`{"a": ` + bom + `, "bomformat": "cyclonedx"}`}},
		{"escaped name", `[{"\u0062omFormat": "CycloneDX"}]`, []string{`{"\u0062omFormat": "CycloneDX"}`}},
		{"JSON-LD", `[{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld"]}, {"@context": "https://schema.org"}]`, []string{`{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld"]}`}},
		{"wrappers", `{"a": {"predicateType": "x"}, "b": {"payloadType": "x"}, "c": {"dsseEnvelope": {}}}`, []string{`{"predicateType": "x"}`, `{"payloadType": "x"}`, `{"dsseEnvelope": {}}`}},
		{"cut off", `{"a": [{"b": {"bomFormat": "CycloneDX", "components": [{"name"`, []string{`{"bomFormat": "CycloneDX", "components": [{"name"`}},
		{"schema", `{"$schema": "x", "properties": {"bomFormat": {"enum": ["CycloneDX"]}, "spdxVersion": {"type": "string"}}}`, nil},
		{"labels", `{"labels": {"bomFormat": "Format", "spdxVersion": "Version"}}`, nil},
		{"text", `{"text": "{\"bomFormat\": \"CycloneDX\"}"}`, nil},
		{"deep", strings.Repeat(`{"a":`, maxInner) + bom + strings.Repeat(`}`, maxInner), nil},
		{"less deep", strings.Repeat(`{"a":`, maxInner-1) + bom + strings.Repeat(`}`, maxInner-1), []string{bom}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range NewOutline(c.text, 1024).Inner {
				got = append(got, c.text[p.Start:p.End])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
