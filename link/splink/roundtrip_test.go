package splink

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawModel makes any sound model.
func drawModel(t *rapid.T) *Model {
	draw := drawing{t}
	chance := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-300, 1))
	m := &Model{
		LinkType:    draw.one("", DedupeOnly, LinkOnly, LinkAndDedupe),
		UniqueID:    draw.one("", "id", `"the id"`),
		Prior:       rapid.Float64Range(1e-12, 0.999).Draw(t, "prior"),
		Convergence: rapid.Float64Range(0, 0.5).Draw(t, "convergence"),
		Iterations:  rapid.IntRange(0, 1000).Draw(t, "iterations"),
		Kept:        drawKept(t, "sql_dialect", "linker_uid", "additional_columns_to_retain"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "rules") {
		m.Rules = append(m.Rules, Rule{SQL: draw.truth(2), Kept: drawKept(t, "sql_dialect", "salting_partitions")})
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "comparisons") {
		c := Comparison{Name: draw.one("a", "b ", "ü\"") + string(rune('a'+i)), Kept: drawKept(t, "comparison_description")}
		c.Levels = append(c.Levels, Level{SQL: "l.a IS NULL", Null: true}, Level{SQL: "l.a = r.a", M: chance.Draw(t, "m")})
		for range rapid.IntRange(0, 3).Draw(t, "levels") {
			l := Level{SQL: draw.truth(2), Label: rapid.String().Draw(t, "label"), M: chance.Draw(t, "m"), U: chance.Draw(t, "u"), Kept: drawKept(t, "fix_m_probability")}
			if rapid.Bool().Draw(t, "frequency") {
				l.TFColumn, l.TFWeight, l.TFFloor, l.TFOwnBaseline = "a", rapid.Float64Range(0, 2).Draw(t, "weight"), chance.Draw(t, "floor"), rapid.Bool().Draw(t, "own")
			}
			c.Levels = append(c.Levels, l)
		}
		c.Levels = append(c.Levels, Level{SQL: draw.one("ELSE", " else ")})
		m.Comparisons = append(m.Comparisons, c)
	}
	return m
}

func drawKept(t *rapid.T, names ...string) Kept {
	var kept Kept
	for _, name := range names {
		if v := rapid.SampledFrom([]string{"", "null", "true", `"é\n"`, `["a",{"b":1.50}]`}).Draw(t, "kept"); v != "" {
			if kept == nil {
				kept = Kept{}
			}
			kept[name] = v
		}
	}
	return kept
}

// TestWhatIsWrittenReadsTheSame holds for every sound model.
func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		data, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("again.json", data)
		if err != nil {
			t.Fatalf("%v of\n%s", err, data)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Fatalf("%s of\n%s", diff, data)
		}
	})
}

// sameAgain requires that a model that could be read is written and read the same.
func sameAgain(t *testing.T, m *Model) {
	t.Helper()
	data, err := m.JSON()
	if err != nil {
		t.Fatalf("a model that was read cannot be written: %v", err)
	}
	again, err := Parse("again.json", data)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, data)
	}
	if diff := cmp.Diff(m, again); diff != "" {
		t.Fatalf("%s\n%s", diff, data)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(readFile(f, "testdata/people.json"))
	f.Add(readFile(f, "testdata/short.json"))
	f.Add([]byte(`{"comparisons":[{"levels":[{"condition":"a_l=a_r"},{"condition":"ELSE"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := Parse("fuzz.json", data); err == nil {
			sameAgain(t, m)
		}
	})
}

// FuzzCondition reads any text as a condition, and asks what it could read of every
// pair of the records.
func FuzzCondition(f *testing.F) {
	m := peopleModel(f)
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			f.Add(l.SQL)
		}
	}
	for _, r := range m.Rules {
		f.Add(r.SQL)
	}
	f.Add("case l.a when substr(r.b, -1, -2) then cast(l.n as float) / 0 > 1 else date_diff('month', l.d, r.t) in (1, null) end")
	table := oracleTable()
	f.Fuzz(func(t *testing.T, sql string) {
		n, err := parseCondition(sql)
		if err != nil {
			return
		}
		c := newCompiler(table)
		b, ready := c.block(n)
		condition := c.truth(n)
		if err := c.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := ready(); err != nil {
			return
		}
		p := c.pair()
		for p.left = range table.Rows {
			for p.right = range table.Rows {
				p.serial++
				p.err = nil
				asked := holds(condition, p)
				if p.err != nil {
					continue
				}
				if met := b.holds(p); met != asked && p.err == nil {
					t.Fatalf("%s of rows %d and %d: %v as a level, %v as a rule", sql, p.left, p.right, asked, met)
				}
			}
		}
	})
}
