package config

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

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/policy/strictyaml"
	"github.com/bomgate/bomgate/policy/suggest"
)

// Setting is a key of the configuration file with the flags that it sets. If several
// commands have the same flag, it sets all of them, so that a value is checked whichever
// command runs.
type Setting struct {
	Key      string
	Flags    []*pflag.Flag
	Commands []string // that have the flags
	InFile   bool     // the configuration file may have the key, not only the environment
}

// Variable returns the name of the environment variable for the setting.
func (s *Setting) Variable() string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(s.Key, "-", "_"))
}

const variablePrefix = "BOMGATE_"

// The flags that choose the configuration file, which the file itself cannot set.
const (
	FileFlag   = "config"
	NoFileFlag = "no-config"
)

// Settings returns all settings, sorted by key. The key of a flag is its name. If a command
// has a flag that means something else than the flag of check with the same name, the key
// begins with the name of the command, as in rules-output.
func Settings(root *cobra.Command) []*Setting {
	commands := slices.Clone(root.Commands())
	slices.SortStableFunc(commands, func(a, b *cobra.Command) int { return cmp.Compare(rank(a), rank(b)) })
	byKey := map[string]*Setting{}
	var all []*Setting
	for _, cmd := range commands {
		if cmd.Flags().Lookup(FileFlag) == nil {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" {
				return
			}
			key := f.Name
			if s := byKey[key]; s != nil && s.Flags[0].Usage != f.Usage {
				key = cmd.Name() + "-" + key
			}
			s := byKey[key]
			if s == nil {
				s = &Setting{Key: key, InFile: f.Name != FileFlag && f.Name != NoFileFlag}
				byKey[key], all = s, append(all, s)
			}
			if !slices.Contains(s.Flags, f) { // config has the flags of check
				s.Flags, s.Commands = append(s.Flags, f), append(s.Commands, cmd.Name())
			}
		})
	}
	slices.SortFunc(all, func(a, b *Setting) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// rank orders check before the other commands.
func rank(cmd *cobra.Command) int {
	if cmd.Name() == "check" {
		return 0
	}
	return 1
}

// SetFromEnvironment sets the flags that variables name and the command line does not.
// A variable that names no flag is an error, because it would have no effect.
func SetFromEnvironment(all []*Setting, environment []string) error {
	byVariable := map[string]*Setting{}
	var names []string
	for _, s := range all {
		byVariable[s.Variable()] = s
		names = append(names, strings.TrimPrefix(s.Variable(), variablePrefix))
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
			expected := variablePrefix + " and the name of a flag, as in " + variablePrefix + "FAIL_ON"
			if near := suggest.Closest(name[len(variablePrefix):], names); near != "" {
				expected = strconv.Quote(variablePrefix + near)
			}
			return fmt.Errorf("unknown variable %s: expected %s", name, expected)
		}
		for _, f := range s.Flags {
			if f.Changed {
				continue
			}
			for _, v := range splitVariable(f, value) {
				if err := set(f, v, Origin{FromVariable, name}); err != nil {
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
	if flags.ValueOf(f).Type() != "stringArray" {
		return []string{value}
	}
	return strings.Split(strings.TrimSuffix(value, "\n"), "\n")
}

// SetFromFile sets the flags that the file names, and neither the command line nor the
// environment.
func SetFromFile(all []*Setting, file *File) error {
	var keys []string
	for _, s := range all {
		if s.InFile {
			keys = append(keys, s.Key)
		}
	}
	root, err := strictyaml.Parse(file.Name, file.Text)
	if err != nil {
		return err
	}
	object := root.Object(keys...)
	for _, s := range all {
		if value := object.Get(s.Key); value.Exists() && s.InFile {
			s.setValues(value, file.Name)
		}
	}
	return root.Err()
}

// setValues sets the flags to a value, or to the elements of a list, in a file. A value that
// a flag refuses becomes an error in the file.
func (s *Setting) setValues(value strictyaml.Value, file string) {
	values := []strictyaml.Value{value}
	if value.IsList() {
		if _, repeatable := s.Flags[0].Value.(pflag.SliceValue); !repeatable {
			value.Errorf("%s: expected one value, found a list", s.Key)
			return
		}
		if values = value.List(); len(values) == 0 {
			value.Errorf("%s: expected a value, found an empty list", s.Key)
		}
	}
	line, column := value.Position()
	from := Origin{FromFile, fmt.Sprintf("%s:%d:%d", file, line, column)}
	unset := slices.DeleteFunc(slices.Clone(s.Flags), func(f *pflag.Flag) bool { return f.Changed })
	for _, v := range values {
		text, kind := v.Scalar()
		for _, f := range unset {
			if err := setValue(f, text, kind, filepath.Dir(file), from); err != nil {
				v.Errorf("%s %q: %w", s.Key, text, err)
				break // the flag means the same in each command
			}
		}
	}
}

// setValue sets a flag to a scalar in a file. A relative path is relative to dir.
func setValue(f *pflag.Flag, text string, kind strictyaml.Kind, dir string, from Origin) error {
	switch isBool := flags.ValueOf(f).Type() == "bool"; {
	case kind == strictyaml.NoScalar: // an error in the file already
		return nil
	case isBool && kind != strictyaml.Bool:
		return errBool
	case !isBool && kind == strictyaml.Bool:
		return errors.New("expected text or a number, or quotes around the value")
	}
	return set(f, inFolder(f, dir, text), from)
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
func set(f *pflag.Flag, value string, from Origin) error {
	if err := f.Value.Set(value); err != nil {
		return Describe(f, err)
	}
	SetOrigin(f, from)
	return nil
}

// SetOrigin records the origin of a flag's value.
func SetOrigin(f *pflag.Flag, from Origin) {
	f.Changed = true
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originAnnotation] = []string{from.Kind, from.Source}
}

var errBool = errors.New("expected true or false")

// Describe returns an error of a flag's value, without words of Go.
func Describe(f *pflag.Flag, err error) error {
	if flags.ValueOf(f).Type() == "bool" {
		return errBool
	}
	if _, ok := errors.AsType[*strconv.NumError](err); ok {
		return errors.New("expected a whole number of at least 0")
	}
	return err
}

// Origin is the place that sets a flag.
type Origin struct {
	Kind   string // one of the constants below
	Source string // the flag, the name of the variable, or the position in the file
}

// precedence lists the kinds of an origin, the highest first.
var precedence = []string{FromFlag, FromVariable, FromFile, FromDefault}

// precedes reports whether a value from o takes precedence over one from p.
func (o Origin) precedes(p Origin) bool {
	return slices.Index(precedence, o.Kind) < slices.Index(precedence, p.Kind)
}

// The kinds of an origin.
const (
	FromFlag     = "flag"
	FromVariable = "variable"
	FromFile     = "file"
	FromDefault  = "default"
)

const originAnnotation = "bomgate-origin" // of a flag

// OriginOf returns the origin of a flag's value.
func OriginOf(f *pflag.Flag) Origin {
	switch from := f.Annotations[originAnnotation]; {
	case from != nil:
		return Origin{from[0], from[1]}
	case f.Changed:
		return Origin{FromFlag, "--" + f.Name}
	}
	return Origin{FromDefault, ""}
}

// ValueError states which flag, variable or key has a value that cannot be used. The error
// begins with the value.
func ValueError(set *pflag.FlagSet, name string, err error) error {
	switch from := OriginOf(set.Lookup(name)); from.Kind {
	case FromVariable:
		return fmt.Errorf("%s %w", from.Source, err)
	case FromFile:
		return fmt.Errorf("%s: %s %w", from.Source, name, err)
	}
	return fmt.Errorf("--%s %w", name, err)
}
