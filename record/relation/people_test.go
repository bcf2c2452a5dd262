package relation_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/link"
	"continuum/link/identity"
	"continuum/record/sight"
	"continuum/store"
)

// careTeam makes a practitioner's team of a Patient.
func careTeam(id, patient, practitioner string) string {
	return fmt.Sprintf(`{"resourceType":"CareTeam","id":%q,"subject":{"reference":"Patient/%s"},"participant":[{"member":{"reference":"Practitioner/%s"}}]}`, id, patient, practitioner)
}

// TestAPatientBecomesKnown follows Patients as they say who they are, and say it
// otherwise.
func TestAPatientBecomesKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mary := w.person("clinic", "1")
		w.put(livePatient("a", "", "", "", ""), careTeam("t", "a", "7"))
		if got := w.relations("Patient/a"); got != "care-team:Practitioner/7" {
			t.Fatalf("%q", got)
		}
		w.put(livePatient("a", "M1", "", "", ""))
		w.running("Mary's Patient", func() bool {
			return w.personOf("a") == mary && strings.Contains(w.relations(mary, "build"), "registered:Z90001")
		})
		if before, after := w.relations("Patient/a"), w.relations(mary); before != "" || after != "care-team:Practitioner/7" {
			t.Errorf("%q and %q", before, after)
		}
		w.put(livePatient("b", "", "", "", linkTo("a")), careTeam("u", "b", "8"))
		w.running("who is linked to Mary", func() bool {
			return w.personOf("b") == mary && w.relations(mary) == "care-team:Practitioner/7 care-team:Practitioner/8"
		})
		w.put(livePatient("a", "M77", "", "", "")) // a slip is mended: it never was Mary
		w.running("two who are not Mary", func() bool {
			return w.personOf("a") == "Patient/a" && w.personOf("b") == "Patient/a" && w.relations(mary) == ""
		})
		w.put(livePatient("b", "", "", "", ""))
		w.running("two who are not the same", func() bool { return w.personOf("b") == "Patient/b" })
		if a, b := w.relations("Patient/a"), w.relations("Patient/b"); a != "care-team:Practitioner/7" || b != "care-team:Practitioner/8" {
			t.Errorf("%q and %q", a, b)
		}
	})
}

// TestAPatientGoes deletes the Patient that held two others together.
func TestAPatientGoes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.put(livePatient("a", "", "", "", ""), livePatient("b", "", "", "", linkTo("a")+""), livePatient("c", "", "", "", linkTo("b")))
		w.running("three who are one", func() bool { return w.personOf("b") == "Patient/a" && w.personOf("c") == "Patient/a" })
		w.delete("Patient/b")
		w.running("two who are not the same", func() bool { return w.personOf("c") == "Patient/c" && w.personOf("a") == "Patient/a" })
	})
}

// TestWhatIsSaidOfSomebodyGoesAlong follows what accounts said from a Patient to the
// person of the build, and no further.
func TestWhatIsSaidOfSomebodyGoesAlong(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mary, later := w.person("clinic", "1"), time.Now().Add(time.Hour)
		w.put(livePatient("a", "", "", "", ""), livePatient("b", "", "", "", linkTo("a")))
		w.running("two who are one", func() bool { return w.personOf("b") == "Patient/a" })
		w.write(func(tx *store.Tx) error {
			if err := w.Share(tx, "Patient/a", "joe", []string{"results"}, time.Time{}); err != nil {
				return err
			}
			if err := w.Claim(tx, "Patient/a", "ann", later); err != nil {
				return err
			}
			return w.Mark(tx, "Patient/a", sight.Sealed)
		})
		w.put(livePatient("a", "M1", "", "", ""))
		w.running("Mary's Patients", func() bool { return w.personOf("a") == mary && w.personOf("b") == mary })
		if got := w.relations(mary); got != "claimed:ann sealed: shared:results:joe" {
			t.Errorf("%q", got)
		}
		w.put(livePatient("b", "", "", "", ""))
		w.running("one who is not Mary", func() bool { return w.personOf("b") == "Patient/b" })
		if m, b := w.relations(mary), w.relations("Patient/b"); m != "claimed:ann sealed: shared:results:joe" || b != "sealed:" {
			t.Errorf("%q and %q", m, b)
		}
		w.write(func(tx *store.Tx) error { return w.Unmark(tx, mary, sight.Sealed) })
		if err := w.Project(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.relations(mary); got != "claimed:ann shared:results:joe" {
			t.Errorf("no longer sealed, yet %q", got)
		}
	})
}

