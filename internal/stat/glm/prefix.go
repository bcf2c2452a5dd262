package glm

import (
	"slices"
	"unicode/utf8"
)

// prefixes gathers rare levels under the longest prefix that enough rows share,
// and gives those left over.
func (k *Category) prefixes(rare map[string]int) map[string]int {
	longest := 0
	for level := range rare {
		longest = max(longest, utf8.RuneCountInString(level))
	}
	k.Prefix = make([]bool, len(k.Groups))
	for n := longest - 1; n >= 1; n-- {
		sums := map[string]int{}
		for level, rows := range rare {
			if p, ok := cut(level, n); ok {
				sums[p] += rows
			}
		}
		k.gather(rare, sums, n)
	}
	return rare
}

func (k *Category) gather(rare, sums map[string]int, n int) {
	var found []string
	for p, rows := range sums {
		if rows >= k.Least {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	for _, p := range found {
		k.Groups, k.Prefix = append(k.Groups, p), append(k.Prefix, true)
	}
	for level := range rare {
		if p, ok := cut(level, n); ok && sums[p] >= k.Least {
			delete(rare, level)
		}
	}
}

// cut gives the first n characters of a longer text.
func cut(text string, n int) (string, bool) {
	for i := range text {
		if n == 0 {
			return text[:i], true
		}
		n--
	}
	return "", false
}
