package learn

import (
	"hash/fnv"
	"strconv"
)

// folds is how many folds rows are dealt into, for validation as for encoding.
const folds = 5

// foldsOf deals rows into folds by a hash of their group and the seed, so that a
// group stays together and the same file and seed give the same folds.
func foldsOf(group []string, rows int, seed uint64) []int8 {
	out := make([]int8, rows)
	for i := range out {
		name := strconv.Itoa(i)
		if group != nil {
			name = group[i]
		}
		out[i] = int8(hashed(name, seed) % uint64(folds))
	}
	return out
}

func hashed(name string, seed uint64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.FormatUint(seed, 36) + "|" + name)) // never fails
	x := h.Sum64()
	x ^= x >> 32 // FNV leaves little of the last bytes in the low bits of short names
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
