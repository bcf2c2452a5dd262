package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
)

// TestStories follows people through builds. Each build names who is who and the
// id each has: a letter given in the first build that has it, or * for a new one.
func TestStories(t *testing.T) {
	for _, c := range []struct {
		name   string
		builds []string // "people = ids: events"
	}{
		{"nothing changes", []string{
			"gp 1+acute 7 | gp 2 = A B",
			"gp 2 | acute 7+gp 1 = B A",
		}},
		{"a person gains a registration", []string{
			"acute 7 = A",
			"acute 7+gp 1 = A",
		}},
		{"two become one, the larger carries on", []string{
			"gp 1 | acute 7+council 3 = A B",
			"gp 1+acute 7+council 3 = B: merged A>B: gp 1",
		}},
		{"two of a size become one, the GP's carries on", []string{
			"acute 7 | gp 1 = A B",
			"acute 7+gp 1 = B: merged A>B: acute 7",
		}},
		{"one becomes two, the larger part keeps the id", []string{
			"gp 1+acute 7+council 3 = A",
			"gp 1 | acute 7+council 3 = * A: split new<A: gp 1",
		}},
		{"of two equal parts the GP's keeps the id", []string{
			"gp 1+acute 7 = A",
			"acute 7 | gp 1 = * A: split new<A: acute 7",
		}},
		{"a merge comes apart", []string{
			"gp 1 | acute 7 = A B",
			"gp 1+acute 7 = A: merged B>A: acute 7",
			"gp 1 | acute 7 = A B: returned B<A: acute 7",
		}},
		{"a merge comes apart after the joined side grew", []string{
			"gp 1 | acute 7 = A B",
			"gp 1+acute 7 = A: merged B>A: acute 7",
			"gp 1+acute 7+council 3+council 4 = A",
			"gp 1 | acute 7+council 3+council 4 = A B: returned B<A: acute 7, council 3, council 4",
		}},
		{"of three merged, the second comes apart", []string{
			"gp 1 | acute 7 | council 3 = A B C",
			"gp 1+acute 7 | council 3 = A C: merged B>A: acute 7",
			"gp 1+acute 7+council 3 = A: merged C>A: council 3",
			"gp 1+council 3 | acute 7 = A B: returned B<A: acute 7",
			"gp 1 | council 3 | acute 7 = A C B: returned C<A: council 3",
		}},
		{"merged in steps, parted at once", []string{
			"gp 1 | acute 7+acute 8 | council 3+council 4+council 5+council 6 = A B C",
			"gp 1+acute 7+acute 8 | council 3+council 4+council 5+council 6 = B C: merged A>B: gp 1",
			"gp 1+acute 7+acute 8+council 3+council 4+council 5+council 6 = C: merged B>C: gp 1, acute 7, acute 8",
			"gp 1 | acute 7+acute 8 | council 3+council 4+council 5+council 6 = A B C: returned A<C: gp 1; returned B<C: acute 7, acute 8",
		}},
		{"merged in steps, parted as merged last", []string{
			"gp 1 | acute 7 | council 3+council 4+council 5 = A B C",
			"gp 1+acute 7 | council 3+council 4+council 5 = A C: merged B>A: acute 7",
			"gp 1+acute 7+council 3+council 4+council 5 = C: merged A>C: gp 1, acute 7",
			"gp 1+acute 7 | council 3+council 4+council 5 = A C: returned A<C: gp 1, acute 7",
		}},
		{"merged in steps, only the first comes out", []string{
			"gp 1 | acute 7 | council 3+council 4+council 5 = A B C",
			"gp 1+acute 7 | council 3+council 4+council 5 = A C: merged B>A: acute 7",
			"gp 1+acute 7+council 3+council 4+council 5 = C: merged A>C: gp 1, acute 7",
			"acute 7 | gp 1+council 3+council 4+council 5 = B C: returned B<C: acute 7",
		}},
		{"a registration moves", []string{
			"gp 1+acute 7 | gp 2+council 3 = A B",
			"gp 1 | gp 2+council 3+acute 7 = A B: moved A>B: acute 7",
		}},
		{"the joined side's registration moves on, and its id with it", []string{
			"gp 1 | acute 7 | gp 2+council 3 = A B C",
			"gp 1+acute 7 | gp 2+council 3 = A C: merged B>A: acute 7",
			"gp 1 | gp 2+council 3+acute 7 = A C: merged B>C: acute 7; moved A>C: acute 7",
		}},
		{"two people swap", []string{
			"gp 1+acute 7 | gp 2+acute 8 = A B",
			"gp 1+acute 8 | gp 2+acute 7 = A B: moved A>B: acute 7; moved B>A: acute 8",
		}},
		{"three parts of two people", []string{
			"gp 1+acute 7 | gp 2+acute 8 = A B",
			"gp 1 | gp 2 | acute 7+acute 8 = A B *: split new<A: acute 7; split new<B: acute 8",
		}},
		{"somebody leaves and comes back", []string{
			"gp 1 | gp 2 = A B",
			"gp 2 = B: retired A: gp 1",
			"gp 2 = B",
			"gp 1+acute 7 | gp 2 = A B: returned A: gp 1",
		}},
		{"a registration leaves and comes back alone", []string{
			"gp 1+acute 7 = A",
			"gp 1 = A: left A: acute 7",
			"gp 2 = *: retired A: gp 1",
			"acute 7 | gp 2 = A *: returned A: acute 7",
		}},
		{"it comes back to the person it left", []string{
			"gp 1+acute 7 = A",
			"gp 1 = A: left A: acute 7",
			"gp 1+acute 7 = A: rejoined A: acute 7",
		}},
		{"somebody comes back as somebody else", []string{
			"gp 1 | gp 2 = A B",
			"gp 2 = B: retired A: gp 1",
			"gp 1+gp 2 = B: merged A>B: gp 1",
		}},
		{"memory does not take the id from who is there", []string{
			"gp 1+acute 7 = A",
			"acute 7 = A: left A: gp 1",
			"acute 7 | gp 1 = A *: split new<A: gp 1",
		}},
		{"nor from who carried on after a merge", []string{
			"gp 1 | acute 7 = A B",
			"gp 1+acute 7 = A: merged B>A: acute 7",
			"acute 7 = A: left A: gp 1",
			"acute 7 | gp 1 = A *: split new<A: gp 1",
		}},
		{"the side that carried on keeps its id though others part from it too", []string{
			"gp 1 | acute 7 = A B",
			"gp 1+acute 7 = A: merged B>A: acute 7",
			"gp 1+acute 7+council 3+council 4+council 5 = A",
			"gp 1 | acute 7+council 3 | council 4+council 5 = A B *: returned B<A: acute 7, council 3; split new<A: council 4, council 5",
		}},
		{"a joined id goes to most of its registrations", []string{
			"gp 3+acute 1+acute 2 | council 1+council 2+council 3+council 4 = A C",
			"gp 3+acute 1+acute 2+council 1+council 2+council 3+council 4 = C: merged A>C: gp 3, acute 1, acute 2",
			"gp 3+council 1+council 2+council 3+council 4 | acute 1+acute 2 = C A: returned A<C: acute 1, acute 2",
		}},
		{"each side's registrations speak for it, not those that joined it", []string{
			"gp 1+acute 1 | acute 7+acute 8 | council 1+council 2+council 3+council 4 = A B C",
			"gp 1+acute 1+acute 7+acute 8 | council 1+council 2+council 3+council 4 = A C: merged B>A: acute 7, acute 8",
			"gp 1+acute 7+acute 8 | council 1+council 2+council 3+council 4 = A C: left A: acute 1",
			"gp 1+acute 7+acute 8+council 1+council 2+council 3+council 4 = C: merged A>C: gp 1, acute 7, acute 8",
			"gp 1 | acute 7+acute 8 | council 1+council 2+council 3+council 4 = A B C: returned A<C: gp 1; returned B<C: acute 7, acute 8",
		}},
		{"those that are left of a joined person are not taken for who joined them", []string{
			"gp 1+acute 1 | acute 7+acute 8 | council 1+council 2+council 3+council 4 = A B C",
			"gp 1+acute 1+acute 7+acute 8 | council 1+council 2+council 3+council 4 = A C: merged B>A: acute 7, acute 8",
			"gp 1+acute 7+acute 8 | council 1+council 2+council 3+council 4 = A C: left A: acute 1",
			"gp 1+acute 7+acute 8+council 1+council 2+council 3+council 4 = C: merged A>C: gp 1, acute 7, acute 8",
			"acute 7+acute 8 | council 1+council 2+council 3+council 4 = B C: returned B<C: acute 7, acute 8; left C: gp 1; merged A>B: acute 7, acute 8",
		}},
		{"registrations that went over and came in again with another do not speak for the first", []string{
			"gp 1+acute 2+acute 3+acute 4 | council 5 | council 6+council 7+council 8 = A B C",
			"gp 1+acute 2+acute 3+acute 4+council 5 | council 6+council 7+council 8 = A C: merged B>A: council 5",
			"gp 1+acute 2+council 5 | council 6+council 7+council 8+acute 3+acute 4 = A C: moved A>C: acute 3, acute 4",
			"gp 1+acute 2+council 5+housing 1+housing 2+housing 3+housing 4 | council 6+council 7+council 8+acute 3+acute 4 = A C",
			"gp 1+acute 2+council 5+housing 1+housing 2+housing 3+housing 4+council 6+council 7+council 8+acute 3+acute 4 = A: merged C>A: acute 3, acute 4, council 6, council 7, council 8",
			"gp 1+council 5+housing 1+housing 2+housing 3+housing 4 | council 6+council 7+council 8+acute 3+acute 4 = A C: left A: acute 2; returned C<A: acute 3, acute 4, council 6, council 7, council 8",
		}},
		{"one registration leaves, the other goes over", []string{
			"gp 1+acute 7 | gp 2+council 3 = A B",
			"gp 2+council 3+acute 7 = B: left A: gp 1; merged A>B: acute 7",
		}},
		{"several come back at once", []string{
			"gp 1+acute 7+acute 8+acute 9+council 3 = A",
			"gp 1 = A: left A: acute 7, acute 8, acute 9, council 3",
			"gp 1+acute 7+acute 8+acute 9+council 3 = A: rejoined A: acute 7, acute 8, acute 9, council 3",
		}},
		{"all leave and others come", []string{
			"gp 1 = A",
			"gp 2 = *: retired A: gp 1",
		}},
	} {
		t.Run(c.name, func(t *testing.T) { tellStory(t, c.builds) })
	}
}

