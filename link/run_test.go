package link

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/vast"
)

func runLinker(t testing.TB, cfg Config, records []Record) *Result {
	t.Helper()
	l := New(cfg)
	for _, r := range records {
		l.Add(r)
	}
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// grouping names each person by the first of its records in the order given,
// so that partitions compare whatever the ordinals.
func grouping(person []uint32, at []int) []int {
	first := map[uint32]int{}
	out := make([]int, len(at))
	for i, a := range at {
		p := person[a]
		if _, seen := first[p]; !seen {
			first[p] = i
		}
		out[i] = first[p]
	}
	return out
}

func TestResultIsFreeOfOrderAndProcessors(t *testing.T) {
	var records []Record
	makePlace(3000, 3, func(r Record, _ int) { records = append(records, r) })
	same := make([]int, len(records))
	for i := range same {
		same[i] = i
	}
	before := runtime.GOMAXPROCS(1)
	want := runLinker(t, Config{}, records)
	runtime.GOMAXPROCS(max(before, 3))
	defer runtime.GOMAXPROCS(before)
	for seed := range uint64(3) {
		order := rand.New(rand.NewPCG(seed, 9)).Perm(len(records))
		shuffled, at := make([]Record, len(records)), make([]int, len(records))
		for i, o := range order {
			shuffled[i], at[o] = records[o], i
		}
		got := runLinker(t, Config{}, shuffled)
		if !slices.Equal(grouping(want.Person, same), grouping(got.Person, at)) {
			t.Fatalf("order %d gave other people: %d, %d", seed, want.Persons, got.Persons)
		}
		if want.Report.Pairs != got.Report.Pairs || want.Report.Prior != got.Report.Prior || len(want.Edges) != len(got.Edges) {
			t.Errorf("order %d: pairs %d, %d; prior %v, %v; edges %d, %d", seed, want.Report.Pairs, got.Report.Pairs,
				want.Report.Prior, got.Report.Prior, len(want.Edges), len(got.Edges))
		}
		for i := range records {
			w, how := want.How(i)
			if gw, ghow := got.How(at[i]); gw != w || ghow != how {
				t.Fatalf("record %d: %v %q, then %v %q", i, w, how, gw, ghow)
			}
		}
	}
}

func TestFamiliesStayApart(t *testing.T) {
	var records []Record
	makePlace(2000, 5, func(r Record, _ int) { records = append(records, r) })
	base := len(records)
	home := Record{FamilyName: "Okonkwo", Postcode: "QA1 1AA", Address: "4 Mill Lane", Phone: "01632 960111"}
	add := func(local, nhs, given, birth, sex string) {
		r := home
		r.Source, r.LocalID, r.NHSNumber, r.GivenName, r.BirthDate, r.Sex = "gp", "x"+local, nhs, given, birth, sex
		records = append(records, r)
	}
	add("1", validNHS(900001), "Adaeze", "2015-03-04", "F") // twins
	add("2", validNHS(900002), "Chidi", "2015-03-04", "M")
	add("3", "", "Adaeze", "2015-03-04", "F")
	add("4", validNHS(900003), "Obinna", "1980-07-12", "M") // parent
	add("5", validNHS(900003), "Chidi", "2015-03-04", "M")  // child registered under the parent's number
	add("6", validNHS(900004), "Obinna", "2019-11-30", "M") // namesake
	res := runLinker(t, Config{}, records)
	p := res.Person[base:]
	if p[0] != p[2] {
		t.Error("one twin's registrations are apart")
	}
	if p[0] == p[1] || p[3] == p[4] || p[3] == p[5] {
		t.Errorf("members of a family are one person: %v", p)
	}
	if p[1] != p[4] {
		_, how := res.How(base + 4)
		t.Logf("child with a relative's number stands alone: %s", how)
	}
}

func TestRegistrationsStayTogether(t *testing.T) {
	res := runLinker(t, Config{}, []Record{
		{Source: "gp", LocalID: "1", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09"},
		{Source: "gp", LocalID: "1", GivenName: "Polly", FamilyName: "Jones"},
		{Source: "gp", LocalID: "2"},
		{Source: "gp", LocalID: "3"},
	})
	if res.Person[0] != res.Person[1] {
		t.Error("one registration is two people")
	}
	if res.Person[2] == res.Person[3] || res.Persons != 3 {
		t.Errorf("empty records were linked: %v", res.Person)
	}
	if _, how := res.How(1); how != "another entry of the same registration" {
		t.Errorf("how: %q", how)
	}
	if _, how := res.How(2); how != "single record" {
		t.Errorf("how: %q", how)
	}
}

func TestRulings(t *testing.T) {
	var records []Record
	makePlace(500, 11, func(r Record, _ int) { records = append(records, r) })
	one := Record{Source: "gp", LocalID: "a", NHSNumber: validNHS(77777), GivenName: "Mary", FamilyName: "Smithson", BirthDate: "1938-11-09", Postcode: "QA1 1AA", Address: "1 High St"}
	two, three, same := one, one, one
	two.Source, two.LocalID, two.GivenName = "acute", "b", "Maria"
	three.LocalID, three.NHSNumber, three.GivenName, three.BirthDate = "c", "", "Zoltan", "1999-01-02"
	same.LocalID = "d"
	n := len(records)
	records = append(records, one, two, three, same)
	name := func(r Record) Registration { return Registration{r.Source, r.LocalID} }
	free := runLinker(t, Config{}, records)
	if free.Person[n] != free.Person[n+1] || free.Person[n] == free.Person[n+2] || free.Person[n] != free.Person[n+3] {
		t.Fatalf("without rulings: %v", free.Person[n:])
	}
	ruled := runLinker(t, Config{
		Apart:    []RegistrationPair{{name(one), name(two)}, {name(one), name(same)}},
		Together: []RegistrationPair{{name(one), name(three)}},
	}, records)
	if ruled.Person[n] == ruled.Person[n+1] || ruled.Person[n] != ruled.Person[n+2] || ruled.Person[n] == ruled.Person[n+3] {
		t.Errorf("rulings were not followed: %v", ruled.Person[n:])
	}
}

func TestHostileInput(t *testing.T) {
	long := strings.Repeat("Æé李", 1_000_000)
	full := Record{NHSNumber: "9434765919", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Sex: "F", Postcode: "QA1 1AA", Address: "1 High Street", Phone: "01632 960111", Email: "m@example.org"}
	cases := map[string]func(i int) Record{
		"identical":     func(int) Record { return full },
		"only one name": func(int) Record { return Record{GivenName: "Mary", FamilyName: "Smith"} },
		"one date": func(i int) Record {
			return Record{GivenName: fmt.Sprint("n", i%300), FamilyName: fmt.Sprint("f", i%700), BirthDate: "1980-01-02"}
		},
		"one of all keys": func(i int) Record { r := full; r.NHSNumber = ""; r.MiddleName = fmt.Sprint("m", i); return r },
		"all empty":       func(int) Record { return Record{} },
		"any script": func(i int) Record {
			return Record{GivenName: []string{"李", "محمد", "Ольга", "Σοφία"}[i%4], FamilyName: string(rune(0x4e00 + i%5000)), BirthDate: "1950-02-03"}
		},
		"bytes": func(i int) Record {
			return Record{GivenName: "\xff\xfe\x00", FamilyName: string([]byte{byte(i), byte(i >> 8)}), Postcode: "\x80\x81", Phone: "\n\n", Email: "@@"}
		},
		"one phone for all": func(i int) Record {
			return Record{GivenName: fmt.Sprint("n", i), FamilyName: fmt.Sprint("f", i), Phone: "01632960111"}
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			n := 20_000
			if testing.Short() {
				n = 2000
			}
			records := []Record{{Source: "a", LocalID: "long", GivenName: long, FamilyName: long, Address: long, Email: long + "@x", Phone: long, Postcode: long, NHSNumber: long, BirthDate: long}}
			for i := range n {
				r := make(i)
				r.Source, r.LocalID = "s", fmt.Sprint(i)
				records = append(records, r)
			}
			res := runLinker(t, Config{}, records)
			if name == "identical" && res.Persons != 2 {
				t.Errorf("equal records of one person became %d people", res.Persons)
			}
			if (name == "only one name" || name == "all empty") && res.Persons != n+1 {
				t.Errorf("records that say too little became %d people", res.Persons)
			}
			t.Logf("%d people, %d pairs, %d unlinkable, placeholders %v", res.Persons, res.Report.Pairs, res.Report.Unlinkable, res.Report.Placeholders)
			if res.Report.Pairs > int64(200*n) {
				t.Errorf("%d pairs for %d records", res.Report.Pairs, n)
			}
		})
	}
}

func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := New(Config{})
	makePlace(100, 1, func(r Record, _ int) { l.Add(r) })
	if _, err := l.Run(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("err %v", err)
	}
}

