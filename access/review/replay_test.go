package review

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/record/audit"
	"continuum/record/sight"
)

const (
	warmUp = 10 // days before the month that is looked at: rates need a history
	month  = 30
)

var begins = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

// replay is a month of a town of 5,000 people in households of three, with 200 staff of
// four partners in twenty teams, and the looks of each, of which some are planted as bad.
type replay struct {
	*town
	random *rand.Rand
	looks  []audit.Entry
	lists  map[string][]string // people whom a team cares for
	bad    map[string]Kind     // requests that were planted, and as what
	wards  map[string]bool     // night staff
}

func person(i int) string { return fmt.Sprint("P", 100000+i) }
func staff(i int) string  { return fmt.Sprint("s", i) }
func team(i int) string   { return fmt.Sprint("team-", i) }

func newReplay(seed uint64) *replay {
	w := &replay{&town{map[string]Account{}, map[string]Person{}}, rand.New(rand.NewPCG(seed, 1)), nil, map[string][]string{}, map[string]Kind{}, map[string]bool{}}
	for i := range 5000 {
		house := i / 3
		p := Person{Surname: fmt.Sprint("Name", w.random.IntN(400)), Address: fmt.Sprint(house%15+1, " Street ", house/15), Postcode: fmt.Sprintf("BS%d 1AA", house/15)}
		if i%3 > 0 && w.random.IntN(10) < 8 {
			p.Surname = w.people[person(house*3)].Surname
		}
		if i%3 == 2 {
			p.Close = []string{person(i - 1)}
		}
		if i%500 == 499 {
			p.Relations = append(p.Relations, sight.Party{Kind: sight.Prominent})
		}
		w.people[person(i)] = p
	}
	for i := range 5000 {
		for _, t := range w.random.Perm(20)[:2] {
			w.care(person(i), t)
		}
	}
	for i := range 200 {
		a := Account{Partner: fmt.Sprint("partner-", i%20/5), Teams: []string{team(i % 20)}}
		if i%10 < 8 {
			a.Person = person(i * 25)
		}
		w.staff[staff(i)] = a
	}
	return w
}

// care puts a person on the list of a team, whose partner then sees the person all over
// the month.
func (w *replay) care(key string, t int) {
	p := w.people[key]
	partner := fmt.Sprint("partner-", t/5)
	p.Relations = append(p.Relations, sight.Party{Kind: sight.Caseload, Of: team(t)}, sight.Party{Kind: sight.Caseload, Of: partner})
	p.Events = append(p.Events, Event{partner, begins.AddDate(0, 0, -3), begins.AddDate(0, 0, 40)})
	w.people[key] = p
	w.lists[team(t)] = append(w.lists[team(t)], key)
}

func at(day int, hour float64) time.Time {
	return begins.AddDate(0, 0, day).Add(time.Duration(hour * float64(time.Hour)))
}

// look tells of one; with a kind it is bad.
func (w *replay) look(who string, when time.Time, whom string, bad Kind) *audit.Entry {
	e := audit.Entry{At: when, Action: "read", Outcome: audit.OK, Actor: who, Partner: w.staff[who].Partner, Roles: []string{role(who)}, Purpose: "TREAT", People: []string{whom}, Request: fmt.Sprint(len(w.looks))}
	if bad != "" {
		w.bad[e.Request] = bad
	}
	w.looks = append(w.looks, e)
	return &w.looks[len(w.looks)-1]
}

// role: every tenth is a receptionist, who sees many, every fifteenth a night nurse.
func role(who string) string {
	var i int
	_, _ = fmt.Sscanf(who, "s%d", &i)
	switch {
	case i%10 == 9:
		return "receptionist"
	case i%15 == 7:
		return "night_nurse"
	}
	return "nurse"
}

// work is what staff do: of the team's list as many as is usual, at the hours that are;
// one in twelve of somebody else's list who comes to the partner; few of whom nothing is
// recorded. Nobody treats their own, as the rule is.
func (w *replay) work() {
	for day := range warmUp + month {
		for i := range 200 {
			if (day+i)%7 < 2 {
				continue
			}
			who, hour := staff(i), 8.0
			n := 12 + int(w.random.NormFloat64()*4)
			switch role(who) {
			case "receptionist":
				n = 55 + int(w.random.NormFloat64()*8)
			case "night_nurse":
				hour = 13.5
			}
			for range n {
				w.treat(who, at(day, hour+w.random.Float64()*9.5))
			}
			if w.random.IntN(3) == 0 {
				w.look(who, at(day, hour+w.random.Float64()*9.5), person(w.random.IntN(5000)), "").Outcome = audit.Denied
			}
		}
	}
}

