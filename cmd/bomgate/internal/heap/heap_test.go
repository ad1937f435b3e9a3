package heap

import (
	"os"
	"runtime"
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
	reserve(256 << 20)
	runtime.ReadMemStats(&after)
	if got := after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc); got > 1<<20 {
		t.Errorf("%d bytes are still held", got)
	}
	if after.HeapIdle < 250<<20 {
		t.Errorf("%d bytes are idle, want 256 MB or nearly", after.HeapIdle)
	}
}

// TestPercent: garbage may take 32 MB, or a seventh of what has to be looked through.
func TestPercent(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		alive, pointers uint64
		want            int
	}{
		{0, 0, 800},
		{32 * mb, 8 * mb, 100},
		{1024 * mb, 8 * mb, 3},
		{1024 * mb, 1024 * mb, 14},
		{1024 * 1024 * mb, 0, 1},
	} {
		if got := percentOf(c.alive, c.pointers); got != c.want {
			t.Errorf("%d MB alive, %d with pointers: %d %%, want %d %%", c.alive/mb, c.pointers/mb, got, c.want)
		}
	}
}
