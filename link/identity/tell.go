package identity

import (
	"cmp"
	"slices"

	"continuum/link"
)

// order is the order of a build's events: what is in use again first, so that
// nothing is ever joined to an id that leads back to it.
var order = []Kind{Returned, Split, Merged, Moved, Left, Retired, Rejoined}

// tell says what happened to the ids of the build before.
func (a *assignment) tell(rulings []Event) {
	for _, c := range a.cells {
		a.tellCell(c)
	}
	a.tellRejoined()
	a.tellMissing()
	a.tellLeads()
	slices.SortFunc(a.events, func(x, y Event) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Kind), slices.Index(order, y.Kind)), cmp.Compare(x.ID, y.ID),
			cmp.Compare(x.Into, y.Into), cmp.Compare(x.From, y.From), a.compare(x.Members[0], y.Members[0]))
	})
	cite(a.events, rulings)
}

func (a *assignment) id(n uint32) string { return a.ids.codes[n].String() }

// tellCell says how registrations came to a person with another id.
func (a *assignment) tellCell(c *cell) {
	now := a.person[c.person]
	rest := a.holds[c.was]
	if rest == nil {
		rest = a.chief[c.was]
	}
	e := Event{Members: a.side(c)}
	switch {
	case now == c.was:
		return
	case now == c.claims:
		e.Kind, e.ID, e.From, e.Others = Returned, a.id(now), a.id(c.was), a.side(rest)
	case rest == c:
		e.Kind, e.ID, e.Into, e.Others = Merged, a.id(c.was), a.id(now), a.side(a.holds[now])
	case a.usedBefore(now):
		e.Kind, e.ID, e.Into, e.Others, e.Rest = Moved, a.id(c.was), a.id(now), a.side(a.holds[now]), a.side(rest)
	default:
		e.Kind, e.ID, e.From, e.Others = Split, a.id(now), a.id(c.was), a.side(rest)
	}
	a.events = append(a.events, e)
}

func (a *assignment) usedBefore(id uint32) bool { return int(id) < len(a.before) && a.before[id] }

func (a *assignment) side(c *cell) Side {
	if c == nil {
		return nil
	}
	return a.named(c.records)
}

func (a *assignment) named(records []uint32) Side {
	out := make(Side, len(records))
	for i, record := range records {
		out[i] = a.Registrations[record]
	}
	return out
}

// tellRejoined says which registrations are back with the person they had left.
func (a *assignment) tellRejoined() {
	back := map[uint32]Side{}
	for _, record := range a.rejoined {
		if id := a.carried[record] &^ remembered; a.person[a.Person[record]] == id {
			back[id] = append(back[id], a.Registrations[record])
		}
	}
	for id, members := range back {
		kind := Returned
		if a.before[id] {
			kind = Rejoined
		}
		a.events = append(a.events, Event{Kind: kind, ID: a.id(id), Members: members})
	}
}

// tellMissing says which registrations left, and who thereby has none.
func (a *assignment) tellMissing() {
	left := map[uint32]Side{}
	for _, m := range a.missing {
		left[m.id] = append(left[m.id], m.registration)
	}
	for id, members := range left {
		kind := Retired
		if a.inUse(id) || a.chief[id] != nil {
			kind = Left
		}
		a.events = append(a.events, Event{Kind: kind, ID: a.id(id), Members: members})
	}
}

// tellLeads mends where ids lead that were joined to another earlier, when the
// registrations that stood for them are with somebody else now.
func (a *assignment) tellLeads() {
	into := map[string]string{}
	for _, e := range a.events {
		if e.Kind == Merged {
			into[e.ID] = e.Into
		}
	}
	for i := range a.joins.merges {
		m := &a.joins.merges[i]
		if a.inUse(a.number(m.ID)) {
			continue
		}
		remains, _ := a.remains(m)
		person := a.most(remains, 0)
		if person == nobody {
			continue
		}
		if now := a.person[person]; a.leads(m.ID, into) != now {
			a.events = append(a.events, a.lead(m, person, now))
		}
	}
}

// leads follows an id as far as the events told so far lead.
func (a *assignment) leads(id string, into map[string]string) uint32 {
	for {
		n := a.number(id)
		if a.inUse(n) {
			return n
		}
		next, joined := into[id]
		if !joined {
			next = a.state.merged[id].Into
		}
		if next == "" {
			return n
		}
		id = next
	}
}

// lead joins an id that was joined to another to the person who has its
// registrations now.
func (a *assignment) lead(m *Event, person, now uint32) Event {
	e := Event{Kind: Merged, ID: m.ID, Into: a.id(now)}
	for _, r := range m.Members {
		if record, here := a.records.of(r); here && a.Person[record] == person {
			e.Members = append(e.Members, r)
		}
	}
	for _, r := range a.side(a.holds[now]) {
		if !slices.Contains(e.Members, r) {
			e.Others = append(e.Others, r)
		}
	}
	return e
}

// cite names the ruling that asked for an event.
func cite(events, rulings []Event) {
	if len(rulings) == 0 {
		return
	}
	named := map[link.Registration][]*Event{}
	for i := range rulings {
		for _, r := range slices.Concat(rulings[i].Members, rulings[i].Others) {
			named[r] = append(named[r], &rulings[i])
		}
	}
	for i := range events {
		e := &events[i]
		for _, r := range e.Members {
			for _, ruling := range named[r] {
				if e.Ruling == 0 && ruling.asks(e) {
					e.Ruling = ruling.Number
				}
			}
		}
	}
}

// asks tells whether a ruling asks for what an event says.
func (e *Event) asks(event *Event) bool {
	apart := event.Others
	switch event.Kind {
	case Moved:
		apart = event.Rest
	case Split, Returned:
	case Merged:
		apart = nil
	default:
		return false
	}
	if e.Kind == Apart {
		return meet(e.Members, event.Members) && meet(e.Others, apart) || meet(e.Others, event.Members) && meet(e.Members, apart)
	}
	both := slices.Concat(e.Members, e.Others)
	return (event.Kind == Merged || event.Kind == Moved) && meet(both, event.Members) && meet(both, event.Others)
}

func meet(a, b Side) bool {
	return slices.ContainsFunc(a, func(r link.Registration) bool { return slices.Contains(b, r) })
}
