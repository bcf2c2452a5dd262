package find

import (
	"slices"
	"strings"
	"unicode"

	"continuum/link/text"
)

// Bounds on a query: what lies beyond is not looked at.
const (
	maxParts = 8
	maxQuery = 2000         // bytes
	maxTyped = 4 * maxParts // words; a date may take three
)

// word is one run of letters and digits of a query in comparable form.
type word struct {
	text  string
	chunk int // words typed without a space between them have one number
	side  side
}

// side says which name a word was typed as: in "CARTER, Joan" the comma tells.
type side uint8

const (
	anySide side = iota
	familySide
	givenSide
)

// split parts a query into words.
func split(query string) []word {
	var words []word
	before, after, comma := cutComma(bound(query))
	words = appendWords(words, before, familySide)
	if comma {
		words = appendWords(words, after, givenSide)
	}
	words = dropFillers(words[:min(len(words), maxTyped)])
	return forgetSides(words)
}

// bound cuts a query to maxQuery bytes of valid text.
func bound(query string) string {
	query = strings.TrimSpace(query)
	return strings.ToValidUTF8(query[:min(len(query), maxQuery)], " ")
}

// cutComma parts a query at its first comma, be it Latin, Arabic or Chinese.
func cutComma(query string) (before, after string, found bool) {
	i := strings.IndexAny(query, ",،，、")
	if i < 0 {
		return query, "", false
	}
	return query[:i], strings.TrimLeft(query[i:], ",،，、"), true
}

func appendWords(words []word, s string, of side) []word {
	for chunk := range strings.FieldsFuncSeq(s, parting) {
		number := len(words)
		for w := range strings.FieldsSeq(text.Fold(chunk)) {
			words = append(words, word{text: shorten(w), chunk: number, side: of})
		}
	}
	return words
}

func parting(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == ',' }

// fillers are words people paste along with what they look for.
var fillers = strings.Fields("mr mrs ms miss mx dr prof rev dob nhs")

// dropFillers leaves fillers out, unless nothing else was typed.
func dropFillers(words []word) []word {
	kept := slices.Clone(words)
	kept = slices.DeleteFunc(kept, func(w word) bool { return slices.Contains(fillers, w.text) })
	if len(kept) == 0 {
		return words
	}
	return kept
}

// forgetSides drops what the comma told when there is a name on one side only.
func forgetSides(words []word) []word {
	has := func(s side) bool {
		return slices.ContainsFunc(words, func(w word) bool { return w.side == s && !strings.ContainsAny(w.text, tenDigits) })
	}
	if has(familySide) && has(givenSide) {
		return words
	}
	for i := range words {
		words[i].side = anySide
	}
	return words
}
