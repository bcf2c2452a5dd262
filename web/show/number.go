package show

import (
	"strconv"
	"strings"
)

// Count groups thousands: 20000 gives "20,000".
func Count(n int64) string {
	if n < 0 {
		return "-" + group(strconv.FormatInt(n, 10)[1:])
	}
	return group(strconv.FormatInt(n, 10))
}

func group(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Pounds shows pence to the penny: 123456 gives "£1,234.56".
func Pounds(pence int64) string {
	sign, whole, part := split(pence)
	return sign + "£" + group(strconv.FormatUint(whole, 10)) + "." + pad(part)
}

// WholePounds rounds half away from zero: 123456 gives "£1,235".
func WholePounds(pence int64) string {
	sign, whole, part := split(pence)
	if part >= 50 {
		whole++
	}
	if whole == 0 {
		sign = ""
	}
	return sign + "£" + group(strconv.FormatUint(whole, 10))
}

func split(pence int64) (sign string, whole, part uint64) {
	n := uint64(pence)
	if pence < 0 {
		sign, n = "-", -n
	}
	return sign, n / 100, n % 100
}

func pad(part uint64) string {
	if part < 10 {
		return "0" + strconv.FormatUint(part, 10)
	}
	return strconv.FormatUint(part, 10)
}

// BigPounds shortens a sum for a headline: "£1.2m", "£3.4bn"; below a million it
// is the sum in whole pounds.
func BigPounds(pence int64) string {
	switch pounds := float64(pence) / 100; {
	case pounds >= 999_950_000:
		return "£" + strconv.FormatFloat(pounds/1e9, 'f', 1, 64) + "bn"
	case pounds >= 999_999.5:
		return "£" + strconv.FormatFloat(pounds/1e6, 'f', 1, 64) + "m"
	default:
		return WholePounds(pence)
	}
}

// Share shows a proportion from 0 to 1 as a percentage with one decimal. What is
// not all never reads as 100%, and what is not nothing never reads as 0%.
func Share(p float64) string {
	switch {
	case p <= 0:
		return "0%"
	case p >= 1:
		return "100%"
	case p < 0.001:
		return "<0.1%"
	case p > 0.999:
		return ">99.9%"
	default:
		return strconv.FormatFloat(100*p, 'f', 1, 64) + "%"
	}
}

// Part is n of total as a Share; of nothing it is "".
func Part(n, total int64) string {
	if total <= 0 {
		return ""
	}
	return Share(float64(n) / float64(total))
}

// Plural gives "1 row", "2,000 rows".
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Bytes shortens a file size: "1.2 MB".
func Bytes(n int64) string {
	size, unit := float64(n), "B"
	for _, next := range []string{"kB", "MB", "GB", "TB"} {
		if size < 1000 {
			break
		}
		size, unit = size/1000, next
	}
	if unit == "B" {
		return strconv.FormatInt(n, 10) + " B"
	}
	return strconv.FormatFloat(size, 'f', 1, 64) + " " + unit
}
