package review

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPeopleAreRemembered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want people
		for range rapid.IntRange(0, 20).Draw(t, "people") {
			want = append(want, seen{rapid.Int64().Draw(t, "who"), rapid.Int64Range(-1<<60, 1<<60).Draw(t, "at")})
		}
		text, err := json.Marshal(habit{Seen: want})
		if err != nil {
			t.Fatal(err)
		}
		var got habit
		if err := json.Unmarshal(text, &got); err != nil || !slices.Equal(got.Seen, want) {
			t.Fatalf("%v of %v: %v", got.Seen, want, err)
		}
	})
}

// FuzzPeople: whatever stands in the database is read or refused.
func FuzzPeople(f *testing.F) {
	f.Add([]byte(`"AAAAAAAAAAEC"`))
	f.Add([]byte(`"AAAAAAAAAAECAAAA"`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p people
		if err := json.Unmarshal(text, &p); err != nil {
			return
		}
		again, err := json.Marshal(p)
		var q people
		if err != nil || json.Unmarshal(again, &q) != nil || !slices.Equal(p, q) {
			t.Errorf("%s became %s", text, again)
		}
	})
}