func tellStory(t *testing.T, builds []string) {
	t.Helper()
	w, named, names := newWorld(), map[string]string{}, map[string]string{}
	for i, build := range builds {
		who, rest, _ := strings.Cut(build, " = ")
		letters, events, _ := strings.Cut(rest, ": ")
		ids := w.must(t, who)
		for p, letter := range strings.Fields(letters) {
			want, known := named[letter]
			switch {
			case letter == "*" && i > 0 && names[ids[p]] != "":
				t.Fatalf("build %d: person %d is %s, want a new id", i+1, p, names[ids[p]])
			case letter == "*":
			case known && ids[p] != want:
				t.Fatalf("build %d: person %d is %s (%s), want %s", i+1, p, ids[p], names[ids[p]], letter)
			case !known:
				named[letter], names[ids[p]] = ids[p], letter
			}
		}
		if got := said(w, names); !sameEvents(got, events) {
			t.Fatalf("build %d says\n%s\nwant\n%s", i+1, got, events)
		}
	}
}

// sameEvents compares events but for their order, which ids decide.
func sameEvents(a, b string) bool {
	x, y := strings.Split(a, "; "), strings.Split(b, "; ")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func TestEventsHaveBothSides(t *testing.T) {
	w := newWorld()
	w.must(t, "gp 1+acute 7 | gp 2+council 3 | housing 9")
	w.must(t, "gp 1 | gp 2+council 3+acute 7 | housing 9")
	e := w.register.events[len(w.register.events)-2]
	if e.Kind != Moved || spell(e.Members) != "acute 7" || spell(e.Others) != "gp 2, council 3" || spell(e.Rest) != "gp 1" {
		t.Errorf("%+v", e)
	}
	w.must(t, "gp 1 | gp 2+council 3+acute 7+housing 9")
	e = w.register.events[len(w.register.events)-2]
	if e.Kind != Merged || spell(e.Members) != "housing 9" || spell(e.Others) != "gp 2, acute 7, council 3" {
		t.Errorf("%+v", e)
	}
}

// TestCollisions: an id used before, or just given to another, is given to nobody.
func TestCollisions(t *testing.T) {
	w := newWorld()
	first := w.must(t, "gp 1+acute 7+acute 8")[0]
	if want := Fresh(reg("gp 1"), 0); first != want {
		t.Errorf("the first id is %s, want that of the GP registration, %s", first, want)
	}
	ids := w.must(t, "gp 1 | acute 7+acute 8")
	if ids[1] != first || ids[0] != Fresh(reg("gp 1"), 1) {
		t.Errorf("after the split: %v; want the id salted, as %s is in use", ids, first)
	}
	retired := Fresh(reg("gp 5"), 0)
	w.register.state.retired[retired] = 1
	if got := w.must(t, "gp 1 | acute 7+acute 8 | gp 5")[2]; got == retired || got != Fresh(reg("gp 5"), 1) {
		t.Errorf("a retired id was given to somebody new: %s", got)
	}
}

// TestNewcomersCollide: two newcomers whose ids collide settle it by their
// registrations, whichever comes first.
func TestNewcomersCollide(t *testing.T) {
	for _, order := range [][]string{{"gp 1", "gp 2"}, {"gp 2", "gp 1"}} {
		a := &assignment{Input: Input{Persons: 2, Rank: gpFirst, Person: []uint32{0, 1}}, ids: newIDs(2), ranks: map[string]int{}, person: make([]uint32, 2)}
		for _, r := range order {
			a.Registrations = append(a.Registrations, reg(r))
		}
		same := func(anchor link.Registration, salt rune) code {
			if salt < 2 {
				return codeMark | 77 + code(salt)
			}
			return freshCode(anchor, salt)
		}
		a.nameAs(same)
		for i, r := range order {
			want := codeMark | code(77)
			if r == "gp 2" {
				want++
			}
			if got := a.ids.codes[a.person[i]]; got != want {
				t.Errorf("%v: %s has %x, want %x", order, r, got, want)
			}
		}
	}
}

func TestAssignRefuses(t *testing.T) {
	one, two := link.Registration{Source: "gp", LocalID: "1"}, link.Registration{Source: "gp", LocalID: "2"}
	id := Fresh(one, 0)
	rows := func(pairs ...any) func(func(link.Registration, string)) error {
		return func(was func(link.Registration, string)) error {
			for i := 0; i < len(pairs); i += 2 {
				was(pairs[i].(link.Registration), pairs[i+1].(string))
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		in   Input
		code fault.Code
		says string
	}{
		"two people for one registration": {Input{Registrations: []link.Registration{one, two, one}, Person: []uint32{0, 1, 1}, Persons: 2}, fault.Internal, "two people"},
		"a person beyond all":             {Input{Registrations: []link.Registration{one}, Person: []uint32{1}, Persons: 1}, fault.Internal, "person 1 of 1"},
		"a person without a record":       {Input{Registrations: []link.Registration{one}, Person: []uint32{1}, Persons: 2}, fault.Internal, "person 0 of 2"},
		"a record without a person":       {Input{Registrations: []link.Registration{one}}, fault.Internal, "0 records"},
		"one that left, twice":            {Input{Previous: rows(two, id, two, id)}, fault.Conflict, "twice"},
		"another form of id":              {Input{Previous: rows(one, "person-1")}, fault.Conflict, "person-1"},
		"a registration twice":            {Input{Registrations: []link.Registration{one}, Person: []uint32{0}, Persons: 1, Previous: rows(one, id, one, id)}, fault.Conflict, "twice"},
		"an id that was joined":           {Input{Previous: rows(one, Fresh(two, 9))}, fault.Conflict, "joined to another"},
		"a table that cannot be read":     {Input{Previous: func(func(link.Registration, string)) error { return fault.New(fault.Unavailable, "gone") }}, fault.Unavailable, "who was who: gone"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Register{state: newState()}
			r.state.merged[Fresh(two, 9)] = Event{ID: Fresh(two, 9), Into: id}
			_, err := r.Assign(c.in)
			if err == nil || fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s with %q", err, c.code, c.says)
			}
		})
	}
}

// TestEqualHashes: registrations are told apart by name, not by hash.
func TestEqualHashes(t *testing.T) {
	all := []link.Registration{reg("gp 1"), reg("gp 2")}
	table := newRecords(all)
	for i := range all {
		*table.find(all[i], 77) = slot{0, uint32(i) + 1}
	}
	for i := range all {
		if s := table.find(all[i], 77); s.record != uint32(i)+1 {
			t.Errorf("%v is found as record %d", all[i], s.record-1)
		}
	}
}

// TestManyRegistrations crosses the edges of batches and of the table of ids.
func TestManyRegistrations(t *testing.T) {
	var partition [][]link.Registration
	for p := range 3*batch + 17 {
		members := []link.Registration{{Source: "gp", LocalID: fmt.Sprint(p)}}
		if p%3 == 0 {
			members = append(members, link.Registration{Source: "acute", LocalID: fmt.Sprint(p)})
		}
		partition = append(partition, members)
	}
	w := newWorld()
	if _, err := w.build(partition); err != nil {
		t.Fatal(err)
	}
	before := w.tables["b1"]
	slices.Reverse(partition)
	out, err := w.build(partition)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Events) > 0 || len(sortedIDs(before)) != len(partition) {
		t.Fatalf("%d events of %d people, %d ids", len(out.Events), len(partition), len(sortedIDs(before)))
	}
	for r, id := range before {
		if w.tables["b2"][r] != id {
			t.Fatalf("%v was %s and is %s", r, id, w.tables["b2"][r])
		}
	}
}
