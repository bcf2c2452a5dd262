package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
)

// reference loads the place's code lists and prices as code_NAME and
// price_NAME, which every feed's SELECT may join; an empty cell is NULL.
func reference(ctx context.Context, db *sql.DB, p *place.Place) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "loading the code lists")
	}
	defer conn.Close()
	for prefix, tables := range map[string][]place.Table{"code_": p.Codes, "price_": p.Prices} {
		for _, t := range tables {
			if err := loadTable(ctx, conn, prefix+t.Name, t); err != nil {
				return fault.Wrap(err, "loading %s", t.File)
			}
		}
	}
	return nil
}

func loadTable(ctx context.Context, conn *sql.Conn, name string, t place.Table) error {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = duck.Ident(c) + " VARCHAR"
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TABLE "+duck.Ident(name)+" ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	return conn.Raw(func(dc any) error {
		out, err := duckdb.NewAppenderFromConn(dc.(driver.Conn), "", name)
		if err != nil {
			return err
		}
		for _, row := range t.Rows {
			values := make([]driver.Value, len(row))
			for i, cell := range row {
				if cell != "" {
					values[i] = cell
				}
			}
			if err := out.AppendRow(values...); err != nil {
				return err
			}
		}
		return out.Close()
	})
}
