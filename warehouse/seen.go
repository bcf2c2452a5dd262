package warehouse

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Sees tells whether a row of a canonical table may be seen by whoever asks.
type Sees func(table string, r Row) bool

// seeing is a build as somebody may see it: what must not be seen is left out row by
// row, before facts are gathered into events, counted or added up, for afterwards
// nobody could tell any more what each of them rests on.
type seeing struct {
	*opened
	sees Sees // nil: all
}

// errUnseen is what reading a row that must not be seen gives.
var errUnseen = errors.New("not to be seen")

// rows asks for columns of a person's rows of a canonical table and hands over those
// that may be seen; reading another is an error that row is to return.
func (b *seeing) rows(ctx context.Context, table, columns, order, id string, row func(scanner) error) error {
	const question = "SELECT %s FROM %s WHERE person_id = ? %s"
	if b.sees == nil {
		return b.query(ctx, fmt.Sprintf(question, columns, table, order), []any{id}, row)
	}
	t := factTables[slices.IndexFunc(factTables, func(t *factTable) bool { return t.name == table })]
	return b.query(ctx, fmt.Sprintf(question, columns+", "+t.columns, table, order), []any{id}, func(scan scanner) error {
		err := row(func(into ...any) error {
			r, err := b.row(t, scan, into...)
			if err == nil && !b.sees(table, r) {
				err = errUnseen
			}
			return err
		})
		if errors.Is(err, errUnseen) {
			return nil
		}
		return err
	})
}