// TestProject writes who everybody is over a record that was written without hearing
// of it, again, and after it was stopped.
func TestProject(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mary, tom := w.person("clinic", "1"), w.person("clinic", "2")
		w.put(livePatient("a", "M1", "", "", ""), livePatient("b", "", marysNumber, marysBirth, ""), livePatient("c", "M2", "", "", ""),
			livePatient("d", "M77", "", "", ""), livePatient("e", "M77", "", "", ""), careTeam("t", "b", "7"), careTeam("u", "e", "8"))
		for range 2 {
			if err := w.Project(t.Context()); err != nil {
				t.Fatal(err)
			}
			for id, want := range map[string]string{"a": mary, "b": mary, "c": tom, "d": "Patient/d", "e": "Patient/d"} {
				if got := w.personOf(id); got != want {
					t.Errorf("%s is %s, want %s", id, got, want)
				}
			}
			if got := w.relations(mary); got != "care-team:Practitioner/7" {
				t.Errorf("%q", got)
			}
			if got := w.relations("Patient/d"); got != "care-team:Practitioner/8" {
				t.Errorf("%q", got)
			}
			if got := w.relations(mary, "build"); got != "admitted:hospital caseload:council referred:hospital registered:Z90001" {
				t.Errorf("%q", got)
			}
			if got := w.relations(tom, "build"); got != "" {
				t.Errorf("%q", got)
			}
		}
	})
}

// TestProjectStops ends Project before it has begun.
func TestProjectStops(t *testing.T) {
	w := onOne(t)
	w.put(livePatient("a", "M1", "", "", ""))
	ctx, stop := contextThatEnds(t)
	stop()
	if err := w.Project(ctx); err == nil {
		t.Error("it went on")
	}
	if err := w.Project(t.Context()); err != nil || w.personOf("a") != w.person("clinic", "1") {
		t.Errorf("%v %s", err, w.personOf("a"))
	}
}

// TestKnow asks what the build knows of somebody who has no live Patient.
func TestKnow(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mary := w.person("clinic", "1")
		for _, c := range []struct{ asked, person, want string }{
			{mary, mary, "admitted:hospital caseload:council referred:hospital registered:Z90001"},
			{mary, mary, "admitted:hospital caseload:council referred:hospital registered:Z90001"},
			{"Patient/a", "Patient/a", ""},
			{"P00000000000", "P00000000000", ""},
		} {
			person, err := w.Know(t.Context(), c.asked)
			if got := w.relations(c.asked, "build"); err != nil || person != c.person || got != c.want {
				t.Errorf("%s: %s %v %q", c.asked, person, err, got)
			}
		}
	})
}

// TestFollow projects the live build by itself.
func TestFollow(t *testing.T) {
	w := onOne(t)
	w.put(livePatient("a", "M1", "", "", ""))
	ctx, stop := contextThatEnds(t)
	done := make(chan struct{})
	go func() {
		w.Follow(ctx, time.Millisecond, func(err error) { t.Error(err) })
		close(done)
	}()
	w.running("the live build", func() bool {
		return strings.Contains(w.relations(w.person("clinic", "1"), "build"), "registered:Z90001")
	})
	stop()
	<-done
}

// TestJoinedPeople takes what was said of somebody along when a build joins them to
// another, also where they have no live Patient.
func TestJoinedPeople(t *testing.T) {
	x, err := build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.live.Close() })
	url := "sqlite:" + filepath.Join(t.TempDir(), "record.db")
	w := x.open(t, url)
	tom, ann := w.person("clinic", "2"), w.person("clinic", "3")
	for _, person := range []string{tom, ann} {
		w.write(func(tx *store.Tx) error {
			if err := w.Share(tx, person, "of "+person, []string{"results"}, time.Time{}); err != nil {
				return err
			}
			return w.Mark(tx, person, sight.Sealed)
		})
		if _, err := w.Know(t.Context(), person); err != nil {
			t.Fatal(err)
		}
	}
	register, err := w.live.Register()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := register.Together(link.Registration{Source: "clinic", LocalID: "2"}, link.Registration{Source: "clinic", LocalID: "3"}, identity.Decision{Who: "test", Why: "test", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := x.rebuild(); err != nil {
		t.Fatal(err)
	}
	w = x.open(t, url)
	one := w.person("clinic", "2")
	gone := ann
	if one == ann {
		gone = tom
	}
	for range 2 {
		if err := w.Project(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("sealed: shared:results:of %s shared:results:of %s", min(one, gone), max(one, gone))
		if got := w.relations(one); got != want {
			t.Errorf("who carries on: %q, want %q", got, want)
		}
		if got, facts := w.relations(gone), w.relations(gone, "build"); got != "sealed:" || facts != "" {
			t.Errorf("who was joined: %q, %q", got, facts)
		}
	}
	w.write(func(tx *store.Tx) error { return w.Unmark(tx, one, sight.Sealed) })
	if err := w.Project(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.has(one, sight.Party{Kind: sight.Sealed}) {
		t.Error("the seal came back")
	}
	if person, err := w.Know(t.Context(), gone); err != nil || person != one {
		t.Errorf("%s %v", person, err)
	}
}

// TestWithoutABuild relates people of whom no build knows.
func TestWithoutABuild(t *testing.T) {
	x, err := unpack(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "record.db"))
	w.put(livePatient("a", "M1", "", "", ""), livePatient("b", "M1", "", "", ""), careTeam("t", "b", "7"))
	if err := w.Project(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.relations("Patient/a"); got != "care-team:Practitioner/7" {
		t.Errorf("%q", got)
	}
	if person, err := w.Know(t.Context(), "P00000000000"); err != nil || person != "P00000000000" {
		t.Errorf("%s %v", person, err)
	}
}
