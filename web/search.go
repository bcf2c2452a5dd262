package web

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/warehouse"
	"continuum/web/show"
)

const (
	queryLimit = 200 // runes
	hitLimit   = 50  // people shown
	fetchLimit = 150 // people looked up, of whom those are shown who may be found
)

// searchView is a query and what it found.
type searchView struct {
	Query string
	Hits  []hitView
	More  bool // there were more than are shown
}

// hitView is one person found.
type hitView struct {
	warehouse.Hit
	Closed bool // it may be told who it is and no more
	now    time.Time
}

func (s *site) search(v visit) (content, error) {
	query, err := cleanQuery(v.FormValue("q"))
	if err != nil {
		return content{}, err
	}
	found := searchView{Query: query}
	if query != "" {
		hits, err := s.facts.Search(v.Context(), query, fetchLimit)
		if err != nil {
			return content{}, fault.Wrap(err, "searching")
		}
		if err := s.fill(v, &found, hits); err != nil {
			return content{}, err
		}
		if err := s.note(v, audit.Entry{Action: "search", Type: patientType, People: found.people()}); err != nil {
			return content{}, err
		}
	}
	return content{Title: "Search", Query: query, Body: searchPage(found)}, nil
}

// fill takes those who may be found, and of each what may be seen. The same work is
// done for those who may not.
func (s *site) fill(v visit, f *searchView, hits []warehouse.Hit) error {
	keys := make([]string, len(hits))
	for i := range hits {
		keys[i] = hits[i].Person.ID
	}
	all, err := s.eyesOnAll(v.Context(), keys)
	if err != nil {
		return err
	}
	for i := range all {
		switch {
		case !all[i].finds():
		case len(f.Hits) == hitLimit:
			f.More = true
		default:
			f.Hits = append(f.Hits, hitOf(hits[i], all[i].reads(patientType), v.Now))
		}
	}
	return nil
}

// hitOf is somebody found; of whom the actor may not read, who it is and no more.
func hitOf(h warehouse.Hit, reads bool, now time.Time) hitView {
	if !reads {
		h = warehouse.Hit{Person: barely(h.Person)}
	}
	return hitView{Hit: h, Closed: !reads, now: now}
}

// barely is what may be told of somebody who may be found but not read.
func barely(p warehouse.Person) warehouse.Person {
	district, _, _ := strings.Cut(strings.TrimSpace(p.Postcode), " ")
	if squashed := squash(p.Postcode); district == p.Postcode && len(squashed) > inwardCode {
		district = squashed[:len(squashed)-inwardCode]
	}
	return warehouse.Person{ID: p.ID, Title: p.Title, GivenName: p.GivenName, FamilyName: p.FamilyName, BirthDate: p.BirthDate, Postcode: district}
}

// inwardCode is the length of what follows the district in a postcode.
const inwardCode = 3

// people are those who are shown.
func (f *searchView) people() []string {
	all := make([]string, len(f.Hits))
	for i := range f.Hits {
		all[i] = f.Hits[i].Person.ID
	}
	return all
}

// cleanQuery makes plain text of what was typed: no control characters, no
// broken bytes, single spaces.
func cleanQuery(q string) (string, error) {
	if utf8.RuneCountInString(q) > queryLimit {
		return "", &fault.Error{
			Code: fault.Invalid, Reason: "You searched for more than 200 characters.",
			Fix: "Search for a name, a date of birth, an NHS number or a postcode.",
		}
	}
	q = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(q, " "))
	return strings.Join(strings.Fields(q), " "), nil
}

// summary says what was found.
func (f searchView) summary() string {
	switch {
	case f.More:
		return "The best " + show.Count(hitLimit) + " matches, best first. Add a date of birth or a postcode to narrow them."
	case len(f.Hits) == 1:
		return "1 person found."
	default:
		return show.Count(int64(len(f.Hits))) + " people found, best match first."
	}
}

func (h hitView) url() string { return personURL(h.Person.ID) }

func personURL(id string) string { return "/people/" + url.PathEscape(id) }

// nameOf is a person's name for staff, never empty.
func nameOf(p warehouse.Person) string {
	if name := show.StaffName(p.FamilyName, p.GivenName, p.Title); name != "" {
		return name
	}
	return "Name not recorded"
}

// born is the date of birth with the age now, or the age at death.
func born(p warehouse.Person, now time.Time) string {
	if !p.DeathDate.IsZero() && p.DeathDate.Before(now) {
		now = p.DeathDate
	}
	return known(show.BornAge(p.BirthDate, now))
}

// nhsNumber is the number grouped 3-3-4, or that it is not known.
func nhsNumber(p warehouse.Person) string {
	number, _ := show.NHSNumber(p.NHSNumber)
	return known(number)
}

// known says in words that something is not known; a banner never shows a blank.
func known(s string) string {
	if s == "" {
		return "Not known"
	}
	return s
}
