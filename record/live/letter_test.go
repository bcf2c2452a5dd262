package live

import (
	"context"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/hl7"
	"continuum/store"
)

func (w *world) letters() []Letter {
	w.Helper()
	all, err := Letters(context.Background(), w.db)
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// TestLetters keeps each message once, takes it anew when the cause is mended, and
// ends it when its sender sends it again.
func TestLetters(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		text := strings.Replace(message("A01", "09:00", mary, ward), "PAS|RW9", "PAS|RX1", 1)
		for range 3 {
			w.take(text, "AE|A0109:00")
		}
		w.take("no message", "AE")
		all := w.letters()
		if len(all) != 2 || all[0].Times != 3 || all[0].Sender != "PAS RX1" || all[0].Control != "A0109:00" || all[0].Event != "A01" || all[0].Partner != "" || all[0].Content != nil {
			w.Fatalf("%+v", all)
		}
		if err := w.inbox.Replay(ctx, all[0].ID); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "MSH-4") {
			w.Errorf("the cause is not mended: %v", err)
		}
		w.inbox.reader.senders["RX1"] = place.Partner{ID: "weston_hospital"}
		if err := w.inbox.Replay(ctx, all[0].ID); err != nil {
			w.Error(err)
		}
		w.expect(w.resource("Encounter", "V1"), `"in-progress"`)
		if err := w.inbox.Replay(ctx, all[0].ID); fault.CodeOf(err) != fault.NotFound {
			w.Errorf("a second time: %v", err)
		}
		again := strings.Replace(text, "RX1", "RX2", 1)
		w.take(again, "AE|A0109:00")
		w.inbox.reader.senders["RX2"] = place.Partner{ID: "weston_hospital"}
		w.take(again, "AA")
		if all := w.letters(); len(all) != 1 {
			w.Errorf("%+v", all)
		}
		if err := Discard(ctx, w.db, all[1].ID); err != nil {
			w.Error(err)
		}
		if err := Discard(ctx, w.db, all[1].ID); fault.CodeOf(err) != fault.NotFound {
			w.Errorf("a second time: %v", err)
		}
		if _, err := ReadLetter(ctx, w.db, all[1].ID); fault.CodeOf(err) != fault.NotFound {
			w.Errorf("discarded: %v", err)
		}
	})
}

// TestTooLarge keeps the beginning and does not take it for the whole.
func TestTooLarge(t *testing.T) {
	onBoth(t, func(w *world) {
		text := message("A01", "09:00", mary, ward) + "OBX|" + strings.Repeat("x", hl7.LargestMessage)
		ack := string(w.inbox.TooLarge(context.Background(), []byte(text[:hl7.LargestMessage]), 10<<20))
		w.expect(ack, "MSA|AE|A0109:00|", "it has 10485760 bytes")
		w.take(text, "AE|A0109:00")
		all := w.letters()
		if len(all) != 2 || all[0].Bytes != 10<<20 || all[1].Bytes != int64(len(text)) {
			w.Fatalf("%+v", all)
		}
		l, err := ReadLetter(context.Background(), w.db, all[0].ID)
		if err != nil || l.Whole() || len(l.Content) != mostKept {
			w.Errorf("%d bytes, %v", len(l.Content), err)
		}
		if err := w.inbox.Replay(context.Background(), all[0].ID); fault.CodeOf(err) != fault.Invalid {
			w.Error(err)
		}
	})
}

// TestTooMany keeps no more letters than there is room for.
func TestTooMany(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	w.inbox.mostLetters = 2
	w.take("one", "AE")
	w.take("two", "AE")
	w.expect(w.take("three", "AR"), "not kept")
	if n := len(w.letters()); n != 2 {
		t.Errorf("%d letters", n)
	}
}

// TestDoor takes nothing that may not pass, and keeps it.
func TestDoor(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	w.shut = true
	w.expect(w.take(message("A01", "09:00", mary, ward), "AE|A0109:00"), "weston_hospital may not tell of A01 for direct care")
	if w.resource("Patient", "H1") != "" || len(w.letters()) != 1 {
		t.Error("it was taken, or lost")
	}
	w.shut = false
	w.take(message("A01", "09:00", mary, ward), "AA")
	if len(w.letters()) != 0 {
		t.Error("its letter waits on")
	}
}

// TestNotNow tells the sender to try again, and keeps nothing.
func TestNotNow(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	ctx, stop := context.WithCancel(context.Background())
	stop()
	for _, text := range []string{message("A01", "09:00", mary, ward), "no message"} {
		w.expect(string(w.inbox.Take(ctx, []byte(text))), "MSA|AR|", "send it again")
	}
	if w.resource("Patient", "H1") != "" || len(w.letters()) > 0 {
		t.Error("something was kept")
	}
}

// TestStrangeIDs finds what came by FHIR under ids that mean something to a search.
func TestStrangeIDs(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	w.put(`{"resourceType":"Patient","id":"mary","identifier":[{"system":"urn:continuum:weston_hospital:person","value":"A|B,C$D\\E"}]}`)
	w.take(message("A28", "09:00", strings.Replace(mary, "H1^", `A\F\B,C$D\E\E^`, 1)), "AA")
	w.read(func(tx *store.Tx) error {
		x, err := identified(tx, w.r, patientType, "urn:continuum:weston_hospital:person", `A|B,C$D\E`)
		if err != nil || x == nil || x.ID != "mary" || x.Version != 2 {
			t.Errorf("%+v, %v", x, err)
		}
		return err
	})
}
