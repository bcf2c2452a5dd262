package referral

import (
	"cmp"
	_ "embed"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/place"
)

// Rules are those of a place: referrals/rules.yaml. What it leaves out is as in Usual.
type Rules struct {
	Hours     Hours      `yaml:"hours" json:"hours"`
	Urgencies []Choice   `yaml:"urgencies" json:"urgencies"`
	Standards []Standard `yaml:"standards" json:"standards"`
	Reasons   []Reason   `yaml:"reject_reasons" json:"reject_reasons"`
	Endings   []Reason   `yaml:"end_reasons" json:"end_reasons"`
	Managers  []string   `yaml:"managers" json:"managers,omitempty" check:"id"` // roles that may take back what others of their partner sent
	At        place.At   `yaml:"-" json:"-"`

	calendar calendar
	teams    map[string]string // partner of each team; nil where the place is not known
}

// Hours are when working hours and days count.
type Hours struct {
	Days     []string `yaml:"days" json:"days" check:"oneof=mon|tue|wed|thu|fri|sat|sun"`
	From     string   `yaml:"from" json:"from"` // hh:mm in the place's time
	To       string   `yaml:"to" json:"to"`
	Holidays []string `yaml:"holidays" json:"holidays,omitempty" check:"date"`
}

// Choice is an id with what it says to staff.
type Choice struct {
	ID   string `yaml:"id" json:"id" check:"required,id"`
	Says string `yaml:"says" json:"says" check:"required"`
}

// Reason is why a referral is rejected, or ends early.
type Reason = Choice

// Standard says within what time a team answers. The first that fits a referral holds.
type Standard struct {
	Team     string       `yaml:"team" json:"team,omitempty" check:"id"`       // "" any
	Urgency  string       `yaml:"urgency" json:"urgency,omitempty" check:"id"` // "" any
	Within   Span         `yaml:"answer_within" json:"answer_within" check:"required"`
	Overdue  Span         `yaml:"overdue_after" json:"overdue_after,omitempty"` // "" as Within
	Escalate []Escalation `yaml:"escalate" json:"escalate,omitempty"`
}

// Escalation shows a referral that nobody answers to somebody else.
type Escalation struct {
	After Span   `yaml:"after" json:"after" check:"required"` // since it was sent
	Team  string `yaml:"team" json:"team,omitempty" check:"id"`
	Role  string `yaml:"role" json:"role,omitempty" check:"id"` // of that team; of the receiver where there is no team
}

//go:embed usual.yaml
var usualText []byte

// Usual are the rules of a place that has none.
func Usual() *Rules {
	r := &Rules{}
	place.Decode("usual.yaml", usualText, r)
	r.calendar = newCalendar(r.Hours, time.UTC)
	return r
}

// complete fills what a place left out.
func (r *Rules) complete() {
	usual := Usual()
	if len(r.Hours.Days) == 0 {
		r.Hours.Days = usual.Hours.Days
	}
	r.Hours.From, r.Hours.To = cmp.Or(r.Hours.From, usual.Hours.From), cmp.Or(r.Hours.To, usual.Hours.To)
	for _, c := range []struct{ to, from *[]Choice }{{&r.Urgencies, &usual.Urgencies}, {&r.Reasons, &usual.Reasons}, {&r.Endings, &usual.Endings}} {
		if len(*c.to) == 0 {
			*c.to = *c.from
		}
	}
}

func reasonOf(all []Choice, id string) (Choice, bool) {
	at := slices.IndexFunc(all, func(r Choice) bool { return r.ID == id })
	if at < 0 {
		return Choice{}, false
	}
	return all[at], true
}

// ReasonWords are the words of a reason to reject or to end; what is none stands for itself.
func (r *Rules) ReasonWords(id string) string {
	for _, all := range [][]Choice{r.Reasons, r.Endings} {
		if c, is := reasonOf(all, id); is {
			return c.Says
		}
	}
	switch id {
	case WithoutConsent:
		return "sent without consent"
	case HasDied:
		return "the person has died"
	}
	return id
}

// knows tells whether a referral can have an urgency and a receiver.
func (r *Rules) knows(urgency string, to Party) error {
	if _, is := reasonOf(r.Urgencies, urgency); !is {
		return &fault.Error{Code: fault.Invalid, Column: "urgency", Value: short(urgency), Reason: "this urgency is none of the place's", Fix: place.Suggest(short(urgency), ids(r.Urgencies))}
	}
	if _, is := r.teams[to.Team]; !is && to.Team != "" && r.teams != nil {
		return &fault.Error{Code: fault.Invalid, Column: "to", Value: short(to.Team), Reason: "the place has no such team", Fix: "choose a team of the list"}
	}
	return nil
}

func ids(all []Choice) (out []string) {
	for _, c := range all {
		out = append(out, c.ID)
	}
	return out
}

// mayDo tells whether a team may do what a party was asked: one of the same partner.
func (r *Rules) mayDo(team string, asked Party) bool {
	if team == "" || team == asked.Team {
		return true
	}
	partner, known := r.teams[team]
	return known && partner == cmp.Or(asked.Partner, r.teams[asked.Team])
}

// standard finds what holds for a receiver and an urgency.
func (r *Rules) standard(to Party, urgency string) (*Standard, bool) {
	for i := range r.Standards {
		s := &r.Standards[i]
		if (s.Team == "" || s.Team == to.Team) && (s.Urgency == "" || s.Urgency == urgency) {
			return s, true
		}
	}
	return nil, false
}
