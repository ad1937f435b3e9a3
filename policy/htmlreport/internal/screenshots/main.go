// Screenshots makes the pictures of the HTML report in docs/images from an SBOM in testdata.
// It needs Chromium, and runs in the root of the repository:
//
//	go run ./policy/htmlreport/internal/screenshots
package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/bomgate/bomgate/policy/htmlreport/internal/chromium"
)

// pictures are the files in docs/images.
var pictures = []struct {
	file string
	view chromium.View
	show string // the selector of the element at the top
}{
	{"report.png", chromium.View{Width: 1200, Height: 1180}, "body"},
	{"report-dark.png", chromium.View{Width: 1200, Height: 720, Dark: true}, "#ledger"},
	{"report-phone.png", chromium.View{Width: 390, Height: 844, Dark: true}, "#f1"},
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "screenshots")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	report := filepath.Join(folder, "report.html")
	if err := write(ctx, report, filepath.Join(folder, "bomgate")); err != nil {
		return err
	}
	path, err := chromium.Find()
	if err != nil {
		return err
	}
	page, err := chromium.Open(ctx, path)
	if err != nil {
		return err
	}
	defer page.Close()
	if err := page.Load("file://" + filepath.ToSlash(report)); err != nil {
		return err
	}
	for _, p := range pictures {
		if err := page.Show(p.view); err != nil {
			return err
		}
		if err := page.Evaluate(fmt.Sprintf("void document.querySelector(%q).scrollIntoView()", p.show), nil); err != nil {
			return err
		}
		picture, err := page.Screenshot(false)
		if err != nil {
			return err
		}
		if err := save(filepath.Join("docs", "images", p.file), picture); err != nil {
			return err
		}
	}
	return nil
}

// write writes the report with a program that it builds.
func write(ctx context.Context, report, program string) error {
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/bomgate")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build bomgate: %w\n%s", err, out)
	}
	check := exec.CommandContext(ctx, program, "check", "--no-config", "--as-of", "2026-11-23", "-o", "html="+report, "testdata/appliance.cdx.json")
	out, err := check.CombinedOutput()
	if closed := check.ProcessState.ExitCode() == 1; !closed {
		return fmt.Errorf("check: expected a closed gate: %v\n%s", err, out)
	}
	return nil
}

// save writes a picture as small as possible.
func save(name string, picture []byte) error {
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return err
	}
	var smaller bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&smaller, decoded); err != nil {
		return err
	}
	return os.WriteFile(name, smaller.Bytes(), 0o644)
}
