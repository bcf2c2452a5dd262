package learn

import "strings"

// codeDepths are how many characters of a code say ever more: of ICD chapter,
// block and category; the whole code comes behind.
var codeDepths = []int{1, 2, 3}

// codeKey is the beginning of a code. Numbers without the zeros they would be
// written with (8 beside 428) get them, and dots do not count.
func codeKey(code string, length int) string {
	whole, rest, _ := strings.Cut(code, ".")
	if len(whole) < 3 && strings.Trim(whole, "0123456789") == "" {
		whole = strings.Repeat("0", 3-len(whole)) + whole
	}
	key := strings.ToUpper(whole + rest)
	return key[:min(length, len(key))]
}

// keysOf are the keys of a word at each depth, the coarsest first and the word
// itself last.
func keysOf(role Role, word string) []string {
	if role != Code {
		return []string{word}
	}
	out := make([]string, 0, len(codeDepths)+1)
	for _, d := range codeDepths {
		out = append(out, codeKey(word, d))
	}
	return append(out, word)
}

// ladder is the keys of a column's levels at each depth, numbered.
type ladder struct {
	names  [][]string // depth, key
	keys   [][]int32  // depth, level: its key
	parent [][]int32  // depth, key: the key one depth before; none at the first
}

func newLadder(role Role, levels []string) *ladder {
	depths := len(keysOf(role, "x"))
	l := &ladder{names: make([][]string, depths), keys: make([][]int32, depths), parent: make([][]int32, depths)}
	places := make([]map[string]int32, depths)
	for _, level := range levels {
		above := int32(-1)
		for d, key := range keysOf(role, level) {
			if places[d] == nil {
				places[d] = map[string]int32{}
			}
			at, known := places[d][key]
			if !known {
				at = int32(len(l.names[d]))
				places[d][key] = at
				l.names[d] = append(l.names[d], key)
				l.parent[d] = append(l.parent[d], above)
			}
			l.keys[d] = append(l.keys[d], at)
			above = at
		}
	}
	return l
}
