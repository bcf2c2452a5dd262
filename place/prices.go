package place

import (
	"slices"
	"strings"
)

// priceColumns are those every price list has: what is priced (setting, kind,
// unit), what one unit costs in whole pence, what the figure covers (basis), the
// financial year of its money, and where it was published.
var priceColumns = []string{"setting", "kind", "unit", "pence", "basis", "price_year", "source"}

// checkPrices judges a price list; any further column narrows what is priced.
func (s *sheet) checkPrices() {
	if !s.need(priceColumns...) {
		return
	}
	if len(s.Rows) == 0 {
		s.problem(s.header, "", "add its prices or remove the file", "the price list has no prices")
	}
	first := map[string]int{}
	for row := range s.Rows {
		s.fill(row, priceColumns...)
		s.rule(row, "setting", "id")
		s.rule(row, "kind", "id")
		s.rule(row, "pence", "pence")
		s.rule(row, "price_year", "year")
		s.checkOnePrice(first, row)
	}
}

// checkOnePrice reports a second price for the same thing: a feed that joins the
// list would count each activity twice.
func (s *sheet) checkOnePrice(first map[string]int, row int) {
	var thing strings.Builder
	for i, cell := range s.Rows[row] {
		if !slices.Contains([]string{"pence", "basis", "source"}, s.Columns[i]) {
			thing.WriteString(cell + "\x00")
		}
	}
	if line, again := first[thing.String()]; again {
		s.problem(s.Lines[row], s.Cell(row, "kind"), "keep one of them", "this is priced twice, first on line %d", line)
		return
	}
	first[thing.String()] = s.Lines[row]
}
