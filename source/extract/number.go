package extract

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// numberKind says what a number of a sheet means by its number format.
type numberKind uint8

const (
	plainNumber numberKind = 0
	hasDate     numberKind = 1 << iota
	hasTime
	elapsed // [h]:mm
)

func (w *workbook) readStyles() ([]numberKind, error) {
	if w.styles == "" {
		return nil, nil
	}
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.unmarshal(w.styles, &sheet); err != nil {
		return nil, err
	}
	own := map[int]numberKind{}
	for _, f := range sheet.Formats {
		own[f.ID] = kindOfFormat(f.Code)
	}
	styles := make([]numberKind, len(sheet.Cells))
	for i, c := range sheet.Cells {
		kind, ok := own[c.Format]
		if !ok {
			kind = builtinKind(c.Format)
		}
		styles[i] = kind
	}
	return styles, nil
}

// builtinKind knows the formats that are not written out (ECMA-376 part 1, 18.8.30).
func builtinKind(id int) numberKind {
	switch {
	case id == 22:
		return hasDate | hasTime
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return hasDate
	case id == 46:
		return elapsed
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return hasTime
	}
	return plainNumber
}

// kindOfFormat reads the first section of a format code such as dd/mm/yyyy hh:mm.
func kindOfFormat(code string) numberKind {
	code = strings.ToLower(code)
	kind, months := plainNumber, false
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; c {
		case '"':
			i += skipTo(code[i+1:], '"')
		case '\\', '_', '*':
			i++
		case '[':
			n := skipTo(code[i+1:], ']')
			if n > 1 && strings.Trim(code[i+1:i+n], "hms") == "" {
				kind |= elapsed
			}
			i += n
		case 'y', 'd':
			kind |= hasDate
		case 'h', 's':
			kind |= hasTime
		case 'm':
			months = months || !strings.HasSuffix(code[:i], "a") && !strings.HasSuffix(code[:i], "p")
		}
	}
	if months && kind == plainNumber {
		kind = hasDate
	}
	return kind
}

// skipTo is how far behind s's start the byte c ends, or s does.
func skipTo(s string, c byte) int {
	if n := strings.IndexByte(s, c); n >= 0 {
		return n + 1
	}
	return len(s)
}

// text is the number as a raw column holds it: a date or time in ISO 8601, else
// plain digits.
func (k numberKind) text(value string, from1904 bool) []byte {
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil || k == plainNumber:
		return []byte(plainDigits(value, n, err))
	case n < 0 || n >= lastSerial:
		return []byte(plainDigits(value, n, nil))
	}
	seconds := int64(math.Round(n * 86400))
	day, clock := seconds/86400, seconds%86400
	switch {
	case k&hasDate == 0 && (k&elapsed != 0 || day == 0):
		return fmt.Appendf(nil, "%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	case k&hasTime == 0 && clock == 0:
		return serialDay(day, from1904).AppendFormat(nil, time.DateOnly)
	}
	at := serialDay(day, from1904).Add(time.Duration(clock) * time.Second)
	return at.AppendFormat(nil, "2006-01-02T15:04:05")
}

// lastSerial is the day after 9999-12-31.
const lastSerial = 2958466

// serialDay gives the date of a day number. Excel's 1900 calendar has a 29
// February 1900, so its first 59 days lie one later than a plain count.
func serialDay(day int64, from1904 bool) time.Time {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < 60:
		first = first.AddDate(0, 0, 1)
	}
	return first.AddDate(0, 0, int(day))
}

// plainDigits undoes exponents and the noise behind a fraction's 15th digit.
// Whole numbers stay as written: long codes must keep every digit.
func plainDigits(value string, n float64, err error) string {
	fraction, exponent := strings.Contains(value, "."), strings.ContainsAny(value, "eE")
	small, large := n != 0 && math.Abs(n) < 1e-12, math.Abs(n) >= 1e21
	switch {
	case err != nil || small || large || !exponent && (!fraction || len(value) <= 16):
		return value
	case fraction && math.Abs(n) < 1e15:
		n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
