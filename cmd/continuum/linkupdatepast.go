package main

import (
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

type linkPastCmd struct {
	Dir    string `arg:"" help:"Folder of a linkage made with --keep." type:"existingdir"`
	Person string `arg:"" optional:"" help:"A person's id; without one every linkage is told in a line."`
}

// Run tells the history, oldest first.
func (c linkPastCmd) Run(a *app) error {
	state, err := openState(c.Dir)
	defer state.close()
	if err != nil {
		return err
	}
	register, err := openJournal(c.Dir, state.meta.Build)
	if err != nil {
		return err
	}
	if c.Person == "" {
		return c.linkages(a, register)
	}
	id := strings.ToUpper(c.Person)
	current, _ := register.Resolve(id)
	var own []link.Registration
	err = state.previous(func(r link.Registration, of string) {
		if of == current {
			own = append(own, r)
		}
	})
	if err != nil {
		return err
	}
	entries := register.History(id, own...)
	if len(entries) == 0 && len(own) == 0 {
		return &fault.Error{Code: fault.NotFound, Value: c.Person, Reason: "no person ever had this id", Fix: "give an id that " + clustersName + " shows"}
	}
	return a.printEntries(entries, "Nothing has happened: it is as the first linkage made it.")
}

// linkagePast is what one linkage did to people's ids.
type linkagePast struct {
	Build    string    `json:"build"`
	At       time.Time `json:"at"`
	Merged   int       `json:"merged"`
	Split    int       `json:"split"`
	Moved    int       `json:"moved"`
	Returned int       `json:"returned"`
	Gone     int       `json:"gone"`

	ids map[identity.Kind]map[string]bool
}

// linkages tells what each linkage did that leads to the one in force.
func (c *linkPastCmd) linkages(a *app, register *identity.Register) error {
	past := []*linkagePast{}
	p := &linkagePast{}
	for _, e := range register.Past() {
		p.count(e.Kind, e.ID)
		if e.Kind == identity.Built {
			p.Build, p.At = e.Build, e.At
			past, p = append(past, p), &linkagePast{}
		}
	}
	if a.json {
		return a.print(past)
	}
	for _, p := range past {
		a.line("%s  %s: %d merged into another, %d split off, %d moved from one to another, %d returned, %d gone.", p.At.Local().Format("02-Jan-2006 15:04"), p.Build, p.Merged, p.Split, p.Moved, p.Returned, p.Gone)
	}
	return nil
}

func (p *linkagePast) count(kind identity.Kind, id string) {
	if p.ids == nil {
		p.ids = map[identity.Kind]map[string]bool{}
	}
	if p.ids[kind] == nil {
		p.ids[kind] = map[string]bool{}
	}
	if p.ids[kind][id] {
		return
	}
	p.ids[kind][id] = true
	switch kind {
	case identity.Merged:
		p.Merged++
	case identity.Split:
		p.Split++
	case identity.Moved:
		p.Moved++
	case identity.Returned:
		p.Returned++
	case identity.Retired:
		p.Gone++
	}
}
