package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/waiver"
)

// waiversFile is where waivers are unless a flag names another file.
var waiversFile = filepath.Join(".bomgate", "waivers.yaml")

// maxWaiversBytes limits the size of a file of waivers.
const maxWaiversBytes = 1 << 20

const (
	waiversFlag   = "waivers"
	noWaiversFlag = "no-waivers"
	maxDaysFlag   = "max-waiver-days"
)

// waiverFlags are the flags for the waivers that check applies. The zero value applies none.
type waiverFlags struct {
	name    string
	none    bool
	maxDays uint
	flags   *pflag.FlagSet
}

func (w *waiverFlags) register(cmd *cobra.Command) {
	w.flags = cmd.Flags()
	registerWaivers(cmd, &w.name)
	w.flags.BoolVar(&w.none, noWaiversFlag, false, "apply no waivers")
	w.flags.UintVar(&w.maxDays, maxDaysFlag, waiver.DefaultMaxDays, "refuse a waiver that is valid for more days than this")
	placeholder(cmd, maxDaysFlag, "DAYS")
	complete(cmd, maxDaysFlag, cobra.NoFileCompletions)
}

// registerWaivers adds the flag for the file of waivers to a command.
func registerWaivers(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, waiversFlag, "", "the file of waivers (default "+filepath.ToSlash(waiversFile)+" in this directory or above, in the repository)")
	placeholder(cmd, waiversFlag, "FILE")
}

// findWaivers returns the path of the file of waivers that the flag names, or else of the
// one in this directory or above. It is "" if there is none.
func findWaivers(flags *pflag.FlagSet) (string, error) {
	named := flags.Lookup(waiversFlag)
	if !named.Changed {
		return config.Find(waiversFile)
	}
	if name := named.Value.String(); name != "" {
		return name, nil
	}
	return "", config.ValueError(flags, waiversFlag, errors.New(`"": expected a file`))
}

// find returns the path of the file of waivers to apply, or "" if there is none. Of
// --waivers and --no-waivers, the one with the higher precedence counts.
func (w *waiverFlags) find() (string, error) {
	if w.none {
		order := []string{config.FromFlag, config.FromVariable, config.FromFile, config.FromDefault}
		named, none := config.OriginOf(w.flags.Lookup(waiversFlag)), config.OriginOf(w.flags.Lookup(noWaiversFlag))
		switch a, b := slices.Index(order, named.Kind), slices.Index(order, none.Kind); {
		case a == b:
			return "", fmt.Errorf("%s and %s: expected one of them", named.Source, none.Source)
		case b < a:
			return "", nil
		}
	}
	return findWaivers(w.flags)
}

// read reads the waivers. It returns nil if there is no file of waivers.
func (w *waiverFlags) read() (*gate.Waivers, error) {
	if w.flags == nil {
		return nil, nil
	}
	if w.maxDays == 0 {
		return nil, config.ValueError(w.flags, maxDaysFlag, errors.New("0: expected at least 1"))
	}
	name, err := w.find()
	if err != nil || name == "" {
		return nil, err
	}
	text, err := readWaivers(name)
	if err != nil {
		return nil, err
	}
	list, err := waiver.Parse(name, text)
	if err != nil {
		return nil, &hintError{err, "bomgate waive drafts a waiver, and bomgate schema waivers describes the file"}
	}
	sum := sha256.Sum256(text)
	return &gate.Waivers{File: name, Digest: hex.EncodeToString(sum[:]), List: list}, nil
}

// readWaivers reads the text of a file of waivers.
func readWaivers(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxWaiversBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	if len(text) > maxWaiversBytes {
		return nil, fmt.Errorf("read waivers: %s has more than %d bytes", name, maxWaiversBytes)
	}
	return text, nil
}

// apply applies waivers, which may be nil, to a run.
func (w *waiverFlags) apply(run *gate.Run, waivers *gate.Waivers) {
	if waivers == nil {
		return
	}
	run.Waivers = waivers
	waivers.Report = waiver.Apply(run.Reports, waivers.List, waiver.Options{Name: waivers.File, Context: run.Context, MaxDays: int(min(w.maxDays, 1<<30))})
}
