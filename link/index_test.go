package link

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// split is a made-up place linked without some of its records, which are to be
// searched for, and linked whole, which says what a search should find.
type split struct {
	index     *Index
	part, all *Result
	records   []Record
	out       []int          // records left out
	number    map[int]uint32 // of the records kept: their number in part
	kept      []int
}

func splitPlace(t testing.TB, people, nth int, seed uint64) *split {
	s := &split{number: map[int]uint32{}}
	makePlace(people, seed, func(r Record, _ int) { s.records = append(s.records, r) })
	some, whole := New(Config{}), New(Config{})
	rng := rand.New(rand.NewPCG(seed, 99))
	for i, r := range s.records {
		whole.Add(r)
		if rng.IntN(nth) == 0 {
			s.out = append(s.out, i)
			continue
		}
		s.number[i] = uint32(len(s.kept))
		s.kept = append(s.kept, i)
		some.Add(r)
	}
	s.part, s.all = runOf(t, some), runOf(t, whole)
	s.index = s.part.Index()
	return s
}

func runOf(t testing.TB, l *Linker) *Result {
	t.Helper()
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// companions gives the people of part whose records the whole place has under
// one person with a record.
func (s *split) companions(record int) map[uint32][]uint32 {
	found := map[uint32][]uint32{}
	for i, p := range s.all.Person {
		if at, kept := s.number[i]; kept && p == s.all.Person[record] {
			found[s.part.Person[at]] = append(found[s.part.Person[at]], at)
		}
	}
	return found
}

// borrow lends an asker to look into.
func borrow(x *Index, do func(*asking)) {
	a := <-x.idle
	do(a)
	x.idle <- a
}

func TestSearchFindsWhatARunWouldLink(t *testing.T) {
	linked, agree := 0, 0
	for seed := uint64(1); seed <= 5; seed++ {
		s := splitPlace(t, 4000, 20, seed)
		for _, o := range s.out {
			truth := s.companions(o)
			if len(truth) > 1 {
				continue // the record itself holds two people together
			}
			got := s.index.Search(&s.records[o], 3)
			if len(truth) == 0 {
				linked++
				if len(got) == 0 || !got[0].Linked {
					agree++
				}
				continue
			}
			for person, records := range truth {
				linked++
				if len(got) > 0 && got[0].Linked && got[0].Person == person {
					agree++
					continue
				}
				if len(got) > 0 && got[0].Weight >= s.part.run.cfg.Threshold {
					if w := s.mostOf(&s.records[o], records); w > got[0].Weight {
						t.Errorf("seed %d record %d: person %d of weight %.2f before %d of %.2f", seed, o, got[0].Person, got[0].Weight, person, w)
					}
				}
			}
		}
	}
	t.Logf("%d of %d as linked", agree, linked)
	if linked < 1000 || float64(agree) < 0.99*float64(linked) {
		t.Errorf("%d of %d as linked", agree, linked)
	}
}

// mostOf is the greatest weight of a record against others.
func (s *split) mostOf(r *Record, others []uint32) float64 {
	most := math.Inf(-1)
	borrow(s.index, func(a *asking) {
		a.take(r)
		for _, o := range others {
			p := s.part.run.profileOf(o)
			most = max(most, float64(s.index.run.training.model.score(a.details(), &a.profile, p, a.comparer.compare(&a.profile, p))))
		}
	})
	return most
}

// A value that no record has is compared as if one had it.
func TestSearchComparesAsARun(t *testing.T) {
	s := splitPlace(t, 6000, 8, 3)
	d := &s.all.run.details
	c := newComparer(d, &s.all.run.cfg)
	compared, fresh := 0, 0
	for _, o := range s.out {
		borrow(s.index, func(a *asking) {
			a.take(&s.records[o])
			a.block()
			a.weigh()
			if p := &a.profile; int(p.given) >= len(s.part.run.details.names.hash) || int(p.address) >= len(s.part.run.addresses.hash) {
				fresh++
			}
			for _, k := range a.kept {
				compared++
				want := c.compare(s.all.run.profileOf(uint32(o)), s.all.run.profileOf(uint32(s.kept[k.record])))
				if k.pattern != want {
					t.Errorf("record %d and %d: pattern %x, a run has %x", o, s.kept[k.record], k.pattern, want)
				}
			}
		})
	}
	if compared < 1000 || fresh < 50 {
		t.Errorf("only %d compared, %d with values never seen", compared, fresh)
	}
}

// One by one every person is met that comparing with all records meets.
func TestSearchIsThatOfAllRecords(t *testing.T) {
	s := splitPlace(t, 1500, 10, 5)
	rules, _ := s.part.run.cfg.rules()
	n := needsOf(rules)
	for _, o := range s.out {
		borrow(s.index, func(a *asking) {
			a.take(&s.records[o])
			a.block()
			a.weigh()
			want := map[uint32]float32{}
			for i := range s.index.run.profiles {
				p := &s.index.run.profiles[i]
				if n.hold(a.details(), &a.profile, p) == 0 {
					continue
				}
				w := s.index.run.training.model.score(a.details(), &a.profile, p, a.comparer.compare(&a.profile, p))
				for _, h := range s.index.run.holders.of(uint32(i)) {
					if have, met := want[s.part.Person[h.record]]; w >= worthTelling && (!met || w > have) {
						want[s.part.Person[h.record]] = w
					}
				}
			}
			got := map[uint32]float32{}
			for _, k := range a.kept {
				got[k.person] = k.weight
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("record %d: %v, all records give %v", o, got, want)
			}
		})
	}
}

// However large the blocks, a search meets all that the run linked.
func TestSearchMeetsEveryLink(t *testing.T) {
	cfg := Config{Blocking: [][]string{{"family_sound"}, {"birth_year"}, {"given_sound", "sex"}, {"sex"}}}
	var records []Record
	l := New(cfg)
	makePlace(5000, 9, func(r Record, _ int) { records = append(records, r); l.Add(r) })
	res := runOf(t, l)
	x := res.Index()
	met, largest := 0, 0
	for _, e := range res.Edges {
		if e.Rule == equalRule {
			continue
		}
		borrow(x, func(a *asking) {
			a.take(&records[e.Left])
			a.block()
			want, found := res.run.holders.profileOf[e.Right], false
			for _, block := range a.found {
				largest = max(largest, len(block))
				for _, p := range block {
					found = found || p == want
				}
			}
			if met++; !found {
				t.Errorf("%+v is not met", e)
			}
		})
	}
	if met < 1000 || largest > mostOfRule {
		t.Errorf("%d links, blocks up to %d", met, largest)
	}
}

// Of a block that no key parts those most alike are met.
func TestSearchInABlockOfMany(t *testing.T) {
	l := New(Config{Blocking: [][]string{{"sex"}}})
	for i := range 3000 {
		l.Add(Record{Source: "a", LocalID: strconv.Itoa(i), Sex: "f", FamilyName: []string{"Smith", "Smyth"}[i%2], NHSNumber: validNHS(i)})
	}
	x := runOf(t, l).Index()
	for _, i := range []int{0, 777, 1500, 2999} {
		borrow(x, func(a *asking) {
			a.take(&Record{Sex: "f", FamilyName: []string{"Smith", "Smyth"}[i%2], NHSNumber: validNHS(i)})
			a.block()
			if len(a.found) != 1 || len(a.found[0]) > mostOfRule {
				t.Fatalf("%d blocks: %v", len(a.found), a.found)
			}
			if !slices.Contains(a.found[0], x.run.holders.profileOf[i]) {
				t.Errorf("record %d does not meet itself", i)
			}
		})
	}
}

// A value never seen, or never seen in this field, is as rare as the rarest.
func TestSearchTakesTheNewForRare(t *testing.T) {
	l := New(Config{})
	for i := range 400 {
		l.Add(Record{Source: "a", LocalID: strconv.Itoa(i), GivenName: []string{"Mary", "Mary", "Mary", "Ann"}[i%4], FamilyName: []string{"Smith", "Smith", "Jones"}[i%3], BirthDate: fmt.Sprintf("19%02d-01-02", i%90+10)})
	}
	x := runOf(t, l).Index()
	borrow(x, func(a *asking) {
		lifts, n := func(r Record) (float32, float32) {
			a.take(&r)
			return a.details().names.lift[a.profile.given], a.details().names.liftF[a.profile.family]
		}, &x.run.details.names
		rare, _ := lifts(Record{GivenName: "Ann", FamilyName: "Smith"})
		_, rareF := lifts(Record{GivenName: "Ann", FamilyName: "Jones"})
		if rare >= 0 || rareF >= 0 {
			t.Fatalf("lifts of the rarest: %v and %v of %v", rare, rareF, n.lift)
		}
		for _, r := range []Record{{GivenName: "Smith", FamilyName: "Mary"}, {GivenName: "Zebedee", FamilyName: "Featherstone"}} {
			if g, f := lifts(r); g != rare || f != rareF {
				t.Errorf("%+v has lifts %v and %v, not %v and %v", r, g, f, rare, rareF)
			}
		}
	})
}

func TestSearchTells(t *testing.T) {
	l := New(Config{})
	home := Record{FamilyName: "Okonkwo", BirthDate: "2001-05-06", Sex: "f", Postcode: "WS3 4DD", Address: "4 Mill Lane", Phone: "01632 960003"}
	twin := func(id, given string) Record {
		r := home
		r.Source, r.LocalID, r.GivenName = "clinic", id, given
		return r
	}
	mary := Record{Source: "clinic", LocalID: "1", NHSNumber: "9434765919", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Sex: "f", Postcode: "WS1 2AB"}
	for _, r := range []Record{twin("a", "Anna"), twin("b", "Bella"), mary} {
		l.Add(r)
	}
	res := runOf(t, l)
	x := res.Index()
	if got := x.Search(&home, 3); len(got) != 2 || !got[0].Close || !got[1].Close || got[0].Person > got[1].Person {
		t.Errorf("one of twins: %+v", got)
	}
	anna := twin("", "Anna")
	if got := x.Search(&anna, 3); len(got) == 0 || got[0].Person != res.Person[0] || got[0].Record != 0 || !got[0].Linked || got[0].How[:12] != "same details" {
		t.Errorf("Anna: %+v", got)
	}
	other := mary
	other.NHSNumber, other.GivenName = "9990000018", "Mary Ann"
	if got := x.Search(&other, 1); len(got) != 1 || got[0].Linked || got[0].Weight < 4 || got[0].Cut != CutIdentifier {
		t.Errorf("another NHS number: %+v", got)
	}
	for _, r := range []Record{{}, {GivenName: "Nobody", FamilyName: "Known", BirthDate: "1999-09-09"}} {
		if got := x.Search(&r, 3); len(got) != 0 {
			t.Errorf("%+v: %+v", r, got)
		}
	}
	if got := x.Search(&mary, 0); len(got) != 0 {
		t.Errorf("none asked for: %+v", got)
	}
}

// One of a person's records alone does not link when the others speak against it.
func TestSearchAsksTheOtherRecords(t *testing.T) {
	s := splitPlace(t, 300, 5, 2)
	asked := 0
	for person := range uint32(s.part.Persons) {
		others := s.index.people.of(person)
		if len(others) < 2 {
			continue
		}
		asked++
		at := s.part.run.holders.of(others[0])[0].record
		borrow(s.index, func(a *asking) {
			a.take(&s.records[s.kept[at]])
			if got := a.objection(&sighting{person: person, weight: 20}); got != NotCut {
				t.Errorf("person %d: %v to a record of their own", person, got)
			}
			a.take(&Record{GivenName: "Zebedee", FamilyName: "Featherstone", BirthDate: "1888-07-31", Sex: "x", Postcode: "ZE1 0AA"})
			if got := a.objection(&sighting{person: person, weight: 20}); got != CutContradict {
				t.Errorf("person %d: %q to a stranger's record", person, got)
			}
		})
	}
	if asked < 100 {
		t.Errorf("only %d people of several records", asked)
	}
}

func TestSearchStepsAddUp(t *testing.T) {
	s := splitPlace(t, 500, 5, 2)
	told := 0
	for _, o := range s.out {
		for i, m := range s.index.Search(&s.records[o], 5) {
			sum := 0.0
			for _, step := range m.Steps {
				sum += step.Weight
			}
			told++
			if math.Abs(sum-m.Weight) > 1e-6 || math.Abs(m.Probability-1/(1+math.Exp2(-m.Weight))) > 1e-12 || m.How == "" || m.Weight < worthTelling {
				t.Errorf("match %d of record %d: %+v", i, o, m)
			}
			if m.Linked && (m.Weight < 4 || m.Cut != NotCut) || s.part.Person[m.Record] != m.Person {
				t.Errorf("match %d of record %d: %+v", i, o, m)
			}
		}
	}
	if told < 100 {
		t.Errorf("only %d told", told)
	}
}

// A telephone number that the run took for a switchboard is none here either.
func TestSearchKnowsASwitchboard(t *testing.T) {
	l := New(Config{})
	m := madeUp{rand.New(rand.NewPCG(4, 4))}
	for i := range 300 {
		l.Add(Record{Source: "a", LocalID: strconv.Itoa(i), GivenName: m.name(900, "aeiy", "jlmnrstdk"), FamilyName: fmt.Sprintf("Name%c%c", 'a'+i%26, 'a'+i/26), BirthDate: fmt.Sprintf("19%02d-%02d-11", i%90+10, i%12+1), Phone: "01632 960999"})
	}
	x := runOf(t, l).Index()
	borrow(x, func(a *asking) {
		a.take(&Record{GivenName: "Mary", Phone: "01632 960999"})
		if a.profile.phone != 0 {
			t.Error("the switchboard's number is taken for a person's")
		}
		a.take(&Record{GivenName: "Mary", Phone: "01632 960998"})
		if a.profile.phone == 0 {
			t.Error("a number never seen is taken for none")
		}
	})
}

// Searches do not disturb each other, nor leave anything behind for later ones.
func TestSearchTogether(t *testing.T) {
	s := splitPlace(t, 1500, 4, 6)
	want := make([][]Match, len(s.out))
	for i, o := range s.out {
		want[i] = s.index.Search(&s.records[o], 3)
	}
	if len(s.out) < 2*anew {
		t.Fatalf("only %d to ask for", len(s.out))
	}
	var wait sync.WaitGroup
	for g := range 3 * cap(s.index.idle) {
		wait.Go(func() {
			for i := range s.out {
				at := (i + g*97) % len(s.out)
				if got := s.index.Search(&s.records[s.out[at]], 3); !reflect.DeepEqual(got, want[at]) {
					t.Errorf("record %d: %+v, before it was %+v", s.out[at], got, want[at])
					return
				}
			}
		})
	}
	wait.Wait()
}

func TestSearchAllocatesForTheAnswerOnly(t *testing.T) {
	s := splitPlace(t, 20_000, 50, 8)
	r := s.records[s.out[0]]
	r.NHSNumber, r.Phone = "", ""
	met := 0
	borrow(s.index, func(a *asking) {
		a.take(&r)
		a.block()
		for _, block := range a.found {
			met += len(block)
		}
	})
	allocs := testing.AllocsPerRun(50, func() { s.index.Search(&r, 1) })
	if met < 200 || allocs > 60 {
		t.Errorf("%.0f allocations for %d profiles", allocs, met)
	}
}

func TestEmptyIndex(t *testing.T) {
	x := runOf(t, New(Config{})).Index()
	if got := x.Search(&Record{GivenName: "Mary", NHSNumber: "9434765919", Postcode: "WS1 2AB"}, 3); got != nil {
		t.Errorf("%+v", got)
	}
	if x.Size() <= 0 {
		t.Errorf("size %d", x.Size())
	}
}

// A date or number that the linkage took for a placeholder says nothing of a
// record searched for either.
func TestSearchKnowsPlaceholders(t *testing.T) {
	l := New(Config{})
	makePlace(3000, 4, func(r Record, _ int) { l.Add(r) })
	stray, m := validNHS(900009), madeUp{rand.New(rand.NewPCG(4, 4))}
	for i := range 600 {
		l.Add(Record{
			Source: "gp", LocalID: fmt.Sprint("spiked", i), NHSNumber: stray, GivenName: m.name(900, "aeiy", "jlmnrstdk"), FamilyName: m.name(900, "aeiou", "bcdfghmnprst"),
			BirthDate: []string{"1971-01-01", fmt.Sprintf("19%02d-03-04", 10+i%80)}[i%2],
		})
	}
	x := runOf(t, l).Index()
	if s := &x.run.spikes; !s.dates[birthNumber("1971-01-01")] || !s.numbers[identifierNumber(stray)] {
		t.Fatalf("the linkage found no placeholders: %v", *s)
	}
	r := Record{GivenName: "Anselm", FamilyName: "Quartermain", NHSNumber: stray, BirthDate: "1971-01-01"}
	with := x.Search(&r, 3)
	r.NHSNumber, r.BirthDate = "", ""
	if without := x.Search(&r, 3); !reflect.DeepEqual(with, without) {
		t.Errorf("with placeholders %v, without %v", with, without)
	}
}
