package warehouse

import (
	"context"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// Grade says in HL7's words how sure a match is
// (http://terminology.hl7.org/CodeSystem/match-grade).
type Grade string

// The grades. Certain is what a build would link without doubt: the registrations
// with a margin to spare, and nobody else near. Probable is what it would link, or
// one of several people who are nearly as likely. Possible is what it would not
// link and a person may want to look at. CertainlyNot is somebody whose details
// agree and whose verified NHS number is another.
const (
	Certain      Grade = "certain"
	Probable     Grade = "probable"
	Possible     Grade = "possible"
	CertainlyNot Grade = "certainly-not"
)

// Candidate is somebody who was asked for, perhaps.
type Candidate struct {
	PersonID    string
	Probability float64 // the chance that it is the same person, 0 to 1; at most 0.5 where a build would not link
	Grade       Grade
}

// Match tells who somebody could be, the likeliest first, at most some of them: as
// the build being served would judge a new registration with these details. Source
// and LocalID are not looked at. The first question of a build makes the index it
// needs. Invalid where too little is said to tell people apart, Unavailable where
// ctx ends before the index is there.
func (l *Live) Match(ctx context.Context, asked link.Record, most int) ([]Candidate, error) {
	if !tells(&asked) {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "too little is said to tell people apart", Fix: "give an NHS number, or two of name, date of birth, postcode or address, phone and email"}
	}
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	defer b.release()
	m, err := l.matcher(ctx, b)
	if err != nil {
		return nil, err
	}
	out := []Candidate{}
	for _, x := range m.index.Search(&asked, most) {
		c := Candidate{m.ids[x.Person], x.Probability, m.grade(&x)}
		if !x.Linked {
			c.Probability = min(c.Probability, 0.5)
		}
		out = append(out, c)
	}
	return unhidden(ctx, b, out, func(c Candidate) string { return c.PersonID })
}

// tells whether a record says enough to be looked for.
func tells(r *link.Record) bool {
	some := 0
	for _, said := range []string{r.GivenName + r.FamilyName, r.BirthDate, r.Postcode + r.Address, r.Phone, r.Email} {
		if strings.TrimSpace(said) != "" {
			some++
		}
	}
	return some > 1 || strings.TrimSpace(r.NHSNumber) != ""
}

// grade grades a match by the thresholds that the build linked by.
func (m *matching) grade(x *link.Match) Grade {
	switch {
	case x.Cut == link.CutIdentifier:
		return CertainlyNot
	case x.Linked && !x.Close && x.Weight >= m.threshold+m.margin:
		return Certain
	case x.Linked:
		return Probable
	}
	return Possible
}
