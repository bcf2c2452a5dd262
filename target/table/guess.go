package table

import "bytes"

// guess is what the first rows say of a column.
type guess struct {
	values, numbers, padded, dates, dressed int
	different                               map[string]bool // spellings that are no numbers
}

// take looks at one cell.
func (g *guess) take(cell []byte) {
	cell = trimmed(cell)
	if len(cell) == 0 || isMissing(cell, false) {
		return
	}
	g.values++
	_, padded, ok := parseNumber(cell)
	if padded {
		g.padded++
	}
	if ok {
		g.numbers++
		return
	}
	if _, ok := parseDate(cell); ok {
		g.dates++
		return
	}
	if _, _, ok := parseNumber(bytes.ReplaceAll(bytes.Trim(cell, signs), comma, nil)); ok {
		g.dressed++
	}
	if len(g.different) <= mostOdd && len(cell) <= longestOdd {
		if g.different == nil {
			g.different = map[string]bool{}
		}
		g.different[string(cell)] = true
	}
}

const signs = "'£$€% "

var comma = []byte(",")

// mixed says why a column that is read as words seems not to be meant so; "" where
// it is.
func (g *guess) mixed() string {
	switch {
	case g.padded > 0 || g.values < leastMixed:
	case g.dates*4 > g.values && g.dates < g.values:
		return "most of it are dates as 2006-01-31 or 31/01/2006, but not all"
	case g.dressed*2 > g.values:
		return "its numbers are written with commas or signs, as 1,000 or 5%, where 1000 or 5 is read"
	case g.numbers*10 > g.values*9 && g.numbers < g.values:
		return "most of it are numbers, but not all"
	}
	return ""
}

// leastMixed is how many values say what a column is meant to hold.
const leastMixed = 20

const (
	mostOdd    = 3  // spellings that are no numbers, in a column of numbers
	longestOdd = 64 // bytes kept of such a spelling
)

// kind is what the column seems to hold.
func (g *guess) kind() Kind {
	odd := 0
	for s := range g.different {
		if !isMissing([]byte(s), true) {
			odd++
		}
	}
	words := g.values - g.numbers - g.dates
	switch {
	case g.padded > 0:
		return Category
	case g.dates > 0 && g.numbers == 0 && len(g.different) <= mostOdd && odd == 0:
		return Date
	case g.dates > 0 && (g.numbers > 0 || odd > 0):
		return Category
	case g.numbers == g.values, g.numbers > 0 && odd == 0 && len(g.different) <= mostOdd:
		return Number
	case g.numbers > 0 && odd <= mostOdd && len(g.different) <= mostOdd && words*200 <= g.values:
		return Number
	}
	return Category
}

// kinds finds how each column is read: as asked, as learnt before, as it seems.
func (f *file) kindsOf(names []string, asked map[string]Kind, guesses []guess) []Kind {
	out := make([]Kind, len(names))
	for k, name := range names {
		switch {
		case asked[name] != "":
			out[k] = asked[name]
		case f.learnt[name] != "":
			out[k] = f.learnt[name]
		default:
			out[k] = guesses[k].kind()
		}
	}
	return out
}
