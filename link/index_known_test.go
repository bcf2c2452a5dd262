package link

import (
	"bytes"
	"math"
	"testing"
)

// An index of records whose people are known answers as that of the run that linked
// them does.
func TestIndexOfKnownPeople(t *testing.T) {
	s := splitPlace(t, 800, 10, 5)
	var file bytes.Buffer
	if err := s.part.Model().Write(&file); err != nil {
		t.Fatal(err)
	}
	model, err := ReadModel("model.json", &file)
	if err != nil {
		t.Fatal(err)
	}
	l := New(Config{})
	if _, err := l.Index(t.Context(), nil); err == nil {
		t.Error("there is an index without a model")
	}
	if err := l.Use(model); err != nil {
		t.Fatal(err)
	}
	for _, i := range s.kept {
		l.Add(s.records[i])
	}
	known, err := l.Index(t.Context(), s.part.Person)
	if err != nil {
		t.Fatal(err)
	}
	same, all := 0, 0
	for _, i := range s.out {
		want, got := s.index.Search(&s.records[i], 3), known.Search(&s.records[i], 3)
		if len(want) != len(got) {
			t.Errorf("record %d: %d people, want %d", i, len(got), len(want))
			continue
		}
		for k := range want { // how common values are is learned by the one and reckoned by the other
			if math.Abs(want[k].Weight-got[k].Weight) > 0.5 || want[k].Person != got[k].Person && want[k].Weight > 5 {
				t.Errorf("record %d: %d with %.2f, want %d with %.2f", i, got[k].Person, got[k].Weight, want[k].Person, want[k].Weight)
			}
			same += one(want[k].Linked == got[k].Linked)
			all++
		}
	}
	if same < all-all/100 {
		t.Errorf("%d of %d are linked alike", same, all)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
