package ward

import "time"

// Reading is what one person measured at one time.
type Reading struct {
	Person string
	At     time.Time
	Signs  Signs
}

// Kind of an event.
type Kind uint8

// A person is asked to measure again; an alert is raised; a finding joins the open alert.
const (
	Ask Kind = iota
	Raise
	Join
)

// String gives "ask", "raise" or "join".
func (k Kind) String() string { return [...]string{"ask", "raise", "join"}[k] }

// Event is what follows from a reading. Only Raise asks for a person of the staff. The alert
// of an Ask has no number; that of a Join only what joins it.
type Event struct {
	Kind  Kind
	At    time.Time
	Alert Alert
}

// Watch is what is known of one person between readings. The zero value knows nothing.
type Watch struct {
	last     time.Time       // of the newest reading
	doubts   [measures]doubt // seen outside once
	breached [measures]Side  // confirmed, and not seen inside since
	number   int             // of the last alert
	raised   time.Time       // when it was
	severity Severity        // of it
	found    uint16          // measures in it
	active   uint16          // those of found that were not seen inside since
}

// doubt is a value outside that nothing has confirmed.
type doubt struct {
	since   time.Time
	finding Finding
}

func (d *doubt) open() bool { return d.finding.Side != Inside }

// judge works on one reading.
type judge struct {
	Watch
	rules  *Rules
	plan   *Plan
	person string
	at     time.Time
	late   bool
	asks   []Finding
	found  []Finding
	events []Event
}

// Take judges one reading of the person. A reading older than one taken before came late: it
// can neither confirm nor calm anything, but what never waits in it alerts. A reading that
// comes twice in a row changes nothing.
func (w Watch) Take(r Reading, rules *Rules, plan *Plan) (Watch, []Event) {
	j := judge{Watch: w, rules: rules, plan: plan, person: r.Person, at: r.At, late: r.At.Before(w.last)}
	if !j.late {
		j.expire()
		j.last = r.At
	}
	for m := range Total {
		if n, known := r.Signs.Get(m); known {
			j.measure(m, n, true)
		}
	}
	score := NEWS2(r.Signs, plan.Scale)
	j.measure(Total, Whole(score.Sum), score.Complete)
	j.agree()
	j.tell()
	return j.Watch, j.events
}

// Tick looks at what should have been answered by now; a caller does so when no reading comes.
func (w Watch) Tick(person string, now time.Time, rules *Rules, plan *Plan) (Watch, []Event) {
	j := judge{Watch: w, rules: rules, plan: plan, person: person, at: now}
	j.expire()
	return j.Watch, j.events
}

// expire makes findings of doubts whose second reading did not come in time.
func (j *judge) expire() {
	now, deadline := j.at, time.Time{}
	for m := range j.doubts {
		d := &j.doubts[m]
		if !d.open() || !now.After(d.since.Add(j.rules.Confirm)) {
			continue
		}
		if j.rules.Repeat {
			d.finding.Why = Unanswered
			j.found = append(j.found, d.finding)
			if end := d.since.Add(j.rules.Confirm); end.After(deadline) {
				deadline = end
			}
		}
		*d = doubt{}
	}
	if len(j.found) > 0 {
		j.at = deadline
		j.tell()
		j.at = now
	}
}

// measure judges one value. A value that is only a least (whole is false: a NEWS2 sum with
// parts missing) can be too much, but calms nothing.
func (j *judge) measure(m Measure, n Number, whole bool) {
	limit, own := j.plan.Limit(m, j.at, j.rules)
	side, never := limit.Judge(n)
	if side == Below && !whole {
		return
	}
	f := Finding{At: j.at, Measure: m, Value: n, Side: side, Limit: limit}
	if own != nil {
		f.SetBy = own.By
	}
	switch {
	case never:
		j.extreme(f)
	case j.late:
	case side == Inside && whole:
		j.doubts[m], j.breached[m] = doubt{}, Inside
		j.active &^= 1 << m
	case side != Inside:
		j.outside(f)
	}
}

