package model

import (
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/duck"
	"continuum/source"
	"continuum/warehouse"
)

// told is a row as a build of the index date knew it, and as a later build knows it.
type told struct {
	table         string
	known         bool // before the index date
	before, after map[string]string
}

// teller makes rows of canonical tables at random.
type teller struct {
	*rand.Rand
	index time.Time
}

func (x teller) early() time.Time { return x.index.AddDate(0, 0, -1-x.IntN(700)) }
func (x teller) late() time.Time  { return x.index.AddDate(0, 0, x.IntN(700)) }

func literal(d time.Time, kind source.Type) string {
	if kind == source.Time {
		return "TIMESTAMP '" + d.Format(time.DateOnly) + " 10:00:00'"
	}
	return "DATE '" + d.Format(time.DateOnly) + "'"
}

// row makes a row of a table for a person. On the very index date nothing is known yet.
func (x teller) row(t source.Table, person string) told {
	r := told{table: t.Name, known: x.IntN(3) > 0, before: map[string]string{}, after: map[string]string{}}
	set := func(name, before, after string) { r.before[name], r.after[name] = before, after }
	both := func(name, v string) { set(name, v, v) }
	both("person_id", duck.Literal(person))
	both("source", duck.Literal([]string{"gp", "hospital"}[x.IntN(2)]))
	undated := x.IntN(12) == 0 && (t.Name == "registration" || t.Name == "circumstance" || t.Name == "relationship")
	open := x.IntN(3) == 0 // it ends later
	for _, c := range t.Columns {
		switch {
		case c.Name == t.When && undated:
			r.known = false
			both(c.Name, "NULL")
		case c.Name == t.When && r.known:
			both(c.Name, literal(x.early(), c.Type))
		case c.Name == t.When:
			both(c.Name, literal(x.late(), c.Type))
		case c.Name == "birth_date":
			both(c.Name, "DATE '1950-01-01'")
		case c.Type == source.Date || c.Type == source.Time:
			v := literal(x.early(), c.Type)
			if x.IntN(4) == 0 {
				v = "NULL"
			}
			if ends := c.Name == t.Ends; ends && open || !ends && x.IntN(3) == 0 {
				set(c.Name, "NULL", literal(x.late(), c.Type))
			} else {
				both(c.Name, v)
			}
		case t.Name == "activity" && open && slices.Contains(afterwards, c.Name):
			set(c.Name, "NULL", x.value(c))
		default:
			both(c.Name, x.value(c))
		}
	}
	return r
}

func (x teller) value(c source.Column) string {
	switch c.Type {
	case source.Number, source.Signed, source.Whole:
		return fmt.Sprint(x.IntN(5))
	}
	return duck.Literal([]string{"a", "b", "c"}[x.IntN(3)])
}

// story tells of some people: what was known on the index date, and what is known later.
func (x teller) story(people int) (before, after facts) {
	before, after = facts{}, facts{}
	for _, f := range []facts{before, after} {
		f.add("partner", map[string]string{"id": "'gp'", "sector": "'gp'"})
		f.add("partner", map[string]string{"id": "'hospital'", "sector": "'acute'"})
		for i, pc := range []string{"a", "b", "c"} {
			f.add("area", map[string]string{"postcode": duck.Literal(pc), "lsoa": duck.Literal("L" + pc), "imd_decile": fmt.Sprint(i + 1)})
		}
	}
	for n := range people {
		x.life(fmt.Sprintf("P%03d", n), before, after)
	}
	return before, after
}

