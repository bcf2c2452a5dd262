package worklist

import (
	"iter"

	"continuum/store"
)

// texts reads a question of one column of text.
func texts(rows iter.Seq2[store.Row, error], doing string) ([]string, error) {
	return store.All(rows, doing, func(to *string, row store.Row) error { return row.Scan(to) })
}
