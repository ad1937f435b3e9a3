// Package builtin provides the built-in policies and their data as a bundle for
// package policy.
//
// # Compatibility
//
// Until version 1, minor versions of the module may change the API, the policies and
// the data. [policy.Bundle.Digest] identifies the exact policies and data.
package builtin

import (
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
)

// Bundle returns the built-in policies and data. They passed the checks of
// [policy.Compile] when the module was tested, so compiling the bundle skips them.
func Bundle() (*policy.Bundle, error) {
	b, err := policy.ReadFolder("rego", rego.FS)
	if err != nil {
		return nil, err
	}
	b.Checked(rego.Data)
	return b, nil
}
