package link

import (
	_ "embed"
	"strings"
	"sync"
)

// nicknameLines holds one formal given name a line, then its common short and
// pet forms in English use.
//
//go:embed nicknames.txt
var nicknameLines string

// formalNames gives, for a name, the numbers of the lines it stands in.
var formalNames = sync.OnceValue(func() map[string][]uint16 {
	lines := make(map[string][]uint16)
	for i, line := range strings.Split(strings.TrimSpace(nicknameLines), "\n") {
		for name := range strings.FieldsSeq(line) {
			lines[name] = append(lines[name], uint16(i))
		}
	}
	return lines
})

// isNickname says whether two folded names are forms of one formal name.
func isNickname(a, b string) bool {
	all := formalNames()
	for _, x := range all[a] {
		for _, y := range all[b] {
			if x == y {
				return true
			}
		}
	}
	return false
}

// isShortForm says whether short is the beginning of long as pet forms are made
// in many languages: cut off (Eli, Elijah), or cut off and given an ending
// (Bennie, Benjamin; Kenny, Kendra).
func isShortForm(short, long string) bool {
	if len(short) >= 3 && len(short) < len(long) && strings.HasPrefix(long, short) {
		return true
	}
	for _, ending := range [...]string{"ie", "ey", "y", "i"} {
		stem, cut := strings.CutSuffix(short, ending)
		if !cut || len(stem) < 2 {
			continue
		}
		if n := len(stem); n >= 3 && stem[n-1] == stem[n-2] {
			stem = stem[:n-1]
		}
		return len(stem) < len(long) && strings.HasPrefix(long, stem)
	}
	return false
}
