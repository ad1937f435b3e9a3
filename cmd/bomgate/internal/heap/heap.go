// Package heap fits Go's heap to a process that lives for a second and touches
// most of its memory once. It is imported for that alone, and prepares the heap
// before packages that fill it are initialized.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

func init() {
	if os.Getenv("GOGC") == "" {
		collectLate()
	}
	Reserve(64 << 20)
}

// collectLate has the first garbage collection wait for a heap of 64 MB: most runs
// have ended by then. From there on garbage may take 32 MB, or as much as what is
// alive if that is less: a long document is most of the heap, and leaves little.
func collectLate() {
	debug.SetGCPercent(1600) // of 4 MB
	first := true            // collection, which init asks for
	afterCollection(func() {
		if first {
			first = false
			return
		}
		const room = 32 << 20
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		percent := 100 * room / max(1, live[0].Value.Uint64())
		debug.SetGCPercent(int(max(15, min(percent, 100))))
	})
}

// afterCollection calls f after each garbage collection.
func afterCollection(f func()) {
	runtime.AddCleanup(new(*int), func(struct{}) {
		f()
		afterCollection(f)
	}, struct{}{})
}
