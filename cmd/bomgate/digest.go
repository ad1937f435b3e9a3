package main

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
)

// digestAlgorithms are the hash algorithms that [policy.Connect] asks for, by name.
var digestAlgorithms = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// digester computes the digests of what is written to it: SHA-256, which reports state, and
// in a run over several files all others too, because a file that is not read yet may state
// one of them.
type digester struct {
	io.Writer
	hashes map[string]hash.Hash
}

func newDigester(all bool) *digester {
	d := &digester{hashes: map[string]hash.Hash{}}
	var writers []io.Writer
	for name, newHash := range digestAlgorithms {
		if !all && name != "sha256" {
			continue
		}
		d.hashes[name] = newHash()
		writers = append(writers, d.hashes[name])
	}
	d.Writer = io.MultiWriter(writers...)
	return d
}

// digests returns the digests in lower-case hexadecimal, by algorithm.
func (d *digester) digests() map[string]string {
	sums := map[string]string{}
	for name, h := range d.hashes {
		sums[name] = hex.EncodeToString(h.Sum(nil))
	}
	return sums
}
