package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBoundMemory(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	t.Setenv("GOGC", "100") // do not change how often the other tests collect garbage
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)

	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	text := make([]byte, 50<<20)
	boundMemory()
	runtime.KeepAlive(text)
	least, most := 2*int64(len(text)), 2*(int64(len(text))+int64(m.HeapAlloc)+100<<20)
	if got := debug.SetMemoryLimit(-1); got < least || got > most {
		t.Errorf("with a text of %d bytes, the limit is %d bytes, want %d to %d", len(text), got, least, most)
	}

	t.Setenv("GOMEMLIMIT", "off")
	debug.SetMemoryLimit(math.MaxInt64)
	if boundMemory(); debug.SetMemoryLimit(-1) != math.MaxInt64 {
		t.Error("the limit differs from the one in GOMEMLIMIT")
	}
}
