package synth

import (
	"fmt"
	"sync"
	"testing"
)

// calibrated is the simulation that the calibration tests share. With -v the
// tests print the whole table, which is what one looks at to recalibrate.
var calibrated = sync.OnceValue(func() *simulation { return simulate(60_000, 20) })

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	t.Logf("%-55s %8.4f   (%g to %g)", what, got, low, high)
	if !(got >= low && got <= high) {
		t.Errorf("%s is %.4f, want %g to %g", what, got, low, high)
	}
}

// Dixon et al., BMJ 2011;343:d6608: person-level R2 of hospital cost.
func TestCalibrationOfPredictability(t *testing.T) {
	m := calibrated()
	r2, cv := m.ageSexR2()
	between(t, "R2 of yearly bed cost by age and sex", r2, 0.030, 0.045)
	between(t, "R2 with the diagnoses of two prior years", m.diagnosisR2(), 0.10, 0.14)
	between(t, "coefficient of variation", cv, 4, 6.5)
	auc, ratio := m.riskTruth()
	between(t, "AUC of the true rate for any emergency admission", auc, 0.78, 0.90)
	between(t, "emergency admissions, observed over true expected", ratio, 0.95, 1.05)
}

// The England tables by age group, sex and deprivation fifth.
func TestCalibrationOfBeds(t *testing.T) {
	m := calibrated()
	compare := func(label string, key func(personYear) string, low, high float64) {
		for k, c := range m.cells(key) {
			between(t, label+k+": emergency rate to England's", c.emergency/c.want, low, high)
			between(t, label+k+": bed cost to England's", c.cost/c.wantCost, low, high)
			between(t, label+k+": outpatient rate to England's", c.clinics/c.wantClinics, low, high)
		}
	}
	compare("everybody", func(personYear) string { return "" }, 0.95, 1.05)
	compare("age group ", func(v personYear) string { return fmt.Sprint(ageGroup(v.band)) }, 0.88, 1.12)
	compare("fifth ", func(v personYear) string { return fmt.Sprint(v.fifth + 1) }, 0.88, 1.12)
	compare("sex ", func(v personYear) string { return fmt.Sprint(v.sex) }, 0.92, 1.08)
}

// A segmentation of 378,309 people in six groups (BMJ Open): 4.4% use all
// services highly, 29% use almost nothing.
func TestCalibrationOfSegments(t *testing.T) {
	u := calibrated().users()
	between(t, "high users: GP consultations a year (10.1)", u.gp, 8, 12.5)
	between(t, "high users: outpatient appointments (5.0)", u.clinics, 4, 6.5)
	between(t, "high users: A&E attendances (2.8)", u.ae, 2.2, 3.4)
	between(t, "high users: emergency admissions (0.52)", u.emergency, 0.35, 0.8)
	between(t, "share using almost nothing (0.29)", u.nothing, 0.25, 0.34)
	between(t, "GP consultations a head", u.meanGP, 3.7, 4.5)
	between(t, "A&E attendances a head", u.meanAE, 0.34, 0.46)
}

// Discharge delays: 3.7% stay seven days or more past ready; pathway shares of
// the discharge guidance for people of 65 and over.
func TestCalibrationOfDelays(t *testing.T) {
	d := calibrated().delays()
	between(t, "emergency stays that wait 7 days or more (0.037)", d.week, 0.028, 0.046)
	between(t, "share of days lost in a twentieth of stays", d.twentieth, 0.65, 0.95)
	between(t, "waits for assessment (0.29)", d.reasons["A"], 0.25, 0.33)
	between(t, "waits for home care (0.28)", d.reasons["E"], 0.24, 0.32)
	between(t, "65+: home without support (P0, guide 0.50)", d.pathways["P0"], 0.42, 0.58)
	between(t, "65+: home with support (P1, guide 0.45)", d.pathways["P1"], 0.40, 0.50)
	between(t, "65+: short-term bed (P2, guide 0.04)", d.pathways["P2"], 0.01, 0.05)
	between(t, "65+: care home (P3, guide 0.01)", d.pathways["P3"], 0.005, 0.04)
}

// The ages of a place are of the order of England's (census 2021).
func TestCalibrationOfAges(t *testing.T) {
	m := calibrated()
	england := []float64{0.109, 0.117, 0.126, 0.136, 0.127, 0.137, 0.107, 0.086, 0.042, 0.009}
	counts := make([]float64, len(england))
	for _, age := range m.ages {
		counts[min(len(counts)-1, int(age/10))]++
	}
	for i, want := range england {
		got := counts[i] / float64(len(m.ages))
		between(t, fmt.Sprintf("aged %d to %d (%.3f)", i*10, i*10+9, want), got, want-0.025, want+0.025)
	}
}
