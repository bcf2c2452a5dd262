package definition

import (
	"iter"
	"strings"
)

// CodeSystem is the codes of a system and which of them stand within another.
type CodeSystem struct {
	URL      string
	concepts []concept
}

type concept struct{ code, within string }

// CodeSystemOf finds a code system of R4's required bindings by its address
// without a version; nil where the tables do not hold it.
func CodeSystemOf(url string) *CodeSystem { return loaded().systems[url] }

// Concepts gives each code with the one it stands within, "" for none.
func (c *CodeSystem) Concepts() iter.Seq2[string, string] {
	return func(yield func(code, within string) bool) {
		for _, one := range c.concepts {
			if !yield(one.code, one.within) {
				return
			}
		}
	}
}

func (t *tables) loadSystems() {
	t.systems = make(map[string]*CodeSystem, 256)
	for row := range rows(systemsTable) {
		url, codes, _ := strings.Cut(row, "\t")
		s := &CodeSystem{URL: url}
		if !s.read(codes) {
			t.damaged("systems.tsv", row, "the parentheses of a system's codes do not match")
		}
		t.systems[url] = s
	}
}

// read reads codes with those within them in parentheses.
func (c *CodeSystem) read(text string) bool {
	var within []string
	for text != "" {
		end := strings.IndexAny(text, " ()")
		if end < 0 {
			end = len(text)
		}
		if code := text[:end]; code != "" {
			parent := ""
			if len(within) > 0 {
				parent = within[len(within)-1]
			}
			c.concepts = append(c.concepts, concept{code, parent})
		}
		if end == len(text) {
			break
		}
		switch text[end] {
		case '(':
			if end == 0 {
				return false
			}
			within = append(within, c.concepts[len(c.concepts)-1].code)
		case ')':
			if len(within) == 0 {
				return false
			}
			within = within[:len(within)-1]
		}
		text = text[end+1:]
	}
	return len(within) == 0
}
