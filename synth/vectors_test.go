package synth

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// vectorFiles finds the files of a pattern in the conformance vectors, or skips.
func vectorFiles(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("CONTINUUM_VECTORS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err != nil || len(found) == 0 {
		t.Skipf("no conformance vectors %s in %s", pattern, dir)
	}
	return found
}

// TestVectorsEngland holds our compact tables and the simulated place against
// the published counts by single year of age, sex and deprivation fifth.
func TestVectorsEngland(t *testing.T) {
	cases := 0
	for _, path := range vectorFiles(t, "fund/england_hospital*age_sex_imd.csv.gz") {
		cells := readEngland(t, path)
		m := calibrated().cells(func(v personYear) string { return itoa(ageGroup(v.band)) })
		for g := range ageGroups {
			got, want := rateCell{}, rateCell{}
			for _, c := range cells {
				if ageGroup(c.band) != g {
					continue
				}
				u := expected(c.sex, c.band, c.fifth)
				got.emergency += c.people * u.emergency
				got.cost += c.people * (u.emergency*u.emergencyCost + u.planned*u.plannedCost)
				got.clinics += c.people * u.outpatient
				want.emergency += c.emergency
				want.cost += c.cost
				want.clinics += c.clinics
			}
			label := "age group " + itoa(g)
			between(t, label+": our table's emergency episodes to England's", got.emergency/want.emergency, 0.99, 1.01)
			between(t, label+": our table's cost to England's", got.cost/want.cost, 0.98, 1.02)
			between(t, label+": our table's appointments to England's", got.clinics/want.clinics, 0.99, 1.01)
			sim := m[itoa(g)]
			between(t, label+": the place's emergency rate to the table's", sim.emergency/sim.want, 0.87, 1.13)
			between(t, label+": the place's cost to the table's", sim.cost/sim.wantCost, 0.87, 1.13)
			cases += 5
		}
	}
	t.Logf("%d comparisons", cases)
}

type englandCell struct {
	sex, band, fifth                 int
	people, emergency, cost, clinics float64
}

func readEngland(t *testing.T, path string) (cells []englandCell) {
	t.Helper()
	header, rows := testkit.Table(t, path)
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	for _, r := range rows {
		number := func(name string) float64 {
			v, err := strconv.ParseFloat(strings.TrimSpace(r[at[name]]), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		c := englandCell{band: band(number("age")), fifth: int(number("imd_quintile")) - 1, people: number("population")}
		if r[at["sex"]] == "M" {
			c.sex = male
		}
		c.emergency, c.cost, c.clinics = number("emergency_episodes"), number("all_cost_total"), number("outpatient_appointments")
		cells = append(cells, c)
	}
	return cells
}
