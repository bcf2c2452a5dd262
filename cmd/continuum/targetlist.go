package main

import (
	"context"
	"encoding/json"
	"os"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/programme"
	"continuum/target/worklist"
)

type targetListCmd struct {
	Programme string `arg:"" optional:"" help:"A programme of the place; none is all of them."`
	Places    int    `help:"Make the list of one programme for so many places, whatever its file says." placeholder:"N" default:"-1"`
	Publish   bool   `help:"Put the lists before their teams: suggestions on the worklist, and RiskAssessments in the record."`
	Most      int    `help:"Show at most so many people of each list; 0 shows all." default:"20"`
	Out       string `help:"Write the lists whole to this file, as JSON." placeholder:"FILE"`
}

// madeList is a list as machines read it.
type madeList struct {
	*programme.List
	Published *worklist.Published `json:"published,omitempty"`
}

// Run makes the lists, says of each whether it pays, and publishes them where that is asked.
func (c targetListCmd) Run(a *app, in *targetPlace) error {
	if c.Places >= 0 && c.Programme == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--places", Reason: "it is not said of which programme", Fix: "name one"}
	}
	return in.with(a, func(d *targetDesk) error {
		chosen, err := c.choose(d.programmes)
		if err != nil {
			return err
		}
		desk, end, err := openLists(a, d, in.databaseFlag, c.Publish)
		if err != nil {
			return err
		}
		defer end()
		made, err := desk.make(chosen)
		if err != nil {
			return err
		}
		return c.answer(a, desk, made)
	})
}

// choose finds the programmes that are asked for, as they are to be reckoned with.
func (c targetListCmd) choose(all []programme.Programme) ([]*programme.Programme, error) {
	if len(all) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, File: "programmes", Reason: "the place has no programmes", Fix: "write programmes/NAME.yaml; docs/targeting.md says how"}
	}
	var chosen []*programme.Programme
	for i := range all {
		if c.Programme == "" || c.Programme == all[i].ID {
			chosen = append(chosen, &all[i])
		}
	}
	if len(chosen) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, Value: c.Programme, Reason: "the place has no such programme", Fix: place.Suggest(c.Programme, programme.IDs(all))}
	}
	if c.Places >= 0 {
		chosen[0].Places = c.Places
	}
	return chosen, nil
}

// answer publishes, writes and prints.
func (c targetListCmd) answer(a *app, desk *listDesk, made []*programme.List) error {
	out := make([]madeList, len(made))
	for i, l := range made {
		out[i].List = l
		if !c.Publish {
			continue
		}
		p, _ := programme.Of(desk.programmes, l.Head.Programme)
		done, err := desk.publish(p, l)
		if err != nil {
			return err
		}
		out[i].Published = &done
	}
	if err := desk.noted(made); err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeLists(c.Out, out); err != nil {
			return err
		}
	}
	a.bars.wait(nil)
	if a.json {
		return a.print(map[string]any{"lists": c.shown(out)})
	}
	for i := range out {
		a.printList(&out[i], c.most(len(out[i].People)))
	}
	return nil
}

func (c targetListCmd) most(people int) int {
	if c.Most <= 0 {
		return people
	}
	return min(c.Most, people)
}

// shown are the lists with as many people as are asked for.
func (c targetListCmd) shown(all []madeList) []madeList {
	some := make([]madeList, len(all))
	for i, l := range all {
		short := *l.List
		short.People = short.People[:c.most(len(short.People))]
		some[i] = madeList{&short, l.Published}
	}
	return some
}

// writeLists writes the lists whole, or not at all.
func writeLists(path string, all []madeList) error {
	data, err := json.MarshalIndent(map[string]any{"lists": all}, "", "  ")
	if err != nil {
		return fault.Wrap(err, "writing the lists")
	}
	f, err := os.CreateTemp(dirOf(path), ".list-*")
	if err != nil {
		return listUnwritten(path, err)
	}
	_, err = f.Write(append(data, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return listUnwritten(path, err)
	}
	return nil
}

func listUnwritten(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, Column: "--out", Value: path, Reason: "cannot be written", Err: bare(err), Fix: "name a file in a folder that is there"}
}

// publish puts one list before its team.
func (d *listDesk) publish(p *programme.Programme, l *programme.List) (worklist.Published, error) {
	list, err := l.Publishable(p)
	if err != nil {
		return worklist.Published{}, err
	}
	return d.kept.work.Publish(d.ctx, list)
}

// noted keeps who was shown by whom, where there is somewhere to keep it.
func (d *listDesk) noted(made []*programme.List) error {
	if d.kept == nil {
		return nil
	}
	e := audit.Entry{Action: "search", Outcome: audit.OK, Type: worklist.SuggestionType}
	for _, l := range made {
		for i := range l.People {
			e.People = append(e.People, l.People[i].Person)
		}
	}
	if len(e.People) == 0 {
		return nil
	}
	return d.kept.db.Write(d.ctx, func(tx *store.Tx) error { return d.kept.gate.Append(d.ctx, tx, e) })
}

// byList is who makes lists by hand, as the audit names them.
func byList(ctx context.Context) context.Context {
	return access.With(access.Through(ctx, "command"), byHand("continuum target list"))
}
