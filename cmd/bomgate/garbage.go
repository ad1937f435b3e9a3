package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// large is the size of a heap in bytes from which on it matters how often garbage is
// collected.
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
	unused := new([16]byte) // so the first collection cleans it up
	runtime.AddCleanup(unused, func(percent int) {
		if now := debug.SetGCPercent(percent); now < percent {
			debug.SetGCPercent(now) // of collectOften
		}
	}, percent)
}

// collectOften prepares for reading a document if the heap is large. The text of a large
// document is in use until the end, so a heap twice the size would be too much. To
// collect more often costs little, because the text has no pointers to follow.
func collectOften() {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	if metrics.Read(heap); heap[0].Value.Uint64() >= large && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
}
