package duck

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// bytesOf is the memory of values. A file is little-endian, as is every machine
// that the engine is made for.
func bytesOf[T any](values []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(one)))
}

// appendPlaces appends the places of a page's values in a list of n: the width in
// bits, and one run of them. The width is at least 1, as some readers take no 0.
func appendPlaces[T uint8 | uint16](dst []byte, places []T, n int) []byte {
	width := max(1, bits.Len(uint(max(1, n)-1)))
	return appendPacked(append(dst, byte(width)), places, width)
}

// appendPacked appends a run of values of width bits, at most 32, lowest bit
// first. The last group of eight is filled up with zeros.
func appendPacked[T uint8 | uint16](dst []byte, values []T, width int) []byte {
	groups := (len(values) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	end := len(dst) + groups*width
	var held uint64
	count := 0 // bits held
	for _, v := range values {
		held |= uint64(v) << count
		if count += width; count >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(held))
			held >>= 32
			count -= 32
		}
	}
	for len(dst) < end {
		dst = append(dst, byte(held))
		held >>= 8
	}
	return dst
}

// appendLevels appends which rows of a page have a value, behind the size of that:
// valid has a bit for each row.
func appendLevels(dst, valid []byte, rows, nulls int) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	if nulls == 0 {
		dst = append(binary.AppendUvarint(dst, uint64(rows)<<1), 1)
	} else {
		dst = append(binary.AppendUvarint(dst, uint64(len(valid))<<1|1), valid...)
	}
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}
