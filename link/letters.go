package link

import (
	"math/bits"
	"unicode/utf8"
)

// letters tells which characters a cleaned text has, so that most pairs of texts
// need no comparing. The low half has a bit for each character that occurs, the
// high half for each that occurs twice; digits count as one character, and so do
// all others. Three further bits tell how often characters occur beyond that, and
// five to which nicknames a given name belongs.
type letters uint64

const (
	digitBit   = 26
	otherBit   = 27
	moreShift  = 28 // how often characters occur beyond twice; mostLetters: not known
	mostLetter = 7
	characters = 1<<moreShift - 1
)

func lettersOf(s string) letters {
	var once, twice letters
	more := 0
	for i := range len(s) {
		bit := letters(1) << otherBit
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			bit = 1 << (c - 'a')
		case c >= '0' && c <= '9':
			bit = 1 << digitBit
		case c >= utf8.RuneSelf: // of more bytes than characters
			more = mostLetter
		}
		if twice&bit != 0 {
			more++
		}
		twice |= once & bit
		once |= bit
	}
	return once | letters(min(more, mostLetter))<<moreShift | twice<<32
}

// nickBits are those that tell of nicknames: a bit for every fifth line of them.
var nickBits = [5]letters{1 << 31, 1 << 60, 1 << 61, 1 << 62, 1 << 63}

const anyNick = 1<<31 | 15<<60

// nameLetters tells of a name its letters and nicknames.
func nameLetters(name string) letters {
	l := lettersOf(name)
	for _, line := range formalNames()[name] {
		l |= nickBits[int(line)%len(nickBits)]
	}
	return l
}

// mayBeNicknames says that two names may be forms of one.
func mayBeNicknames(a, b letters) bool { return a&b&anyNick != 0 }

func (l letters) hasDigit() bool { return l>>digitBit&1 != 0 }

// more is how often characters occur beyond twice.
func (l letters) more() int { return int(l >> moreShift & mostLetter) }

// nearness is what two texts of a similarity must have in common: of all
// characters m, with m/len(x)+m/len(y) as listed by the length of their common
// beginning. It follows from the definition of Jaro-Winkler.
type nearness [5]float64

// The similarities asked for.
var (
	near84 = nearnessOf(0.84)
	near92 = nearnessOf(0.92)
)

func nearnessOf(similarity float64) (n nearness) {
	for prefix := range n {
		p := 0.1 * float64(prefix)
		jaro := (similarity - p) / (1 - p)
		n[prefix] = 3*jaro - 1 - 1e-9 // rounding must not decide
	}
	return n
}

// possible says that two texts with these letters could be so near.
func (n *nearness) possible(a, b letters, x, y string) bool {
	more := min(a.more(), b.more())
	if max(a.more(), b.more()) == mostLetter {
		return true
	}
	both := a & b
	common := bits.OnesCount32(uint32(both&characters)) + bits.OnesCount32(uint32(both>>32&characters)) + more
	prefix := 0
	for prefix < min(len(x), len(y), len(n)-1) && x[prefix] == y[prefix] {
		prefix++
	}
	return float64(common*(len(x)+len(y))) >= n[prefix]*float64(len(x)*len(y))
}
