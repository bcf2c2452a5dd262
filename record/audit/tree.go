package audit

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
)

// leafHash is tlog.RecordHash of an entry's line, without its allocations; scratch
// is used again.
func leafHash[T string | []byte](scratch []byte, line T) (tlog.Hash, []byte) {
	scratch = append(append(scratch[:0], 0), line...)
	return sha256.Sum256(scratch), scratch
}

// grow adds a leaf to the peaks of a tree of a size: the hashes of the complete
// subtrees of which it is made, from the left and largest.
func grow(peaks []tlog.Hash, size int64, leaf tlog.Hash) []tlog.Hash {
	for ; size&1 == 1; size >>= 1 {
		leaf = tlog.NodeHash(peaks[len(peaks)-1], leaf)
		peaks = peaks[:len(peaks)-1]
	}
	return append(peaks, leaf)
}

// rootOf is the hash of the tree with these peaks.
func rootOf(peaks []tlog.Hash) tlog.Hash {
	if len(peaks) == 0 {
		return sha256.Sum256(nil)
	}
	root := peaks[len(peaks)-1]
	for i := len(peaks) - 2; i >= 0; i-- {
		root = tlog.NodeHash(peaks[i], root)
	}
	return root
}

// fold is the hash of the complete subtree over as many hashes as a power of two.
// It overwrites them.
func fold(hashes []tlog.Hash) tlog.Hash {
	for n := len(hashes); n > 1; n /= 2 {
		for i := range n / 2 {
			hashes[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
		}
	}
	return hashes[0]
}

// packHashes writes hashes one behind the other.
func packHashes(hashes []tlog.Hash) []byte {
	b := make([]byte, 0, len(hashes)*tlog.HashSize)
	for i := range hashes {
		b = append(b, hashes[i][:]...)
	}
	return b
}

func unpackHashes(b []byte) ([]tlog.Hash, error) {
	if len(b)%tlog.HashSize != 0 {
		return nil, fault.New(fault.Internal, "%d bytes of the audit log are no hashes; verify it", len(b))
	}
	hashes := make([]tlog.Hash, len(b)/tlog.HashSize)
	for i := range hashes {
		copy(hashes[i][:], b[i*tlog.HashSize:])
	}
	return hashes, nil
}
