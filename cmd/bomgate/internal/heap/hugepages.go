//go:build !linux

package heap

// Reserve does nothing: it is for Linux.
func Reserve(bytes int64) {}
