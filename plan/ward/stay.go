package ward

import (
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/plan/bed"
)

// State is where a stay on the virtual ward has come to.
type State string

// The states. A place is kept while the person is in hospital.
const (
	Referred   State = "referred"
	OnWard     State = "on the ward"
	InHospital State = "in hospital"
	Declined   State = "declined"
	Discharged State = "discharged"
	Died       State = "died"
)

// Move is what changes the state of a stay.
type Move string

// The moves: onto the ward from home or down from a hospital bed, up to hospital and back, a
// later expected end, and the ends.
const (
	Admit     Move = "admit"
	StepDown  Move = "step down"
	StepUp    Move = "step up"
	StepBack  Move = "step back"
	Extend    Move = "extend"
	Decline   Move = "decline"
	Discharge Move = "discharge"
	Die       Move = "die"
)

// Step is one move of a stay.
type Step struct {
	Move Move
	At   time.Time
	By   string
	Days int    // Admit, StepDown: expected on the ward. Extend: expected in all
	Text string // Decline, StepUp, Extend: why. Discharge: the summary
}

// rule is what a move leads to and what it must say.
type rule struct {
	from       []State
	to         State
	days, text bool
}

var moves = map[Move]rule{
	Admit:     {from: []State{Referred}, to: OnWard, days: true},
	StepDown:  {from: []State{Referred}, to: OnWard, days: true},
	Decline:   {from: []State{Referred}, to: Declined, text: true},
	StepUp:    {from: []State{OnWard}, to: InHospital, text: true},
	StepBack:  {from: []State{InHospital}, to: OnWard},
	Extend:    {from: []State{OnWard}, to: OnWard, days: true, text: true},
	Discharge: {from: []State{OnWard, InHospital}, to: Discharged, text: true},
	Die:       {from: []State{Referred, OnWard, InHospital}, to: Died},
}

// Stay is one person on the virtual ward, from referral to the end. Its steps are its whole
// story: everything else follows from them.
type Stay struct {
	Person string
	Steps  []Step
}

// State is where the stay has come to.
func (s Stay) State() State {
	if n := len(s.Steps); n > 0 {
		return moves[s.Steps[n-1].Move].to
	}
	return Referred
}

// May lists the moves that the state allows, sorted by name.
func (s Stay) May() []Move {
	var may []Move
	for move, rule := range moves {
		if slices.Contains(rule.from, s.State()) {
			may = append(may, move)
		}
	}
	slices.Sort(may)
	return may
}

// Go makes a step, and gives the stay that follows; s stays as it was. A step that the state
// does not allow is a conflict: somebody else was first, most often.
func (s Stay) Go(step Step) (Stay, error) {
	rule, known := moves[step.Move]
	switch {
	case !known:
		return s, &fault.Error{Code: fault.Invalid, Reason: "no such move", Value: string(step.Move), Fix: "make one of: " + list(s.May())}
	case !slices.Contains(rule.from, s.State()):
		return s, &fault.Error{Code: fault.Conflict, Reason: "cannot " + string(step.Move) + " who is " + string(s.State()), Fix: fix(s.May())}
	case strings.TrimSpace(step.By) == "":
		return s, fault.New(fault.Invalid, "say who does this")
	case rule.text && strings.TrimSpace(step.Text) == "":
		return s, &fault.Error{Code: fault.Invalid, Reason: "to " + string(step.Move) + " needs words", Fix: "say why, or what was done and what comes next"}
	case rule.days && (step.Days < 1 || step.Days > mostDays):
		return s, &fault.Error{Code: fault.Invalid, Reason: "the expected days are missing or not possible", Fix: "write how many days are expected, from 1 to 366; England's framework expects up to 14"}
	case len(s.Steps) > 0 && step.At.Before(s.Steps[len(s.Steps)-1].At):
		return s, &fault.Error{Code: fault.Invalid, Reason: "lies before the step before it", Value: step.At.Format(time.RFC3339), Fix: "mend the time"}
	}
	s.Steps = append(s.Steps[:len(s.Steps):len(s.Steps)], step)
	return s, nil
}

const mostDays = 366

func list(may []Move) string {
	words := make([]string, len(may))
	for i, m := range may {
		words[i] = string(m)
	}
	return strings.Join(words, ", ")
}

func fix(may []Move) string {
	if len(may) == 0 {
		return "the stay has ended; make a new referral"
	}
	return "read it again; what may be done is: " + list(may)
}

// Flag tells whether the person's record says that they are on a virtual ward: from admission
// to the end, also while they are in hospital and their place is kept.
func (s Stay) Flag() bool { return s.State() == OnWard || s.State() == InHospital }

// Length is how long a stay was, by now or by its end: nights on the ward and, apart, nights
// in hospital during it.
type Length struct {
	Ward, Hospital int
	Day            int // day n on the ward, the day of admission is 1; 0 while not admitted
	Expected       int // days, as they are expected now
}

// Late is how many days the stay is over what is expected.
func (l Length) Late() int { return max(l.Day-l.Expected, 0) }

// Length counts by midnights of the place's calendar: a night is where the person was at
// midnight. Steps after now do not count.
func (s Stay) Length(now time.Time, zone *time.Location) Length {
	var l Length
	state, since := Referred, now
	for _, step := range s.Steps {
		if step.At.After(now) {
			break
		}
		l.add(state, since, step.At, zone)
		state, since = moves[step.Move].to, step.At
		if moves[step.Move].days {
			l.Expected = step.Days
		}
		if state == OnWard && l.Day == 0 {
			l.Day = 1
		}
	}
	l.add(state, since, now, zone)
	if l.Day > 0 {
		l.Day += l.Ward
	}
	return l
}

func (l *Length) add(state State, from, to time.Time, zone *time.Location) {
	nights := int(bed.DayOf(to.In(zone)) - bed.DayOf(from.In(zone)))
	switch state {
	case OnWard:
		l.Ward += nights
	case InHospital:
		l.Hospital += nights
	}
}
