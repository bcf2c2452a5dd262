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
	reading *reading // under way; nil for Parquet
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

// load begins to read the group's files; close ends it. The engine reads Parquet
// itself, into a table.
func (g *group) load(ctx context.Context, conn *sql.Conn, p progress.Func) (err error) {
	if g.feeds[0].Format == "parquet" {
		return g.loadParquet(ctx, conn, p)
	}
	if g.reading, err = g.open(ctx, p); err != nil {
		return err
	}
	for set, k := range g.reading.kept {
		err := duckdb.RegisterTableUDF(conn, g.function(set), duckdb.ChunkTableFunction{
			BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) { return &scan{kept: k}, nil },
		})
		if err != nil {
			return fault.Wrap(err, "registering the reader of %s", g.feeds[0].Files)
		}
	}
	g.reading.begin()
	return nil
}

func (g *group) function(set int) string { return fmt.Sprintf("read_%d_%d", g.id, set) }

// finish waits for the end of the reading; outcome is what the engine said to the rows.
func (g *group) finish(outcome error) error {
	if g.reading == nil {
		return outcome
	}
	err := g.reading.finish(outcome)
	g.inputs, g.broken = g.reading.inputs, g.reading.broken
	return err
}

// close ends the reading and frees the rows.
func (g *group) close() {
	if g.reading != nil {
		g.reading.close()
		g.reading = nil
	}
}

// view makes the raw rows visible to one feed's SELECT under the names of its file.
func (g *group) view(set int, f Feed) string {
	columns, from := g.columns, g.table()
	switch f.Format {
	case "parquet":
	case "fhir":
		columns, from = f.rawColumns(), g.function(set)+"()"
	default:
		from = g.function(0) + "()"
	}
	list := make([]string, len(columns))
	for i, name := range columns {
		list[i] = fmt.Sprintf(", c%d AS %s", i, duck.Ident(name))
	}
	return "CREATE OR REPLACE TEMP VIEW raw AS SELECT _row" + strings.Join(list, "") + " FROM " + from
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
