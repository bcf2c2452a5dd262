package synth_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// registers names, for each partner, the extracts and the column of its own ids.
var registers = map[string][]struct {
	path, column string
	comma        rune
}{
	"weston_hospital":      {{"acute/admitted.csv.gz", "LocalPatientID", ','}, {"acute/outpatients.csv.gz", "HospNo", ','}, {"acute/emergency.csv.gz", "patient_id", ','}},
	"weston_ambulance":     {{"ambulance/incidents.csv.gz", "Incident Number", ','}},
	"weston_community":     {{"community/contacts.csv.gz", "Client_Ref", '|'}},
	"weston_mental_health": {{"mental_health/contacts.csv.gz", "LocalPatientId", ','}},
	"weston_council":       {{"social_care/client_level.csv.gz", "LA Person Identifier", ','}},
	"weston_homes":         {{"housing/tenancies.csv", "PersonRef", ';'}},
}

// TestTruthIsComplete: every local id of an extract is in who_is_who and every
// one there is in an extract; and a register gives an id to one person only.
func TestTruthIsComplete(t *testing.T) {
	out, truth := write(t, 4000, 3, 2)
	said := map[string]map[string]string{}
	for _, r := range table(t, filepath.Join(truth, "who_is_who.csv.gz"), ',') {
		src := said[r["source"]]
		if src == nil {
			src = map[string]string{}
			said[r["source"]] = src
		}
		if src[r["local_id"]] != "" {
			t.Errorf("%s %s is listed twice", r["source"], r["local_id"])
		}
		src[r["local_id"]] = r["person"]
	}
	check := func(source string, seen map[string]bool) {
		for id := range seen {
			if said[source][id] == "" {
				t.Errorf("%s: %s is in an extract but nobody's", source, id)
			}
		}
		if len(seen) != len(said[source]) {
			t.Errorf("%s: %d ids in extracts, %d in the truth", source, len(seen), len(said[source]))
		}
	}
	for source, extracts := range registers {
		seen := map[string]bool{}
		for _, e := range extracts {
			for _, r := range table(t, filepath.Join(out, e.path), e.comma) {
				if r[e.column] != "" {
					seen[r[e.column]] = true
				}
			}
		}
		check(source, seen)
	}
	check("weston_gp", practiceIDs(t, out))
	check("weston_voluntary", workbookIDs(t, out))
	for source := range said {
		if !strings.HasPrefix(source, "weston_") {
			t.Errorf("unknown source %q", source)
		}
	}
}

// TestMrsSmithIsEverywhere, whatever the size and seed of the place.
func TestMrsSmithIsEverywhere(t *testing.T) {
	for _, size := range []struct {
		people int
		seed   uint64
	}{{2, 5}, {300, 99}} {
		out, truth := write(t, size.people, size.seed, 1)
		hers := map[string]map[string]bool{}
		for _, r := range table(t, filepath.Join(truth, "who_is_who.csv.gz"), ',') {
			if r["person"] == "P0000000" {
				if hers[r["source"]] == nil {
					hers[r["source"]] = map[string]bool{}
				}
				hers[r["source"]][r["local_id"]] = true
			}
		}
		if len(hers) != 8 {
			t.Fatalf("%d people: %d of 8 partners know Mrs Smith", size.people, len(hers))
		}
		for source, extracts := range registers {
			for _, e := range extracts {
				found := false
				for _, r := range table(t, filepath.Join(out, e.path), e.comma) {
					found = found || hers[source][r[e.column]]
				}
				if !found {
					t.Errorf("%d people: no row of hers in %s", size.people, e.path)
				}
			}
		}
		for _, r := range table(t, filepath.Join(out, "acute/admitted.csv.gz"), ',') {
			if hers["weston_hospital"][r["LocalPatientID"]] && strings.HasPrefix(r["AdmissionDateTime"], "03/10/2026") {
				if r["DischargeReadyDate"][:10] != "06/10/2026" || r["DischargeDateTime"][:10] != "10/10/2026" || r["DelayReason"] != "E" {
					t.Errorf("her delayed discharge is told wrongly: %v", r)
				}
			}
		}
	}
}

// TestFlawsAreFew: rows the rules must catch exist and stay under one in a hundred.
func TestFlawsAreFew(t *testing.T) {
	out, _ := write(t, 8000, 8, 2)
	rows := table(t, filepath.Join(out, "acute/outpatients.csv.gz"), ',')
	bad := 0
	for _, r := range rows {
		if r["HospNo"] == "" || r["Attended"] == "X" || strings.HasPrefix(r["Appt Date"], "30-Feb") {
			bad++
		}
	}
	if bad == 0 || bad*100 > len(rows) {
		t.Errorf("%d flawed rows of %d", bad, len(rows))
	}
}
