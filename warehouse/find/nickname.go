package find

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// nicknameLines holds one given name a line, then forms of it in daily use.
//
//go:embed nicknames.txt
var nicknameLines string

// sameName gives, for a name, the lines it stands in.
var sameName = sync.OnceValue(func() map[string][][]string {
	lines := make(map[string][][]string)
	for line := range strings.Lines(nicknameLines) {
		names := strings.Fields(line)
		for _, name := range names {
			lines[name] = append(lines[name], names)
		}
	}
	return lines
})

// otherForms gives the names that stand in a line with name.
func otherForms(name string) []string {
	forms := slices.Concat(sameName()[name]...)
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(s string) bool { return s == name })
}
