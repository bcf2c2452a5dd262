package table

// days of the year before each month, of years that are no leap years.
var before = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// parseDate reads 2006-01-02, alone or before a time of the day, and 02/01/2006;
// it gives the days since 1 January 1970.
func parseDate(cell []byte) (days int, ok bool) {
	switch {
	case len(cell) >= 10 && cell[4] == '-' && cell[7] == '-':
		if len(cell) > 10 && cell[10] != ' ' && cell[10] != 'T' {
			return 0, false
		}
		return dayOf(digits(cell[0:4]), digits(cell[5:7]), digits(cell[8:10]))
	case len(cell) == 10 && (cell[2] == '/' || cell[2] == '-') && cell[5] == cell[2]:
		return dayOf(digits(cell[6:10]), digits(cell[3:5]), digits(cell[0:2]))
	}
	return 0, false
}

// digits reads a number of digits only; -1 of anything else.
func digits(b []byte) int {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func dayOf(year, month, day int) (int, bool) {
	if year < 1 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	length := before[month] - before[month-1]
	if leap && month == 2 {
		length++
	}
	if day > length {
		return 0, false
	}
	y := year - 1
	days := y*365 + y/4 - y/100 + y/400 + before[month-1] + day - 1
	if leap && month > 2 {
		days++
	}
	return days - 719162, true // of 1 January 1970
}
