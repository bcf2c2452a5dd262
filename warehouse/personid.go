package warehouse

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
)

// Person ids are opaque: P and eleven characters without look-alikes (no i, l,
// o, u), 55 bits of the SHA-256 of the person's anchor registration. Twelve
// bytes fit the engine's short strings, so sorting and joining stay fast.
const idAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// personIDs gives every person (ordinals as in of) an id from its anchor: the
// registration of the lowest rank whose key is the smallest.
func personIDs(keys []key, of []uint32, persons int, rank map[string]int) []string {
	anchor := make([]int, persons)
	for i := range anchor {
		anchor[i] = -1
	}
	for i, p := range of {
		if a := anchor[p]; a < 0 || before(keys[i], keys[a], rank) {
			anchor[p] = i
		}
	}
	ids := make([]string, persons)
	taken := make(map[string]bool, persons)
	for i, p := range of {
		if anchor[p] != i {
			continue
		}
		id := personID(keys[i], 0)
		for salt := byte(1); taken[id]; salt++ {
			id = personID(keys[i], salt)
		}
		taken[id], ids[p] = true, id
	}
	return ids
}

func before(a, b key, rank map[string]int) bool {
	return cmp.Or(cmp.Compare(rank[a.source], rank[b.source]), cmp.Compare(a.source, b.source), cmp.Compare(a.localID, b.localID)) < 0
}

func personID(k key, salt byte) string {
	sum := sha256.Sum256([]byte(k.source + "\x00" + k.localID + string(rune(salt))))
	bits := binary.BigEndian.Uint64(sum[:])
	var out [12]byte
	out[0] = 'P'
	for i := 1; i < len(out); i++ {
		out[i] = idAlphabet[bits>>59]
		bits <<= 5
	}
	return string(out[:])
}
