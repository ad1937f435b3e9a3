package htmlreport_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/htmlreport/internal/chromium"
	"github.com/bomgate/bomgate/sbom"
)

// open shows the page of a run in a browser. It skips the test if there is none.
func open(t *testing.T, run *gate.Run) *chromium.Page {
	t.Helper()
	path, err := chromium.Find()
	if err != nil {
		t.Skip(err)
	}
	p, err := chromium.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if len(p.Problems) > 0 {
			t.Errorf("the browser reports %q", p.Problems)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(render(t, run)), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := p.Show(chromium.View{Width: 1280, Height: 900}); err != nil {
		t.Fatal(err)
	}
	if err := p.Load("file://" + filepath.ToSlash(file)); err != nil {
		t.Fatal(err)
	}
	return p
}

// want fails the test if an expression of JavaScript does not have a value.
func want[T comparable](t *testing.T, p *chromium.Page, expression string, value T) {
	t.Helper()
	var got T
	if err := p.Evaluate(expression, &got); err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	if got != value {
		t.Errorf("%s: got %v, want %v", expression, got, value)
	}
}

// choose sets a field of a filter and waits until the page has followed.
func choose(t *testing.T, p *chromium.Page, id, value string) {
	t.Helper()
	script := fmt.Sprintf(`(async () => {
	const field = document.getElementById(%q);
	field.value = %q;
	field.dispatchEvent(new Event("input", {bubbles: true}));
	field.dispatchEvent(new Event("change", {bubbles: true}));
	await new Promise(done => setTimeout(done, 400));
})()`, id, value)
	if err := p.Evaluate(script, nil); err != nil {
		t.Fatal(err)
	}
}

// large returns a run over a document with 10,000 components, of which 300 have findings.
func large() *gate.Run {
	r := &policy.Report{Name: "large.json", Verdict: policy.Fail, Document: &policy.Document{}, Counts: map[policy.Level]int{policy.LevelError: 300}}
	d := &detail.Detail{}
	for i := range 10_000 {
		c := detail.Component{Line: i + 1, Column: 5, Origin: sbom.OriginComponent, Type: "library", Name: fmt.Sprintf("part-%d", i), Version: "1", Maker: fmt.Sprintf("Maker %d", i%97), Evidence: sbom.EvidenceMaker}
		if i%4 == 0 {
			c.Maker, c.Evidence = "", sbom.EvidenceName
		}
		d.Components = append(d.Components, c)
		if i < 9_700 {
			continue
		}
		at := &policy.Component{Document: r.Name, Location: sbom.Location{Line: c.Line, Column: c.Column}, Name: c.Name, Version: c.Version}
		r.Findings = append(r.Findings, policy.Finding{Rule: "prohibited", Level: policy.LevelError, Message: "found", Component: at, Entity: &policy.Entity{ID: "acme", Name: "Acme"}})
	}
	return &gate.Run{FailOn: policy.LevelError, Reports: []*policy.Report{r}, Details: map[*policy.Report]*detail.Detail{r: d}}
}

func TestBrowserFiltersFindings(t *testing.T) {
	p := open(t, sample(t, "<script>document.title = 'attacked'</script>"))
	const shown = `[...document.querySelectorAll("details.finding")].filter(d => d.checkVisibility()).map(d => d.id).join(" ")`
	want(t, p, "document.title", "Audit report on <script>document.title = 'attacked'</script>")
	want(t, p, shown, "f1 f2 f3")
	choose(t, p, "finding-level", "warning")
	want(t, p, shown, "f2 f3")
	want(t, p, `document.getElementById("finding-count").textContent`, "Findings shown: 2 of 3")
	choose(t, p, "finding-status", "baseline")
	want(t, p, shown, "f3")
	choose(t, p, "finding-level", "")
	choose(t, p, "finding-status", "")
	choose(t, p, "finding-text", "ACME maker")
	want(t, p, shown, "f1")
	choose(t, p, "finding-text", "")
	choose(t, p, "finding-entity", "acme")
	want(t, p, shown, "f1 f2")
}

func TestBrowserShowsLargeLedger(t *testing.T) {
	p := open(t, large())
	const first = `document.querySelector("#ledger-rows strong").textContent`
	const rows = `document.querySelectorAll("#ledger-rows tr").length`
	const count = `document.getElementById("ledger-count").textContent`
	want(t, p, count, "Components shown: 10,000 of 10,000")
	want(t, p, rows, 100)
	want(t, p, first, "part-9700") // the most severe
	want(t, p, `document.getElementById("ledger-page").textContent`, "Page 1 of 100")

	want(t, p, `document.querySelector("[data-to=last]").click(), document.getElementById("ledger-page").textContent`, "Page 100 of 100")
	want(t, p, `document.querySelector("[data-to=next]").disabled`, true)

	choose(t, p, "ledger-text", "part-123 library")
	want(t, p, count, "Components shown: 11 of 10,000")
	want(t, p, `document.getElementById("ledger-pages").hidden`, true)
	choose(t, p, "ledger-evidence", "name")
	want(t, p, count, "Components shown: 2 of 10,000")
	want(t, p, `document.querySelector("#ledger-table th button").click(), `+first, "part-1232")
	want(t, p, `document.querySelector("#ledger-table th").getAttribute("aria-sort")`, "ascending")
	want(t, p, `document.querySelector("#ledger-table th button").click(), `+first, "part-1236")
	choose(t, p, "ledger-text", "no such part")
	want(t, p, count, "Components shown: 0 of 10,000")

	// Sorting and filtering all components takes less than a blink on an ordinary machine;
	// the limit leaves room for a busy one.
	choose(t, p, "ledger-text", "")
	choose(t, p, "ledger-evidence", "")
	want(t, p, `(() => {
	const start = performance.now();
	document.querySelectorAll("#ledger-table th button")[2].click();
	document.getElementById("ledger-outcome").dispatchEvent(new Event("change"));
	document.body.getBoundingClientRect();
	return performance.now() - start < 2000;
})()`, true)
}

func TestBrowserFollowsLinkToFinding(t *testing.T) {
	p := open(t, large())
	want(t, p, `document.getElementById("f200").open`, false)
	choose(t, p, "finding-text", "nothing matches this")
	want(t, p, `(async () => {
	location.hash = "#f200";
	await new Promise(done => setTimeout(done, 200));
	const d = document.getElementById("f200");
	return d.open && d.checkVisibility() && document.activeElement === d.querySelector("summary");
})()`, true)
}

func TestBrowserFitsPhone(t *testing.T) {
	long := strings.Repeat("long", 300)
	for _, name := range []string{"util", long, `C:\` + strings.Repeat(`folder\`, 90), "日本語の名前"} {
		p := open(t, sample(t, name))
		for _, v := range []chromium.View{{Width: 1280, Height: 900}, {Width: 390, Height: 844}, {Width: 320, Height: 640, Dark: true}} {
			if err := p.Show(v); err != nil {
				t.Fatal(err)
			}
			want(t, p, `document.documentElement.scrollWidth`, v.Width)
		}
	}
}

// TestBrowserPrintsEverything checks that print shows the content of findings that are
// collapsed, and neither fields nor buttons.
func TestBrowserPrintsEverything(t *testing.T) {
	p := open(t, large())
	const visible = `document.querySelector("#f200 .body").checkVisibility()`
	want(t, p, visible, false)
	if err := p.Show(chromium.View{Width: 800, Height: 1100, Print: true}); err != nil {
		t.Fatal(err)
	}
	want(t, p, visible, true)
	want(t, p, `[...document.querySelectorAll("input, select, button:not(th button)")].some(e => e.checkVisibility())`, false)
	want(t, p, `dispatchEvent(new Event("beforeprint")), document.querySelectorAll("#ledger-rows tr").length`, 1000)
	want(t, p, `dispatchEvent(new Event("afterprint")), document.querySelectorAll("#ledger-rows tr").length`, 100)
	pdf, err := p.PDF()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Error("the browser printed no PDF")
	}
}

// TestBrowserWithoutScripts checks that the page can be read without scripts.
func TestBrowserWithoutScripts(t *testing.T) {
	p := open(t, large())
	if err := p.Call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil); err != nil {
		t.Fatal(err)
	}
	var address string
	if err := p.Evaluate("location.href", &address); err != nil {
		t.Fatal(err)
	}
	if err := p.Load(address); err != nil {
		t.Fatal(err)
	}
	want(t, p, `document.querySelectorAll("#ledger-rows tr").length`, 1000)
	want(t, p, `document.querySelectorAll("details.finding").length`, 300)
	want(t, p, `document.getElementById("ledger-filter").checkVisibility()`, false)
}

// TestBrowserContrast checks the contrast of every visible text with its background
// (WCAG 2.2, success criterion 1.4.3) in both themes and in print.
func TestBrowserContrast(t *testing.T) {
	p := open(t, sample(t, "util"))
	const worst = `(() => {
	const parse = c => c.match(/[\d.]+/g).map(Number);
	const luminance = c => {
		const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const background = e => {
		for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	};
	let worst = [99, ""];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.textContent.trim() || !e.checkVisibility() || e.matches("script, button:disabled")) continue;
		const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(background(e))];
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 200)];
	}
	return worst[0] >= 4.5 ? "" : worst.join(" ");
})()`
	for _, v := range []chromium.View{{Width: 1280, Height: 900}, {Width: 1280, Height: 900, Dark: true}, {Width: 390, Height: 844, Dark: true}, {Width: 800, Height: 1100, Print: true}} {
		if err := p.Show(v); err != nil {
			t.Fatal(err)
		}
		want(t, p, worst, "")
	}
}

// TestBrowserKeyboard checks that the Tab key reaches the findings first, and every control.
func TestBrowserKeyboard(t *testing.T) {
	p := open(t, sample(t, "util"))
	tab := func() {
		for _, kind := range []string{"keyDown", "keyUp"} {
			if err := p.Call("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	tab()
	want(t, p, `document.activeElement.className`, "skip")
	want(t, p, `document.activeElement.getBoundingClientRect().left >= 0`, true)
	const mark = `(e => { e.dataset.reached = ""; return getComputedStyle(e).outlineStyle; })(document.activeElement)`
	for range 60 {
		tab()
		want(t, p, mark, "solid")
		var end bool
		if err := p.Evaluate(`document.activeElement.matches("#reproduce pre")`, &end); err != nil {
			t.Fatal(err)
		}
		if end {
			break
		}
	}
	want(t, p, `[...document.querySelectorAll("a:not(.skip), button, input, select, summary")].filter(e => e.checkVisibility() && !e.disabled && !("reached" in e.dataset)).map(e => e.outerHTML).join("\n")`, "")
}
