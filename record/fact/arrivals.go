package fact

import (
	"cmp"
	"context"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/live"
	"continuum/record/resource"
	"continuum/store"
	"continuum/warehouse"
)

// Arrivals is what came live of one person, for a page.
type Arrivals struct {
	PersonID string           // of the build; "" where it knows nobody of the id
	Person   warehouse.Person // as live Patients tell of them; the zero one where there is none
	Visits   []Arrival        // the latest, newest first
	Death    *live.Death      // nil: nobody said so
	Zone     *time.Location   // of the place
}

// Arrival is a visit that came live, with what an extract knows it by.
type Arrival struct {
	live.Visit
	Source  string // partner id, "" where it cannot be told
	LocalID string // the partner's id of the activity
}

// Arrivals gives what came live of whoever an id means: a person's of the build, or
// that of a live Patient.
func (f *Facts) Arrivals(ctx context.Context, tx *store.Tx, id string) (Arrivals, error) {
	a := Arrivals{Zone: f.zone}
	s := f.sight(ctx, tx)
	groups, kept, err := s.patient(id)
	if err != nil {
		return a, fault.Wrap(err, "finding who is meant by a Patient")
	}
	var refs []string
	for _, ref := range s.seen.Same[patient.Name+"/"+id] {
		if !f.Owns(strings.TrimPrefix(ref, patient.Name+"/")) {
			refs = append(refs, ref)
		}
	}
	if len(groups) == 1 {
		a.PersonID, kept = groups[0].known.Person.ID, append(kept, groups[0].kept...)
	}
	if a.Person, err = s.toldOf(kept); err != nil {
		return a, err
	}
	now, err := live.Of(tx, f.record, f.place.Partners, refs)
	if err != nil {
		return a, err
	}
	a.Death = now.Death
	for _, v := range now.Visits {
		a.Visits = append(a.Visits, f.arrival(v))
	}
	return a, nil
}

func (f *Facts) arrival(v live.Visit) Arrival {
	for _, i := range v.Identifiers {
		for _, p := range f.place.Partners {
			if i.System == p.ActivitySystem() {
				return Arrival{v, p.ID, i.Value}
			}
		}
	}
	return Arrival{Visit: v, Source: v.Partner}
}

// toldOf is a person as live Patients tell of them: the first speaks, the others
// fill what it leaves out.
func (s *sight) toldOf(kept []record.Key) (p warehouse.Person, err error) {
	for _, key := range kept {
		n, err := s.node(key)
		if err != nil {
			return p, err
		}
		if n.Missing() {
			continue
		}
		fill(&p.ID, key.ID)
		for _, x := range []struct {
			to   *string
			text string
		}{
			{&p.NHSNumber, numberOf(n)},
			{&p.Sex, sexOf(n.Get("gender").Text())},
			{&p.Phone, contactOf(n, "phone")},
			{&p.Email, contactOf(n, "email")},
			{&p.Address, linesOf(n.Get("address").First())},
			{&p.Postcode, n.Get("address").First().Get("postalCode").Text()},
			{&p.GPPractice, n.Get("generalPractitioner").First().Get("display").Text()},
		} {
			fill(x.to, x.text)
		}
		if p.GivenName+p.FamilyName == "" {
			nameInto(&p, n)
		}
		if p.BirthDate.IsZero() {
			p.BirthDate, _ = time.Parse(time.DateOnly, n.Get("birthDate").Text())
		}
	}
	return p, nil
}

func fill(to *string, text string) {
	if *to == "" {
		*to = strings.TrimSpace(text)
	}
}

// nameInto takes the name that is used: the official or usual one, else the first
// that is not an old one.
func nameInto(p *warehouse.Person, n resource.Node) {
	var best resource.Node
	for name := range n.Get("name").Items() {
		switch use := name.Get("use").Text(); {
		case use == "official", use == "usual" && best.Get("use").Text() != "official":
			best = name
		case best.Missing() && use != "old" && use != "maiden":
			best = name
		}
		if best.Get("use").Text() == "official" {
			break
		}
	}
	p.Title, p.GivenName, p.FamilyName = best.Get("prefix").First().Text(), best.Get("given").First().Text(), best.Get("family").Text()
	if p.GivenName+p.FamilyName == "" {
		p.FamilyName = best.Get("text").Text()
	}
}

func numberOf(n resource.Node) string {
	for i := range n.Get("identifier").Items() {
		if i.Get("system").Text() == place.NHSNumber {
			return strings.ReplaceAll(i.Get("value").Text(), " ", "")
		}
	}
	return ""
}

// sexOf is our word for R4's gender.
func sexOf(gender string) string {
	if gender == "other" {
		return "indeterminate"
	}
	return gender
}

func contactOf(n resource.Node, system string) string {
	for c := range n.Get("telecom").Items() {
		if c.Get("system").Text() == system && c.Get("use").Text() != "old" {
			return c.Get("value").Text()
		}
	}
	return ""
}

// linesOf is an address in one line, without its postcode.
func linesOf(a resource.Node) string {
	var all []string
	for line := range a.Get("line").Items() {
		all = append(all, line.Text())
	}
	all = append(all, a.Get("city").Text(), a.Get("district").Text())
	text := strings.Join(strings.FieldsFunc(strings.Join(all, "\n"), func(r rune) bool { return r == '\n' }), ", ")
	return cmp.Or(text, a.Get("text").Text())
}
