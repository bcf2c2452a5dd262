package identity

import (
	"cmp"
	"slices"

	"continuum/internal/fault"
	"continuum/link"
)

// Input is what a build knows when it gives people their ids.
type Input struct {
	// Registrations names the registration of each record that was linked, in any
	// order; several records may be one registration's history.
	Registrations []link.Registration
	// Person is the person of each record, dense from 0 and below Persons, as in
	// link.Result.
	Person  []uint32
	Persons int
	// Previous calls was for every row of the identity table of the build served
	// so far, in any order. nil where there is none.
	Previous func(was func(r link.Registration, id string)) error
	// Rank tells how lasting a partner's local ids are, the most lasting 0; nil
	// takes all alike. The registration that stands for a person is one of the
	// lowest rank, of these the first by source and local id.
	Rank func(source string) int
}

// Outcome is who is who by name.
type Outcome struct {
	// Events are what to Commit, in an order that depends on the data alone. How is
	// empty: who knows the evidence may fill it in.
	Events []Event
	text   string
}

// Person is the id of a person of the input.
func (o *Outcome) Person(person uint32) string {
	return o.text[int(person)*idLength : (int(person)+1)*idLength]
}

// remembered marks an id that a registration carried before it left the extracts.
const remembered = 1 << 31

// assignment is one Assign under way. Ids go by number.
type assignment struct {
	Input
	state   *state
	records *records
	ids     *ids
	joins   joins
	ranks   map[string]int

	carried  []uint32   // of each first record of a registration: the id it had; 0 for none
	before   []bool     // of each id: in use in the build before
	queue    []carriage // rows of the identity table that are not looked up yet
	missing  []carriage // registrations that are in no extract any more
	rejoined []uint32   // records of registrations that had left
	err      error

	person []uint32         // of each person: the id
	holder []uint32         // of each id: a person whose registrations carried it, counted from 1
	cells  []*cell          // what people share with former people where that is not plain, strongest first
	holds  map[uint32]*cell // of each id that was not plain: by what its holder holds it
	chief  map[uint32]*cell // of each such id: its strongest cell
	events []Event
}

// carriage is a registration and the id it had.
type carriage struct {
	registration link.Registration
	id           uint32
}

// Assign gives each person of a build an id and tells what happened to ids.
//
// A person takes the id that most of their registrations carried; of two people
// who could, the one with more; of equals, the one whose registration stands
// before the other's. A person left without one gets an id that was never used.
func (r *Register) Assign(in Input) (*Outcome, error) {
	if len(in.Person) != len(in.Registrations) {
		return nil, fault.New(fault.Internal, "%d records were linked of %d", len(in.Person), len(in.Registrations))
	}
	a := &assignment{
		Input: in, state: &r.state, records: newRecords(in.Registrations), ids: newIDs(in.Persons), ranks: map[string]int{},
		carried: make([]uint32, len(in.Registrations)), person: make([]uint32, in.Persons), holds: map[uint32]*cell{}, chief: map[uint32]*cell{},
	}
	for _, step := range []func() error{a.index, a.recall, a.readPrevious, a.remember} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	a.claim()
	a.name()
	if p := slices.Index(a.person, 0); p >= 0 {
		return nil, fault.New(fault.Internal, "person %d of %d has no record", p, a.Persons)
	}
	a.tell(r.rulings)
	return &Outcome{Events: a.events, text: a.spell()}, nil
}

// index finds the first record of each registration.
func (a *assignment) index() error {
	return a.records.addAll(func(record, first uint32) error {
		switch p := a.Person[record]; {
		case int(p) >= a.Persons:
			return fault.New(fault.Internal, "record %d is of person %d of %d", record, p, a.Persons)
		case p != a.Person[first]:
			return &fault.Error{Code: fault.Internal, Value: a.Registrations[record].Source, Reason: "two records of one registration were linked to two people"}
		}
		return nil
	})
}

