package identity

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"continuum/link"
)

// universe is every registration that may ever be in an extract.
var universe = func() (out []link.Registration) {
	for _, source := range []string{"gp", "acute", "council"} {
		for i := range 4 {
			out = append(out, link.Registration{Source: source, LocalID: fmt.Sprint(i)})
		}
	}
	return out
}()

// partitions draws who is who: the one before with a little changed, or any.
func partitions(t *rapid.T, before [][]link.Registration) [][]link.Registration {
	person := map[link.Registration]int{}
	for p, members := range before {
		for _, r := range members {
			person[r] = p
		}
	}
	switch rapid.SampledFrom([]string{"any", "a little", "a little", "merge", "part", "same"}).Draw(t, "change") {
	case "any":
		for _, r := range universe {
			person[r] = rapid.IntRange(-3, 7).Draw(t, "person")
		}
	case "a little":
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			person[rapid.SampledFrom(universe).Draw(t, "registration")] = rapid.IntRange(-2, len(before)+1).Draw(t, "person")
		}
	case "merge":
		from, into := rapid.IntRange(0, len(before)).Draw(t, "from"), rapid.IntRange(0, len(before)).Draw(t, "into")
		for r, p := range person {
			if p == from {
				person[r] = into
			}
		}
	case "part":
		from := rapid.IntRange(0, len(before)).Draw(t, "from")
		for _, r := range universe {
			if p, here := person[r]; here && p == from && rapid.Bool().Draw(t, "leaves") {
				person[r] = len(before)
			}
		}
	}
	return partitionOf(person)
}

// partitionOf groups registrations; those of a person below 0 are in no extract.
func partitionOf(person map[link.Registration]int) (out [][]link.Registration) {
	at := map[int]int{}
	for _, r := range universe {
		p, here := person[r]
		if !here || p < 0 {
			continue
		}
		if _, known := at[p]; !known {
			at[p] = len(out)
			out = append(out, nil)
		}
		out[at[p]] = append(out[at[p]], r)
	}
	return out
}

// TestIdentitiesLast plays builds upon builds, with rollbacks, and checks after
// each what must hold whatever was linked.
func TestIdentitiesLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		ever := map[string]map[string]bool{"": {}} // of each build: ids in use in it or before it
		seen := map[string]map[link.Registration]bool{"": {}}
		var partition [][]link.Registration
		for range rapid.IntRange(1, 12).Draw(t, "builds") {
			if w.builds > 0 && rapid.IntRange(0, 9).Draw(t, "rollback") == 0 {
				if err := w.rollback(fmt.Sprintf("b%d", rapid.IntRange(1, w.builds).Draw(t, "to"))); err != nil {
					t.Fatal(err)
				}
			}
			base := w.live
			partition = partitions(t, partition)
			in := w.input(partition)
			out, err := w.build(partition)
			if err != nil {
				t.Fatal(err)
			}
			now := w.tables[w.live]
			noneTwice(t, in, out)
			unchangedKeep(t, w.tables[base], now)
			everyChangeTold(t, w.tables[base], now, out.Events)
			newAreNew(t, ever[base], w.tables[base], now, out.Events)
			ever[w.live] = maps.Clone(ever[base])
			for _, id := range now {
				ever[w.live][id] = true
			}
			everyIDLeads(t, w.register, ever[w.live], now)
			everyAbsenceKnown(t, w, seen, base)
			if !rapid.Bool().Draw(t, "skip order") {
				orderIsNothing(t, w, base, partition, out)
			}
			replays(t, w.register)
		}
	})
}

func noneTwice(t *rapid.T, in Input, out *Outcome) {
	seen := map[string]bool{}
	for p := range in.Persons {
		id := out.Person(uint32(p))
		if seen[id] || !Valid(id) {
			t.Fatalf("person %d has id %q, which is no id or another's", p, id)
		}
		seen[id] = true
	}
}

// membersOf groups a table by person.
func membersOf(table map[link.Registration]string) map[string]string {
	out := map[string]string{}
	for _, r := range universe {
		if id, here := table[r]; here {
			out[id] += " " + r.Source + r.LocalID
		}
	}
	return out
}

// unchangedKeep: a person with the same registrations as before has the same id,
// and so has one who only lost or only gained some that nobody had.
func unchangedKeep(t *rapid.T, before, now map[link.Registration]string) {
	old := membersOf(before)
	here := map[string]string{}
	for id, members := range membersOf(now) {
		here[members] = id
	}
	for id, members := range old {
		if got, still := here[members]; still && got != id {
			t.Fatalf("the unchanged person%s was %s and is %s", members, id, got)
		}
	}
	to, from := map[string]map[string]bool{}, map[string]map[string]bool{}
	for r, id := range now {
		if was, known := before[r]; known {
			addTo(to, was, id)
			addTo(from, id, was)
		}
	}
	for was, ids := range to {
		for id := range ids {
			if len(ids) == 1 && len(from[id]) == 1 && id != was {
				t.Fatalf("%s became %s though all its registrations stayed together and met nobody", was, id)
			}
		}
	}
}

