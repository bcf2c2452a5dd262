package impact

import (
	"fmt"
	"math"
	"slices"

	"continuum/internal/frame"
	"continuum/target/table"
)

// strange tells where people are unlike anybody of the pilot, which then says little of
// them: categories it never saw, and numbers farther outside of its range than that is
// wide, such as -999 for an age that is not known.
func strange(pilot, people *table.Table) (notices []string) {
	for i := range people.Frame.Columns {
		c := &people.Frame.Columns[i]
		known := pilot.Frame.Column(c.Name)
		if known == nil || known.Kind != c.Kind || known.Kind == frame.Text {
			continue
		}
		switch {
		case nobodyHas(known):
			notices = append(notices, fmt.Sprintf("%s: column %q is empty in everybody of the pilot, so nothing is learned of it", pilot.Path, c.Name))
			continue
		case nobodyHas(c):
			notices = append(notices, fmt.Sprintf("%s: column %q is empty in everybody; the pilot had it, and without it less is known of whom it helps", people.Path, c.Name))
			continue
		}
		rows, value := []int(nil), func(int) string { return "" }
		switch c.Kind {
		case frame.Number:
			rows, value = far(known, c), func(row int) string { return fmt.Sprint(c.Numbers[row]) }
		case frame.Category:
			rows, value = unseen(known, c), func(row int) string { return c.Levels[c.Codes[row]] }
		}
		if len(rows) > 0 {
			notices = append(notices, fmt.Sprintf("%s:%d: column %q: %s what is unlike anybody of the pilot, which says little of them (the first %q)",
				people.Path, people.Line(rows[0]), c.Name, plural(len(rows), "%d person has", "%d people have"), value(rows[0])))
		}
	}
	return notices
}

func nobodyHas(c *frame.Column) bool {
	for i := range max(len(c.Numbers), len(c.Codes)) {
		if !c.Missing(i) {
			return false
		}
	}
	return true
}

func far(known, c *frame.Column) (rows []int) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range known.Numbers {
		if v == v {
			low, high = min(low, float64(v)), max(high, float64(v))
		}
	}
	wide := high - low
	for i, v := range c.Numbers {
		if wide > 0 && (float64(v) < low-wide || float64(v) > high+wide) {
			rows = append(rows, i)
		}
	}
	return rows
}

func unseen(known, c *frame.Column) (rows []int) {
	for i, code := range c.Codes {
		if code >= 0 && !slices.Contains(known.Levels, c.Levels[code]) {
			rows = append(rows, i)
		}
	}
	return rows
}
