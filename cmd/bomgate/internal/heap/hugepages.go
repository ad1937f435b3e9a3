//go:build !linux

package heap

// reserve does nothing: only Linux has transparent huge pages.
func reserve(int64) {}