func TestALinkerRunsOnce(t *testing.T) {
	l := New(Config{})
	for range 2 {
		_, err := l.Run(context.Background(), nil)
		if l.Add(Record{Source: "gp", LocalID: "1"}); err != nil && fault.CodeOf(err) != fault.Internal {
			t.Errorf("err %v", err)
		}
	}
	if _, err := l.Run(context.Background(), nil); err == nil {
		t.Error("a second run was not refused")
	}
}

func TestIntakesInAnyOrderGiveTheSameResult(t *testing.T) {
	var records []Record
	makePlace(1500, 4, func(r Record, _ int) { records = append(records, r) })
	want := runLinker(t, Config{}, records)
	for seed := range uint64(3) {
		rng := rand.New(rand.NewPCG(seed, 5))
		size := 1 + rng.IntN(400)
		l := New(Config{})
		intakes := []*Intake{l.Intake(), l.Intake(), l.Intake()}
		for _, n := range rng.Perm((len(records) + size - 1) / size) {
			in := intakes[rng.IntN(len(intakes))]
			in.Batch(n)
			for _, r := range records[n*size : min((n+1)*size, len(records))] {
				in.Add(&r)
			}
		}
		got, err := l.Run(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Person, want.Person) || got.Report.Prior != want.Report.Prior || !slices.Equal(got.Edges, want.Edges) {
			t.Errorf("batches of %d gave another result: %d people, want %d", size, got.Persons, want.Persons)
		}
	}
}

func TestRunOfNothing(t *testing.T) {
	if res := runLinker(t, Config{}, nil); res.Persons != 0 || len(res.Edges) != 0 {
		t.Errorf("%+v", res)
	}
}

func TestShortMemoryGivesTheSame(t *testing.T) {
	var records []Record
	makePlace(4000, 7, func(r Record, _ int) { records = append(records, r) })
	want := runLinker(t, Config{}, records)
	vast.StayNear(t.TempDir(), 1<<20)
	defer vast.StayNear("", 1<<50)
	got := runLinker(t, Config{}, records)
	if !slices.Equal(want.Person, got.Person) || !slices.Equal(want.Edges, got.Edges) {
		t.Error("with short memory people or edges are others")
	}
}
