// Package heap fits Go's heap to a process that lives for a second and touches
// most of its memory once. It prepares the heap before packages that fill it are
// initialized: they come after it by their paths.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

func init() {
	Reserve(64 << 20)
	if os.Getenv("GOGC") == "" {
		collectLate()
	}
}

// Garbage takes at most mostRoom before it is collected, so that most runs end before
// that, and never less than leastRoom.
const leastRoom, mostRoom = 4 << 20, 32 << 20

// collectLate sets the pace anew after each collection.
func collectLate() {
	pace.fit()
	afterCollection(func() {
		pace.Lock()
		defer pace.Unlock()
		pace.adapt(time.Now())
		pace.fit()
	})
}

// Expect says that so many bytes without pointers are soon alive, and for long. They
// are most of what the process takes, and leave little garbage: from now on that is
// collected while there is little, but not so often that it takes time.
func Expect(bytes int64) {
	pace.Lock()
	defer pace.Unlock()
	pace.ahead, pace.tight = uint64(bytes), true
	if pace.percent > 0 {
		pace.fit()
	}
}

// pace is when garbage is collected.
var pace = pacing{room: mostRoom}

type pacing struct {
	sync.Mutex
	percent int    // as [debug.SetGCPercent] has it, 0 if that is left to GOGC
	room    uint64 // bytes for garbage
	ahead   uint64 // bytes that are not there yet
	tight   bool   // room is as little as time allows
	last    time.Time
}

// adapt makes room if the last collection was not long ago, or takes it back.
func (p *pacing) adapt(now time.Time) {
	since := now.Sub(p.last)
	p.last = now
	switch {
	case !p.tight:
	case since < 40*time.Millisecond:
		p.room = min(2*p.room, mostRoom)
	case since > 160*time.Millisecond:
		p.room = max(p.room/2, leastRoom)
	}
}

// fit sets the pace to how many bytes are alive. To look through those with pointers
// takes time, and so for many of them there is more room.
func (p *pacing) fit() {
	heap := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/heap:bytes"}}
	metrics.Read(heap)
	alive, pointers := heap[0].Value.Uint64(), heap[1].Value.Uint64()
	if alive >= p.ahead {
		p.ahead = 0
	}
	p.percent = p.percentOf(max(alive, p.ahead), pointers)
	debug.SetGCPercent(p.percent)
}

func (p *pacing) percentOf(alive, pointers uint64) int {
	const least = 4 << 20 // bytes that the runtime goes by
	return int(max(1, 100*max(p.room, pointers/7)/max(least, alive)))
}

// afterCollection calls f after each garbage collection.
func afterCollection(f func()) {
	runtime.AddCleanup(new(*int), func(struct{}) {
		f()
		afterCollection(f)
	}, struct{}{})
}
