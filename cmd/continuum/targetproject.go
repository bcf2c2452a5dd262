package main

import (
	"context"
	"path/filepath"

	"continuum/access/pseudonym"
	"continuum/record/sight"
	"continuum/store"
)

// withoutOptedOut leaves out whoever does not want to be planned or researched with.
func (k *kept) withoutOptedOut(ctx context.Context, rows []exportedRow) (left []exportedRow, err error) {
	const page = 10_000
	out := map[string]bool{}
	for after := ""; ; {
		var some []string
		err := k.db.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = k.record.RelatedTo(tx, []sight.Party{{Kind: sight.OptedOut}}, after, page)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, person := range some {
			out[person], after = true, person
		}
		if len(some) < page {
			break
		}
	}
	for _, r := range rows {
		if !out[r.person] {
			left = append(left, r)
		}
	}
	return left, nil
}

// pseudonyms are those under which the API shows people to the project.
func (c *exportFlags) pseudonyms(d *targetDesk) (func(person string) string, error) {
	key, err := pseudonym.ReadKey(filepath.Join(string(d.dir), pseudonymKey), c.Domain)
	if err != nil {
		return nil, err
	}
	research := d.access.Settings.Research
	p, err := key.Project(c.Project, pseudonym.Terms{Fewest: research.Fewest, Systems: research.Systems})
	if err != nil {
		return nil, err
	}
	return p.Person, nil
}
