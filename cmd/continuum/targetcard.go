package main

import (
	"bytes"
	"fmt"
	"io"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
	"continuum/target/model"
	"continuum/target/model/page"
)

type targetCardCmd struct {
	targetModels
	Version string `help:"A version, by its hash; the one in use where none is given." placeholder:"HASH"`
	Out     string `help:"Write the card as a page that opens in any browser." placeholder:"FILE"`
}

// Run shows what is known of models, or writes the page of one.
func (c targetCardCmd) Run(a *app, in *targetPlace) error {
	return in.with(a, func(d *targetDesk) error {
		chosen, err := c.choose(d.models)
		if err != nil {
			return err
		}
		if c.Out != "" && len(chosen) > 1 {
			return &fault.Error{Code: fault.Invalid, Column: "--out", Reason: "a page is of one model", Fix: "name the model"}
		}
		store, cards := model.Store(d.dir), []*model.Card{}
		for _, spec := range chosen {
			card, err := store.Card(spec.ID, c.Version)
			if err != nil {
				return err
			}
			cards = append(cards, card)
		}
		if c.Out != "" {
			return c.write(a, d, store, cards[0])
		}
		if a.json {
			return a.print(map[string]any{"models": cards})
		}
		for _, card := range cards {
			a.printCard(card)
		}
		return nil
	})
}

// write writes the page of a card.
func (c targetCardCmd) write(a *app, d *targetDesk, store model.Store, card *model.Card) error {
	live, err := d.dir.LiveID()
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return err
	}
	known, err := store.Known(card.Model, card.Hash, live)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Write(&b, known); err != nil {
		return err
	}
	err = writeFile(c.Out, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]string{"model": card.Model, "hash": card.Hash, "page": c.Out})
	}
	a.line("Wrote the card of %s %s to %s.", card.Model, card.Hash, c.Out)
	return nil
}

// printCard says in some lines what a page says.
func (a *app) printCard(c *model.Card) {
	a.line("%s %s: %s", c.Model, c.Hash, c.Title)
	a.line("  %s", inShort(c))
	a.line("  learned from build %s, index dates %s and %s", c.Build, c.Years[0].Index, c.Years[len(c.Years)-1].Index)
	a.line("  chance by %s; rate by %s", c.Chance.Chosen, c.Rate.Chosen)
	for _, r := range c.Reads[:min(5, len(c.Reads))] {
		a.line("  %5.1f%%  %s", 100*r.Weight, r.Words)
	}
	for _, n := range c.NotFor {
		a.line("  not for: %s", n)
	}
}

func interval(in dist.Interval) string { return fmt.Sprintf("(%.3f to %.3f)", in.Low, in.High) }
