package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// FactsOf reads the rows that some tables of the live build have on some people, in
// one question a table instead of one a person: for who goes through many. take is
// called for each person that the build knows, in the order of their ids, and Person.ID
// is that of whoever carries on.
func (l *Live) FactsOf(ctx context.Context, people, tables []string, take func(Facts) error) error {
	b, err := l.hold()
	if err != nil {
		return err
	}
	defer b.release()
	all := map[string]*Facts{}
	var ids []string
	if err := b.lookAhead(ctx, people); err != nil {
		return err
	}
	for _, id := range people {
		p, err := l.bearer(ctx, b, id)
		if fault.CodeOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if all[p.ID] == nil {
			all[p.ID] = &Facts{Known: b.known(p), tables: map[string][]Row{}}
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	for _, t := range factTables {
		if slices.Contains(tables, t.name) {
			if err := b.rowsOfAll(ctx, t, ids, all); err != nil {
				return err
			}
		}
	}
	for _, id := range ids {
		if err := b.hideOthers(ctx, all[id].tables[relationship]); err != nil {
			return err
		}
		if err := take(*all[id]); err != nil {
			return err
		}
	}
	return nil
}

// rowsOfAll adds the rows of a table on some people, in the order of their ids.
func (b *opened) rowsOfAll(ctx context.Context, t *factTable, ids []string, all map[string]*Facts) error {
	question := fmt.Sprintf("SELECT person_id, %s FROM %s WHERE person_id BETWEEN ? AND ? AND person_id IN (%s)",
		t.columns, t.name, strings.TrimSuffix(strings.Repeat("?,", len(ids)), ","))
	args := []any{ids[0], ids[len(ids)-1]}
	for _, id := range ids {
		args = append(args, id)
	}
	return b.query(ctx, question, args, func(scan scanner) error {
		var person string
		r, err := b.row(t, scan, &person)
		if err != nil {
			return err
		}
		f := all[person]
		f.tables[t.name] = append(f.tables[t.name], r)
		return nil
	})
}
