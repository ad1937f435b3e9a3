package sbomtest

import (
	"runtime"
	"testing"
)

// CountAllocs makes a benchmark report its allocations per component, a number
// that does not depend on the machine. Call it before the loop, and done after it.
func CountAllocs(b *testing.B, components int) (done func()) {
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	return func() {
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N)/float64(components), "allocs/component")
	}
}
