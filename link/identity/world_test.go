package identity

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/link"
)

// reg reads a registration written as "source id", such as "gp 1".
func reg(s string) link.Registration {
	source, local, _ := strings.Cut(s, " ")
	return link.Registration{Source: source, LocalID: local}
}

// gpFirst ranks as builds do: a GP registration names a person best.
func gpFirst(source string) int {
	if source == "gp" {
		return 0
	}
	return 1
}

// people reads who is who, such as "gp 1+acute 7 | gp 2".
func people(s string) (out [][]link.Registration) {
	for person := range strings.SplitSeq(s, "|") {
		var members []link.Registration
		for r := range strings.SplitSeq(person, "+") {
			if r = strings.TrimSpace(r); r != "" {
				members = append(members, reg(r))
			}
		}
		if len(members) > 0 {
			out = append(out, members)
		}
	}
	return out
}

// world is a place with its builds, in memory or with a journal on disk.
type world struct {
	register *Register
	tables   map[string]map[link.Registration]string // identity table of each build
	live     string
	builds   int
}

func newWorld() *world {
	w := &world{register: &Register{journal: "identity.journal"}, tables: map[string]map[link.Registration]string{}}
	if err := w.register.take(nil, 0); err != nil {
		panic(err)
	}
	return w
}

func day(n int) time.Time { return time.Date(2026, 11, n, 2, 0, 0, 0, time.UTC) }

// input lays out a partition as a build would.
func (w *world) input(partition [][]link.Registration) Input {
	in := Input{Rank: gpFirst, Persons: len(partition)}
	for p, members := range partition {
		for _, r := range members {
			in.Registrations = append(in.Registrations, r)
			in.Person = append(in.Person, uint32(p))
		}
	}
	table := w.tables[w.live]
	in.Previous = func(was func(link.Registration, string)) error {
		for r, id := range table { // in any order
			was(r, id)
		}
		return nil
	}
	return in
}

func table(in Input, out *Outcome) map[link.Registration]string {
	t := map[link.Registration]string{}
	for i, r := range in.Registrations {
		t[r] = out.Person(in.Person[i])
	}
	return t
}

// build links as told and serves the outcome.
func (w *world) build(partition [][]link.Registration) (*Outcome, error) {
	in := w.input(partition)
	out, err := w.register.Assign(in)
	if err != nil {
		return nil, err
	}
	w.builds++
	id := fmt.Sprintf("b%d", w.builds)
	if err := w.commit(id, out.Events); err != nil {
		return nil, err
	}
	w.tables[id], w.live = table(in, out), id
	return out, nil
}

// commit does what Commit does, without a file where there is none.
func (w *world) commit(id string, events []Event) error {
	if strings.Contains(string(w.register.journal), "/") {
		return w.register.Commit(id, day(w.builds), events)
	}
	all, n := slices.Clone(w.register.events), w.register.next()
	for i, e := range events {
		e.Number, e.Build, e.At = n+int64(i), id, day(w.builds)
		all = append(all, e)
	}
	all = append(all, Event{Number: n + int64(len(events)), Kind: Built, Build: id, Base: w.live, At: day(w.builds)})
	w.register.live = id
	return w.register.take(all, 0)
}

// rollback serves an older build again.
func (w *world) rollback(id string) error {
	w.live, w.register.live = id, id
	return w.register.take(w.register.events, w.register.sound)
}

// must builds and gives the ids in the order of the people told.
func (w *world) must(t *testing.T, partition string) []string {
	t.Helper()
	told := people(partition)
	out, err := w.build(told)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(told))
	for i := range told {
		ids[i] = out.Person(uint32(i))
	}
	return ids
}

// said tells the events of a build in short: "merged B>A gp 1", with names for ids.
func said(w *world, names map[string]string) string {
	short := func(id string) string {
		if n, ok := names[id]; ok || id == "" {
			return n
		}
		return "new"
	}
	var lines []string
	for _, e := range w.register.events {
		if e.aboutID() && e.Build == w.live {
			line := fmt.Sprintf("%s %s", e.Kind, short(e.ID))
			if e.Into != "" {
				line += ">" + short(e.Into)
			}
			if e.From != "" {
				line += "<" + short(e.From)
			}
			lines = append(lines, line+": "+spell(e.Members))
		}
	}
	return strings.Join(lines, "; ")
}

func sortedIDs(t map[link.Registration]string) []string {
	return slices.Compact(slices.Sorted(maps.Values(t)))
}
