// Package flags has types of flag values.
package flags

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy/suggest"
)

// Percentage is a number from 0 to 100 as a flag, with or without a percent sign.
type Percentage float64

// Set implements [pflag.Value].
func (p *Percentage) Set(s string) error {
	n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "%")), 64)
	if err != nil || !(n >= 0 && n <= 100) {
		return errors.New("expected a percentage from 0 to 100, as in 80")
	}
	*p = Percentage(n)
	return nil
}

// String implements [pflag.Value].
func (p *Percentage) String() string { return strconv.FormatFloat(float64(*p), 'f', -1, 64) }

// Type implements [pflag.Value].
func (p *Percentage) Type() string { return "percentage" }

// Choice is one of several words as a flag.
type Choice struct {
	Word  string
	Words []string // that are accepted
}

// Set implements [pflag.Value].
func (c *Choice) Set(s string) error {
	if !slices.Contains(c.Words, s) {
		return fmt.Errorf("expected %s", suggest.Expected(s, c.Words))
	}
	c.Word = s
	return nil
}

// String implements [pflag.Value].
func (c *Choice) String() string { return c.Word }

// Type implements [pflag.Value].
func (c *Choice) Type() string { return "choice" }

// Positive is a positive number as a flag.
type Positive int

// Set implements [pflag.Value].
func (p *Positive) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("expected a whole number of at least 1")
	}
	*p = Positive(n)
	return nil
}

// String implements [pflag.Value].
func (p *Positive) String() string { return strconv.Itoa(int(*p)) }

// Type implements [pflag.Value].
func (p *Positive) Type() string { return "number" }

// Size is a number of bytes as a flag: 4096, 64MiB, 2GB.
type Size int64

// byteUnits are the units of a Size, largest first.
var byteUnits = []struct {
	name string
	size Size
}{
	{"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"KB", 1e3}, {"B", 1}, {"", 1},
}

// Set implements [pflag.Value].
func (b *Size) Set(s string) error {
	for _, u := range byteUnits {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n <= 0 || n > math.MaxInt64/int64(u.size) {
			break
		}
		*b = Size(n) * u.size
		return nil
	}
	return errors.New("expected a size as in 4096, 64MiB or 2GB")
}

// String implements [pflag.Value]. It uses the largest unit that divides the size.
func (b *Size) String() string {
	for _, u := range byteUnits {
		if *b >= u.size && *b%u.size == 0 {
			return fmt.Sprintf("%d%s", *b/u.size, u.name)
		}
	}
	return "0"
}

// Type implements [pflag.Value].
func (b *Size) Type() string { return "size" }
