package web

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/warehouse"
	"continuum/web/show"
)

const (
	queryLimit = 200 // runes
	hitLimit   = 50  // people shown
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
	now time.Time
}

func (s *site) search(v visit) (content, error) {
	query, err := cleanQuery(v.FormValue("q"))
	if err != nil {
		return content{}, err
	}
	found := searchView{Query: query}
	if query != "" {
		hits, err := s.facts.Search(v.Context(), query, hitLimit+1)
		if err != nil {
			return content{}, fault.Wrap(err, "searching")
		}
		found.fill(hits, v.Now)
	}
	return content{Title: "Search", Query: query, Body: searchPage(found)}, nil
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

func (f *searchView) fill(hits []warehouse.Hit, now time.Time) {
	f.More = len(hits) > hitLimit
	for _, h := range hits[:min(len(hits), hitLimit)] {
		f.Hits = append(f.Hits, hitView{Hit: h, now: now})
	}
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
