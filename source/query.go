package source

import (
	"context"
	"database/sql"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
)

// Query is one SELECT that somebody wrote into a file of the place folder, and what it
// may touch.
type Query struct {
	File string // relative to the place folder
	Line int    // of File on which SQL begins, from 1
	SQL  string
	May  May
}

// May says which tables a query may read beside the place's code_NAME and price_NAME
// and its own WITH queries, and what to tell whoever goes further. Whatever it reads,
// a query may call only functions of their arguments alone: no file, no setting, no
// clock, no chance.
type May struct {
	Who    string   // whose query it is, such as "a feed"
	Tables []string // that it may read

	Alone string // what to write instead of several statements, or of another than SELECT
	Read  string // those tables in words
	Table string // what to do instead of reading another table; "" names the nearest
	File  string // instead of reading a file
	Only  string // instead of calling what it may not
	Clock string // instead of asking a clock; %s is the word

	Convert string // what to do where a text cannot be converted
	Memory  string // where memory does not suffice
}

// OutputColumn is a column that a query gives, with the engine's name of its type.
type OutputColumn struct{ Name, Type string }

// PrepareQueries loads what judging and running queries needs into a scratch database:
// the place's code and price lists as tables, and the functions nobody may call.
func PrepareQueries(ctx context.Context, db *sql.DB, p *place.Place) error {
	if _, err := db.ExecContext(ctx, impureCalls); err != nil {
		return fault.Wrap(err, "preparing the functions")
	}
	return reference(ctx, db, p)
}

// Judge refuses a query that is not one SELECT, goes further than it may or cannot be
// bound to the tables of the database, and gives the columns it gives. What is wrong
// with the query is fault.Invalid with the file's line. PrepareQueries comes first.
func (q Query) Judge(ctx context.Context, conn *sql.Conn) ([]OutputColumn, error) {
	if err := q.withinReach(ctx, conn); err != nil {
		return nil, err
	}
	rows, err := conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+q.SQL+"\n)")
	if err != nil {
		return nil, q.Fault(err)
	}
	defer rows.Close()
	var out []OutputColumn
	for rows.Next() {
		var c OutputColumn
		if err := rows.Scan(&c.Name, &c.Type); err != nil {
			return nil, fault.Wrap(err, "reading the columns of %s", q.File)
		}
		c.Name = strings.ToLower(c.Name)
		out = append(out, c)
	}
	return out, q.Fault(rows.Err())
}

// Fault turns an error of the engine about the query into the file's line and what is
// wrong; other errors pass unchanged.
func (q Query) Fault(err error) error { return q.sqlFault(err, nil, "") }

// lineBreaks counts those in the SQL before an offset.
func (q Query) lineBreaks(at int) int { return strings.Count(q.SQL[:min(at, len(q.SQL))], "\n") }

// feedMay is what the SELECT of a feed may touch.
var feedMay = May{
	Who: "a feed", Tables: []string{"raw"},
	Alone: "keep the SELECT over raw; what else a feed needs is said in its front matter",
	Read:  "raw, the place's code_NAME and price_NAME, and its own WITH queries",
	Table: "declare another file as a feed of its own",
	File:  "declare a file in the front matter, and read it as raw",
	Only:  "use what the row holds, the code lists and the price lists",
	Clock: "write raw.%s if it is a column of the file",

	Convert: "give the text as it is, for the engine to convert and judge, or write TRY_CAST",
	Memory:  "give the build more with --memory",
}

// query is the feed's SELECT.
func (f Feed) query() Query { return Query{File: f.Path, Line: f.BodyLine, SQL: f.SQL, May: feedMay} }
