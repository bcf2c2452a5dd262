package link

import (
	"bytes"
	"math/bits"
	"strings"

	"continuum/link/text"
)

// sketch is what linkage remembers of an address: a hash of its normalised
// text, a hash of the house and flat numbers in it, and the pairs of letters of
// the rest as a set of 128 bits. Two sketches tell a retyped address from
// another one without the text.
type sketch struct {
	hash    uint64
	numbers uint64
	letters [2]uint64
}

// NormaliseAddress folds an address and writes common words for streets and
// dwellings in one way; an address that says nothing ("Not known", "No fixed
// abode") is empty.
func NormaliseAddress(s string) string { return string(appendAddress(nil, s)) }

// appendAddress appends a normalised address to dst.
func appendAddress(dst []byte, s string) []byte {
	var space [text.MaxField]byte
	folded := text.AppendFold(space[:0], s)
	start := len(dst)
	for len(folded) > 0 {
		w := folded
		if i := bytes.IndexByte(folded, ' '); i >= 0 {
			w, folded = folded[:i], folded[i+1:]
		} else {
			folded = nil
		}
		if short, known := streetWords[string(w)]; known {
			if short == "" {
				continue
			}
			w = []byte(short)
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(dst, w...)
	}
	if noAddress[string(dst[start:])] {
		return dst[:start]
	}
	return dst
}

var streetWords = map[string]string{
	"road": "rd", "street": "st", "saint": "st", "avenue": "ave", "av": "ave", "lane": "ln", "drive": "dr",
	"close": "cl", "court": "ct", "crescent": "cres", "gardens": "gdns", "grove": "gr", "place": "pl",
	"square": "sq", "terrace": "terr", "park": "pk", "mount": "mt", "house": "hse", "apartment": "flat",
	"apt": "flat", "unit": "flat", "no": "", "number": "",
}

var noAddress = map[string]bool{
	"unknown": true, "not known": true, "known": true, "fixed abode": true, "nfa": true, "homeless": true,
	"address unknown": true, "not given": true, "not specified": true, "na": true, "n a": true, "none": true,
	"address not known": true, "not stated": true, "withheld": true, "tbc": true, "test": true, "fixed address": true,
}

// sketchOf makes the sketch of a normalised text.
func sketchOf(normalised string) sketch {
	sk := sketch{hash: text.Hash(normalised)}
	for w := range strings.SplitSeq(normalised, " ") {
		if isNumber(w) {
			sk.numbers = text.Mix(sk.numbers*31 + text.Hash(w))
			continue
		}
		for i := range len(w) {
			pair := uint64(w[i])
			if i > 0 {
				pair |= uint64(w[i-1]) << 8
			}
			bit := text.Mix(pair+1) & 127
			sk.letters[bit>>6] |= 1 << (bit & 63)
		}
	}
	return sk
}

// isNumber says whether a word is a house or flat number: digits and at most
// one letter, so that the inward half of a postcode is none.
func isNumber(w string) bool {
	if n := len(w); n > 1 && w[n-1] >= 'a' {
		w = w[:n-1]
	}
	return len(w) <= 5 && isDigits(w)
}

// alike says whether two sketches are one address retyped: the same numbers and
// most pairs of letters of the shorter one in the longer.
func (a *sketch) alike(b *sketch) bool {
	if a.hash == b.hash {
		return true
	}
	if a.numbers != b.numbers {
		return false
	}
	common := bits.OnesCount64(a.letters[0]&b.letters[0]) + bits.OnesCount64(a.letters[1]&b.letters[1])
	na := bits.OnesCount64(a.letters[0]) + bits.OnesCount64(a.letters[1])
	nb := bits.OnesCount64(b.letters[0]) + bits.OnesCount64(b.letters[1])
	shared := float64(common) / float64(max(min(na, nb), 1))
	dice := float64(2*common) / float64(max(na+nb, 1))
	if a.numbers == 0 {
		return dice >= 0.85
	}
	return dice >= 0.7 || (shared >= 0.9 && min(na, nb) >= 6)
}
