// Package heap fits Go's heap to a process that lives for a second and touches
// most of its memory once. It is imported for that alone, and prepares the heap
// before packages that fill it are initialized.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
)

func init() {
	Reserve(64 << 20)
	if os.Getenv("GOGC") == "" {
		collectLate()
	}
}

// collectLate has the first garbage collection wait for a heap of 64 MB: most runs
// have ended by then. From there on garbage may take 32 MB, or a seventh of what
// is alive if that is more: a long document is most of the heap, and leaves little.
func collectLate() {
	pace.percent = 100 * 64 << 20 / least
	debug.SetGCPercent(pace.percent)
	afterCollection(func() {
		pace.Lock()
		defer pace.Unlock()
		var heap runtime.MemStats
		runtime.ReadMemStats(&heap)
		pace.fit(heap.NextGC / uint64(100+pace.percent) * 100)
	})
}

// pace is when garbage is collected.
var pace pacing

type pacing struct {
	sync.Mutex
	percent int // as [debug.SetGCPercent] has it, 0 if that is left to GOGC
}

const least = 4 << 20 // bytes of a heap that the runtime goes by

// fit sets the pace to how many bytes are alive.
func (p *pacing) fit(alive uint64) {
	p.percent = max(15, 100*32<<20/int(max(least, alive)))
	debug.SetGCPercent(p.percent)
}

// afterCollection calls f after each garbage collection.
func afterCollection(f func()) {
	runtime.AddCleanup(new(*int), func(struct{}) {
		f()
		afterCollection(f)
	}, struct{}{})
}
