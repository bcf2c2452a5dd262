package path

import (
	"strings"
	"sync"
	"testing"
)

func TestHostileExpressionsEnd(t *testing.T) {
	deep := strings.Repeat("1.combine(2).select(", 60) + "1" + strings.Repeat(")", 60)
	for _, c := range []struct {
		name, expression string
		class            Class
	}{
		{"brackets", strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000), Syntax},
		{"signs", strings.Repeat("-", 1000) + "1", Syntax},
		{"chain", "a" + strings.Repeat(".a", 1000), Syntax},
		{"tokens", strings.Repeat("1 | ", 20_000) + "1", Syntax},
		{"long", strings.Repeat(" ", 100_000), Syntax},
		{"digits", strings.Repeat("9", 2000), Syntax},
		{"doubling", deep, Execution},
		{"endless", "'a'.repeat($this & 'a')", Execution},
		{"endless2", "'abc'.repeatAll('x')", Execution},
		{"variables", "%big.select(%big.select(%big))", Execution},
		{"text", "(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30).aggregate($total & $total, 'aaaaaaaaaaaaaaaa')", Execution},
		{"replace", "%text.replace('', %text)", Execution},
		{"pattern", "'aaaa'.matches('(a*)*(a*)*(a*)*(a*)*(a*)*b').not() and 'x'.matches(%text)", Execution},
	} {
		env := &Env{Steps: 200_000, Items: 10_000, Variables: map[string]Collection{
			"big": make(Collection, 0, 1000), "text": {Text(strings.Repeat("x", 10_000))},
		}}
		for i := range 1000 {
			env.Variables["big"] = append(env.Variables["big"], Int(int64(i)))
		}
		if _, err := evaluate(t, c.expression, "", env); ClassOf(err) != c.class {
			t.Errorf("%s: %v, want %s", c.name, err, c.class)
		}
	}
	if found, err := evaluate(t, "1"+strings.Repeat(".avg()", 200), "", nil); err != nil || len(found) != 1 {
		t.Errorf("a long chain: %v, %v", found, err)
	}
	if found, err := evaluate(t, "(1|2|3|4|5|6|7|8|9).aggregate($total * $total, 1234567890.0)", "", nil); err != nil {
		t.Errorf("a number that grows: %v, %v", found, err)
	}
}

func TestOneExpressionManyGoroutines(t *testing.T) {
	e, err := Compile("Patient.name.where(given.count() = $index + 1).given | Patient.identifier.value", Options{Types: r4{}})
	if err != nil {
		t.Fatal(err)
	}
	full, empty := parsed(t, patient), parsed(t, `{"resourceType":"Patient"}`)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if found, err := e.Eval(full, nil); err != nil || len(found) != 2 {
					t.Errorf("%s, %v", describe(found), err)
				}
				if found, err := e.Eval(empty, nil); err != nil || len(found) != 0 {
					t.Errorf("%s, %v", describe(found), err)
				}
			}
		})
	}
	group.Wait()
}

func TestEachStops(t *testing.T) {
	e := must("Patient.name.given | Patient.identifier.value")
	seen := 0
	err := e.Each(parsed(t, patient), nil, func(Value) bool { seen++; return seen < 2 })
	if err != nil || seen != 2 {
		t.Errorf("%d values, %v", seen, err)
	}
}
