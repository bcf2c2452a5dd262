package main

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"continuum/access/rights"
)

type rightsDueCmd struct {
	rightsPlace
	At   string `help:"Day by which it is due; today where none is given." placeholder:"DATE"`
	List bool   `help:"Name the people by their keys."`
}

// dueSection counts what is due of a section.
type dueSection struct {
	Section   string      `json:"section"`
	People    int64       `json:"people"`
	Resources int64       `json:"resources"`
	Held      int64       `json:"held"` // people whose legal hold keeps it
	Asked     int64       `json:"on_request"`
	List      []duePerson `json:"list,omitempty"`
}

type duePerson struct {
	Person string `json:"person"`
	Since  string `json:"since"`
	Held   bool   `json:"held,omitempty"`
	Asked  bool   `json:"on_request,omitempty"`
}

// Run counts what is due.
func (c rightsDueCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		at, err := dayOf("--at", c.At, d.now)
		if err != nil {
			return err
		}
		all, err := dueBy(d, at, c.List)
		if err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"at": at.Format(time.DateOnly), "due": all})
		}
		if len(all) == 0 {
			a.line("Nothing is due by %s.", at.Format("02-Jan-2006"))
		}
		for _, x := range all {
			a.line("%-14s %d people, %d resources; %d held, %d go only when the person asks", x.Section, x.People, x.Resources, x.Held, x.Asked)
			for _, p := range x.List {
				a.line("  %-20s since %s%s%s", p.Person, p.Since, when(p.Held, ", held"), when(p.Asked, ", on request"))
			}
		}
		return nil
	})
}

func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

// dueBy gathers what is due by section.
func dueBy(d *rightsDesk, at time.Time, list bool) (all []*dueSection, err error) {
	all = []*dueSection{}
	err = d.Due(d.ctx, func(x rights.Due) error {
		if x.At.IsZero() || x.At.After(at) {
			return nil
		}
		i := slices.IndexFunc(all, func(s *dueSection) bool { return s.Section == x.Section })
		if i < 0 {
			i, all = len(all), append(all, &dueSection{Section: x.Section})
		}
		s, asked := all[i], x.Rule.Erase == "on-request"
		s.People++
		s.Resources += x.Count
		s.Held += count(x.Held)
		s.Asked += count(asked)
		if list {
			s.List = append(s.List, duePerson{x.Person, x.At.Format(time.DateOnly), x.Held, asked})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b *dueSection) int { return cmp.Compare(a.Section, b.Section) })
	return all, err
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

type rightsHoldCmd struct {
	rightsPlace
	Person string `arg:"" help:"A person's id, or Patient/ID."`
	Reason string `required:"" help:"Why the record must not be erased." placeholder:"TEXT"`
}

// Run holds a record.
func (c rightsHoldCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		return onPerson(a, d, c.Person, "held", func(person string) error { return d.Hold(d.ctx, person, c.Reason) })
	})
}

type rightsReleaseCmd struct {
	rightsPlace
	Person string `arg:"" help:"A person's id, or Patient/ID."`
	Reason string `required:"" help:"Why the hold ends." placeholder:"TEXT"`
}

// Run releases a record.
func (c rightsReleaseCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		return onPerson(a, d, c.Person, "released", func(person string) error { return d.Release(d.ctx, person, c.Reason) })
	})
}

func onPerson(a *app, d *rightsDesk, text, done string, do func(person string) error) error {
	person, err := d.person(text)
	if err == nil {
		err = do(person)
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]string{done: person})
	}
	a.line("The record of %s is %s.", person, done)
	return nil
}

// heldWhy adds why a record is held, which only whoever may read the place's data is
// told.
func heldWhy(a *app, err error) error {
	var held *rights.HeldError
	if errors.As(err, &held) && !a.json {
		a.line("Held since %s: %s", held.Since.Format("02-Jan-2006"), onLines(held.Reason))
	}
	return err
}
