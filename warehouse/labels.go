package warehouse

import (
	"maps"
	"slices"

	"continuum/source"
)

// codeNames name the codes of one column, whichever feed a value came from: the
// one person is made of many feeds, and no longer knows which.
type codeNames map[string]string

// namesOf joins the names that feeds give a column; where two feeds name a code
// differently, the first by name speaks.
func namesOf(labels source.Labels, column string) codeNames {
	names := codeNames{}
	for _, feed := range slices.Sorted(maps.Keys(labels)) {
		for code, name := range labels[feed][column] {
			if names[code] == "" {
				names[code] = name
			}
		}
	}
	return names
}

// name gives the code itself where nobody names it.
func (n codeNames) name(code string) string { return orElse(n[code], code) }
