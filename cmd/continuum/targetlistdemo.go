package main

import (
	"io"

	"continuum/internal/fault"
)

// demoLists trains the demo's models, scores everybody and puts the lists of its
// programmes before their teams. A demo of few people has too little to learn from, and
// goes without lists.
func (a *app) demoLists(dir string) error {
	quiet := *a
	quiet.out, quiet.json = io.Discard, false
	in := &targetPlace{placeArg: placeArg{Place: dir}}
	for _, step := range []interface {
		Run(*app, *targetPlace) error
	}{
		targetTrainCmd{}, targetScoreCmd{}, targetListCmd{Places: -1, Publish: true},
	} {
		err := step.Run(&quiet, in)
		a.bars.wait(err)
		if fault.CodeOf(err) == fault.Invalid && err != nil {
			a.warn("there are no lists in this demo: %v", err)
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
