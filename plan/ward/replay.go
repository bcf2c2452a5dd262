package ward

import (
	"cmp"
	"slices"
	"time"

	"continuum/internal/fault"
)

// Deterioration is a time in which a person was known, afterwards, to get worse: from its
// onset to the event that it led to, such as an admission.
type Deterioration struct {
	Person string
	Onset  time.Time
	Event  time.Time
}

// Found says which alert found a deterioration, and how long before the event.
type Found struct {
	Deterioration
	Alert int // number of the person's first alert between onset and event; 0 when it was missed
	Lead  time.Duration
}

// Report is what rules would have done to past readings.
type Report struct {
	Readings   int // sets of values measured together, however many values
	People     int
	Asked      int     // times that somebody was asked to measure again
	Joined     int     // times that something joined an open alert
	Alerts     []Alert // all of them, as they were raised
	BySeverity [3]int  // by Severity
	Needless   int     // alerts outside every deterioration
	Truth      []Found // in the order given
	Missed     int     // of Truth
}

// Per100 is how many alerts needed a person for 100 readings.
func (r *Report) Per100() float64 {
	if r.Readings == 0 {
		return 0
	}
	return 100 * float64(len(r.Alerts)) / float64(r.Readings)
}

// MedianLead is the median time between alert and event of the deteriorations found; of an
// even number the shorter of the two in the middle.
func (r *Report) MedianLead() time.Duration {
	var leads []time.Duration
	for _, f := range r.Truth {
		if f.Alert > 0 {
			leads = append(leads, f.Lead)
		}
	}
	if len(leads) == 0 {
		return 0
	}
	slices.Sort(leads)
	return leads[(len(leads)-1)/2]
}

// Replay runs rules over past readings: would they have found what happened, and at what
// price? Readings may come in any order and are judged in that of their times. A person
// without a plan has the general limits and scale 1. A deterioration is found by an alert
// that is raised from its onset to its event: one raised before, though still open, does not
// count, and neither does what joins it. Past readings cannot show what somebody would have
// answered when asked to measure again: only readings that were taken confirm.
func Replay(readings []Reading, plans map[string]Plan, rules *Rules, truth []Deterioration) (Report, error) {
	if err := rules.Check(); err != nil {
		return Report{}, fault.Wrap(err, "replaying past readings")
	}
	var r Report
	r.run(inOrder(readings), plans, rules)
	r.judge(truth)
	return r, nil
}

// inOrder sorts readings by time, then person, those of the same time as they came.
func inOrder(readings []Reading) []Reading {
	order := func(a, b Reading) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person)) }
	if slices.IsSortedFunc(readings, order) {
		return readings
	}
	sorted := slices.Clone(readings)
	slices.SortStableFunc(sorted, order)
	return sorted
}

// watched is one person in a replay.
type watched struct {
	Watch
	plan Plan
}

func (r *Report) run(readings []Reading, plans map[string]Plan, rules *Rules) {
	people := map[string]*watched{}
	for _, reading := range readings {
		w := people[reading.Person]
		if w == nil {
			w = &watched{plan: plans[reading.Person]}
			people[reading.Person] = w
		}
		next, events := w.Take(reading, rules, &w.plan)
		w.Watch = next
		r.note(events)
	}
	r.Readings, r.People = len(readings), len(people)
}

func (r *Report) note(events []Event) {
	for _, e := range events {
		switch e.Kind {
		case Ask:
			r.Asked++
		case Join:
			r.Joined++
		case Raise:
			r.Alerts = append(r.Alerts, e.Alert)
			r.BySeverity[e.Alert.Severity]++
		}
	}
}

// judge holds the alerts against what happened.
func (r *Report) judge(truth []Deterioration) {
	of := map[string][]Alert{}
	for _, a := range r.Alerts {
		of[a.Person] = append(of[a.Person], a)
	}
	within := func(d Deterioration, a Alert) bool { return !a.Raised.Before(d.Onset) && !a.Raised.After(d.Event) }
	meant := map[string]map[int]bool{}
	for _, d := range truth {
		f := Found{Deterioration: d}
		for _, a := range of[d.Person] {
			if !within(d, a) {
				continue
			}
			if f.Alert == 0 {
				f.Alert, f.Lead = a.Number, d.Event.Sub(a.Raised)
			}
			if meant[d.Person] == nil {
				meant[d.Person] = map[int]bool{}
			}
			meant[d.Person][a.Number] = true
		}
		if f.Alert == 0 {
			r.Missed++
		}
		r.Truth = append(r.Truth, f)
	}
	r.Needless = len(r.Alerts)
	for _, numbers := range meant {
		r.Needless -= len(numbers)
	}
}