func (w *replay) treat(who string, when time.Time) {
	list := w.lists[w.staff[who].Teams[0]]
	if w.random.IntN(12) == 0 {
		list = w.lists[w.other(who)]
	}
	whom := list[w.random.IntN(len(list))]
	if w.own(who, whom) || w.famous(whom) || w.random.IntN(12) > 0 && w.works(whom) {
		return
	}
	w.look(who, when, whom, "")
	if w.random.IntN(2000) == 0 {
		stranger := person(w.random.IntN(5000))
		if !w.own(who, stranger) && !w.famous(stranger) {
			w.look(who, when, stranger, "") // rang, and nobody wrote it down
		}
	}
}

// other is another team of the partner.
func (w *replay) other(who string) string {
	var t int
	_, _ = fmt.Sscanf(w.staff[who].Teams[0], "team-%d", &t)
	return team(t/5*5 + (t+1+w.random.IntN(4))%5)
}

func (w *replay) index(key string) (i int) {
	_, _ = fmt.Sscanf(key, "P%d", &i)
	return i - 100000
}

// own tells whether somebody lives in the house of a member of staff.
func (w *replay) own(who, whom string) bool {
	self := w.staff[who].Person
	return self != "" && w.index(self)/3 == w.index(whom)/3
}

func (w *replay) works(whom string) bool { i := w.index(whom); return i%25 == 0 && i/25%10 < 8 }

func (w *replay) famous(whom string) bool {
	return slices.Contains(w.people[whom].Relations, sight.Party{Kind: sight.Prominent})
}

// find gives one of the people of whom something holds; "" where there is none.
func (w *replay) find(holds func(key string, p *Person) bool) string {
	for _, i := range w.random.Perm(5000) {
		key := person(i)
		if p := w.people[key]; holds(key, &p) {
			return key
		}
	}
	return ""
}

func (w *replay) comes(who string, p *Person) bool {
	return slices.ContainsFunc(p.Events, func(e Event) bool { return e.Partner == w.staff[who].Partner })
}

func (w *replay) listed(who string, p *Person) bool {
	return slices.Contains(p.Relations, sight.Party{Kind: sight.Caseload, Of: w.staff[who].Teams[0]})
}

// plant does n bad things of each kind, each by a nurse with a person of their own, on a
// day of the month.
func (w *replay) plant(n int) {
	nights := map[int]bool{}
	for _, kind := range Kinds() {
		for range n {
			i := w.random.IntN(200)
			for (kind == Night && nights[i]) || role(staff(i)) != "nurse" || w.staff[staff(i)].Person == "" || kind == Family && w.relative(staff(i)) == "" {
				i = w.random.IntN(200)
			}
			nights[i] = nights[i] || kind == Night // the first is found, and not the next
			w.badly(kind, staff(i), at(warmUp+w.random.IntN(month), 9+w.random.Float64()*5))
		}
	}
}

// relative is one of the family of a member of staff; "" where there is none.
func (w *replay) relative(who string) string {
	self := w.staff[who].Person
	return w.find(func(key string, p *Person) bool {
		return w.own(who, key) && key != self && (p.Surname == w.people[self].Surname || slices.Contains(p.Close, self))
	})
}

func (w *replay) badly(kind Kind, who string, when time.Time) {
	self := w.staff[who].Person
	home := w.people[self]
	stranger := func(key string, p *Person) bool {
		return !w.own(who, key) && !w.famous(key) && !w.works(key) && w.comes(who, p) && !w.listed(who, p)
	}
	switch kind {
	case OwnRecord:
		w.look(who, when, self, kind)
	case Family:
		w.look(who, when, w.relative(who), kind)
	case Neighbour: // one in ten has been to the partner, which is a reason
		excused := w.random.IntN(10) == 0
		w.look(who, when, w.find(func(key string, p *Person) bool {
			return !w.own(who, key) && p.Postcode == home.Postcode && p.Surname != home.Surname && w.comes(who, p) == excused
		}), kind)
	case Colleague:
		w.look(who, when, w.find(func(key string, p *Person) bool {
			return key != self && w.works(key) && !w.listed(who, p) && w.staff[staff(w.index(key)/25)].Partner == w.staff[who].Partner
		}), kind)
	case Prominent:
		w.look(who, when, w.find(func(key string, p *Person) bool { return w.famous(key) && !w.own(who, key) }), kind)
	case BreakGlass:
		whom := w.find(func(key string, _ *Person) bool { return !w.own(who, key) })
		w.look(who, when, whom, kind).Action = "break-glass"
		w.look(who, when.Add(time.Minute), whom, kind).Purpose = "BTG"
	case Claimed:
		w.look(who, when, w.find(stranger), kind).Action = "claim"
	case NoReason:
		w.look(who, when, w.find(func(key string, p *Person) bool {
			return !w.own(who, key) && !w.famous(key) && !w.comes(who, p)
		}), kind)
	case Night:
		w.look(who, at(int(when.Sub(begins).Hours())/24, 2+w.random.Float64()*3), w.find(stranger), kind)
	case Burst:
		for i := range 35 {
			w.look(who, when.Add(time.Duration(i)*50*time.Second), w.find(stranger), kind)
		}
	case Probing:
		for i := range 12 {
			w.look(who, when.Add(time.Duration(i)*time.Minute), person(w.random.IntN(5000)), kind).Outcome = audit.Denied
		}
	case Sequence:
		w.inOrder(who, when, stranger)
	}
}