func addTo(sets map[string]map[string]bool, key, value string) {
	if sets[key] == nil {
		sets[key] = map[string]bool{}
	}
	sets[key][value] = true
}

// everyChangeTold: no registration changes its person, leaves or comes back
// without an event that says so.
func everyChangeTold(t *rapid.T, before, now map[link.Registration]string, events []Event) {
	told := map[string]bool{}
	for _, e := range events {
		for _, r := range e.Members {
			told[fmt.Sprint(e.Kind, r, e.ID, e.Into, e.From)] = true
		}
	}
	for r, was := range before {
		is, here := now[r]
		var ways []string
		switch {
		case !here:
			ways = []string{fmt.Sprint(Left, r, was, "", ""), fmt.Sprint(Retired, r, was, "", "")}
		case is != was:
			ways = []string{fmt.Sprint(Merged, r, was, is, ""), fmt.Sprint(Moved, r, was, is, ""), fmt.Sprint(Split, r, is, "", was), fmt.Sprint(Returned, r, is, "", was)}
		default:
			continue
		}
		if !slices.ContainsFunc(ways, func(way string) bool { return told[way] }) {
			t.Fatalf("%v of %s is of %q now and no event says so: %v", r, was, is, events)
		}
	}
}

// newAreNew: whoever was not there has an id never used, unless it returned.
func newAreNew(t *rapid.T, ever map[string]bool, before, now map[link.Registration]string, events []Event) {
	returned := map[string]bool{}
	for _, e := range events {
		if e.Kind == Returned {
			returned[e.ID] = true
		}
	}
	alive := sortedIDs(before)
	for _, id := range sortedIDs(now) {
		if ever[id] && !slices.Contains(alive, id) && !returned[id] {
			t.Fatalf("%s is in use again and no event says so", id)
		}
		if returned[id] && (!ever[id] || slices.Contains(alive, id)) {
			t.Fatalf("%s returned from nowhere", id)
		}
	}
}

// everyIDLeads: an id ever used is in use, or leads to one that is, or to one of
// whom nobody is left.
func everyIDLeads(t *rapid.T, r *Register, ever map[string]bool, now map[link.Registration]string) {
	alive := sortedIDs(now)
	for id := range ever {
		current, retired := r.Resolve(id)
		if _, used := slices.BinarySearch(alive, current); used == retired {
			t.Fatalf("%s leads to %s: in use %v, retired %v", id, current, used, retired)
		}
		if _, used := slices.BinarySearch(alive, id); used && current != id {
			t.Fatalf("%s is in use and leads to %s", id, current)
		}
	}
}

// everyAbsenceKnown: the register remembers exactly the registrations that were in
// some build and are in this one no more, and says one thing only of an id.
func everyAbsenceKnown(t *rapid.T, w *world, seen map[string]map[link.Registration]bool, base string) {
	seen[w.live] = maps.Clone(seen[base])
	for r := range w.tables[w.live] {
		seen[w.live][r] = true
	}
	s := w.register.state
	for r := range seen[w.live] {
		_, here := w.tables[w.live][r]
		if _, gone := s.gone[r]; here == gone {
			t.Fatalf("%v: in the build %v, remembered as gone %v", r, here, gone)
		}
	}
	for id := range s.retired {
		if _, joined := s.merged[id]; joined {
			t.Fatalf("%s is both retired and joined to another", id)
		}
	}
}

// orderIsNothing repeats a build with everything in another order.
func orderIsNothing(t *rapid.T, w *world, base string, partition [][]link.Registration, want *Outcome) {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
	live := w.live
	defer func() { _ = w.rollback(live) }()
	if err := w.rollback(base); err != nil {
		t.Fatal(err)
	}
	in := w.input(partition)
	names := random.Perm(in.Persons)
	shuffled := Input{Rank: in.Rank, Persons: in.Persons, Previous: in.Previous}
	for _, i := range random.Perm(len(in.Registrations)) {
		for range 1 + random.IntN(2) { // a registration's history may have several records
			shuffled.Registrations = append(shuffled.Registrations, in.Registrations[i])
			shuffled.Person = append(shuffled.Person, uint32(names[in.Person[i]]))
		}
	}
	got, err := w.register.Assign(shuffled)
	if err != nil {
		t.Fatal(err)
	}
	for p := range in.Persons {
		if a, b := want.Person(uint32(p)), got.Person(uint32(names[p])); a != b {
			t.Fatalf("person %d is %s, and in another order %s", p, a, b)
		}
	}
	if diff := cmp.Diff(want.Events, got.Events); diff != "" {
		t.Fatalf("events depend on the order:\n%s", diff)
	}
}

// replays: the journal alone, written and read, gives the same register.
func replays(t *rapid.T, r *Register) {
	text, err := encodeAll(slices.Clone(r.events))
	if err != nil {
		t.Fatal(err)
	}
	events, sound, err := parse(text)
	if err != nil || int(sound) != len(text) {
		t.Fatal(err)
	}
	again := &Register{live: r.live}
	if err := again.take(events, sound); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.state, again.state, cmp.AllowUnexported(state{}, absence{})); diff != "" {
		t.Fatalf("the journal tells another state:\n%s", diff)
	}
}
