package record

import "slices"

// Resources that came together have ordinals one after another: a person's first
// import, the entries of a bundle. Reading such a run is one walk along an index
// instead of a search for each.

// piece is some ordinals that one statement asks for: a run, or a list.
type piece struct {
	from, to int64
	these    []int64 // nil where it is a run
}

// shortestRun is how many ordinals in a row are worth a statement of their own.
const shortestRun = 16

// pieces parts ordinals into runs and lists.
func pieces(ordinals []int64) (all []piece) {
	sorted := slices.Clone(ordinals)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	var rest []int64
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n] == sorted[n-1]+1 {
			n++
		}
		if n >= shortestRun {
			all = append(all, piece{from: sorted[0], to: sorted[n-1]})
		} else {
			rest = append(rest, sorted[:n]...)
		}
		sorted = sorted[n:]
	}
	for some := range slices.Chunk(rest, fetchAtOnce) {
		all = append(all, piece{these: some})
	}
	return all
}

// holds writes that an expression is one of the ordinals.
func (p *piece) holds(s *statement, expression string) {
	if p.these == nil {
		s.put(expression, " >= ").arg(p.from).put(" AND ", expression, " <= ").arg(p.to)
		return
	}
	s.put(expression, " IN ")
	list(s, padded(p.these))
}
