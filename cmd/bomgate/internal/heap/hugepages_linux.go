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

// reserve has the next bytes that the heap grows by be made of huge pages (2 MB),
// so that touching them takes hundreds of times fewer page faults. Go does not ask
// for those by itself: so a piece of memory is allocated, marked, and collected
// untouched, for all else to be allocated from.
func reserve(bytes int64) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &limit); err != nil || limit.Cur < math.MaxInt64 {
		return // address space is short
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // this is not to be collected before it is marked
	var b strings.Builder                            // which does not clear what nobody has written to
	b.Grow(int(bytes))
	b.WriteByte(0)
	start := unsafe.StringData(b.String())
	page := uintptr(os.Getpagesize())
	before := -uintptr(unsafe.Pointer(start)) % page
	memory := unsafe.Slice(start, bytes)[before:]
	// Where there are none, nothing is lost.
	_ = syscall.Madvise(memory[:uintptr(len(memory))/page*page], syscall.MADV_HUGEPAGE)
	b.Reset()
	runtime.GC()
}
