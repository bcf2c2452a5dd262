package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	if c.Person == "" {
		return c.linkages(a, state.meta.Build)
	}
	register, err := identity.Open(filepath.Join(c.Dir, journalName), state.meta.Build)
	if err != nil {
		return err
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

	base string
	ids  map[identity.Kind]map[string]bool
}

// linkages tells what each linkage did that leads to the one in force.
func (c *linkPastCmd) linkages(a *app, live string) error {
	all, err := pastOf(filepath.Join(c.Dir, journalName))
	if err != nil {
		return err
	}
	line := []*linkagePast{}
	for p := all[live]; p != nil && len(line) < len(all); p = all[p.base] {
		line = append(line, p)
	}
	slices.Reverse(line)
	if a.json {
		return a.print(line)
	}
	for _, p := range line {
		a.line("%s  %s: %d merged into another, %d split off, %d moved from one to another, %d returned, %d gone.", p.At.Local().Format("02-Jan-2006 15:04"), p.Build, p.Merged, p.Split, p.Moved, p.Returned, p.Gone)
	}
	return nil
}

// pastOf counts the people that events of each linkage are about.
func pastOf(path string) (map[string]*linkagePast, error) {
	all := map[string]*linkagePast{}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: err}
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	for {
		text, err := in.ReadBytes('\n')
		if err != nil { // the end, and what a crash left of a line
			return all, nil
		}
		var e struct {
			Kind            identity.Kind
			Build, Base, ID string
			At              time.Time
		}
		if json.Unmarshal(text, &e) == nil && e.Build != "" {
			p := all[e.Build]
			if p == nil {
				p = &linkagePast{Build: e.Build, ids: map[identity.Kind]map[string]bool{}}
				all[e.Build] = p
			}
			p.count(e.Kind, e.ID)
			p.At, p.base = e.At, e.Base
		}
	}
}

func (p *linkagePast) count(kind identity.Kind, id string) {
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
