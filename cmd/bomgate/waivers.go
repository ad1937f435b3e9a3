package main

import (
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
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
	maxDays flags.Positive
	flags   *pflag.FlagSet
}

func (w *waiverFlags) register(cmd *cobra.Command) {
	w.flags = cmd.Flags()
	registerWaivers(cmd, &w.name)
	w.flags.BoolVar(&w.none, noWaiversFlag, false, "apply no waivers")
	w.maxDays = waiver.DefaultMaxDays
	w.flags.Var(&w.maxDays, maxDaysFlag, "refuse a waiver that is valid for more days than this")
	placeholder(cmd, maxDaysFlag, "DAYS")
	complete(cmd, maxDaysFlag, cobra.NoFileCompletions)
}

// registerWaivers adds the flag for the file of waivers to a command.
func registerWaivers(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, waiversFlag, "", "the file of waivers (default "+filepath.ToSlash(waiversFile)+" in this directory or above, in the repository)")
	placeholder(cmd, waiversFlag, "FILE")
}

// read returns the waivers in the file, or nil if there is no file.
func (w *waiverFlags) read() (*gate.Waivers, error) {
	if w.flags == nil {
		return nil, nil
	}
	name, err := config.Choose(w.flags, waiversFlag, noWaiversFlag, waiversFile)
	if err != nil || name == "" {
		return nil, err
	}
	file, err := config.Read("waivers", name, maxWaiversBytes)
	if err != nil {
		return nil, err
	}
	list, err := waiver.Parse(name, file.Text)
	if err != nil {
		return nil, &hintError{err, "bomgate waive drafts a waiver, and bomgate schema waivers describes the file"}
	}
	return &gate.Waivers{File: name, Digest: file.Digest, List: list}, nil
}

// apply applies waivers, which may be nil, to a run.
func (w *waiverFlags) apply(run *gate.Run, waivers *gate.Waivers) {
	if waivers == nil {
		return
	}
	run.Waivers = waivers
	waivers.Report = waiver.Apply(run.Reports, waivers.List, waiver.Options{Name: waivers.File, Context: run.Context, MaxDays: int(w.maxDays)})
}
