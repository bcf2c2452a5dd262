package table

// Spellings that stand for no value, whatever the column holds. "None" and
// "Unknown" are not among them: in a category they often are an answer (no test
// was made), so they stand for nothing in numbers and dates only.
var missing = map[string]bool{
	"?": true, "NA": true, "N/A": true, "n/a": true, "#N/A": true, "<NA>": true, "nan": true, "NaN": true, "NAN": true,
	"null": true, "NULL": true, "Null": true, "-": true, "--": true, ".": true, `\N`: true,
}

var missingAmount = map[string]bool{
	"None": true, "none": true, "NONE": true, "Unknown": true, "unknown": true, "UNKNOWN": true, "nil": true, "Nil": true,
	"na": true, "missing": true, "Missing": true,
}

// longestMissing bounds the spellings of both in bytes.
const longestMissing = 7

// isMissing tells whether a cell, which is not empty, stands for no value.
func isMissing(cell []byte, amount bool) bool {
	if len(cell) > longestMissing {
		return false
	}
	return missing[string(cell)] || amount && missingAmount[string(cell)]
}

// trimmed is a cell without the blanks around it.
func trimmed(cell []byte) []byte {
	for len(cell) > 0 && cell[0] <= ' ' {
		cell = cell[1:]
	}
	for len(cell) > 0 && cell[len(cell)-1] <= ' ' {
		cell = cell[:len(cell)-1]
	}
	return cell
}
