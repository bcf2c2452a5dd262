package programme

import "time"

// Head is what a list says of itself, above everything else: whether it pays, how long it
// is, and why. Money is in pence.
type Head struct {
	Programme string    `json:"programme"`
	Title     string    `json:"title"`
	Build     string    `json:"build"`
	IndexDate time.Time `json:"index_date"`
	Model     string    `json:"model"`
	ModelHash string    `json:"model_hash"`

	Pays    bool   `json:"pays"`    // expected savings are above the costs
	Verdict string `json:"verdict"` // the same in a sentence; of a list that loses money it says so
	People  int    `json:"people"`  // on the list
	Places  int    `json:"places"`
	Ends    string `json:"ends"` // why it is no longer

	Net        int64   `json:"net_pence"` // expected value of offering it to all on the list
	Low        int64   `json:"low_pence"` // 95% interval
	High       int64   `json:"high_pence"`
	ChancePays float64 `json:"chance_it_pays"`  // that it is above 0
	Saves      int64   `json:"saves_pence"`     // what is avoided
	Costs      int64   `json:"costs_pence"`     // of offers and of those who take part
	Everybody  int64   `json:"everybody_pence"` // what offering it to all who are eligible would be worth
	BreakEven  float64 `json:"break_even_events_a_year"`
	OneMore    int64   `json:"one_more_place_pence"` // worth of one more place
	Points     Points  `json:"points,omitzero"`

	Members  int         `json:"members"` // of the cohort
	Left     []LeftOut   `json:"left_out"`
	Eligible int         `json:"eligible"` // members who are not left out
	Effects  []Used      `json:"effects"`
	Fall     Regression  `json:"regression_to_the_mean"`
	Groups   []GroupLine `json:"groups"` // who is on the list and who is eligible, by deprivation
	Equity   []Option    `json:"equity"` // what each rule about groups costs
	Rule     string      `json:"equity_rule,omitempty"`
	Notes    []string    `json:"notes,omitempty"`
}

// Points is what people value beside pounds: a line of its own, never mixed in.
type Points struct {
	Name    string  `json:"name"`
	Expects float64 `json:"expects"`
	Decides bool    `json:"decides"`             // the list was chosen by them too
	Each    int64   `json:"each_pence,omitzero"` // what one costs, where the list loses money
}

// LeftOut counts people of the cohort whom the list leaves out.
type LeftOut struct {
	Why    string `json:"why"`
	People int    `json:"people"`
}

// Used is the effect that was reckoned with in a group.
type Used struct {
	Among  string  `json:"among"` // a cohort; "" everybody else
	People int     `json:"people"`
	Prior  float64 `json:"prior"`
	Mean   float64 `json:"mean"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Weight float64 `json:"local_weight"` // of what local evaluations found
	Source string  `json:"source"`
}

// Regression is what happens to those on the list if nobody does anything: who had a bad
// year has on average a better one next.
type Regression struct {
	Last float64 `json:"last_year"` // events a person in the year before
	Next float64 `json:"next_year"` // expected in the year to come without the programme
}

// Fall is the share by which events fall by themselves; 0 where there were none.
func (r Regression) Fall() float64 {
	if r.Last <= 0 {
		return 0
	}
	return 1 - r.Next/r.Last
}

// GroupLine compares a group's share of the list with its share of those eligible.
type GroupLine struct {
	Group    string  `json:"group"`
	Eligible int     `json:"eligible"`
	Listed   int     `json:"listed"`
	Need     float64 `json:"need"` // its share of all expected events
}

// Option is a rule about groups and what it would cost.
type Option struct {
	Words  string `json:"words"`
	Net    int64  `json:"net_pence"`
	Costs  int64  `json:"costs_pence"` // against the list without a rule
	Chosen bool   `json:"chosen"`
}
