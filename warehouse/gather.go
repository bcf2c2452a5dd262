package warehouse

import (
	"fmt"
	"slices"
	"time"
)

// gather puts what belongs together on one line: the diagnoses and procedures of
// a major activity, such as a hospital stay, go into it, as does the diagnosis any
// activity was for; a fact written in two code systems is told once. What
// stays on a line of its own is of its activity's setting. Activities stand before
// the facts.
func gather(events []Event) []Event {
	type line struct {
		table, source, title string
		start                time.Time
	}
	activities, lines := map[key]int{}, map[line]int{}
	out := make([]Event, 0, len(events))
	for _, e := range events {
		at, same := key{e.Source, e.activity}, line{e.Table, e.Source, e.Title, e.Start}
		i, part := activities[at]
		switch {
		case e.Table == "activity":
			activities[at] = len(out)
		case part && e.code != "" && (out[i].Major || out[i].wasFor(e)):
			out[i].take(e)
			continue
		case part:
			e.Setting = out[i].Setting
		}
		if i, again := lines[same]; again && e.code != "" {
			out[i].Detail = append(out[i].Detail, e.Detail...)
			continue
		}
		lines[same] = len(out)
		out = append(out, e)
	}
	return out
}

// take notes what was found or done during an activity; a procedure is told in
// the title of a stay.
func (e *Event) take(fact Event) {
	name := withCode(fact.about, fact.code)
	switch {
	case e.wasFor(fact):
	case fact.Table == "procedure":
		e.note("Procedure", name)
		if e.Kind == "spell" && fact.about != fact.code {
			e.Title += ", " + fact.about
		}
	case fact.Table == "diagnosis":
		e.note("Other diagnoses", name)
	case fact.Table == "medication":
		e.note("Medicine", name)
	}
}

// note adds a value to a field, after those it already has.
func (e *Event) note(label, value string) {
	for i, f := range e.Detail {
		if f.Label == label {
			e.Detail[i].Value += "; " + value
			return
		}
	}
	e.Detail = append(e.Detail, fields(label, value)...)
}

// wasFor says that the fact is the activity's own main diagnosis.
func (e *Event) wasFor(fact Event) bool {
	return fact.Table == "diagnosis" && slices.Contains(e.Detail, Field{mainDiagnosis, upperFirst(withCode(fact.about, fact.code))})
}

// dischargeDelay is the kind of circumstance that says what somebody waits for
// in a hospital bed, from the day they were ready to leave it.
const dischargeDelay = "discharge_delay"

// explainWaits says of each stay that went on after the person was ready to leave
// how many days it did, and for what.
func explainWaits(timeline []Event, facts []Circumstance) {
	for i := range timeline {
		e := &timeline[i]
		if e.waited == 0 {
			continue
		}
		reason := "to leave"
		for _, c := range facts {
			if c.Kind == dischargeDelay && c.Source == e.Source && dayOf(c.From).Equal(dayOf(e.ready)) {
				reason = "for " + c.Value
			}
		}
		e.Title += fmt.Sprintf(" (%d waiting %s)", e.waited, reason)
		e.note("Waited", counted(float64(e.waited), "day")+" "+reason)
	}
}
