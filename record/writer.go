package record

import "continuum/store"

// Writer writes resources in one transaction. What they are found by goes in by
// Flush, all at once: rows that lie together then go in together. Searches of the
// transaction see it after Flush only, and who forgets Flush loses it.
type Writer struct {
	*Record
	tx       *store.Tx
	ordinals map[string]int64 // of targets met
	fresh    map[int64]bool   // resources with rows that are not in yet
	brought  map[*Draft]bool  // written by Bring

	tokens     pending[tokenRow]
	texts      pending[textRow]
	dates      pending[dateRow]
	quantities pending[quantityRow]
	uris       pending[uriRow]
	links      pending[linkRow]
	measures   pending[measureRow]
	pairs      pending[pairRow]

	sights [][]any          // whom resources are about, not in yet
	bits   map[string]int64 // of labels; nil: not read yet

	changes []Change // not told yet
}

// Writer begins to write.
func (r *Record) Writer(tx *store.Tx) *Writer {
	return &Writer{
		Record: r, tx: tx, ordinals: map[string]int64{}, fresh: map[int64]bool{}, brought: map[*Draft]bool{},
		tokens: pending[tokenRow]{of: &tokenTable}, texts: pending[textRow]{of: &textTable}, dates: pending[dateRow]{of: &dateTable},
		quantities: pending[quantityRow]{of: &quantityTable}, uris: pending[uriRow]{of: &uriTable}, links: pending[linkRow]{of: &linkTable},
		measures: pending[measureRow]{of: &measureTable}, pairs: pending[pairRow]{of: &pairTable},
	}
}

// Flush puts in what resources are found by.
func (w *Writer) Flush() error {
	clear(w.fresh)
	return inTurn(
		func() error { return w.tokens.flush(w.tx) }, func() error { return w.texts.flush(w.tx) },
		func() error { return w.dates.flush(w.tx) }, func() error { return w.quantities.flush(w.tx) },
		func() error { return w.uris.flush(w.tx) }, func() error { return w.links.flush(w.tx) },
		func() error { return w.measures.flush(w.tx) }, func() error { return w.pairs.flush(w.tx) },
		w.flushSights, w.tellChanges,
	)
}

// inTurn takes steps until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// reindex changes the rows of a resource from those before to those after.
func (w *Writer) reindex(ordinal int64, before, after *rows) error {
	was, err := w.linked(before.references)
	if err != nil {
		return err
	}
	is, err := w.linked(after.references)
	if err != nil {
		return err
	}
	w.fresh[ordinal] = true
	return inTurn(
		func() error { return w.tokens.change(w.tx, ordinal, before.tokens, after.tokens) },
		func() error { return w.texts.change(w.tx, ordinal, before.texts, after.texts) },
		func() error { return w.dates.change(w.tx, ordinal, before.dates, after.dates) },
		func() error { return w.quantities.change(w.tx, ordinal, before.quantities, after.quantities) },
		func() error { return w.uris.change(w.tx, ordinal, before.uris, after.uris) },
		func() error { return w.links.change(w.tx, ordinal, was, is) },
		func() error { return w.measures.change(w.tx, ordinal, before.measures, after.measures) },
		func() error { return w.pairs.change(w.tx, ordinal, before.pairs, after.pairs) },
	)
}
