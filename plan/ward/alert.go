package ward

import (
	"strings"
	"time"

	"continuum/internal/fault"
)

// Severity is how soon somebody has to look.
type Severity uint8

// The severities. Emergency is for what never waits: it is above every budget.
const (
	Routine Severity = iota
	Urgent
	Emergency
)

// String gives "routine", "urgent" or "emergency".
func (s Severity) String() string { return [...]string{"routine", "urgent", "emergency"}[s] }

// Why a finding became one.
type Why uint8

// The reasons: a second reading outside, several measures outside in one reading, a value
// that never waits, an answer to "please measure again" that did not come, a breach that was
// told and goes on.
const (
	Confirmed Why = iota
	Agreeing
	NeverWaits
	Unanswered
	GoesOn
)

// String gives the reason in words.
func (w Why) String() string {
	return [...]string{"confirmed by a second reading", "several measures agree", "never waits", "asked again and not answered", "goes on"}[w]
}

// Finding is one measure outside its limit.
type Finding struct {
	At      time.Time // of the reading
	Measure Measure
	Value   Number
	Side    Side
	Why     Why
	Limit   Limit  // as it held
	SetBy   string // who set it; "" for the general one
}

// Alert is what somebody has to look at: all that was found of one person at a time.
type Alert struct {
	Person    string
	Number    int // counts the person's alerts, from 1
	Raised    time.Time
	Severity  Severity
	Findings  []Finding
	Escalates int     // number of the open alert that this one makes more severe; 0 for none
	After     []After // what happened, the last counts
}

// What happened after an alert.
type What uint8

// Somebody acted, went on watching, or found that nothing had been wrong.
const (
	Acted What = iota + 1
	Watched
	False
)

// String gives "acted", "watched" or "false".
func (w What) String() string {
	if w < Acted || w > False {
		return "nothing yet"
	}
	return [...]string{"acted", "watched", "false"}[w-Acted]
}

// After is what somebody says happened after an alert.
type After struct {
	What What
	By   string
	At   time.Time
	Note string
}

// Record notes what happened. A later word is added, none is taken back; the alert it is
// called on stays as it was.
func (a Alert) Record(after After) (Alert, error) {
	switch {
	case after.What < Acted || after.What > False:
		return a, fault.New(fault.Invalid, "say what happened after the alert: acted, watched or false")
	case strings.TrimSpace(after.By) == "":
		return a, fault.New(fault.Invalid, "say who acted on the alert")
	case after.At.Before(a.Raised):
		return a, fault.New(fault.Invalid, "what happened after the alert cannot lie before it; mend the time")
	case len(a.After) > 0 && after.At.Before(a.After[len(a.After)-1].At):
		return a, fault.New(fault.Conflict, "somebody wrote of this alert meanwhile; read it again")
	}
	a.After = append(a.After[:len(a.After):len(a.After)], after)
	return a, nil
}

// Outcome is what counts of an alert; 0 while nobody has said.
func (a Alert) Outcome() What {
	if len(a.After) == 0 {
		return 0
	}
	return a.After[len(a.After)-1].What
}

// Tally counts alerts by what happened after them: how rules are judged once they are live.
type Tally struct{ Acted, Watched, False, Open int }

// Count makes the tally of alerts.
func Count(alerts []Alert) Tally {
	var t Tally
	for _, a := range alerts {
		switch a.Outcome() {
		case Acted:
			t.Acted++
		case Watched:
			t.Watched++
		case False:
			t.False++
		default:
			t.Open++
		}
	}
	return t
}
