package identity

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"continuum/link"
)

// manyPeople makes registrations of people with one to four each, in the order of
// a build: by source and local id. The local ids are no order of people.
func manyPeople(n int) (in Input) {
	sources := []string{"river_practice", "river_hospital", "river_council", "river_trust"}
	random := rand.New(rand.NewPCG(1, 2))
	of := make(map[link.Registration]uint32, n)
	for ; len(in.Registrations) < n; in.Persons++ {
		for range 1 + random.IntN(4) {
			r := link.Registration{Source: sources[random.IntN(4)], LocalID: fmt.Sprintf("%010d", uint32(len(of)*2654435761))}
			in.Registrations = append(in.Registrations, r)
			of[r] = uint32(in.Persons)
		}
	}
	slices.SortFunc(in.Registrations, func(x, y link.Registration) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.LocalID, y.LocalID))
	})
	for i, r := range in.Registrations {
		in.Registrations[i].LocalID = strings.Clone(r.LocalID)
		in.Person = append(in.Person, of[r])
	}
	return in
}

// tableOf is an identity table sorted by person, as builds write it.
func tableOf(in Input, out *Outcome) func(func(link.Registration, string)) error {
	rows := make([]uint32, len(in.Registrations))
	for i := range rows {
		rows[i] = uint32(i)
	}
	id := func(row uint32) string { return out.Person(in.Person[row]) }
	slices.SortFunc(rows, func(x, y uint32) int { return cmp.Or(cmp.Compare(id(x), id(y)), cmp.Compare(x, y)) })
	table := make([]link.Registration, len(rows))
	for i, row := range rows {
		table[i] = link.Registration{Source: in.Registrations[row].Source, LocalID: strings.Clone(in.Registrations[row].LocalID)}
	}
	return func(was func(link.Registration, string)) error {
		for i, row := range rows {
			was(table[i], id(row))
		}
		return nil
	}
}

// BenchmarkAssign gives registrations ids: for the first time, unchanged,
// and with one in a hundred linked otherwise.
func BenchmarkAssign(b *testing.B) {
	for _, n := range []int{1_000_000, 5_000_000} {
		in := manyPeople(n)
		r := &Register{state: newState()}
		first, err := r.Assign(in)
		if err != nil {
			b.Fatal(err)
		}
		run := func(name string, in Input) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				start := processorTime()
				for b.Loop() {
					if _, err := r.Assign(in); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric((processorTime()-start)/float64(b.N), "cpu-s/op")
			})
		}
		run("first", in)
		in.Previous = tableOf(in, first)
		run("same", in)
		changed := in
		changed.Person = append([]uint32{}, in.Person...)
		for i := range changed.Person {
			if i%100 == 0 {
				changed.Person[i] = in.Person[(i+7)%len(in.Person)]
			}
		}
		run("changed", changed)
	}
}

// BenchmarkOpen reads a journal of 200,000 lines, which is what a place of a million
// people may write in a year.
func BenchmarkOpen(b *testing.B) {
	file := filepath.Join(b.TempDir(), "identity.journal")
	var events []Event
	for n := int64(1); n < 200_000; n++ {
		one, two := link.Registration{Source: "river_hospital", LocalID: fmt.Sprintf("%010d", n)}, link.Registration{Source: "river_practice", LocalID: fmt.Sprint(n)}
		e := Event{Number: n, Kind: Left, Build: "20261122T020000.000Z-3f9a1c", ID: Fresh(one, 0), Members: Side{one}}
		if n%3 == 0 {
			e.Kind, e.Into, e.Others = Merged, Fresh(two, 0), Side{two}
		}
		events = append(events, e)
	}
	events = append(events, Event{Number: 200_000, Kind: Built, Build: "20261122T020000.000Z-3f9a1c"})
	if err := journal(file).replace(events); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(file, "20261122T020000.000Z-3f9a1c"); err != nil {
			b.Fatal(err)
		}
	}
	info, _ := os.Stat(file)
	b.SetBytes(info.Size())
}

// processorTime is the time this process has used, which other work on the
// machine blurs less than the clock.
func processorTime() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
