package main

import (
	"context"

	"continuum/internal/fault"
	"continuum/target/model"
	"continuum/warehouse"
)

// forgetScores takes whoever was erased out of the scores that a place keeps. What is
// stopped midway is done when anybody is erased, scored or built next, or is served.
func forgetScores(ctx context.Context, dir warehouse.Dir, gone warehouse.Erased) error {
	_, err := model.Store(dir).ForgetErased(ctx, gone)
	return fault.Wrap(err, "taking whoever was erased out of the scores; `continuum rights erase PLACE --resume` tries again")
}
