// Package heap fits Go's heap to a process that lives for a second and touches
// most of its memory once. It prepares the heap before packages that fill it are
// initialized: they come after it by their paths.
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

// collectLate has garbage take 32 MB before it is collected, or a seventh of what is
// alive if that is more: most runs have ended by then, and a long document is most of
// the heap, and leaves little.
func collectLate() {
	pace.fit(0)
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
	ahead   uint64
}

// Expect says that so many bytes are going to be alive at once, soon and for long:
// garbage is collected as if they were.
func Expect(bytes int64) {
	pace.Lock()
	defer pace.Unlock()
	pace.ahead = uint64(bytes)
	if pace.percent > 0 {
		pace.fit(0)
	}
}

// fit sets the pace to how many bytes are alive.
func (p *pacing) fit(alive uint64) {
	const least = 4 << 20 // bytes that the runtime goes by
	p.percent = max(15, 100*32<<20/int(max(least, alive, p.ahead)))
	debug.SetGCPercent(p.percent)
}

// afterCollection calls f after each garbage collection.
func afterCollection(f func()) {
	runtime.AddCleanup(new(*int), func(struct{}) {
		f()
		afterCollection(f)
	}, struct{}{})
}
