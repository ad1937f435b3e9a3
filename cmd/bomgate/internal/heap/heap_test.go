package heap

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestReserve: memory is marked for huge pages, and what it was marked with is given back.
func TestReserve(t *testing.T) {
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skipf("only Linux says how memory is marked: %v", err)
	}
	if !strings.Contains(string(maps), " hg") { // smaps' flag for madvise
		t.Error("no memory is marked when the process starts")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Reserve(256 << 20)
	runtime.ReadMemStats(&after)
	if got := after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc); got > 1<<20 {
		t.Errorf("%d bytes are still held", got)
	}
	if after.HeapIdle < 250<<20 {
		t.Errorf("%d bytes are idle, want 256 MB or nearly", after.HeapIdle)
	}
}

// TestPace: garbage may take 32 MB, or a seventh of what has to be looked through. Where
// there is a long text it may take 4 MB, or more if it would be collected all the time.
func TestPace(t *testing.T) {
	const mb = 1 << 20
	p := pacing{room: mostRoom}
	percent := func(alive, pointers uint64, want int) {
		t.Helper()
		if got := p.percentOf(alive, pointers); got != want {
			t.Errorf("room for %d, %d MB alive, %d with pointers: %d %%, want %d %%", p.room/mb, alive/mb, pointers/mb, got, want)
		}
	}
	now := time.Now()
	after := func(wait time.Duration, want uint64) {
		t.Helper()
		now = now.Add(wait)
		if p.adapt(now); p.room != want {
			t.Errorf("after %v: room for %d MB, want %d", wait, p.room/mb, want/mb)
		}
	}
	percent(0, 0, 800)
	percent(32*mb, 8*mb, 100)
	percent(1024*mb, 1024*mb, 14)
	after(time.Millisecond, 32*mb)
	after(time.Second, 32*mb)

	p.room, p.tight = leastRoom, true
	percent(100*mb, 10*mb, 4)
	percent(1024*mb, 10*mb, 1)
	percent(1024*mb, 1024*mb, 14)
	after(100*time.Millisecond, 4*mb)
	after(10*time.Millisecond, 8*mb)
	after(10*time.Millisecond, 16*mb)
	after(100*time.Millisecond, 16*mb)
	for range 3 {
		now = now.Add(time.Millisecond)
		p.adapt(now)
	}
	after(time.Second, 16*mb)
	after(time.Second, 8*mb)
	after(time.Second, 4*mb)
	after(time.Second, 4*mb)
}
