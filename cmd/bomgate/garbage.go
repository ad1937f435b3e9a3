package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// large is the heap size, in bytes, above which the frequency of collections matters.
const large = 64 << 20

// collectLate lets the heap grow to about the large size before the first collection of
// garbage. Compiling the policies, most of which stays in use, would start several
// collections of a small heap.
func collectLate() {
	const first = 4 << 20 // with 100 percent
	if os.Getenv("GOGC") != "" {
		return
	}
	percent := debug.SetGCPercent(100 * large / first)
	unused := new([16]byte) // the first collection cleans it up
	runtime.AddCleanup(unused, func(percent int) {
		if now := debug.SetGCPercent(percent); now < percent {
			debug.SetGCPercent(now) // of boundMemory
		}
	}, percent)
}

// boundMemory prepares for reading a document, whose text is in the heap. It limits the
// memory to twice the heap and 110 MiB, so that garbage is collected more often when a
// document needs much more memory than its text. If the heap is large already, it collects
// garbage when the heap has grown by a quarter: the text of a large document is in use until
// the end, and frequent collections cost little, because the text has no pointers to follow.
func boundMemory() {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	heap := samples[0].Value.Uint64()
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(2*heap + 110<<20))
	}
	if heap >= large && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
}
