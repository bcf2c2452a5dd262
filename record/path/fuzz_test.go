package path

import "testing"

// FuzzEval looks for expressions that crash or do not end, over a resource with
// and without types.
func FuzzEval(f *testing.F) {
	for _, c := range table {
		f.Add(c.expression)
	}
	for _, s := range []string{"iif(a, b, c)", "a.sort(b desc, -c)", "1 'wk'.toQuantity('d')", "'1'.toDate('yy-M')", "`a`.`b`", "//x", "/* */ {}", "@T10:30.lowBoundary(9)", "%`vs-x`"} {
		f.Add(s)
	}
	input := parsed(f, patient)
	env := &Env{Steps: 20_000, Items: 1000}
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range []Options{{}, {Types: r4{}}, {Types: r4{}, Strict: true, Root: "Patient"}} {
			e, err := Compile(text, o)
			if err == nil {
				_, err = e.Eval(input, env)
			}
			if err != nil && ClassOf(err) == "" {
				t.Errorf("%q: a failure without a class: %v", text, err)
			}
		}
	})
}

// FuzzUnit looks for codes of units that crash, or do not convert to themselves.
func FuzzUnit(f *testing.F) {
	for _, s := range []string{"mg/dL", "10*3/uL", "m[Hg]", "kg.m/s2", "/min", "{cells}", "(m/s)2", "Cel", "10*-6", "[in_i'Hg]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		a := Amount{Number: NewNumber(3), Unit: code}
		if b, ok := a.In(code); !ok || b.Number.Compare(a.Number) != 0 {
			if _, calendar := calendarUnits[code]; !calendar {
				t.Errorf("%q does not convert to itself: %v", code, b)
			}
		}
	})
}

// FuzzMoment looks for dates that do not read back as they were written.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2014", "2014-01-25", "2014-01-25T14:30:14.559+01:00", "2014-02-30", "0001-01-01T00:00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := ParseMoment(text)
		if !ok {
			return
		}
		again, ok := ParseMoment(m.String())
		if order, known := m.compare(again); m.kind == again.kind && (!ok || !known || order != 0) {
			t.Errorf("%q reads as %s and that as %s", text, m, again)
		}
	})
}
