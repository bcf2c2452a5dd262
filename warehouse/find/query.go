package find

import (
	"slices"
	"strings"
)

// part is one thing asked: a word, or the words of one date, postcode or
// number. A part may be read in several ways; a person matches it by any.
type part struct {
	typed    string // as typed, folded
	name     string // when it can be a name
	side     side
	dates    []date
	born     string // yyyy or yyyymm
	postcode string // whole or its beginning
	nhs      string // whole or its first digits
}

// rule reads so many neighbouring words as one part.
type rule struct {
	width int
	read  func(words []word) (part, bool)
}

// rules in the order they are tried: what is most surely meant comes first.
var rules = []rule{
	{3, tightDate},
	{3, longDate},
	{3, shortDate},
	{2, tightMonth},
	{4, numberInGroups},
	{3, numberInGroups},
	{2, numberInGroups},
	{2, postcodeInHalves},
	{1, single},
}

// parse reads a query into at most maxParts different parts.
func parse(query string) []part {
	words := split(query)
	found := make([]part, len(words)) // each at the place of its first word
	taken := make([]bool, len(words))
	for _, r := range rules {
		for i := 0; i+r.width <= len(words); i++ {
			if slices.Contains(taken[i:i+r.width], true) {
				continue
			}
			if p, ok := r.read(words[i : i+r.width]); ok {
				p.typed = join(words[i:i+r.width], " ")
				found[i] = p
				mark(taken[i : i+r.width])
			}
		}
	}
	return distinct(found)
}

func mark(taken []bool) {
	for i := range taken {
		taken[i] = true
	}
}

// distinct drops the empty places and repeated parts, and all beyond maxParts.
func distinct(found []part) []part {
	var parts []part
	for _, p := range found {
		same := func(q part) bool { return q.typed == p.typed && q.side == p.side }
		if p.typed != "" && len(parts) < maxParts && !slices.ContainsFunc(parts, same) {
			parts = append(parts, p)
		}
	}
	return parts
}

func join(words []word, with string) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, with)
}

// single reads one word in every way that it can be meant.
func single(words []word) (part, bool) {
	w := words[0].text
	p := part{name: w, side: words[0].side, postcode: postcodeKey(w)}
	if digits := len(w); isDigits(w) && digits >= 5 && digits <= 10 {
		p.nhs = w
	}
	p.dates, p.born = compactDate(w)
	return p, true
}

// numberInGroups reads an NHS number parted by spaces or hyphens, or the
// beginning of one in the usual groups 3 3 4.
func numberInGroups(words []word) (part, bool) {
	digits := join(words, "")
	if !isDigits(digits) || len(digits) > 10 {
		return part{}, false
	}
	usual := len(words) < 4 && len(digits) > 4
	for _, w := range words[:len(words)-1] {
		usual = usual && len(w.text) == 3
	}
	return part{nhs: digits}, usual || len(digits) == 10
}

// postcodeInHalves reads "WS1 2AB", also when the second half is unfinished.
func postcodeInHalves(words []word) (part, bool) {
	first, second := postcodeKey(words[0].text), words[1].text
	if first == "" || len(first) > 4 || len(second) > 3 || !isDigit(second[0]) || strings.ContainsAny(second[1:], tenDigits) {
		return part{}, false
	}
	whole := postcodeKey(first + second)
	return part{postcode: whole}, whole != ""
}
