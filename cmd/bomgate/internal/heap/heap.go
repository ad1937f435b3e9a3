// Package heap fits Go's heap to a process that lives for a second and touches
// most of its memory once. It prepares the heap before packages that fill it are
// initialized: they come after it by their paths.
package heap

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

func init() {
	reserve(64 << 20)
	if os.Getenv("GOGC") == "" {
		collectLate()
	}
}

// collectLate has garbage collected by what is alive since the last time. To ask for
// that now and then is quicker than to wait for a collection to say that it has ended.
func collectLate() {
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}}
	percent := 0
	fit := func() {
		metrics.Read(heap)
		if now := percentOf(heap[0].Value.Uint64(), heap[1].Value.Uint64()); now != percent {
			percent = now
			debug.SetGCPercent(percent)
		}
	}
	fit()
	go func() {
		for range time.Tick(2 * time.Millisecond) {
			fit()
		}
	}()
}

// percentOf returns how much garbage there may be, as [debug.SetGCPercent] has it: so
// much that most runs end before that. To look through what is alive takes time where
// there are pointers in it, and so for many of them there is more room.
func percentOf(alive, pointers uint64) int {
	const room, least = 32 << 20, 4 << 20 // bytes; the least is what the runtime goes by
	return int(max(1, 100*max(room, pointers/7)/max(least, alive)))
}
