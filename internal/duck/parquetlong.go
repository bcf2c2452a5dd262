package duck

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// The engine hands rows over as texts of their own, 2,048 at a time. A file of a
// few kilobytes may name one long text in every row, so that what is long must be
// found where the engine only refers to it: in the SQL, before a text is copied.
// Rows with a long text are few, and are read again a few at a time.
const (
	longestCell = 1 << 20 // bytes; as much as a line of CSV may have
	longCell    = 1 << 15 // a chunk of these fits in memory, of longer ones it may not
	fewRows     = 16      // of the longest these do
)

// lengthOf is the SQL of how long a column's text is; "" where it is never long.
func lengthOf(name, kind string) string {
	switch kind {
	case "VARCHAR":
		return "strlen(" + name + ")"
	case "BLOB":
		return "octet_length(" + name + ")"
	case "VARCHAR[]":
		return "list_sum(list_transform(" + name + ", lambda cell: strlen(cell)))"
	}
	return ""
}

// cellsOf is the SQL of columns without the texts longer than most, and last of
// whether there is one.
func cellsOf(columns []textColumn, most int) string {
	out, long := make([]string, 0, len(columns)+1), []string{"false"}
	for _, c := range columns {
		if c.length == "" {
			out = append(out, c.text)
			continue
		}
		over := c.over(most)
		out, long = append(out, "CASE WHEN "+over+" THEN NULL ELSE "+c.text+" END"), append(long, over)
	}
	return strings.Join(append(out, "CASE WHEN "+strings.Join(long, " OR ")+" THEN 'long' END"), ", ")
}

func (c *textColumn) over(most int) string { return fmt.Sprintf("%s > %d", c.length, most) }

// firstLong is the first row that lacks a long text, -1 when there is none.
func (b *Batch) firstLong() int {
	flags := len(b.columns) - 1
	for row := range b.rows {
		if b.Cell(row, flags) != nil {
			return row
		}
	}
	return -1
}

// rows hands the rows of a stretch to each.
func (s *parquetSource) rows(ctx context.Context, columns []textColumn, part stretch, each func(b *Batch) error) error {
	b := &Batch{first: part.from, columns: make([]textVector, len(columns)+1)}
	return s.read(ctx, s.query(columns, part, longCell), b, func() error {
		switch row := b.firstLong(); {
		case row < 0:
			return each(b)
		case !s.numbered():
			return s.tooLong(b.first+int64(row), rowNumber, "a text beside this column is longer than 32 KiB", "give the column another name")
		}
		return s.few(ctx, columns, stretch{b.first, b.first + int64(b.rows)}, each)
	})
}

// few does the same, a few rows at a time.
func (s *parquetSource) few(ctx context.Context, columns []textColumn, part stretch, each func(b *Batch) error) error {
	for from := part.from; from < part.to; from += fewRows {
		some := stretch{from, min(from+fewRows, part.to)}
		b := &Batch{first: from, columns: make([]textVector, len(columns)+1)}
		err := s.read(ctx, s.query(columns, some, longestCell), b, func() error {
			if row := b.firstLong(); row >= 0 {
				return s.longColumn(ctx, columns, b.first+int64(row))
			}
			return each(b)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// longColumn says which column of a row is too long.
func (s *parquetSource) longColumn(ctx context.Context, columns []textColumn, row int64) error {
	var which strings.Builder
	for i, c := range columns {
		if c.length != "" {
			fmt.Fprintf(&which, " WHEN %s THEN %d", c.over(longestCell), i)
		}
	}
	at := 0
	query := fmt.Sprintf("SELECT CASE%s END FROM %s WHERE %s = %d", which.String(), s.table(", "+rowNumber+" = true"), rowNumber, row)
	if err := s.db.QueryRowContext(ctx, query).Scan(&at); err != nil {
		return s.failed(ctx, err)
	}
	return s.tooLong(row, columns[at].name, "the text is longer than 1 MiB", "shorten it, or leave the column out")
}

func (s *parquetSource) tooLong(row int64, column, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: s.path, Line: row + 1, Column: column, Reason: reason, Fix: fix}
}

// numbered tells whether rows can be asked for by their number.
func (s *parquetSource) numbered() bool {
	return !slices.ContainsFunc(s.names, func(n string) bool { return strings.EqualFold(n, rowNumber) })
}
