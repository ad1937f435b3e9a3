package heap

import (
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestReserve checks that memory is marked for huge pages when the process starts,
// and that reserve frees the block that it marks.
func TestReserve(t *testing.T) {
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skipf("cannot read how memory is marked, which only Linux shows: %v", err)
	}
	if !strings.Contains(string(maps), " hg") { // the flag in smaps for MADV_HUGEPAGE
		t.Error("no memory is marked for huge pages at start")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	reserve(256 << 20)
	runtime.ReadMemStats(&after)
	if got := after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc); got > 1<<20 {
		t.Errorf("reserve keeps %d bytes allocated, want at most 1 MB", got)
	}
	if after.HeapIdle < 250<<20 {
		t.Errorf("%d bytes of the heap are idle, want at least 250 MB", after.HeapIdle)
	}
}
