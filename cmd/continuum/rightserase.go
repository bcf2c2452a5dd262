package main

import (
	"strings"
	"time"

	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/store"
)

type rightsEraseCmd struct {
	rightsPlace
	Person  string   `help:"Erase what of one person may go: their id, or Patient/ID." placeholder:"PERSON" xor:"what" required:""`
	Due     bool     `help:"Erase what is due, of everybody." xor:"what" required:""`
	Resume  bool     `help:"Go on with erasures that were stopped." xor:"what" required:""`
	Section []string `help:"Only these sections of the person's record." placeholder:"SECTION"`
	Early   bool     `help:"Also what must be kept longer; say in --reason who decided so."`
	Reason  string   `help:"Who decided and why; it stands in the audit." placeholder:"TEXT"`
	Yes     bool     `help:"Do it: without this it is only shown what would go."`
}

// Run erases, or shows what would go.
func (c rightsEraseCmd) Run(a *app) error {
	switch {
	case c.Person == "" && (len(c.Section) > 0 || c.Early):
		return &fault.Error{Code: fault.Invalid, Column: "--section", Reason: "sections and --early are for one --person"}
	case c.Yes && c.Person != "" && c.Reason == "":
		return &fault.Error{Code: fault.Invalid, Column: "--reason", Reason: "it is not said why it is erased", Fix: "say who decided and why"}
	}
	return c.with(a, func(d *rightsDesk) error {
		if err := c.erase(a, d); err != nil || !c.Yes && !c.Resume {
			return err
		}
		gone, err := d.Suppressed(d.ctx)
		if err != nil {
			return err
		}
		return forgetScores(a.ctx, c.dir(c.Place), gone)
	})
}

func (c rightsEraseCmd) erase(a *app, d *rightsDesk) error {
	switch {
	case c.Resume:
		all, err := d.Resume(d.ctx)
		if err != nil {
			return err
		}
		return printErased(a, all)
	case c.Due:
		return c.due(a, d)
	}
	return heldWhy(a, c.one(a, d))
}

// one erases of one person.
func (c rightsEraseCmd) one(a *app, d *rightsDesk) error {
	person, err := d.person(c.Person)
	if err != nil {
		return err
	}
	w := rights.Wish{Person: person, Section: c.Section, Early: c.Early, Reason: c.Reason}
	if c.Yes {
		e, err := d.Erase(d.ctx, w)
		if err != nil {
			return err
		}
		return printErased(a, []rights.Erased{e})
	}
	var p rights.Plan
	err = d.db.Read(d.ctx, func(tx *store.Tx) error {
		p, err = d.Plan(d.ctx, tx, w)
		return err
	})
	if err != nil {
		return err
	}
	return printPlan(a, &p)
}

// planned is a plan as machines read it.
type planned struct {
	Person string        `json:"person"`
	Whole  bool          `json:"whole"`
	Go     []string      `json:"go"` // sections
	Marked int           `json:"resources"`
	Shared []string      `json:"shared"`
	Kept   []plannedKept `json:"kept"`
}

type plannedKept struct {
	Section string `json:"section"`
	Until   string `json:"until,omitempty"`
	Why     string `json:"why"`
}

func printPlan(a *app, p *rights.Plan) error {
	out := planned{Person: p.Person, Whole: p.Whole, Go: []string{}, Marked: len(p.Marked), Shared: []string{}, Kept: []plannedKept{}}
	for _, x := range p.Go {
		out.Go = append(out.Go, x.Section)
	}
	for _, key := range p.Shared {
		out.Shared = append(out.Shared, key.String())
	}
	for _, k := range p.Kept {
		until := ""
		if !k.Until.IsZero() {
			until = k.Until.Format(time.DateOnly)
		}
		out.Kept = append(out.Kept, plannedKept{k.Section, until, k.Why})
	}
	if a.json {
		return a.print(out)
	}
	a.line("%d resources of %s would go: %s.%s", out.Marked, p.Person, strings.Join(out.Go, ", "), when(p.Whole, " Nothing would be left of the person, and no extract would bring them back."))
	for _, k := range out.Kept {
		a.line("kept: %s%s: %s", k.Section, when(k.Until != "", " until "+k.Until), k.Why)
	}
	if len(out.Shared) > 0 {
		a.line("stays, as it is about somebody else too: %s", strings.Join(out.Shared, ", "))
	}
	a.line("Nothing was erased; --yes does it, and backups keep it until they are thrown away.")
	return nil
}

// due erases what is due of everybody.
func (c rightsEraseCmd) due(a *app, d *rightsDesk) error {
	people, err := readyNow(d)
	if err != nil {
		return err
	}
	if !c.Yes {
		if a.json {
			return a.print(map[string]any{"people": len(people)})
		}
		a.line("Something is due of %d people; `continuum rights due` counts it. Nothing was erased; --yes does it.", len(people))
		return nil
	}
	reason := c.Reason
	if reason == "" {
		reason = "it need not be kept any longer"
	}
	all := []rights.Erased{}
	for i, person := range people {
		e, err := d.Erase(d.ctx, rights.Wish{Person: person, Due: true, Reason: reason})
		switch fault.CodeOf(err) {
		case fault.NotFound, fault.Denied:
			if err != nil {
				continue // held since, or all of it is about somebody else too
			}
		}
		if err != nil {
			return err
		}
		all = append(all, e)
		a.bars.report().Report("erasing", int64(i+1), int64(len(people)))
	}
	a.bars.wait(nil)
	return printErased(a, all)
}

// readyNow gives the people of whom something goes without anybody's asking.
func readyNow(d *rightsDesk) (people []string, err error) {
	err = d.Due(d.ctx, func(x rights.Due) error {
		if x.Ready(d.now) && (len(people) == 0 || people[len(people)-1] != x.Person) {
			people = append(people, x.Person)
		}
		return nil
	})
	return people, err
}

func printErased(a *app, all []rights.Erased) error {
	if a.json {
		return a.print(map[string]any{"erased": append([]rights.Erased{}, all...)})
	}
	if len(all) == 0 {
		a.line("Nothing was erased.")
	}
	for i := range all {
		e := &all[i]
		a.line("Erased %d resources of %s (%s)%s.", e.Erased, e.Person, when(e.Whole, "the whole record; ")+strings.Join(e.Sections, ", "), when(e.Shared > 0, "; some stay, as they are about somebody else too"))
	}
	return nil
}
