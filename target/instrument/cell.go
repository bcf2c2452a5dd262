package instrument

// separator tells whether a character stands between the codes of one cell.
func separator(c byte) bool {
	switch c {
	case ' ', ',', ';', '|', '\t', '\n', '\r':
		return true
	}
	return false
}

// split cuts a cell behind its first part; -1 where it has one part alone.
func split(cell []byte) int {
	for i, c := range cell {
		if separator(c) {
			return i
		}
	}
	return -1
}

// Cell takes the codes of one cell of the person that Person gave last: one code, or
// several with spaces, commas, semicolons, bars or new lines between them. Where the parts are no
// codes and the whole is one, such as a name of several words, it is the whole.
func (l *CrowdLane) Cell(cell []byte, at Position, line int64) {
	if split(cell) < 0 {
		if len(cell) > 0 {
			l.Code(cell, at, line)
		}
		return
	}
	if !l.each(cell, func(code []byte) bool { return l.diagnosis.peek(code).fits }) && l.diagnosis.peek(cell).fits {
		l.Code(cell, at, line)
		return
	}
	l.each(cell, func(code []byte) bool {
		l.Code(code, at, line)
		return true
	})
}

// Procedures takes the procedures of one cell likewise.
func (l *CrowdLane) Procedures(cell []byte, main bool, line int64) {
	l.each(cell, func(code []byte) bool {
		l.Procedure(code, main, line)
		return true
	})
}

// each visits the parts of a cell until visit gives false, which it gives too.
func (l *CrowdLane) each(cell []byte, visit func(code []byte) bool) bool {
	for len(cell) > 0 {
		end := split(cell)
		code := cell
		if end >= 0 {
			code, cell = cell[:end], cell[end+1:]
		} else {
			cell = nil
		}
		if len(code) > 0 && !visit(code) {
			return false
		}
	}
	return true
}