func (x teller) life(person string, before, after facts) {
	var stays []told
	for _, t := range source.Tables {
		if !t.Person {
			continue
		}
		for k := range x.IntN(4) {
			r := x.row(t, person)
			if id := "local_activity_id"; t.Name == "activity" {
				r.before[id], r.after[id] = fmt.Sprintf("'A%d'", k), fmt.Sprintf("'A%d'", k)
				stays = append(stays, r)
			} else if _, has := t.Column(id); has && len(stays) > 0 && x.IntN(2) == 0 {
				stay := stays[x.IntN(len(stays))]
				r.before[id], r.after[id] = stay.before[id], stay.after[id]
				coded := t.Name == "diagnosis" || t.Name == "procedure"
				r.known = r.known && (!coded || !stay.goesOn())
			}
			if r.known {
				before.add(t.Name, r.before)
			}
			after.add(t.Name, r.after)
		}
	}
	who := map[string]string{"person_id": duck.Literal(person), "birth_date": "DATE '1950-01-01'", "sex": "'female'", "imd_decile": "1", "lsoa": "'La'"}
	before.add("person", who)
	later := map[string]string{}
	for k, v := range who {
		later[k] = v
	}
	later["death_date"], later["imd_decile"], later["gp_practice"], later["ethnicity"] = literal(x.late(), source.Date), "9", "'z'", "'Z'"
	after.add("person", later)
}

// goesOn tells whether a stay had begun and not ended.
func (r told) goesOn() bool { return r.known && r.before["end_at"] != r.after["end_at"] }

// seen is everything that a session can see of a table, row by row.
func seen(t *testing.T, s *session, table string) []string {
	t.Helper()
	var out []string
	err := s.each(t.Context(), "SELECT * FROM "+table+" ORDER BY ALL", func(v []driver.Value) {
		cells := make([]string, len(v))
		for i := range v {
			cells[i] = fmt.Sprint(v[i])
		}
		out = append(out, strings.Join(cells, "|"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNothingLaterIsSeen is the leakage guard's promise: whatever is known later, on an
// index date the tables are row by row those of a build of that day.
func TestNothingLaterIsSeen(t *testing.T) {
	index := day("2025-11-01")
	for seed := range uint64(3) {
		before, after := teller{rand.New(rand.NewPCG(seed, 7)), index}.story(120)
		then := factsOf(t, before.build(t, "then", index.AddDate(0, 0, -1)), placeOf(t, nil))
		now := factsOf(t, after.build(t, "now", index.AddDate(2, 0, 0)), placeOf(t, nil))
		a, err := then.session(t.Context(), index)
		if err != nil {
			t.Fatal(err)
		}
		defer a.close()
		b, err := now.session(t.Context(), index)
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		for _, table := range warehouse.AnalysisTables() {
			want, got := seen(t, a, table.Name), seen(t, b, table.Name)
			if len(want) == 0 {
				t.Errorf("seed %d: nothing to see in %s", seed, table.Name)
			}
			if !slices.Equal(want, got) {
				t.Errorf("seed %d: %s differs: %d rows then, %d now; first %s", seed, table.Name, len(want), len(got), firstDifference(want, got))
			}
		}
	}
}

func firstDifference(want, got []string) string {
	for i := range max(len(want), len(got)) {
		var a, b string
		if i < len(want) {
			a = want[i]
		}
		if i < len(got) {
			b = got[i]
		}
		if a != b {
			return fmt.Sprintf("\n  then %s\n  now  %s", a, b)
		}
	}
	return "none"
}

// TestSessionsLeaveNothing: the next question on the connection sees the whole build again.
func TestSessionsLeaveNothing(t *testing.T) {
	index := day("2025-11-01")
	_, after := teller{rand.New(rand.NewPCG(1, 7)), index}.story(20)
	f := factsOf(t, after.build(t, "now", index.AddDate(2, 0, 0)), placeOf(t, nil))
	s, err := f.session(t.Context(), index)
	if err != nil {
		t.Fatal(err)
	}
	cutRows := len(seen(t, s, "activity"))
	s.close()
	whole, err := f.session(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.close()
	if got := len(seen(t, whole, "activity")); got != len(after["activity"]) || got <= cutRows {
		t.Errorf("%d activities after a session that saw %d, of %d", got, cutRows, len(after["activity"]))
	}
}
