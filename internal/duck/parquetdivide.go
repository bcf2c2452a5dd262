package duck

import (
	"context"
	"fmt"
	"slices"
)

// stretch is some rows of a file that follow one another; all of them when to is -1.
type stretch struct{ from, to int64 }

// rowNumber is the engine's name for the number of a row in its file, from 0.
const rowNumber = "file_row_number"

// divide shares the file's rows out among lanes, between row groups: to read a
// part of one takes nearly as long as the whole.
func (s *parquetSource) divide(ctx context.Context, lanes int) ([]stretch, error) {
	if lanes <= 1 || !s.numbered() {
		return []stretch{{0, -1}}, nil
	}
	rows, err := s.db.QueryContext(ctx, "SELECT max(row_group_num_rows) FROM parquet_metadata("+s.from+") GROUP BY row_group_id ORDER BY row_group_id")
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	ends := []int64{0} // of the row groups
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, s.failed(ctx, err)
		}
		ends = append(ends, ends[len(ends)-1]+n)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return shares(ends, lanes), nil
}

// shares cuts rows at those of the ends that lie nearest behind equal parts.
func shares(ends []int64, lanes int) []stretch {
	out := make([]stretch, lanes)
	total := ends[len(ends)-1]
	from := int64(0)
	for i := range out {
		at, _ := slices.BinarySearch(ends, total*int64(i+1)/int64(lanes))
		out[i] = stretch{from, ends[at]}
		from = ends[at]
	}
	return out
}

// query is the SQL of a stretch's rows without texts longer than most; they come
// in the order of the file.
func (s *parquetSource) query(columns []textColumn, part stretch, most int) string {
	query := "SELECT " + cellsOf(columns, most) + " FROM "
	if part.to < 0 {
		return query + s.table("")
	}
	return query + s.table(", "+rowNumber+" = true") + fmt.Sprintf(" WHERE %s >= %d AND %[1]s < %[3]d", rowNumber, part.from, part.to)
}
