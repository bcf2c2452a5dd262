package model

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"continuum/place"
)

// TestWestonsModelsAreSound holds the example place's models to the rules.
func TestWestonsModelsAreSound(t *testing.T) {
	p, problems, err := place.Load("../../places/weston")
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	m, problems := Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(m.All) < 3 {
		t.Errorf("only %v", m.Names())
	}
}

// FuzzLoad: whatever stands in a model's file, its problems are told and nothing breaks.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{attendances, everyKind, "title: x", "outcome: {sql: a}\nhorizon: 3", "features: {windows: [{name: a, table: area, ongoing: true}]}", "uses: [m]\nhorizon: 1"} {
		f.Add(s, "-- title: x\nSELECT person_id FROM person")
	}
	f.Fuzz(func(t *testing.T, model, sql string) {
		p := &place.Place{Files: []place.File{file("models/m.yaml", model), file("models/s.sql", sql)}}
		m, problems := Load(p)
		for _, x := range problems {
			if x.File == "" || x.Reason == "" {
				t.Fatalf("a problem without file or reason: %+v", x)
			}
		}
		if len(problems) > 0 {
			return
		}
		for _, s := range m.All {
			scans(m.with(s), day("2025-11-01"), day("2024-11-01"))
		}
	})
}

func file(name, text string) place.File {
	sum := sha256.Sum256([]byte(text))
	return place.File{Name: name, Data: []byte(text), SHA256: hex.EncodeToString(sum[:])}
}
