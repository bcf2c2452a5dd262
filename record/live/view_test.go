package live

import (
	"strings"
	"testing"

	"continuum/record"
	"continuum/store"
)

func (w *world) now(ids ...string) (now Now) {
	w.Helper()
	var patients []string
	for _, id := range ids {
		text := w.resource("Patient", id)
		_, after, _ := strings.Cut(text, `"id":"`)
		key, _, _ := strings.Cut(after, `"`)
		patients = append(patients, "Patient/"+key)
	}
	w.read(func(tx *store.Tx) (err error) {
		now, err = Of(tx, w.r, w.place.Partners, patients)
		return err
	})
	return now
}

// stay is the first visit that is under way, nil for none.
func (now *Now) stay() *Visit {
	for i := range now.Visits {
		if v := &now.Visits[i]; v.Open() {
			return v
		}
	}
	return nil
}

// TestNow shows the stay under way, what was before and a death, of all records of
// one person.
func TestNow(t *testing.T) {
	onBoth(t, func(w *world) {
		if now := w.now(); now.stay() != nil || now.Death != nil || len(now.Visits) != 0 {
			w.Errorf("of nobody: %+v", now)
		}
		other := "PID|1||H2^^^RW9^MR||Smyth^Mary"
		w.take(message("A04", "07:00", other, pv1("E", "ED", "V0")), "AA")
		w.take(message("A03", "07:30", other, pv1("E", "ED", "V0")), "AA")
		w.take(message("A01", "08:00", mary, ward), "AA")
		w.take(message("A02", "09:00", mary, pv1("I", "W7^^1", "V1")), "AA")
		now := w.now("H1", "H2")
		if s := now.stay(); s == nil || s.Partner != "weston_hospital" || s.Provider != "Weston General Hospital" || s.Class != "IMP" || s.Place() != "W7, bed 1" ||
			s.Start.Text != "2026-11-27T08:00:00Z" || !s.Start.Clock() || !s.End.IsZero() || len(s.Stops) != 2 || s.Stops[1].Place != "W5, bay B2, bed 3" ||
			s.Stops[1].To.Text != "2026-11-27T09:00:00Z" || s.Service != "300" || s.Identifiers[0].Value != "V1" || !s.Open() {
			w.Errorf("stay %+v", s)
		}
		if len(now.Visits) != 2 || now.Visits[1].Class != "EMER" || now.Visits[1].End.IsZero() || now.Visits[1].Open() {
			w.Errorf("visits %+v", now.Visits)
		}
		patient := now.stay().Patient
		w.put(`{"resourceType":"Encounter","id":"again","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"` + patient + `"},` +
			`"identifier":[{"system":"urn:continuum:weston_hospital:activity","value":"V1"}],"period":{"start":"2026-11-27T08:00:00Z"}}`)
		if now = w.now("H1", "H2"); len(now.Visits) != 2 {
			w.Errorf("a visit that came by two ways: %+v", now.Visits)
		}
		w.write(func(tx *store.Tx) error {
			writer := w.r.Writer(tx)
			if _, err := writer.Delete(record.Key{Type: encounterType, ID: "again"}, record.AnyVersion, today); err != nil {
				return err
			}
			return writer.Flush()
		})
		w.take(message("A31", "10:00", mary+"||||||||||||||||20261127|Y"), "AA")
		w.take(message("A03", "10:30", mary, pv1("I", "W7^^1", "V1")), "AA")
		now = w.now("H2", "H1")
		if now.stay() != nil || now.Death == nil || now.Death.At.Text != "2026-11-27" || now.Death.At.Clock() || now.Death.Partner != "weston_hospital" {
			w.Errorf("after: %+v, %+v", now.stay(), now.Death)
		}
	})
}

// TestEventsOfFHIR follows the classes and states that other systems use.
func TestEventsOfFHIR(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	encounter := func(status, class, more string) {
		w.put(`{"resourceType":"Encounter","id":"e","status":"` + status + `","class":{"code":"` + class + `"},"subject":{"reference":"Patient/p"}` + more + `}`)
	}
	at := func(place, status string) string {
		return `{"location":{"display":"` + place + `"},"status":"` + status + `"}`
	}
	expect := func(what string, topics ...string) {
		t.Helper()
		if got := strings.Join(w.topics(), " "); got != strings.Join(topics, " ") {
			t.Errorf("%s: %s, want %s", what, got, strings.Join(topics, " "))
		}
		w.write(func(tx *store.Tx) error { _, err := tx.Exec("DELETE FROM store_event"); return err })
	}
	encounter("planned", "IMP", "")
	expect("planned")
	encounter("in-progress", "AMB", "")
	expect("an outpatient")
	encounter("arrived", "EMER", `,"location":[`+at("ED", "active")+`]`)
	expect("an emergency", Attended)
	encounter("triaged", "EMER", `,"location":[`+at("ED", "active")+`]`)
	expect("seen")
	encounter("in-progress", "IMP", `,"location":[`+at("ED", "completed")+`,`+at("Elm", "active")+`]`)
	expect("to a ward", Admitted, Transferred)
	encounter("finished", "IMP", `,"location":[`+at("Elm", "completed")+`]`)
	expect("left", Discharged)
	encounter("in-progress", "IMP", `,"location":[`+at("Elm", "active")+`]`)
	expect("not left", DischargeWithdrawn)
	encounter("entered-in-error", "IMP", "")
	expect("an error", AdmissionWithdrawn)
	w.put(`{"resourceType":"Patient","id":"p","deceasedBoolean":true}`)
	expect("met dead", Registered, Died)
	w.put(`{"resourceType":"Patient","id":"p","deceasedBoolean":false}`)
	expect("alive", DeathWithdrawn)
	w.put(`{"resourceType":"Patient","id":"p","link":[{"other":{"reference":"Patient/q"},"type":"replaces"},{"other":{"reference":"Patient/r"},"type":"seealso"}]}`)
	expect("replaces", Merged)
	w.put(`{"resourceType":"Patient","id":"q","link":[{"other":{"reference":"Patient/p"},"type":"replaced-by"}]}`)
	expect("the other side", Registered)
}
