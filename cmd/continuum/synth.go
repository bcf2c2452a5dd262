package main

import (
	"path/filepath"

	"continuum/internal/fault"
	"continuum/synth"
)

type synthCmd struct {
	placeArg
	People int    `help:"How many people." default:"20000"`
	Seed   uint64 `help:"The same seed gives the same bytes." default:"1"`
	Out    string `required:"" help:"Folder for the extracts." placeholder:"DIR"`
	Truth  string `help:"Folder for the truth; by default beside --out, named DIR-truth." placeholder:"DIR"`
}

// Run writes a synthetic place's extracts.
func (c synthCmd) Run(a *app) error {
	if _, err := a.sound(c.Place); err != nil {
		return err
	}
	s, err := a.synth(c.People, c.Seed, c.Out, c.Truth)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(s)
	}
	a.bars.wait(nil)
	a.line("Wrote the extracts of %d people to %s and the truth about them to %s.", s.People, c.Out, truthDir(c.Out, c.Truth))
	return nil
}

func truthDir(out, truth string) string {
	if truth != "" {
		return truth
	}
	return filepath.Clean(out) + "-truth"
}

func (a *app) synth(people int, seed uint64, out, truth string) (synth.Summary, error) {
	if people < 2 || people > synth.MaxPeople {
		return synth.Summary{}, &fault.Error{Code: fault.Invalid, Column: "--people", Reason: "must be from 2 to 9,000,000"}
	}
	report := a.bars.report()
	return synth.Write(a.ctx, synth.Options{
		People: people, Seed: seed, Out: out, Truth: truthDir(out, truth),
		Progress: func(done, total int) { report.Report("make people and their extracts", int64(done), int64(total)) },
	})
}
