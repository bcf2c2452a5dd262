package warehouse

import (
	"context"
	"slices"
	"strings"
)

// hideOthers takes who is hidden out of the rows of relationships, as a build without
// them does: that there is somebody stays.
func (b *opened) hideOthers(ctx context.Context, rows []Row) error {
	if b.erasure() == nil {
		return nil
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].Other
	}
	hidden, err := b.hidden(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		if r := &rows[i]; hidden[r.Other] {
			r.Other = ""
			for column, at := range r.table.at {
				if strings.HasPrefix(column, "other_") {
					r.values[at] = nil
				}
			}
		}
	}
	return nil
}

// hideRelations does the same in what a page shows.
func (b *opened) hideRelations(ctx context.Context, all []Relation) error {
	if b.erasure() == nil {
		return nil
	}
	ids := make([]string, len(all))
	for i, x := range all {
		ids[i] = x.PersonID
	}
	hidden, err := b.hidden(ctx, ids)
	if err != nil {
		return err
	}
	for i := range all {
		if x := &all[i]; hidden[x.PersonID] {
			x.Name, x.Phone, x.PersonID = "", "", ""
		}
	}
	return nil
}

// hideLinkage takes out of what deserves a look whatever is about somebody hidden.
func (b *opened) hideLinkage(ctx context.Context, l *Linkage) (err error) {
	if b.erasure() == nil {
		return nil
	}
	if l.Suspects, err = unhidden(ctx, b, l.Suspects, func(s Suspect) string { return s.PersonID }); err != nil {
		return err
	}
	for i := range l.Unlinkable {
		some := &l.Unlinkable[i].Some
		if *some, err = unhidden(ctx, b, *some, func(j Joined) string { return j.PersonID }); err != nil {
			return err
		}
	}
	for _, examples := range []*[]LinkedExample{&l.Typical, &l.Borderline, &l.Cut} {
		*examples = slices.DeleteFunc(*examples, func(x LinkedExample) bool { return b.isErased(x.Left) || b.isErased(x.Right) })
	}
	return nil
}
