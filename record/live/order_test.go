package live

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"continuum/store"
)

// anyMessage draws one of a few people and visits, so that messages meet.
func anyMessage(t *rapid.T) string {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	id := pick("id", "H1", "H2", "H3")
	pid := fmt.Sprintf("PID|1||%s^^^RW9^MR%s||%s^Mary||%s|%s|||%s||%s|%s", id, pick("nhs", "", "~9434765919^^^NHS^NH"), pick("family", "", `""`, "Smith", "Jones"),
		pick("born", "", "19381109", "1938"), pick("sex", "", "F", `""`), pick("address", "", `""`, "1 High St"), pick("home", "", `""`, "01934 1"), pick("work", "", "01934 2")) +
		pick("death", "", "||||||||||||||||", "|||||||||||||||202611271145|Y", "|||||||||||||||\"\"|N", "||||||||||||||||Y")
	event := rapid.SampledFrom(events).Draw(t, "event")
	at := fmt.Sprintf("0%d:%d0", rapid.IntRange(8, 9).Draw(t, "hour"), rapid.IntRange(0, 5).Draw(t, "ten"))
	if event == "A40" {
		other := pick("prior", "H1", "H2", "H3")
		if other == id {
			event = "A31"
		}
		return message(event, at, pid, "MRG|"+other+"^^^RW9^MR")
	}
	more := []string{"44=" + pick("from", "", "202611270755", `""`), "45=" + pick("to", "", "", "", "202611271000", `""`), "7=" + pick("attending", "", `""`, "C1^Jones"), "36=" + pick("gone", "", "19")}
	return message(event, at, pid, pv1(pick("class", "I", "E", "", "P"), pick("place", "", `""`, "W5^^1", "W6", "W7"), pick("visit", "V1", "V2"), more...))
}

// TestAnyOrder: whatever messages come, in whatever order and however often, the
// same set of them gives the same resources, also when what no longer matters is
// dropped at once.
func TestAnyOrder(t *testing.T) {
	few(t)
	onBoth(t, func(w *world) {
		rapid.Check(w.TB.(*testing.T), func(t *rapid.T) {
			all := rapid.SliceOfN(rapid.Custom(anyMessage), 1, 7).Draw(t, "messages")
			w.inbox.most = mostStatements
			first := w.outcome(all)
			w.inbox.most = 0
			again := append(slices.Clone(all), rapid.SliceOfN(rapid.SampledFrom(all), 0, 3).Draw(t, "twice")...)
			again = rapid.Permutation(again).Draw(t, "order")
			for key, text := range w.outcome(again) {
				if first[key] != text {
					t.Fatalf("%s\nfirst %s\nagain %s", key, first[key], text)
				}
			}
		})
	})
}

// few keeps the rounds of a test that writes to disk in bounds.
func few(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	if before != checks.DefValue {
		return // asked for
	}
	if err := checks.Value.Set("25"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Value.Set(before) })
}

// outcome takes messages into an empty record and gives what became of it.
func (w *world) outcome(all []string) map[string]string {
	w.Helper()
	w.empty()
	for _, m := range all {
		w.take(m, "AA")
	}
	out := map[string]string{}
	for _, key := range [][2]string{{"Patient", "H1"}, {"Patient", "H2"}, {"Patient", "H3"}, {"Encounter", "V1"}, {"Encounter", "V2"}} {
		out[key[0]+" "+key[1]] = bare(w.TB, w.resource(key[0], key[1]))
	}
	return out
}

// TestNightlyRepeats keeps what a system that repeats itself says in bounds.
func TestNightlyRepeats(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	for i := range 60 {
		w.take(message("A31", fmt.Sprintf("08:%02d", i), mary), "AA")
	}
	w.read(func(tx *store.Tx) error {
		var n int64
		err := tx.QueryRow("SELECT count(*) FROM live_statement").Scan(&n)
		if n > mostStatements {
			w.Errorf("%d statements are kept", n)
		}
		return err
	})
	w.expect(w.resource("Patient", "H1"), `"versionId":"1"`)
}
