// Package chromium drives a headless Chromium over the Chrome DevTools Protocol, to test and
// show pages. https://chromedevtools.github.io/devtools-protocol/
package chromium

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// names are the programs that are Chromium.
var names = []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless_shell"}

// Find returns the path of a Chromium.
func Find() (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("find Chromium: none of %q is in PATH: install Debian's package chromium, for example", names)
}

// Page is a page of a browser. Its methods must not be called by several goroutines at the
// same time.
type Page struct {
	// Problems are the messages of errors, warnings and violations of the content security
	// policy, and the addresses of requests other than for the page itself.
	Problems []string

	command *exec.Cmd
	profile string
	in      io.WriteCloser
	out     *bufio.Reader
	session string
	last    int // the number of the last call
	loaded  bool
}

// Open starts a browser with an empty page. [Page.Close] ends it.
func Open(ctx context.Context, path string) (*Page, error) {
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		return nil, err
	}
	p := &Page{profile: profile}
	p.command = exec.CommandContext(ctx, path,
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars", "--force-color-profile=srgb",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--remote-debugging-pipe", "--user-data-dir="+profile)
	if err := p.start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %q: %w", path, err), os.RemoveAll(profile))
	}
	if err := p.attach(); err != nil {
		return nil, errors.Join(fmt.Errorf("open a page: %w", err), p.Close())
	}
	return p, nil
}

// start starts the browser, which reads calls from file 3 and writes results to file 4.
func (p *Page) start() error {
	calls, in, err := os.Pipe()
	if err != nil {
		return err
	}
	out, results, err := os.Pipe()
	if err != nil {
		return errors.Join(err, calls.Close(), in.Close())
	}
	p.in, p.out = in, bufio.NewReader(out)
	p.command.ExtraFiles = []*os.File{calls, results}
	return errors.Join(p.command.Start(), calls.Close(), results.Close())
}

// attach opens a page and has the browser report its problems.
func (p *Page) attach() error {
	var target struct{ TargetID string }
	if err := p.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return err
	}
	var session struct{ SessionID string }
	if err := p.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session); err != nil {
		return err
	}
	p.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		if err := p.Call(domain+".enable", nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the browser.
func (p *Page) Close() error {
	p.session = ""
	if p.Call("Browser.close", nil, nil) != nil {
		_ = p.command.Process.Kill()
	}
	_ = p.command.Wait()
	for range 50 { // until its other processes have ended
		if os.RemoveAll(p.profile) == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return os.RemoveAll(p.profile)
}

// message is a call, its result, or an event.
type message struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    any             `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// Call calls a method of the protocol and decodes its result, unless result is nil.
func (p *Page) Call(method string, params map[string]any, result any) error {
	p.last++
	text, err := json.Marshal(message{ID: p.last, SessionID: p.session, Method: method, Params: params})
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(text, 0)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		m, err := p.next()
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", method, err)
		case m.ID != p.last:
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result != nil:
			return json.Unmarshal(m.Result, result)
		default:
			return nil
		}
	}
}

// next reads a message and notes what it says about the page.
func (p *Page) next() (message, error) {
	text, err := p.out.ReadBytes(0)
	if err != nil {
		return message{}, err
	}
	var event struct {
		Params struct {
			Entry            struct{ Level, Text string }
			ExceptionDetails struct {
				Text      string
				Exception struct{ Description string }
			}
			Request struct{ URL string }
			Type    string
		}
	}
	m := message{Params: &event.Params}
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		return message{}, err
	}
	switch e := event.Params; m.Method {
	case "Page.loadEventFired":
		p.loaded = true
	case "Log.entryAdded":
		p.Problems = append(p.Problems, e.Entry.Level+": "+e.Entry.Text)
	case "Runtime.exceptionThrown":
		p.Problems = append(p.Problems, "exception: "+e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case "Network.requestWillBeSent":
		if e.Type != "Document" {
			p.Problems = append(p.Problems, "request: "+e.Request.URL)
		}
	}
	return m, nil
}

// Load loads an address and waits until it is loaded.
func (p *Page) Load(address string) error {
	p.loaded = false
	var result struct{ ErrorText string }
	if err := p.Call("Page.navigate", map[string]any{"url": address}, &result); err != nil {
		return err
	}
	if result.ErrorText != "" {
		return fmt.Errorf("load %q: %s", address, result.ErrorText)
	}
	for !p.loaded {
		if _, err := p.next(); err != nil {
			return fmt.Errorf("load %q: %w", address, err)
		}
	}
	return nil
}

// Evaluate evaluates an expression of JavaScript, waits for it if it is a promise, and
// decodes its value unless value is nil.
func (p *Page) Evaluate(expression string, value any) error {
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	params := map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}
	if err := p.Call("Runtime.evaluate", params, &out); err != nil {
		return err
	}
	if e := out.ExceptionDetails; e != nil {
		return fmt.Errorf("evaluate: %s", e.Exception.Description)
	}
	if value == nil || out.Result.Value == nil { // undefined
		return nil
	}
	return json.Unmarshal(out.Result.Value, value)
}

// View is what a page is shown on.
type View struct {
	Width, Height int
	Dark          bool
	Print         bool // the style sheet for print
}

// Show shows the page on a view.
func (p *Page) Show(v View) error {
	media, scheme := "", "light"
	if v.Print {
		media = "print"
	}
	if v.Dark {
		scheme = "dark"
	}
	return errors.Join(
		p.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": v.Width, "height": v.Height, "deviceScaleFactor": 1, "mobile": false}, nil),
		p.Call("Emulation.setEmulatedMedia", map[string]any{"media": media, "features": []any{map[string]any{"name": "prefers-color-scheme", "value": scheme}}}, nil),
	)
}

// Screenshot returns the visible part of the page as PNG, or all of it.
func (p *Page) Screenshot(all bool) ([]byte, error) {
	return p.data("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": all})
}

// PDF returns the printed page.
func (p *Page) PDF() ([]byte, error) {
	return p.data("Page.printToPDF", map[string]any{"printBackground": true})
}

func (p *Page) data(method string, params map[string]any) ([]byte, error) {
	var out struct{ Data string }
	if err := p.Call(method, params, &out); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(out.Data)
}