// extreme is a value that never waits.
func (j *judge) extreme(f Finding) {
	f.Why = NeverWaits
	j.found = append(j.found, f)
	if !j.late {
		j.breached[f.Measure], j.doubts[f.Measure] = f.Side, doubt{}
	}
}

// outside is a value that has to be confirmed, or was.
func (j *judge) outside(f Finding) {
	d := &j.doubts[f.Measure]
	switch {
	case j.breached[f.Measure] == f.Side:
		f.Why = GoesOn
		j.found = append(j.found, f)
	case !d.open() || d.finding.Side != f.Side:
		*d = doubt{since: j.at, finding: f}
		j.breached[f.Measure] = Inside
		j.asks = append(j.asks, f)
	case j.at.Sub(d.since) >= j.rules.Apart:
		f.Why = Confirmed
		j.found = append(j.found, f)
		j.breached[f.Measure], *d = f.Side, doubt{}
	}
}

// agree confirms what is outside in one reading by each other, when it is several measures:
// a slipped sensor spoils one. A NEWS2 score outside counts as one of them, since no single
// part can bring it there by the general limit.
func (j *judge) agree() {
	if len(j.asks) < 2 {
		return
	}
	for _, f := range j.asks {
		f.Why = Agreeing
		j.found = append(j.found, f)
		j.breached[f.Measure], j.doubts[f.Measure] = f.Side, doubt{}
	}
	j.asks = nil
}

// tell makes events of what was found, and forgets it.
func (j *judge) tell() {
	if len(j.asks) > 0 && j.rules.Repeat {
		j.events = append(j.events, Event{Kind: Ask, At: j.at, Alert: Alert{Person: j.person, Raised: j.at, Findings: j.asks}})
	}
	if len(j.found) > 0 {
		j.alert()
	}
	j.asks, j.found = nil, nil
}

// alert raises one, or joins what is new to the open one. An alert whose measures have all
// been seen inside again takes in only those same measures: a cold finger at breakfast must
// not swallow the fever at noon.
func (j *judge) alert() {
	now := j.at
	if j.late {
		now = j.last // nobody could know before
	}
	found := j.measuresFound()
	fresh := found&^j.Watch.found != 0
	open := j.number > 0 && now.Sub(j.raised) < j.rules.Batch && (j.active != 0 || !fresh)
	if !open {
		j.Watch.found = 0
	}
	severity := j.grade(found)
	j.active |= found
	if open && severity <= j.severity {
		j.join(now)
		return
	}
	a := Alert{Person: j.person, Number: j.number + 1, Raised: now, Severity: severity, Findings: j.found}
	if open {
		a.Escalates = j.number
	}
	j.number, j.raised, j.severity = a.Number, now, severity
	j.Watch.found |= found
	j.events = append(j.events, Event{Kind: Raise, At: now, Alert: a})
}

func (j *judge) measuresFound() uint16 {
	all := uint16(0)
	for _, f := range j.found {
		all |= 1 << f.Measure
	}
	return all
}

func (j *judge) join(now time.Time) {
	var fresh []Finding
	for _, f := range j.found {
		if j.Watch.found&(1<<f.Measure) == 0 {
			fresh, j.Watch.found = append(fresh, f), j.Watch.found|1<<f.Measure
		}
	}
	if len(fresh) > 0 {
		a := Alert{Person: j.person, Number: j.number, Raised: j.raised, Severity: j.severity, Findings: fresh}
		j.events = append(j.events, Event{Kind: Join, At: now, Alert: a})
	}
}

// grade says how severe the alert is with what was found now: what never waits is an
// emergency; a NEWS2 score out of its limit, or several measures, are urgent.
func (j *judge) grade(found uint16) Severity {
	for _, f := range j.found {
		if f.Why == NeverWaits {
			return Emergency
		}
	}
	if all := found | j.Watch.found; all&(1<<Total) != 0 || all&(all-1) != 0 {
		return Urgent
	}
	return Routine
}
