package messy

import (
	"strings"
	"unicode"

	"continuum/synth/draw"
)

// mistyped makes one slip of the fingers or the ear, seldom two; texts of one
// letter stay as they are.
func mistyped(s *draw.Stream, text string) string {
	text = oneSlip(s, text)
	if s.Chance(0.15) {
		text = oneSlip(s, text)
	}
	return text
}

func oneSlip(s *draw.Stream, text string) string {
	r := []rune(text)
	if len(r) < 2 {
		return text
	}
	if s.Chance(0.25) {
		if heard := misheard(s, text); heard != text {
			return heard
		}
	}
	i := s.Below(len(r))
	if i == 0 && s.Chance(0.7) { // the first letter is seldom wrong
		i = 1 + s.Below(len(r)-1)
	}
	switch s.Pick(0.24, 0.16, 0.16, 0.24, 0.20) {
	case 0: // left out
		r = append(r[:i], r[i+1:]...)
	case 1: // doubled
		r = append(r[:i+1], r[i:]...)
	case 2: // another letter, as in bad handwriting
		r[i] = like(r[i], rune(handwritten[s.Below(len(handwritten))]))
	case 3: // two swapped
		j := max(1, i)
		r[j-1], r[j] = like(r[j-1], r[j]), like(r[j], r[j-1])
	default: // the key beside
		r[i] = beside(s, r[i])
	}
	return string(r)
}

const handwritten = "aeiounrmlstvwdhg"

// like gives a letter the case of the one it replaces.
func like(old, letter rune) rune {
	if unicode.IsUpper(old) {
		return unicode.ToUpper(letter)
	}
	return unicode.ToLower(letter)
}

var keyRows = []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"}

// beside gives a key next to a letter's, above, below or at its side.
func beside(s *draw.Stream, letter rune) rune {
	for i, row := range keyRows {
		at := strings.IndexRune(row, unicode.ToLower(letter))
		if at < 0 {
			continue
		}
		switch other := i - 1 + 2*s.Below(2); {
		case s.Chance(0.7) || other < 1 || other >= len(keyRows):
			at += 2*s.Below(2) - 1
			if at < 0 || at >= len(row) {
				at = min(max(at, 1), len(row)-2)
			}
		default:
			row = keyRows[other]
			at = min(at, len(row)-1)
		}
		return like(letter, rune(row[at]))
	}
	return letter
}

// sounds are spellings that sound alike, either way.
var sounds = [][2]string{
	{"ph", "f"},
	{"ck", "k"},
	{"ee", "ea"},
	{"ie", "y"},
	{"ll", "l"},
	{"tt", "t"},
	{"nn", "n"},
	{"ss", "s"},
	{"rr", "r"},
	{"th", "t"},
	{"ei", "ie"},
	{"ai", "ay"},
	{"au", "aw"},
	{"ou", "ow"},
	{"wh", "w"},
	{"x", "ks"},
	{"c", "k"},
	{"s", "z"},
	{"i", "y"},
	{"sh", "ch"},
	{"gh", "g"},
	{"er", "ar"},
	{"en", "on"},
	{"ham", "am"},
	{"son", "sen"},
	{"ell", "le"},
	{"oo", "u"},
	{"ke", "k"},
	{"ne", "n"},
	{"mm", "m"},
	{"dge", "ge"},
	{"kn", "n"},
	{"wr", "r"},
	{"mac", "mc"},
	{"o'", "o"},
}

// misheard writes one sound of a text otherwise, or gives the text back when
// none of a few tries fits.
func misheard(s *draw.Stream, text string) string {
	low := strings.ToLower(text)
	if len(low) != len(text) {
		return text
	}
	for range 12 {
		pair := sounds[s.Below(len(sounds))]
		from, to := pair[0], pair[1]
		if s.Chance(0.5) {
			from, to = to, from
		}
		at := strings.LastIndex(low, from)
		if at < 0 {
			continue
		}
		out := []rune(text[:at] + to + text[at+len(from):])
		if at == 0 && unicode.IsUpper([]rune(text)[0]) {
			out[0] = unicode.ToUpper(out[0])
		}
		return string(out)
	}
	return text
}
