package warehouse

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// Verify reads a build whole and says what is wrong with it: files that are
// missing, damaged or of another build, and tables that do not have the rows of
// which the manifest tells.
func (d Dir) Verify(ctx context.Context, id string) (Manifest, error) {
	b, err := d.open(id)
	if err != nil {
		return Manifest{}, err
	}
	defer b.close()
	if b.manifest.ID != id {
		return b.manifest, &fault.Error{Code: fault.Internal, File: filepath.Join(d.build(id), manifestFile), Value: b.manifest.ID, Reason: "is of another build", Fix: mendBuild}
	}
	for i := range b.cards.people {
		if _, err := b.cards.person(i); err != nil {
			return b.manifest, err
		}
		if ctx.Err() != nil {
			return b.manifest, ctx.Err()
		}
	}
	if int64(b.cards.people) != b.manifest.People {
		return b.manifest, &fault.Error{Code: fault.Internal, File: filepath.Join(d.build(id), cardsFile), Reason: fmt.Sprintf("has %d people and the manifest %d", b.cards.people, b.manifest.People), Fix: mendBuild}
	}
	return b.manifest, b.verifyTables(ctx, filepath.Join(d.build(id), factsFile))
}

const mendBuild = "roll back to another build, build again, or restore a backup"

// verifyTables compares all rows with the fingerprints of the manifest, which only
// the same engine makes again.
func (b *opened) verifyTables(ctx context.Context, path string) error {
	engine, err := duck.Version(ctx, b.db)
	if err != nil {
		return damagedFacts(path, err)
	}
	have, err := fingerprints(ctx, b.db, "main")
	if err != nil {
		return damagedFacts(path, err)
	}
	for _, want := range b.manifest.Tables {
		for _, t := range have {
			if t.Name == want.Name && (t.Rows != want.Rows || t.Hash != want.Hash && engine == b.manifest.Engine) {
				return damagedFacts(path, fmt.Errorf("table %s is not what was built: %d rows, of which the manifest tells %d", t.Name, t.Rows, want.Rows))
			}
		}
	}
	return nil
}

func damagedFacts(path string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return &fault.Error{Code: fault.Internal, File: path, Reason: "is damaged", Err: err, Fix: mendBuild}
}
