package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/suggest"
)

// configFlags are the flags for the configuration file. They are the only flags that the
// file cannot set.
type configFlags struct {
	name string
	none bool
	file *config.File // in use; nil if there is none
}

const (
	configFlag   = "config"
	noConfigFlag = "no-config"
)

// register adds the flags to a command. Before the command runs, its flags get the values
// of the environment and of the configuration file.
func (c *configFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.name, configFlag, "", "read the configuration from this file (default "+config.FileName+" in this directory or above, in the repository)")
	f.BoolVar(&c.none, noConfigFlag, false, "read no configuration file")
	placeholder(cmd, configFlag, "FILE")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := c.load(cmd); err != nil {
			return &hintError{err, "see " + cmd.Root().Name() + " help config"}
		}
		return nil
	}
}

// load sets the flags that are not on the command line, from the environment and from the
// configuration file.
func (c *configFlags) load(cmd *cobra.Command) error {
	all := settings(cmd.Root())
	if err := setFromEnvironment(all, os.Environ()); err != nil {
		return err
	}
	name, err := c.find(cmd.Flags())
	if err != nil || name == "" {
		return err
	}
	if c.file, err = config.Read(name); err != nil {
		return err
	}
	return setFromFile(all, c.file)
}

// find returns the path of the configuration file, or "" if there is none. Of --config and
// --no-config, the one on the command line takes precedence over a variable.
func (c *configFlags) find(flags *pflag.FlagSet) (string, error) {
	named, none := flags.Lookup(configFlag), flags.Lookup(noConfigFlag)
	if named.Changed && c.none && originOf(named).kind == originOf(none).kind {
		return "", fmt.Errorf("%s and %s: expected one of them", originOf(named).source, originOf(none).source)
	}
	switch {
	case named.Changed && !(c.none && originOf(none).kind == originFlag):
		if c.name == "" {
			return "", valueError(flags, configFlag, errors.New(`"": expected a file`))
		}
		return c.name, nil
	case c.none:
		return "", nil
	}
	return config.FindFile()
}

// used returns the configuration file as reports state it.
func (c *configFlags) used() *gate.Config {
	if c.file == nil {
		return nil
	}
	return &gate.Config{File: c.file.Name, Digest: c.file.Digest}
}

// setting is a key of the configuration file with the flags that it sets. If several
// commands have the same flag, it sets all of them, so that a value is checked whichever
// command runs.
type setting struct {
	key      string
	flags    []*pflag.Flag
	commands []string // that have the flags
	ofFile   bool     // the configuration file may have the key, not only the environment
}

// variable returns the name of the environment variable for the setting.
func (s *setting) variable() string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(s.key, "-", "_"))
}

const variablePrefix = "BOMGATE_"

// settings returns all settings, sorted by key. The key of a flag is its name. If a command
// has a flag that means something else than the flag of check with the same name, the key
// begins with the name of the command, as in rules-output.
func settings(root *cobra.Command) []*setting {
	commands := slices.Clone(root.Commands())
	slices.SortStableFunc(commands, func(a, b *cobra.Command) int { return cmp.Compare(rank(a), rank(b)) })
	byKey := map[string]*setting{}
	var all []*setting
	for _, cmd := range commands {
		if cmd.Flags().Lookup(configFlag) == nil {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" {
				return
			}
			key := f.Name
			if s := byKey[key]; s != nil && s.flags[0].Usage != f.Usage {
				key = cmd.Name() + "-" + key
			}
			s := byKey[key]
			if s == nil {
				s = &setting{key: key, ofFile: f.Name != configFlag && f.Name != noConfigFlag}
				byKey[key], all = s, append(all, s)
			}
			if !slices.Contains(s.flags, f) { // config has the flags of check
				s.flags, s.commands = append(s.flags, f), append(s.commands, cmd.Name())
			}
		})
	}
	slices.SortFunc(all, func(a, b *setting) int { return strings.Compare(a.key, b.key) })
	return all
}

// rank orders check before the other commands.
func rank(cmd *cobra.Command) int {
	if cmd.Name() == "check" {
		return 0
	}
	return 1
}

// setFromEnvironment sets the flags that variables name and the command line does not.
// A variable that names no flag is an error, because it would have no effect.
func setFromEnvironment(all []*setting, environment []string) error {
	byVariable := map[string]*setting{}
	var names []string
	for _, s := range all {
		byVariable[s.variable()] = s
		names = append(names, s.variable())
	}
	environment = slices.Clone(environment)
	slices.Sort(environment)
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if len(name) < len(variablePrefix) || !strings.EqualFold(name[:len(variablePrefix)], variablePrefix) {
			continue
		}
		s := byVariable[name]
		if s == nil {
			return fmt.Errorf("unknown variable %s: expected %s", name, suggest.Expected(name, names))
		}
		for _, f := range s.flags {
			if f.Changed {
				continue
			}
			for _, v := range splitVariable(f, value) {
				if err := set(f, v, origin{originVariable, name}); err != nil {
					return fmt.Errorf("%s %q: %w", name, v, err)
				}
			}
		}
	}
	return nil
}

