package scan

import (
	"strings"
	"testing"
)

// TestOutline: long lists are cut behind a comma between two of their elements.
func TestOutline(t *testing.T) {
	element := `{"name": "a, [b", "list": [1, 2, 3], "x": "` + strings.Repeat("x", ChunkSize/4) + `"}`
	list := "[" + strings.Repeat(element+",", 9) + element + "]"
	text := `{"short": [1, 2], "bomFormat": "CycloneDX", "components": ` + list + `, "more": {"sbom": 1}} {"sbom": 2}`
	o := NewOutline(text, 0, 1024)
	start := strings.Index(text, list)
	switch {
	case text[o.End-2:o.End] != "}}":
		t.Errorf("it ends at %d", o.End)
	case len(o.Names) != 1 || !o.Names["bomFormat"]:
		t.Errorf("names %v", o.Names)
	case len(o.ends) != 1 || o.ends[start] != start+len(list):
		t.Errorf("long members end at %v, want %d to end at %d", o.ends, start, start+len(list))
	case len(o.marks) != 9:
		t.Errorf("marks %v, want 9", o.marks)
	}
	for i, m := range o.marks {
		if want := (mark{start + 1 + (i+1)*(len(element)+1), i + 1}); m != want {
			t.Errorf("mark %d is %v, want %v", i, m, want)
		}
		if got := o.before(m.offset); got != m {
			t.Errorf("before mark %d is %v, want itself", i, got)
		}
		if got := o.before(m.offset - 1); i > 0 && got != o.marks[i-1] {
			t.Errorf("before what is before mark %d is %v, want %v", i, got, o.marks[i-1])
		}
	}
	part := start
	for i, want := range []int{o.marks[3].offset, o.marks[7].offset, start + len(list)} {
		if part = o.NextCut(part, start+len(list)); part != want {
			t.Errorf("part %d ends at %d, want %d", i, part, want)
		}
	}
	if o := NewOutline(text, 0, 2); text[o.TooDeep:o.TooDeep+len(element)] != element {
		t.Errorf("too deep at %d, want the first element", o.TooDeep)
	}
}
