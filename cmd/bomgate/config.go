package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/policy/gate"
)

// configFlags are the flags for the configuration file. They are the only flags that the
// file cannot set.
type configFlags struct {
	name string
	none bool
	file *config.File // in use; nil if there is none
}

// register adds the flags to a command. Before the command runs, its flags get the values
// of the environment and of the configuration file.
func (c *configFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.name, config.FileFlag, "", "read the configuration from this file (default "+config.FileName+" in this directory or above, in the repository)")
	f.BoolVar(&c.none, config.NoFileFlag, false, "read no configuration file")
	placeholder(cmd, config.FileFlag, "FILE")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		err := c.load(cmd)
		if _, hasHint := errors.AsType[*hintError](err); err == nil || hasHint {
			return err
		}
		return &hintError{err, "see bomgate help config"}
	}
}

// load sets the flags that are not on the command line, from the environment and from the
// configuration file.
func (c *configFlags) load(cmd *cobra.Command) error {
	all := config.Settings(cmd.Root())
	if err := config.SetFromEnvironment(all, os.Environ()); err != nil {
		return err
	}
	name, err := config.Choose(cmd.Flags(), config.FileFlag, config.NoFileFlag, config.FileName)
	if err != nil {
		return err
	}
	if name != "" {
		if c.file, err = config.Read("configuration", name, config.MaxBytes); err != nil {
			return err
		}
		if err := config.SetFromFile(all, c.file); err != nil {
			return err
		}
	}
	return setFromEpoch(cmd.Flags())
}

// used returns the configuration file as reports state it.
func (c *configFlags) used() *gate.Config {
	if c.file == nil {
		return nil
	}
	return &gate.Config{File: c.file.Name, Digest: c.file.Digest}
}

// setFromEpoch sets the date to the value of [sourceDateEpoch], unless it is set otherwise.
func setFromEpoch(set *pflag.FlagSet) error {
	f, value := set.Lookup("as-of"), os.Getenv(sourceDateEpoch)
	if f == nil || f.Changed || value == "" {
		return nil
	}
	if err := flags.ValueOf(f).(*date).setEpoch(value); err != nil {
		return err
	}
	config.SetOrigin(f, config.Origin{Kind: config.FromVariable, Source: sourceDateEpoch})
	return nil
}
