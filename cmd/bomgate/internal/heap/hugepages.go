//go:build !linux

package heap

// reserve does nothing: it is for Linux.
func reserve(bytes int64) {}
