package main

import (
	"context"

	"continuum/target/model"
	"continuum/warehouse"
	"continuum/web"
)

// modelBook tells the pages of the models of a place.
type modelBook struct {
	specs  []*model.Spec
	store  model.Store
	builds *warehouse.Live
}

// modelsOf is nil where the place has no models.
func modelsOf(l loaded, dir warehouse.Dir, builds *warehouse.Live) web.Models {
	if l.models == nil || len(l.models.All) == 0 || builds == nil {
		return nil
	}
	return modelBook{l.models.All, model.Store(dir), builds}
}

// Specs are the models that the place declares.
func (b modelBook) Specs() []*model.Spec { return b.specs }

// Known is what is known of a version of one, with the scores it gave to the live build.
func (b modelBook) Known(ctx context.Context, id, hash string) (*model.Known, error) {
	o, err := b.builds.Overview(ctx)
	if err != nil {
		return nil, err
	}
	return b.store.Known(id, hash, o.Build.ID)
}
