package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"continuum/store"
)

// verify tells where somebody changed an entry of the audit log, behind everybody's back.
func TestVerifySaysWhereTheAuditWasChanged(t *testing.T) {
	r := reviewedPlace(t)
	mary := r.person(t, "mary smith")
	nurse := r.add(t, "nurse", "community_nurse", "")
	for range 5 {
		r.looks(t, nurse, "read", mary)
	}
	if out, err := command(t, "-q", "verify", r.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	var changed int64
	err := r.db.Write(t.Context(), func(tx *store.Tx) error {
		var body []byte
		if err := tx.QueryRow("SELECT first, body FROM audit_block ORDER BY first DESC LIMIT 1").Scan(&changed, &body); err != nil {
			return err
		}
		body = bytes.Replace(body, []byte(`"action":"read"`), []byte(`"action":"walk"`), 1)
		_, err := tx.Exec("UPDATE audit_block SET body = $1 WHERE first = $2", body, changed)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "entry " + jsonNumber(changed) + ": it is not what was hashed"
	said, err := command(t, "-q", "verify", r.dir).CombinedOutput()
	if err == nil || !strings.Contains(string(said), want) {
		t.Errorf("no %q in %s: %v", want, said, err)
	}
	text, err := command(t, "-q", "--json", "verify", r.dir).Output()
	if err == nil {
		t.Error("it is sound")
	}
	var v struct {
		Audit struct {
			Problems []struct{ Entry int64 }
		}
	}
	if err := json.Unmarshal(text, &v); err != nil || len(v.Audit.Problems) == 0 || v.Audit.Problems[0].Entry != changed {
		t.Errorf("%v %s", err, text)
	}
}

// Who a person is for the log does not depend on how they are named.
func TestOneKeyOfAPerson(t *testing.T) {
	r := reviewedPlace(t)
	mary := r.person(t, "mary smith")
	for given, want := range map[string]string{mary: mary, strings.ToLower(mary): mary, "Patient/" + mary: mary, "Patient/live": "Patient/live", "P0": "P0"} {
		if got, err := r.personKey(t.Context(), given); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", given, got, err, want)
		}
	}
}