// recall numbers the ids that led elsewhere or nowhere before, so that none of
// them is given to another person.
func (a *assignment) recall() error {
	a.joins = joinsOf(a.state)
	for id := range a.state.merged {
		a.number(id)
	}
	for id := range a.state.retired {
		a.number(id)
	}
	return nil
}

// number gives the number of an id that has the form of one.
func (a *assignment) number(id string) uint32 {
	c, _ := codeOf(id)
	n, fresh := a.ids.number(c)
	if fresh {
		a.before = append(a.before, make([]bool, int(n)+1-len(a.before))...)
	}
	return n
}

// readPrevious learns which id each registration carried.
func (a *assignment) readPrevious() error {
	if a.Previous == nil {
		return nil
	}
	if err := a.Previous(a.was); err != nil {
		return fault.Wrap(err, "reading who was who")
	}
	a.lookUp()
	return a.err
}

func (a *assignment) was(r link.Registration, id string) {
	c, ok := codeOf(id)
	if !ok {
		a.fail(id, "the identity table of the build before names a person in another form")
		return
	}
	n, fresh := a.ids.number(c)
	if fresh {
		a.before = append(a.before, make([]bool, int(n)+1-len(a.before))...)
	} else if !a.before[n] {
		a.fail(id, "the build before has a person whom the journal says was joined to another or retired")
	}
	a.before[n] = true
	if a.queue = append(a.queue, carriage{r, n}); len(a.queue) == batch {
		a.lookUp()
	}
}

// lookUp finds the records of the registrations in the queue.
func (a *assignment) lookUp() {
	var hashes [batch]uint64
	part := make([]link.Registration, len(a.queue), batch)
	for i, c := range a.queue {
		part[i] = c.registration
	}
	a.records.hash(part, &hashes)
	for i, c := range a.queue {
		switch s := a.records.find(c.registration, hashes[i]); {
		case s.record == 0:
			a.missing = append(a.missing, c)
		case a.carried[s.record-1] != 0:
			a.fail(a.ids.codes[c.id].String(), namedTwice)
		default:
			a.carried[s.record-1] = c.id
		}
	}
	a.queue = a.queue[:0]
}

const namedTwice = "the identity table of the build before names a registration twice"

func (a *assignment) fail(id, reason string) {
	if a.err == nil {
		a.err = &fault.Error{Code: fault.Conflict, Value: id, Reason: reason, Fix: "restore the builds and the journal of identities from one backup"}
	}
}

// remember gives registrations that have come back the id they had.
func (a *assignment) remember() error {
	for r, was := range a.state.gone {
		record, here := a.records.of(r)
		if !here || a.carried[record] != 0 {
			continue
		}
		a.carried[record] = a.number(a.state.resolve(was.id)) | remembered
		a.rejoined = append(a.rejoined, record)
	}
	slices.SortFunc(a.rejoined, a.byAnchor)
	slices.SortFunc(a.missing, func(x, y carriage) int { return a.compare(x.registration, y.registration) })
	for i := 1; i < len(a.missing); i++ {
		if a.missing[i].registration == a.missing[i-1].registration {
			a.fail(a.ids.codes[a.missing[i].id].String(), namedTwice)
		}
	}
	return a.err
}

// byAnchor compares records by what makes a registration stand for a person.
func (a *assignment) byAnchor(x, y uint32) int {
	return a.compare(a.Registrations[x], a.Registrations[y])
}

func (a *assignment) compare(x, y link.Registration) int {
	if x.Source == y.Source {
		return cmp.Compare(x.LocalID, y.LocalID)
	}
	return cmp.Or(cmp.Compare(a.rank(x.Source), a.rank(y.Source)), cmp.Compare(x.Source, y.Source))
}

func (a *assignment) rank(source string) int {
	if a.Rank == nil {
		return 0
	}
	rank, known := a.ranks[source]
	if !known {
		rank = a.Rank(source)
		a.ranks[source] = rank
	}
	return rank
}

func (a *assignment) spell() string {
	text := make([]byte, 0, a.Persons*idLength)
	for _, id := range a.person {
		text = a.ids.codes[id].append(text)
	}
	return string(text)
}