// splitVariable splits the value of a variable into values of a flag. A flag that may be
// repeated has one value per line, unless it splits its value at commas itself.
func splitVariable(f *pflag.Flag, value string) []string {
	if valueOf(f).Type() != "stringArray" {
		return []string{value}
	}
	return strings.Split(strings.TrimSuffix(value, "\n"), "\n")
}

// setFromFile sets the flags that the file names, and neither the command line nor the
// environment.
func setFromFile(all []*setting, file *config.File) error {
	byKey := map[string]*setting{}
	var keys []string
	for _, s := range all {
		if s.ofFile {
			byKey[s.key] = s
			keys = append(keys, s.key)
		}
	}
	for _, in := range file.Settings {
		s := byKey[in.Key]
		if s == nil {
			return fmt.Errorf("%s: unknown key %q: expected %s", in.At, in.Key, suggest.Expected(in.Key, keys))
		}
		for _, f := range s.flags {
			if f.Changed {
				continue
			}
			if err := setValues(f, in, filepath.Dir(file.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// setValues sets a flag to the values of a key. Relative paths are relative to dir.
func setValues(f *pflag.Flag, in config.Setting, dir string) error {
	if _, repeatable := f.Value.(pflag.SliceValue); in.IsList && !repeatable {
		return fmt.Errorf("%s: key %q has a list: expected one value", in.Values[0].At, in.Key)
	}
	where := in.Values[0].At
	for _, v := range in.Values {
		if isBool := valueOf(f).Type() == "bool"; v.IsBool != isBool {
			err := errors.New("expected a text or a number, or quotes around the value")
			if isBool {
				err = errBool
			}
			return fmt.Errorf("%s: %s %q: %w", v.At, in.Key, v.Text, err)
		}
		if err := set(f, inFolder(f, dir, v.Text), origin{originFile, where.String()}); err != nil {
			return fmt.Errorf("%s: %s %q: %w", v.At, in.Key, v.Text, err)
		}
	}
	return nil
}

// inFolder returns the value of a flag, in which a relative path is relative to dir. The
// placeholder of a flag says whether its value is a path.
func inFolder(f *pflag.Flag, dir, value string) string {
	switch placeholder := f.Value.Type(); {
	case placeholder == "PATH", placeholder == "FILE", placeholder == "DIR":
		return joinPath(dir, value)
	case strings.HasSuffix(placeholder, "[=FILE]"):
		if format, file, ok := strings.Cut(value, "="); ok {
			return format + "=" + joinPath(dir, file)
		}
	}
	return value
}

// joinPath joins a directory and a path. It keeps a separator at the end, which says that
// the path is a directory, and leaves an absolute path, no path, and - for standard output.
func joinPath(dir, path string) string {
	if path == "" || path == "-" || filepath.IsAbs(path) {
		return path
	}
	joined := filepath.Join(dir, path)
	if os.IsPathSeparator(path[len(path)-1]) {
		joined += string(filepath.Separator)
	}
	return joined
}

// set sets a flag and records the origin of the value.
func set(f *pflag.Flag, value string, from origin) error {
	if err := f.Value.Set(value); err != nil {
		return describe(f, err)
	}
	f.Changed = true
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originAnnotation] = []string{from.kind, from.source}
	return nil
}

var errBool = errors.New("expected true or false")

// describe returns an error of a flag's value, without words of Go.
func describe(f *pflag.Flag, err error) error {
	if valueOf(f).Type() == "bool" {
		return errBool
	}
	if _, ok := errors.AsType[*strconv.NumError](err); ok {
		return errors.New("expected a whole number")
	}
	return err
}

// origin is the place that sets a flag.
type origin struct {
	kind   string // one of the constants below
	source string // the flag, the name of the variable, or the position in the file
}

// The kinds of an origin.
const (
	originFlag     = "flag"
	originVariable = "variable"
	originFile     = "file"
	originDefault  = "default"
)

const originAnnotation = "bomgate-origin" // of a flag

// originOf returns the origin of a flag's value.
func originOf(f *pflag.Flag) origin {
	switch from := f.Annotations[originAnnotation]; {
	case from != nil:
		return origin{from[0], from[1]}
	case f.Changed:
		return origin{originFlag, "--" + f.Name}
	}
	return origin{originDefault, ""}
}

// valueError states which flag, variable or key has a value that cannot be used. The error
// begins with the value.
func valueError(flags *pflag.FlagSet, name string, err error) error {
	switch from := originOf(flags.Lookup(name)); from.kind {
	case originVariable:
		return fmt.Errorf("%s %w", from.source, err)
	case originFile:
		return fmt.Errorf("%s: %s %w", from.source, name, err)
	}
	return fmt.Errorf("--%s %w", name, err)
}
