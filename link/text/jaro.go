package text

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Jaro gives the Jaro similarity of two strings, 0 (nothing in common) to 1
// (equal), counted in Unicode code points. Two empty strings are equal.
// Source: M. Jaro, JASA 84 (1989) 414-420.
func Jaro(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) <= 64 && len(b) <= 64 && isASCII(a) && isASCII(b) {
		return jaroBytes(a, b)
	}
	return jaroRunes([]rune(a), []rune(b))
}

// JaroWinkler adds to Jaro, when it is above 0.7, a tenth of what is missing
// for each of at most four equal leading characters (Winkler 1990; the same
// variant as DuckDB and rapidfuzz).
func JaroWinkler(a, b string) float64 {
	j := Jaro(a, b)
	if j <= 0.7 {
		return j
	}
	return j + float64(commonPrefix(a, b, 4))*0.1*(1-j)
}

func commonPrefix(a, b string, most int) int {
	n := 0
	for n < most && a != "" && b != "" {
		ra, wa := utf8.DecodeRuneInString(a)
		rb, wb := utf8.DecodeRuneInString(b)
		if ra != rb {
			break
		}
		a, b, n = a[wa:], b[wb:], n+1
	}
	return n
}

// jaroBytes is Jaro for ASCII strings of at most 64 characters: positions are
// bits of a word, so a character is looked for in all of them at once.
func jaroBytes(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	var words [8]uint64
	n := intoWords(&words, b)
	window := max(max(len(a), len(b))/2-1, 0)
	near := uint64(1)<<(window+1) - 1 // positions from i-window to i+window
	free := ^uint64(0) >> (64 - len(b))
	var usedA uint64
	for i := range len(a) {
		if at := positions(words[:n], a[i]) & near & free; at != 0 {
			free &^= at & -at
			usedA |= 1 << i
		}
		near = near<<1 | uint64(one(i < window))
	}
	usedB := ^free & (^uint64(0) >> (64 - len(b)))
	matches := bits.OnesCount64(usedA)
	if matches == 0 {
		return 0
	}
	transposed := 0
	for ua, ub := usedA, usedB; ua != 0; ua, ub = ua&(ua-1), ub&(ub-1) {
		if a[bits.TrailingZeros64(ua)] != b[bits.TrailingZeros64(ub)] {
			transposed++
		}
	}
	return jaroScore(matches, transposed, len(a), len(b))
}

// intoWords lays a string's bytes into words, the first byte lowest, and returns
// how many words it takes.
func intoWords(words *[8]uint64, s string) int {
	n := 0
	for ; len(s) >= 8; n++ {
		words[n] = binary.LittleEndian.Uint64([]byte(s[:8]))
		s = s[8:]
	}
	if s == "" {
		return n
	}
	for i := range len(s) {
		words[n] |= uint64(s[i]) << (8 * i)
	}
	return n + 1
}

// positions tells which bytes are c, a bit a byte. Bytes and c are below 0x80, so
// that no carry leaves a byte: adding 0x7f sets the top bit of all but zeros.
func positions(words []uint64, c byte) (at uint64) {
	const low, top = 0x0101010101010101, 0x8080808080808080
	for i, w := range words {
		equal := ^(w ^ uint64(c)*low + (low * 0x7f)) & top
		at |= equal >> 7 * 0x0102040810204080 >> 56 << (8 * i)
	}
	return at
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func jaroRunes(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	window := max(max(len(a), len(b))/2-1, 0)
	used := make([]bool, len(b))
	matched := make([]rune, 0, len(a))
	for i := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if a[i] == b[j] && !used[j] {
				used[j] = true
				matched = append(matched, a[i])
				break
			}
		}
	}
	if len(matched) == 0 {
		return 0
	}
	transposed, k := 0, 0
	for j := range b {
		if used[j] {
			if b[j] != matched[k] {
				transposed++
			}
			k++
		}
	}
	return jaroScore(len(matched), transposed, len(a), len(b))
}

func jaroScore(matches, transposed, lenA, lenB int) float64 {
	m := float64(matches)
	return (m/float64(lenA) + m/float64(lenB) + (m-float64(transposed/2))/m) / 3
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
