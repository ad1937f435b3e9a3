// Package looks determines what names look like to a reader, so that a name can be found
// that only the eye recognizes.
package looks
