package model

import (
	"cmp"
	"database/sql"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"continuum/target/cohort"
	"continuum/target/programme"
)

// A list is worth what comes of it. Here a year is foreseen that the model has not seen,
// of people it has not learned from; the programme's list is made, and what each offer is
// truly worth is known: the invented place tells the true rate of each person's emergency
// admissions, and how far the community matrons truly lower it in each person.

// trial is a programme being judged by the truth.
type trial struct {
	programme *programme.Programme
	people    []programme.Person // of its cohort, not learned from, without a matron so far
	worth     map[string]float64 // truly, of an offer to each person of the place, in pounds
	chance    map[string]float64 // foreseen, of each
	last      map[string]float64 // emergency admissions in the year before, of each
}

const invented = "community_matron" // the programme of the truth that case_management is

// beginTrial trains the model of a programme, and gathers what is foreseen and what is true.
func beginTrial(t *testing.T, f *Facts, truth, id string) *trial {
	t.Helper()
	all, problems := programme.Load(f.Place)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, _ := programme.Of(all, id)
	tr, chance, rate := foreseenBy(t, f, p.Model)
	same, day := sameAs(t, f, truth), tr.dates.Validate
	rates := trueRates(t, same, truth, day.Format(time.DateOnly))
	avoided, before := trueEffects(t, same, truth, day)
	x := &trial{programme: p, worth: map[string]float64{}, chance: map[string]float64{}, last: map[string]float64{}}
	known := map[string]programme.Person{}
	for i, who := range tr.late.People {
		r, is := rates[who]
		if !is || before[who] || math.IsNaN(rate.forecast[i]) || math.IsNaN(chance.forecast[i]) {
			continue
		}
		x.worth[who] = trueWorth(p, r, avoided[who])
		x.chance[who], x.last[who] = chance.forecast[i], tr.before[i]
		known[who] = programme.Person{ID: who, Rate: rate.forecast[i], RateLow: rate.forecast[i], RateHigh: rate.forecast[i], Chance: chance.forecast[i], Last: tr.before[i]}
	}
	x.people = members(t, f, p, day, known)
	return x
}

// trueWorth is what an offer is truly worth to the programme's pot, in pounds.
func trueWorth(p *programme.Programme, rate, avoided float64) float64 {
	years := float64(cmp.Or(p.EffectMonths, p.Months)) / 12
	return (p.Costs.Engagement*(rate*years*avoided*p.Event.Pence-p.Costs.Engaged) - p.Costs.Offered) / 100
}

// trueEffects are the shares of admissions that matrons truly avoid, of those they can
// help at all, and who had one by a day.
func trueEffects(t *testing.T, same map[string]string, truth string, day time.Time) (avoided map[string]float64, before map[string]bool) {
	t.Helper()
	avoided, before = map[string]float64{}, map[string]bool{}
	eachRow(t, filepath.Join(truth, "programme_effects.csv.gz"), func(r []string) {
		who, known := same[r[1]]
		if r[0] != invented || !known {
			return
		}
		avoided[who] = 1 - number(t, r[3])
		before[who] = r[4] != "" && r[4] < day.Format("2006-01")
	})
	return avoided, before
}

// members are those of a programme's cohort who are known, by id.
func members(t *testing.T, f *Facts, p *programme.Programme, day time.Time, known map[string]programme.Person) (out []programme.Person) {
	t.Helper()
	crowd := cohort.On(f.Analysis, f.Cohorts, day)
	of := func(id string) []string {
		funnel, err := crowd.Funnel(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		names, err := crowd.Names(t.Context(), funnel.Members())
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	fifth := map[string]int{}
	err := f.Ask(t.Context(), "SELECT person_id, imd_decile FROM person", func(scan func(...any) error) error {
		var who string
		var decile sql.NullInt64
		err := scan(&who, &decile)
		fifth[who] = int(decile.Int64+1) / 2
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	group := map[string]int{}
	for i := len(p.Effects) - 1; i >= 0; i-- {
		for _, who := range of(cmp.Or(p.Effects[i].Among, p.Cohort)) {
			group[who] = i
		}
	}
	for _, who := range of(p.Cohort) {
		if x, is := known[who]; is {
			x.Group, x.Deprivation = group[who], fifth[who]
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b programme.Person) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// list is the programme's own: whom it chooses for so many places, and how many.
func (x *trial) list(t *testing.T, places int) (ids []string) {
	t.Helper()
	p := *x.programme
	p.Places = places
	lists, err := programme.Make([]programme.Demand{{Programme: &p, People: x.people}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range lists[0].People {
		ids = append(ids, lists[0].People[i].Person)
	}
	return ids
}

// by are some people by a figure, the highest first; of the same figure by id.
func by(figure map[string]float64, among []string) []string {
	return slices.SortedFunc(slices.Values(among), func(a, b string) int {
		return cmp.Or(cmp.Compare(figure[b], figure[a]), cmp.Compare(a, b))
	})
}

// ranking is people in the order of some figure, and what offers to the first n of them
// are truly worth.
type ranking struct {
	name  string
	worth []float64 // of offers to the first 1, 2, 3...
}

const cohortByRisk = "the cohort by risk"

// rankings are the list and what it is to beat, each of some offers at most: whoever is
// likeliest to be admitted and whoever was admitted most last year, of the same cohort and
// of the whole place.
func (x *trial) rankings(t *testing.T, most int) []ranking {
	t.Helper()
	var cohort []string
	for i := range x.people {
		cohort = append(cohort, x.people[i].ID)
	}
	place := slices.Collect(maps.Keys(x.worth))
	return []ranking{
		x.ranked("the list", x.list(t, most), most),
		x.ranked(cohortByRisk, by(x.chance, cohort), most),
		x.ranked("the cohort by last year's admissions", by(x.last, cohort), most),
		x.ranked("everybody by risk", by(x.chance, place), most),
		x.ranked("everybody by last year's admissions", by(x.last, place), most),
	}
}

func (x *trial) ranked(name string, ids []string, most int) ranking {
	r := ranking{name: name}
	sum := 0.0
	for _, id := range ids[:min(most, len(ids))] {
		sum += x.worth[id]
		r.worth = append(r.worth, sum)
	}
	return r
}

// TestListsAreWorthMore asks that the list a programme chooses, of the length it chooses,
// is truly worth more than as many offers to whoever of the place has the highest risk, or
// was admitted most last year. By risk within the same cohort it is close, and in a place
// of this size luck decides: TestPictureOfLists takes four of 100,000 people.
func TestListsAreWorthMore(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and builds a place")
	}
	f, truth := synthetic(t, 20_000, 1)
	x := beginTrial(t, f, truth, "case_management")
	all := x.rankings(t, len(x.people))
	length := len(all[0].worth)
	list := all[0].worth[length-1]
	t.Logf("%d offers: %s %.0f pounds", length, all[0].name, list)
	if list <= 0 {
		t.Errorf("the list is truly worth %.0f pounds", list)
	}
	for _, r := range all[1:] {
		as := r.worth[length-1]
		t.Logf("%d offers: %s %.0f pounds", length, r.name, as)
		if r.name != cohortByRisk && as >= list {
			t.Errorf("%s: %d offers are worth %.0f pounds, and %.0f by the list", r.name, length, as, list)
		}
	}
}
