package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/programme"
	"continuum/target/worklist"
	"continuum/web/show"
)

const (
	mostOnPage  = 16  // people on the one page of a practice
	mostWeighed = 500 // among whom they are chosen
)

// practiceView is the list of a practice, on one page.
type practiceView struct {
	Practice string
	Items    []suggestionView
	Hidden   int
	Others   int // who are not on the page
	Date     string
}

// practiceList lists who of a practice is suggested for which help, for whoever may see
// each of them: one printed page for the meeting on Monday.
func (s *site) practiceList(v visit) (content, error) {
	a, code := access.From(v.Context()), v.PathValue("practice")
	if len(code) > idLimit || a.Practice != code && len(a.Teams) == 0 {
		return content{}, s.refused(v, audit.Entry{Action: "search", Type: taskType}, "see the list of this practice")
	}
	var found []worklist.Suggestion
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		found, err = s.access.Work.List(tx, worklist.Query{Practices: []string{code}, Most: mostWeighed})
		return err
	})
	if err != nil {
		return content{}, fault.Wrap(err, "reading the list of a practice")
	}
	slices.SortStableFunc(found, func(a, b worklist.Suggestion) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.ID, b.ID))
	})
	p := practiceView{Practice: cmp.Or(s.access.Names[code], code), Date: show.StaffDate(v.Now)}
	if p.Items, p.Hidden, err = s.suggestionViews(v, found); err != nil {
		return content{}, err
	}
	if a.Practice != code {
		p.Hidden = 0 // how many a practice has is of others no business
	}
	p.Others = max(0, len(p.Items)-mostOnPage)
	p.Items = p.Items[:len(p.Items)-p.Others]
	e := audit.Entry{Action: "search", Type: taskType}
	for i := range p.Items {
		e.People = append(e.People, p.Items[i].Person)
	}
	return content{Title: "Practice list", Body: practiceListPage(p)}, s.note(v, e)
}

// top are the strongest reasons, in a line.
func (p *suggestionView) top(n int) string {
	var words []string
	for _, b := range p.Why[:min(n, len(p.Why))] {
		words = append(words, b.Words)
	}
	return strings.Join(words, ". ")
}

// listsView is what all programmes' lists say of themselves.
type listsView struct{ Lists []listLine }

type listLine struct {
	Kept                worklist.Kept
	Head                programme.Head
	URL, When, TeamName string
}

func (s *site) lists(v visit) (content, error) {
	var kept []worklist.Kept
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		kept, err = s.access.Work.Lists(tx)
		return err
	})
	if err != nil {
		return content{}, fault.Wrap(err, "reading the lists")
	}
	var all listsView
	for _, k := range kept {
		line, err := s.listLine(k)
		if err != nil {
			return content{}, err
		}
		all.Lists = append(all.Lists, line)
	}
	return content{Title: "Lists", Body: listsPage(all)}, nil
}

func (s *site) listLine(k worklist.Kept) (l listLine, err error) {
	l = listLine{Kept: k, URL: listsPath + "/" + k.Programme, When: s.clock(k.At), TeamName: s.partyName(k.Team)}
	err = json.Unmarshal(k.Head, &l.Head)
	return l, fault.Wrap(err, "reading what a list says of itself")
}

// listView is one list without its people: numbers for whoever plans.
type listView struct {
	listLine
	Counts   []countLine
	ModelURL string // of the card of the model; "" where there is none
}

type countLine struct {
	What   string
	People int64
}

func (s *site) list(v visit) (content, error) {
	id := v.PathValue("programme")
	if len(id) > idLimit {
		return content{}, fault.New(fault.NotFound, "no such programme")
	}
	var kept worklist.Kept
	var counts, ended []worklist.Count
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		if kept, err = s.access.Work.Latest(tx, id); err != nil {
			return err
		}
		if counts, err = s.access.Work.Counts(tx, id); err != nil {
			return err
		}
		ended, err = s.access.Work.Ended(tx, id)
		return err
	})
	if err != nil {
		return content{}, fault.Wrap(err, "reading a list")
	}
	var l listView
	if l.listLine, err = s.listLine(kept); err != nil {
		return content{}, err
	}
	l.ModelURL = s.cardURL(l.Head.Model, l.Head.ModelHash)
	for _, c := range counts {
		l.Counts = append(l.Counts, countLine{stateWords(c), c.People})
	}
	for _, c := range ended {
		l.Counts = append(l.Counts, countLine{"Of those accepted, ended early: " + worklist.EndingWords(c.Why), c.People})
	}
	return content{Title: l.Kept.Title, Body: listPage(l)}, nil
}

// stateWords say what came of some suggestions.
func stateWords(c worklist.Count) string {
	words := map[worklist.State]string{
		worklist.Offered: "Waiting for the team", worklist.Deferred: "Put off by the team", worklist.Accepted: "Accepted: enrolled",
		worklist.Declined: "Declined", worklist.Withdrawn: "No longer on the list",
	}[c.State]
	if c.State == worklist.Declined && c.Why != "" {
		words += ": " + worklist.ReasonWords(c.Why)
	}
	return words
}

// date is a day for staff.
func date(t time.Time) string { return show.StaffDate(t) }

// least is the number below which groups of people are not told apart in figures that
// leave the teams.
const least = 5

// few is a number of people, or that there are few.
func few(n int) string {
	if n > 0 && n < least {
		return "fewer than 5"
	}
	return show.Count(int64(n))
}
