package place

import (
	"strings"
	"unicode/utf8"
)

const longestWord = 64 // a longer word is no misspelling of a name

// Nearest gives the known word that word most probably meant, "" when none is
// near: at most a third of its letters added, lost, changed or swapped
// (optimal string alignment distance), whatever the case. The earliest known
// word wins a tie.
func Nearest(word string, known []string) string {
	if utf8.RuneCountInString(word) > longestWord {
		return ""
	}
	best, bestDistance := "", 0
	for _, k := range known {
		d := distance(fold(word), fold(k))
		if d <= tolerance(k) && (best == "" || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
}

// Suggest is the fix for an unknown word: the nearest known one, else the list
// of those known.
func Suggest(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return `did you mean "` + near + `"?`
	}
	const most = 20
	switch {
	case len(known) == 0:
		return ""
	case len(known) > most:
		return "known are " + strings.Join(known[:most], ", ") + ", …"
	}
	return "known are " + strings.Join(known, ", ")
}

func fold(s string) []rune { return []rune(strings.ToLower(s)) }

func tolerance(word string) int { return min(max(1, utf8.RuneCountInString(word)/3), 4) }

// distance counts the letters added, lost or changed and neighbours swapped to
// turn a into b (optimal string alignment).
func distance(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := above[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
