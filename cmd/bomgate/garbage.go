package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// headroom returns memory that keeps the garbage collector from running before the program
// has allocated about 32 MiB, as long as it is in use. A heap may grow to twice its size
// before it is collected, and compiling the policies, most of which stays in use, would
// start several collections of a small heap. The memory must not be written to: the system
// does not provide it until then.
func headroom() []byte { return make([]byte, 32<<20) }

// collectOften prepares for reading a document if the heap is large. The text of a large
// document is in use until the end, so a heap twice the size would be too much. To
// collect more often costs little, because the text has no pointers to follow.
func collectOften() {
	const large, percent = 64 << 20, 25
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}} // with headroom
	if metrics.Read(heap); heap[0].Value.Uint64() >= large && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
