package programme

import "continuum/place"

// Programme is one of a place: programmes/NAME.yaml. Money is in pence.
type Programme struct {
	ID           string         `yaml:"-" json:"id"`
	Title        string         `yaml:"title" json:"title" check:"required"`
	Cohort       string         `yaml:"cohort" json:"cohort" check:"required,id"` // who is eligible: cohorts/NAME.sql
	Model        string         `yaml:"model" json:"model" check:"required,id"`   // what foresees the events: models/NAME.yaml
	Intervention string         `yaml:"intervention" json:"intervention" check:"required"`
	Plain        string         `yaml:"plain" json:"plain" check:"required"` // the same to the person, in plain words
	Team         string         `yaml:"team" json:"team" check:"required,id"`
	Owner        string         `yaml:"owner" json:"owner"`                 // who decides, in words; "" the team as such
	Places       int            `yaml:"places" json:"places"`               // that can be offered at once
	Months       int            `yaml:"months" json:"months"`               // how long somebody stays in it
	EffectMonths int            `yaml:"effect_months" json:"effect_months"` // how long its effect lasts; 0: as long as somebody stays
	DueDays      int            `yaml:"due_days" json:"due_days"`           // within which the team decides; 0: 14
	Pot          string         `yaml:"pot" json:"pot,omitempty" check:"id"`
	Measures     []string       `yaml:"measures" json:"measures,omitempty" check:"id"`
	Costs        Costs          `yaml:"costs" json:"costs"`
	Event        Event          `yaml:"event" json:"event"`
	Effects      []Effect       `yaml:"effects" json:"effects" check:"required"`
	Local        []Local        `yaml:"local_results" json:"local_results,omitempty"`
	Outcomes     Outcomes       `yaml:"outcomes" json:"outcomes,omitzero"`
	Equity       Equity         `yaml:"equity" json:"equity,omitzero"`
	Leaves       []Leave        `yaml:"leaves_out" json:"leaves_out,omitempty"`
	Unsaid       []string       `yaml:"reasons_unsaid" json:"reasons_unsaid,omitempty"` // features, or beginnings of their names, that are too private to be written on a list
	Exclusive    []string       `yaml:"exclusive_with" json:"exclusive_with,omitempty" check:"id"`
	Again        map[string]int `yaml:"months_until_again" json:"months_until_again,omitempty"` // after a refusal, by reason
	Tasks        []Task         `yaml:"tasks" json:"tasks,omitempty"`
	At           place.At       `yaml:"-" json:"-"`
}

// Costs are what the programme costs.
type Costs struct {
	Engaged    float64 `yaml:"engaged" json:"engaged"`       // C: whoever takes part, pence
	Low        float64 `yaml:"low" json:"low,omitempty"`     // of C, 95% interval; 0: a tenth less
	High       float64 `yaml:"high" json:"high,omitempty"`   // likewise; 0: a tenth more
	Offered    float64 `yaml:"offered" json:"offered"`       // f: whoever it is offered to, pence
	Engagement float64 `yaml:"engagement" json:"engagement"` // g: share of those who take part, 0 to 1
	Source     string  `yaml:"source" json:"source" check:"required"`
}

// Event is what the programme avoids, as the model foresees it.
type Event struct {
	Name   string  `yaml:"name" json:"name" check:"required"` // of one, such as emergency admission
	Pence  float64 `yaml:"pence" json:"pence"`                // U
	Low    float64 `yaml:"low" json:"low,omitempty"`          // of U, 95% interval; 0: a fifth less
	High   float64 `yaml:"high" json:"high,omitempty"`        // likewise; 0: a fifth more
	Basis  string  `yaml:"basis" json:"basis" check:"required,oneof=marginal|average"`
	Source string  `yaml:"source" json:"source" check:"required"`
}

// Effect is the share of events that the programme avoids in a group of people who take
// part, as known from elsewhere.
type Effect struct {
	Among  string  `yaml:"among" json:"among,omitempty" check:"id"` // a cohort; "" whoever is in none of those before
	Mean   float64 `yaml:"mean" json:"mean"`
	Low    float64 `yaml:"low" json:"low"` // 95% interval
	High   float64 `yaml:"high" json:"high"`
	Source string  `yaml:"source" json:"source" check:"required"`
}

// Local is what an evaluation at this place found.
type Local struct {
	Among  string  `yaml:"among" json:"among,omitempty" check:"id"` // the group of Effects that it is about
	Mean   float64 `yaml:"mean" json:"mean"`
	SE     float64 `yaml:"standard_error" json:"standard_error"`
	People int     `yaml:"people" json:"people"`
	Source string  `yaml:"source" json:"source" check:"required"`
}

// Outcomes weighs what people value instead of pounds alone: a point is a unit of what
// residents chose.
type Outcomes struct {
	Name   string  `yaml:"name" json:"name"`                   // such as nights at home
	Each   float64 `yaml:"each_event" json:"each_event"`       // points that an avoided event gains
	Pence  float64 `yaml:"pence_a_point" json:"pence_a_point"` // what the place is ready to pay for one
	Decide bool    `yaml:"decides" json:"decides"`             // the list is chosen by pounds and points together; else points are only shown
	Source string  `yaml:"source" json:"source"`
}

// Equity asks that a group gets at least a share of the list.
type Equity struct {
	By    string  `yaml:"by" json:"by" check:"oneof=deprivation|sex|ethnicity|age"`
	Group string  `yaml:"group" json:"group"`
	Least float64 `yaml:"least" json:"least"` // 0 to 1
	Why   string  `yaml:"why" json:"why"`
}

// Leave leaves people of a cohort out, and says why: seen, counted and reviewed.
type Leave struct {
	Cohort string `yaml:"cohort" json:"cohort" check:"required,id"`
	Why    string `yaml:"why" json:"why" check:"required"`
}

// Task is to be done for who is enrolled.
type Task struct {
	Title string `yaml:"title" json:"title" check:"required"`
	Team  string `yaml:"team" json:"team,omitempty" check:"id"` // "" the programme's
	Days  int    `yaml:"days" json:"days"`                      // within which
}

const folder = "programmes"

// Years is how long the effect lasts.
func (p *Programme) Years() float64 {
	months := p.EffectMonths
	if months == 0 {
		months = p.Months
	}
	return float64(months) / 12
}

// Due is within how many days the team decides.
func (p *Programme) Due() int {
	if p.DueDays == 0 {
		return 14
	}
	return p.DueDays
}
