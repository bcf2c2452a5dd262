package main

import (
	"strings"

	"continuum/internal/fault"
	"continuum/record/live"
	"continuum/store"
)

type lettersCmd struct {
	Place lettersPlace `arg:""`
}

// lettersPlace is what all commands about letters begin with.
type lettersPlace struct {
	placeArg
	dataFlag
	databaseFlag

	List    lettersListCmd    `cmd:"" default:"1" help:"List what waits, oldest first."`
	Show    lettersShowCmd    `cmd:"" help:"Show one whole: it may hold personal data."`
	Replay  lettersReplayCmd  `cmd:"" help:"Take messages anew, or try events and jobs again."`
	Discard lettersDiscardCmd `cmd:"" help:"Drop them for good."`
}

// open opens the database that serve would use, and must be there.
func (in *lettersPlace) open(a *app) (*store.DB, error) {
	dir := in.dir(in.Place)
	url := in.url(dir)
	if in.missing(dir) {
		return nil, &fault.Error{Code: fault.NotFound, File: url, Reason: "there is no database yet", Fix: "`continuum serve` makes it; if it has one elsewhere, name it with --database"}
	}
	return store.Open(a.ctx, url, recordSchemas()...)
}

type lettersListCmd struct{}

// Run lists what waits.
func (lettersListCmd) Run(a *app, in *lettersPlace) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := letters(a, db)
	if err != nil {
		return err
	}
	if a.json {
		for i := range all {
			all[i].Content = "" // it may be somebody's: `show` tells it
		}
		return a.print(map[string]any{"letters": all})
	}
	if len(all) == 0 {
		a.line("Nothing waits.")
	}
	for _, l := range all {
		a.line("%-6s %s  %s%s\n       %s", l.ID, l.At.Format("02-Jan-2006 15:04"), l.About, often(&l), strings.ReplaceAll(l.Reason, "\n", " "))
	}
	return nil
}

type lettersShowCmd struct {
	ID string `arg:"" help:"Of a letter, as list shows it."`
}

// Run shows one.
func (c lettersShowCmd) Run(a *app, in *lettersPlace) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	l, err := find(a, db, c.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(l)
	}
	a.line("%s: %s%s\nReason: %s\n\n%s", l.ID, l.About, often(&l), l.Reason, onLines(l.Content))
	return nil
}

type lettersReplayCmd struct {
	IDs []string `arg:"" name:"id" help:"Of letters, as list shows them."`
}

// Run tries again; a message that still cannot be taken keeps waiting.
func (c lettersReplayCmd) Run(a *app, in *lettersPlace) error {
	return in.each(a, c.IDs, "replayed", func(db *store.DB, l letter) error {
		if l.Kind != letterMessage {
			return db.Replay(a.ctx, l.number)
		}
		inbox, err := in.inbox(a, db)
		if err != nil {
			return err
		}
		return inbox.Replay(a.ctx, l.number)
	})
}

// inbox takes messages as serve does.
func (in *lettersPlace) inbox(a *app, db *store.DB) (*live.Inbox, error) {
	l, err := a.sound(in.Place)
	if err != nil {
		return nil, err
	}
	k, err := keep(a.ctx, db, l, nil, nil)
	if err != nil {
		return nil, err
	}
	return live.NewInbox(db, k.record, l.place, partnersDoor)
}

type lettersDiscardCmd struct {
	IDs []string `arg:"" name:"id" help:"Of letters, as list shows them."`
}

// Run drops letters.
func (c lettersDiscardCmd) Run(a *app, in *lettersPlace) error {
	return in.each(a, c.IDs, "discarded", func(db *store.DB, l letter) error {
		if l.Kind == letterMessage {
			return live.Discard(a.ctx, db, l.number)
		}
		return db.Discard(a.ctx, l.number)
	})
}

// each does something with every letter named, tells how it went, and fails with
// the first that failed.
func (in *lettersPlace) each(a *app, ids []string, done string, do func(*store.DB, letter) error) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	var first error
	ended := []string{}
	for _, id := range ids {
		l, err := find(a, db, id)
		if err == nil {
			err = do(db, l)
		}
		if err != nil {
			if first == nil {
				first = fault.Wrap(err, "letter %s", id)
			}
			continue
		}
		ended = append(ended, id)
	}
	if a.json && first == nil {
		return a.print(map[string]any{done: ended})
	}
	if !a.json && len(ended) > 0 {
		a.line("%s %s.", strings.ToUpper(done[:1])+done[1:], strings.Join(ended, ", "))
	}
	return first
}
