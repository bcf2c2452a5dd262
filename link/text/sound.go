package text

// Soundex gives the American Soundex code (a letter and three digits) of the
// Latin letters in s, or "" when it has none. H and W do not part equal codes.
// Source: US National Archives, "The Soundex Indexing System".
func Soundex(s string) string {
	code := [4]byte{'0', '0', '0', '0'}
	n, last := 0, byte('0')
	for i := 0; i < len(s) && n < 4; i++ {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' {
			continue
		}
		digit := soundexDigits[c-'a']
		switch {
		case n == 0:
			code[0], n = c-0x20, 1
		case digit == '-':
			continue
		case digit != '0' && digit != last:
			code[n] = digit
			n++
		}
		last = digit
	}
	if n == 0 {
		return ""
	}
	return string(code[:])
}

// soundexDigits holds the code of each letter a to z; 0 is a vowel, - is h or w.
const soundexDigits = "0123012-02245501262301-202"

// Sound gives a number to block on: the Soundex code of a Latin name, or a
// hash of the folded name in another script; 0 for an empty one.
func Sound(folded string) uint16 {
	if folded == "" {
		return 0
	}
	code := Soundex(folded)
	if code == "" {
		return firstOther + uint16(Hash(folded)%(1<<16-firstOther))
	}
	n := uint16(code[0] - 'A')
	for _, d := range []byte(code[1:]) {
		n = n*7 + uint16(d-'0')
	}
	return n + 1
}

// firstOther is the first number after all Soundex codes (26 x 7 x 7 x 7).
const firstOther = 26*343 + 1

// Hash gives a 64-bit hash that is the same on every machine and in every run
// (FNV-1a with a final mix), for block keys and canonical orders.
func Hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return Mix(h)
}

// Mix spreads the bits of a number over all 64 (the finaliser of SplitMix64).
func Mix(h uint64) uint64 {
	h ^= h >> 30
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 27
	h *= 0x94d049bb133111eb
	return h ^ h>>31
}
