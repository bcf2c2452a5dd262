package place

import "slices"

// checkCodes judges a code list: a code in each row, dates from which and until
// which it is valid, and where the list comes from.
func (s *sheet) checkCodes() {
	if !s.need("code") {
		return
	}
	sourced := slices.Contains(s.Columns, "source")
	if s.Source == "" && !sourced {
		s.problem(s.header, "", `put "# source: …" above the first line, or add a column "source"`, "the code list does not say where it comes from")
	}
	if len(s.Rows) == 0 {
		s.problem(s.header, "", "add its codes or remove the file", "the code list has no codes")
	}
	first := map[[2]string]int{}
	for row := range s.Rows {
		s.fill(row, "code")
		if sourced {
			s.fill(row, "source")
		}
		s.checkValidity(row)
		s.checkOnce(first, row)
	}
}

// checkValidity: ISO dates, the first not after the last; both days count.
func (s *sheet) checkValidity(row int) {
	from, to := s.Cell(row, "valid_from"), s.Cell(row, "valid_to")
	fromHolds, toHolds := s.rule(row, "valid_from", "date"), s.rule(row, "valid_to", "date")
	if fromHolds && toHolds && to != "" && to < from {
		s.problem(s.Lines[row], to, "swap them or leave valid_to empty", "valid_to %q is before valid_from %q", to, from)
	}
}

func (s *sheet) checkOnce(first map[[2]string]int, row int) {
	code, from := s.Cell(row, "code"), s.Cell(row, "valid_from")
	if line, again := first[[2]string{code, from}]; again && code != "" {
		s.problem(s.Lines[row], code, "keep one of them, or give them different valid_from dates", "code %q is there twice, first on line %d", short(code), line)
		return
	}
	first[[2]string{code, from}] = s.Lines[row]
}
