package instrument

import (
	"strings"
	"testing"

	"continuum/place"
)

// TestSlipsThatWouldBeSilent: what would score nobody, or give two columns one name,
// is told with its line.
func TestSlipsThatWouldBeSilent(t *testing.T) {
	yaml := "title: T\nabout: A.\nsource: [Us]\nvalidity: {population: All}\ncodes: {system: icd10}\nwindow: {lookback_months: 12, stays: any}\nconditions: t.csv\nscores: [{name: points, weights: points}]\n"
	table := "# source: us\ncondition,name,codes,points\ngait,walking,R26,1\n"
	for _, x := range []struct{ old, new, want string }{
		{"months: 12", "months: -1", "x.yaml:6: no diagnosis is of a negative time"},
		{"name: points", "name: gait", "x.yaml:8: a condition is named as the score is"},
		{"name: points", "name: missing", "x.yaml:8: every answer has a column of this name"},
		{"gait,", "n_codes,", "x.yaml:7: every answer has a column of this name"},
		{"R26", "44054006", `t.csv:3: column "codes": is no code of ICD-10; it looks like SNOMED CT (found "44054006")`},
		{"R26", "R26 4280", `t.csv:3: column "codes": is no code of ICD-10; it looks like ICD-9 (found "4280")`},
		{"R26", "R R2 R26 R26.1", ""},
	} {
		swap := func(text string) []byte { return []byte(strings.ReplaceAll(text, x.old, x.new)) }
		_, problems := parse(place.File{Name: "instruments/x.yaml", Data: swap(yaml)}, []place.File{{Name: "instruments/t.csv", Data: swap(table)}}, true)
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
		}
		if all := strings.Join(got, "\n"); !strings.Contains(all, x.want) || x.want == "" && all != "" {
			t.Errorf("%s: %q, want %q", x.new, all, x.want)
		}
	}
}
