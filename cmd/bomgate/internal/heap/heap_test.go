package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
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

// TestFit: garbage may take 32 MB, or a seventh of what is alive.
func TestFit(t *testing.T) {
	pace.Lock()
	defer pace.Unlock()
	for _, c := range []struct {
		alive uint64
		want  int
	}{{0, 800}, {4 << 20, 800}, {32 << 20, 100}, {64 << 20, 50}, {1 << 30, 15}} {
		pace.fit(c.alive)
		if got := debug.SetGCPercent(pace.percent); got != c.want {
			t.Errorf("%d bytes alive: %d %%, want %d %%", c.alive, got, c.want)
		}
	}
}
