package heap

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"unsafe"
)

// reserve backs the next bytes of heap growth with huge pages. Go does not ask for
// them itself, so reserve allocates a block, marks it, and frees it untouched for
// later allocations to use.
func reserve(bytes int64) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &limit); err != nil || limit.Cur < math.MaxInt64 {
		return // address space is limited
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // no collection before the block is marked
	var b strings.Builder                            // unlike make, Grow does not clear memory
	b.Grow(int(bytes))
	b.WriteByte(0)
	start := unsafe.StringData(b.String())
	page := uintptr(os.Getpagesize())
	before := -uintptr(unsafe.Pointer(start)) % page
	memory := unsafe.Slice(start, bytes)[before:]
	// A kernel without huge pages returns an error; ordinary pages do.
	_ = syscall.Madvise(memory[:uintptr(len(memory))/page*page], syscall.MADV_HUGEPAGE)
	b.Reset()
	runtime.GC()
}
