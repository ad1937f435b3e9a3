// Package heap backs the first part of the Go heap with huge pages (2 MB), which
// saves most page faults of a process that lives for a second and touches most of its
// memory once. Importing it is enough. It must be initialized before packages that fill
// the heap, such as OPA, because only memory that is not in use yet can be marked; Go
// initializes packages in the order of their import paths, in which it comes first.
package heap

func init() { reserve(64 << 20) }
