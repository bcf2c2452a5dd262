package main

import (
	"fmt"
	"strings"

	"continuum/link/identity"
	"continuum/warehouse"
	"continuum/web/show"
)

type personCmd struct {
	placeArg
	dataFlag
	databaseFlag
	ID    string `arg:"" help:"The person's id, as search shows it, or a verified NHS number."`
	Limit int    `help:"Events to print; 0 prints all." default:"40"`
}

// Run prints one person's record.
func (c personCmd) Run(a *app) error {
	live, err := a.openBuilds(c.Place, c.dir(c.Place), c.databaseFlag)
	if err != nil {
		return err
	}
	defer live.Close()
	id, err := a.personID(live, c.ID)
	if err != nil {
		return err
	}
	r, err := live.Record(a.ctx, id)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(r)
	}
	if identity.Valid(strings.ToUpper(id)) && !strings.EqualFold(id, r.Person.ID) {
		a.line("%s was joined to %s.", strings.ToUpper(id), r.Person.ID)
	}
	a.printRecord(r, c.Limit)
	return nil
}

// personID takes an NHS number for the person whose only match it is.
func (a *app) personID(live *warehouse.Live, given string) (string, error) {
	if strings.HasPrefix(strings.ToUpper(given), "P") {
		return given, nil
	}
	hits, err := live.Search(a.ctx, given, 2)
	if err != nil || len(hits) != 1 || hits[0].Score < 1 {
		return given, err
	}
	return hits[0].Person.ID, nil
}

func (a *app) printRecord(r warehouse.Record, limit int) {
	p := r.Person
	a.line("%s   Born %s   %s   NHS No. %s   %s", show.StaffName(p.FamilyName, p.GivenName, p.Title), show.StaffDate(p.BirthDate), p.Sex, nhs(p.NHSNumber), p.ID)
	if !p.DeathDate.IsZero() {
		a.line("DIED %s", show.StaffDate(p.DeathDate))
	}
	a.line("%s %s   %s   GP practice %s", p.Address, p.Postcode, p.Phone, p.GPPractice)
	for _, x := range r.Relations {
		a.line("  %s: %s %s", strings.ReplaceAll(x.Kind, "_", " "), x.Name, x.Phone)
	}
	a.line("\nRegistered as:")
	var last warehouse.Registration
	for _, x := range r.Registrations {
		if x.Source == last.Source && x.LocalID == last.LocalID {
			continue // an earlier state of the same registration
		}
		last = x
		a.line("  %-22s %-14s %-28s %s  %s", x.Source, x.LocalID, show.StaffName(x.FamilyName, x.GivenName, ""), show.StaffDate(x.BirthDate), x.How)
	}
	a.line("\nCost by financial year:")
	for _, c := range r.Costs {
		a.line("  %s  %-15s %12s  %d", c.Year, strings.ReplaceAll(c.Setting, "_", " "), cost(c.Pence), c.Count)
	}
	a.line("\nTimeline, newest first:")
	for i, e := range r.Timeline {
		if limit > 0 && i == limit {
			a.line("  ... and %d earlier events (--limit 0 shows all)", len(r.Timeline)-limit)
			break
		}
		a.line("  %s  %-14s %s", show.StaffDate(e.Start), strings.ReplaceAll(e.Setting, "_", " "), eventLine(e))
	}
}

func eventLine(e warehouse.Event) string {
	text := e.Title
	if e.CostPence > 0 {
		text += fmt.Sprintf("  (%s)", show.Pounds(e.CostPence))
	}
	return text
}

type searchCmd struct {
	placeArg
	dataFlag
	databaseFlag
	Text  []string `arg:"" help:"Names or parts of them, date of birth, NHS number, postcode, in any order."`
	Limit int      `help:"How many to show." default:"20"`
}

// Run prints the people found, best first.
func (c searchCmd) Run(a *app) error {
	live, err := a.openBuilds(c.Place, c.dir(c.Place), c.databaseFlag)
	if err != nil {
		return err
	}
	defer live.Close()
	hits, err := live.Search(a.ctx, strings.Join(c.Text, " "), c.Limit)
	if err != nil {
		return err
	}
	if a.json {
		if hits == nil {
			hits = []warehouse.Hit{}
		}
		return a.print(hits)
	}
	if len(hits) == 0 {
		a.line("Nobody found. Try part of a name, a date of birth such as 09/11/1938, an NHS number or a postcode.")
	}
	for _, h := range hits {
		p := h.Person
		a.line("%s  %-32s %s  %-12s  %-9s %s", p.ID, show.StaffName(p.FamilyName, p.GivenName, p.Title), show.StaffDate(p.BirthDate), nhs(p.NHSNumber), p.Postcode, h.Why)
	}
	return nil
}

// nhs shows a verified NHS number, and says so when there is none.
func nhs(number string) string {
	if shown, verdict := show.NHSNumber(number); verdict == show.Valid {
		return shown
	}
	return "not known"
}

// cost shows pounds, and a dash where no price is known.
func cost(pence int64) string {
	if pence == 0 {
		return "-"
	}
	return show.Pounds(pence)
}