// inOrder looks people up by id, or by surname where a coin says so.
func (w *replay) inOrder(who string, when time.Time, stranger func(string, *Person) bool) {
	var some []string
	for range 14 {
		some = append(some, w.find(stranger))
	}
	slices.Sort(some)
	if w.random.IntN(2) == 0 {
		slices.SortFunc(some, func(a, b string) int { return strings.Compare(tight(w.people[a].Surname), tight(w.people[b].Surname)) })
	}
	for i, whom := range some {
		w.look(who, when.Add(time.Duration(i)*2*time.Minute), whom, Sequence)
	}
}

// TestReplay: of a month of 200 staff, what is planted is found, and what is found is
// what was planted.
func TestReplay(t *testing.T) {
	w := newReplay(5)
	w.work()
	w.plant(40)
	slices.SortStableFunc(w.looks, func(a, b audit.Entry) int { return a.At.Compare(b.At) })
	log := told{}
	for _, e := range w.looks {
		log.add(e.At, e)
	}
	r := reviewing(t, opened(t, sqlite(t)), log, w.town)
	must(t, r.CatchUp(t.Context()))
	score(t, w, log, found(t, r, Query{Since: at(warmUp, 0)}))
}

// about names what a finding and a bad look have in common: the day, the actor, and for
// rules about one person that.
func about(e *audit.Entry, kind Kind, person bool) string {
	text := fmt.Sprint(e.At.Format("01-02 "), e.Actor, " ", kind)
	if person {
		text += " " + e.People[0]
	}
	return text
}

// score compares findings with what was planted. A finding is right where it is about a
// bad look, of whatever kind: whoever goes through an alphabet has neighbours in it.
func score(t *testing.T, w *replay, log told, all []Finding) {
	t.Helper()
	bad, planted := map[string]bool{}, map[Kind]map[string]bool{}
	for i := range log {
		e := &log[i]
		kind, is := w.bad[e.Request]
		if !is {
			continue
		}
		bad[about(e, "", true)], bad[about(e, "", false)] = true, true
		if planted[kind] == nil {
			planted[kind] = map[string]bool{}
		}
		planted[kind][about(e, kind, !general(kind))] = true
	}
	hits, right, count := map[Kind]map[string]bool{}, map[Kind]int{}, map[Kind]int{}
	for _, f := range all {
		if hits[f.Kind] == nil {
			hits[f.Kind] = map[string]bool{}
		}
		e := &audit.Entry{At: f.First, Actor: f.Actor, People: []string{f.Person}}
		hits[f.Kind][about(e, f.Kind, !general(f.Kind))] = true
		count[f.Kind]++
		if bad[about(e, "", f.Person != "")] {
			right[f.Kind]++
		}
	}
	rights, counts, found, plants := 0, 0, 0, 0
	t.Logf("%d looks, %d findings", len(log), len(all))
	for _, kind := range Kinds() {
		n := 0
		for p := range planted[kind] {
			if hits[kind][p] {
				n++
			}
		}
		precision, recall := float64(right[kind])/float64(count[kind]), float64(n)/float64(len(planted[kind]))
		t.Logf("%-12s precision %.3f (%d of %d), recall %.3f (%d of %d)", kind, precision, right[kind], count[kind], recall, n, len(planted[kind]))
		least := 0.7 // what is open to doubt
		if slices.Contains([]Kind{OwnRecord, BreakGlass, Claimed, Prominent}, kind) {
			least = 1
		}
		if precision < min(least, 0.9) || recall < least {
			t.Errorf("%s: precision %.3f, recall %.3f", kind, precision, recall)
		}
		rights, counts, found, plants = rights+right[kind], counts+count[kind], found+n, plants+len(planted[kind])
	}
	precision, recall := float64(rights)/float64(counts), float64(found)/float64(plants)
	t.Logf("in all precision %.3f, recall %.3f", precision, recall)
	if precision < 0.9 || recall < 0.9 {
		t.Errorf("in all precision %.3f, recall %.3f", precision, recall)
	}
}

func general(k Kind) bool { return slices.Contains([]Kind{Burst, Night, Probing, Sequence}, k) }
