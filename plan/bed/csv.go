package bed

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// WriteCSV writes the report as a file: a header, then one figure a line.
func WriteCSV(w io.Writer, rows []Row) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"day", "site", "figure", "pathway", "organisation", "reason", "count"}}
	for _, r := range rows {
		lines = append(lines, []string{r.Day.String(), text(r.Site), r.Figure, text(r.Pathway), text(r.Organisation), text(r.Reason), strconv.Itoa(r.Count)})
	}
	return fault.Wrap(out.WriteAll(lines), "writing the situation report")
}

// text keeps a spreadsheet from reading what somebody typed as a formula.
func text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
