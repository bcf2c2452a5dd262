package identity_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"continuum/link"
	"continuum/link/identity"
)

// place links records with the real engine and names people with the register, as
// a build does.
type place struct {
	t       *testing.T
	file    string
	live    string
	records []link.Record
	table   map[link.Registration]string
}

func (p *place) build(id string) []identity.Event {
	p.t.Helper()
	register, err := identity.Open(p.file, p.live)
	if err != nil {
		p.t.Fatal(err)
	}
	var cfg link.Config
	cfg.Together, cfg.Apart = register.Rulings()
	linker, in := link.New(cfg), identity.Input{}
	for _, r := range p.records {
		linker.Add(r)
		in.Registrations = append(in.Registrations, link.Registration{Source: r.Source, LocalID: r.LocalID})
	}
	result, err := linker.Run(context.Background(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	in.Person, in.Persons = result.Person, result.Persons
	in.Previous = func(was func(link.Registration, string)) error {
		for r, person := range p.table {
			was(r, person)
		}
		return nil
	}
	out, err := register.Assign(in)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := register.Commit(id, time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC), out.Events); err != nil {
		p.t.Fatal(err)
	}
	p.live, p.table = id, map[link.Registration]string{}
	for i, r := range in.Registrations {
		p.table[r] = out.Person(in.Person[i])
	}
	return out.Events
}

// TestRulingsHoldInTheLinkage: twins are taken for one person, somebody undoes it,
// and the next builds link as ruled and give each their id back.
func TestRulingsHoldInTheLinkage(t *testing.T) {
	p := &place{t: t, file: filepath.Join(t.TempDir(), "identity.journal")}
	given := []string{"Mary", "John", "Aisha", "Piotr", "Grace", "Owen", "Leila", "Tom"}
	family := []string{"Smith", "Okafor", "Nowak", "Hughes", "Begum", "Fletcher", "Osei", "Quinn", "Ward"}
	for i := range 300 {
		p.records = append(p.records, link.Record{
			Source: []string{"gp", "acute"}[i%2], LocalID: fmt.Sprint(i), GivenName: given[i/2*7%len(given)], FamilyName: family[i/2*5%len(family)],
			BirthDate: fmt.Sprintf("19%02d-%02d-%02d", 30+i/2%60, 1+i/2%12, 1+i/2%28), Postcode: fmt.Sprintf("QA%d %dAB", 1+i/2%9, i/2%7), Phone: fmt.Sprint("01632960", 100+i/2),
		})
	}
	twin := link.Record{Source: "gp", LocalID: "twin", GivenName: "Zelda", FamilyName: "Featherstone", BirthDate: "1950-05-06", Postcode: "QA4 2BB", Address: "1 Mill Lane", Phone: "01632960999"}
	other := twin
	other.Source, other.LocalID, other.GivenName, other.BirthDate, other.Phone = "acute", "other", "Ilse", "1961-01-02", ""
	other.Address, other.Postcode = "", ""
	p.records = append(p.records, twin, other)
	one, two := link.Registration{Source: "gp", LocalID: "twin"}, link.Registration{Source: "acute", LocalID: "other"}

	p.build("b1")
	first, second := p.table[one], p.table[two]
	if first == second {
		t.Fatal("the two were one person from the start")
	}
	before := p.table
	p.records[301] = twin // the hospital copies her twin's details
	p.records[301].Source, p.records[301].LocalID = "acute", "other"
	events := p.build("b2")
	if p.table[one] != p.table[two] || len(events) != 1 || events[0].Kind != identity.Merged {
		t.Fatalf("they were not joined: %+v", events)
	}
	register, err := identity.Open(p.file, p.live)
	if err != nil {
		t.Fatal(err)
	}
	history := register.History(second)
	if len(history) != 1 {
		t.Fatalf("%+v", history)
	}
	if _, err := register.Undo(history[0].Number, identity.Decision{Who: "Dr Ada Okafor", Why: "twins"}); err != nil {
		t.Fatal(err)
	}
	for _, build := range []string{"b3", "b4"} {
		p.build(build)
		for r, id := range before {
			if p.table[r] != id {
				t.Errorf("build %s: %v was of %s and is of %s", build, r, id, p.table[r])
			}
		}
	}
}
