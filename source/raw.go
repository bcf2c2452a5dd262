package source

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/source/extract"
)

// A raw row's number holds its file and its line: file<<lineBits | line.
const lineBits = 40

// group is the feeds that read the same files in the same way; the files are
// read once for all of them.
type group struct {
	id    int
	feeds []Feed
	files []string // sorted, absolute
	names []string // the same, relative to the extracts folder
	bytes int64

	columns []string // of the raw table, c0.. in this order; FHIR feeds have their own
	shapes  []shape  // per file
	inputs  []Input
	broken  []broken
}

// broken is a record that could not be read as a row at all.
type broken struct {
	file int
	extract.Broken
}

// place names a line of one of the group's files.
func (g *group) place(file int, line int64) string { return fmt.Sprintf("%s:%d", g.names[file], line) }

// Whence is the SQL of the file and of the line that a raw row's number holds.
func Whence(row string, files []string) (file, line string) {
	return fmt.Sprintf("%s[(%s >> %d) + 1]", duck.List(files), row, lineBits), fmt.Sprintf("%s & %d", row, int64(1)<<lineBits-1)
}

// placeOf names the line that a raw row's number holds; "" when it holds none.
func (g *group) placeOf(row sql.NullInt64) string {
	file := row.Int64 >> lineBits
	if !row.Valid || file < 0 || file >= int64(len(g.names)) {
		return ""
	}
	return g.place(int(file), row.Int64&(1<<lineBits-1))
}

// Input is one file that was read.
type Input struct {
	File   string // relative to the extracts folder
	SHA256 string
	Bytes  int64
	Rows   int64
}

func (g *group) table() string { return fmt.Sprintf("raw_%d", g.id) }

// sets tells whether the raw table mixes the rows of several feeds' projections.
func (g *group) sets() bool { return g.feeds[0].Format == "fhir" && len(g.feeds) > 1 }

// layout is the groups' common layout with the projections of all its feeds.
func (g *group) layout() extract.Format {
	f := g.feeds[0].layout()
	if f.Kind == extract.FHIR {
		for _, feed := range g.feeds {
			f.Resources = append(f.Resources, feed.projection())
		}
	}
	return f
}

// load reads the group's files into its raw table.
func (g *group) load(ctx context.Context, conn *sql.Conn, p progress.Func) error {
	if g.feeds[0].Format == "parquet" {
		return g.loadParquet(ctx, conn, p)
	}
	s, err := g.open(ctx, p)
	if err != nil {
		return err
	}
	defer s.close()
	function := fmt.Sprintf("read_%d", g.id)
	err = duckdb.RegisterTableUDF(conn, function, duckdb.ChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) { return s, nil },
	})
	if err != nil {
		return fault.Wrap(err, "registering the reader of %s", g.feeds[0].Files)
	}
	_, err = conn.ExecContext(ctx, "CREATE TABLE "+g.table()+" AS SELECT * FROM "+function+"()")
	err = s.stop(err)
	g.inputs, g.broken = s.inputs, s.broken
	return fault.Wrap(err, "reading %s", g.feeds[0].Files)
}

// view makes the raw table visible to one feed's SELECT under the names of its file.
func (g *group) view(set int, f Feed) string {
	columns, filter := g.columns, ""
	if f.Format == "fhir" {
		columns = f.rawColumns()
	}
	if g.sets() {
		filter = fmt.Sprintf(" WHERE _set = %d", set)
	}
	list := make([]string, len(columns))
	for i, name := range columns {
		list[i] = fmt.Sprintf(", c%d AS %s", i, duck.Ident(name))
	}
	return "CREATE OR REPLACE TEMP VIEW raw AS SELECT _row" + strings.Join(list, "") + " FROM " + g.table() + filter
}

// loadParquet lets the engine read its own format; line is the row's number in its file.
func (g *group) loadParquet(ctx context.Context, conn *sql.Conn, p progress.Func) error {
	for i := range g.files {
		if err := g.parquetColumns(ctx, conn, i); err != nil {
			return err
		}
	}
	for i, path := range g.files {
		list := make([]string, len(g.columns))
		for k, name := range g.columns {
			value := "NULL"
			if g.shapes[i].has(k) {
				value = duck.Ident(name)
			}
			list[k] = fmt.Sprintf(", CAST(%s AS VARCHAR) AS c%d", value, k)
		}
		query := fmt.Sprintf("SELECT CAST(%d AS BIGINT) + file_row_number + 1 AS _row%s FROM read_parquet(%s, file_row_number = true)",
			int64(i)<<lineBits, strings.Join(list, ""), duck.Literal(path))
		if i == 0 {
			query = "CREATE TABLE " + g.table() + " AS " + query
		} else {
			query = "INSERT INTO " + g.table() + " " + query
		}
		res, err := conn.ExecContext(ctx, query)
		if err != nil {
			return parquetFault(g.names[i], err)
		}
		rows, _ := res.RowsAffected()
		sum, size, err := hashFile(path)
		if err != nil {
			return err
		}
		g.inputs = append(g.inputs, Input{File: g.names[i], SHA256: sum, Bytes: size, Rows: rows})
		p.Report("read "+g.feeds[0].Files, int64(i+1), int64(len(g.files)))
	}
	return nil
}

func (g *group) parquetColumns(ctx context.Context, conn *sql.Conn, file int) error {
	rows, err := conn.QueryContext(ctx, "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet("+duck.Literal(g.files[file])+"))")
	if err != nil {
		return parquetFault(g.names[file], err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fault.Wrap(err, "reading the columns of %s", g.names[file])
		}
		names = append(names, name)
	}
	g.addColumns(names)
	return fault.Wrap(rows.Err(), "reading the columns of %s", g.names[file])
}

func parquetFault(file string, err error) error {
	return &fault.Error{Code: fault.Invalid, File: file, Reason: "cannot be read as Parquet: " + firstLine(err), Fix: "ask the partner to send the file again, or correct `format:` in the feed"}
}
