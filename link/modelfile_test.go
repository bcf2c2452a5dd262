package link

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
)

// runBy links by a model written and read back.
func runBy(t *testing.T, m Model, cfg Config, records []Record) (*Result, error) {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadModel("model.json", &b)
	if err != nil {
		return nil, err
	}
	l := linkerOf(cfg, records)
	if err := l.Use(back); err != nil {
		return nil, err
	}
	return l.Run(context.Background(), nil)
}

// TestAModelLinksAsItsOwnRunDid links the same records, and others of the place.
func TestAModelLinksAsItsOwnRunDid(t *testing.T) {
	var records []Record
	var truth []int
	makePlace(3000, 17, func(r Record, who int) { records, truth = append(records, r), append(truth, who) })
	learned := runLinker(t, Config{}, records)
	again, err := runBy(t, learned.Model(), Config{}, records)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for i := range records {
		if (learned.Person[i] == learned.Person[0]) == (again.Person[i] == again.Person[0]) {
			same++
		}
	}
	if d := learned.Persons - again.Persons; d < -3 || d > 3 || same < len(records)-2 {
		t.Errorf("%d people learning, %d by the model", learned.Persons, again.Persons)
	}
	if again.Report.Iterations != 0 {
		t.Error("the model was not used")
	}
	part, err := runBy(t, learned.Model(), Config{}, records[:600])
	if err != nil {
		t.Fatal(err)
	}
	wrong, people := 0, map[uint32]int{}
	for i, p := range part.Person {
		if who, seen := people[p]; seen && who != truth[i] {
			wrong++
		}
		people[p] = truth[i]
	}
	if wrong > 3 {
		t.Errorf("%d records of a small part are wrong", wrong)
	}
}

func TestWrongAndStaleModelsAreRefused(t *testing.T) {
	var records []Record
	makePlace(1500, 17, func(r Record, _ int) { records = append(records, r) })
	model := func() Model { return runLinker(t, Config{}, records).Model() }
	for name, c := range map[string]struct {
		spoil func(*Model)
		cfg   Config
		want  string
	}{
		"another format":   {spoil: func(m *Model) { m.Format = "x" }, want: "not a model"},
		"an older version": {spoil: func(m *Model) { m.Version = 0 }, want: "stale"},
		"no chance":        {spoil: func(m *Model) { m.Comparisons[2].Levels[0].M = 1.5 }, want: "no chances"},
		"fewer levels": {spoil: func(m *Model) {
			m.Comparisons[4].Levels = []LevelReport{{"sex agrees", 0.5, 0.5, 0}, {"sex differs", 0.25, 0.25, 0}, {"x", 0.25, 0.25, 0}}
		}, want: "in another way"},
		"other levels":      {spoil: func(m *Model) { slices.Reverse(m.Comparisons[4].Levels) }, want: "is expected"},
		"no distribution":   {spoil: func(m *Model) { m.Comparisons[1].Levels[0].M /= 2 }, want: "do not add up to 1"},
		"fewer comparisons": {spoil: func(m *Model) { m.Comparisons = m.Comparisons[1:] }, want: "does not compare given_name"},
		"more comparisons":  {spoil: func(*Model) {}, cfg: Config{Comparisons: []string{"given_name", "family_name"}}, want: "which the configuration does not"},
		"other fields":      {spoil: func(*Model) {}, cfg: Config{Fields: []Field{{Name: "town"}}}, want: "does not compare town"},
		"other records": {spoil: func(m *Model) {
			m.Comparisons[4].Levels[0].U, m.Comparisons[4].Levels[1].U = 0.99, 0.01
		}, want: "stale model"},
	} {
		m := model()
		c.spoil(&m)
		if _, err := runBy(t, m, c.cfg, records); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	for _, text := range []string{"", "{", "[]", `{"format":"continuum link model","colour":1}`, strings.Repeat("[", 100000)} {
		if _, err := ReadModel("m.json", strings.NewReader(text)); err == nil {
			t.Errorf("%.20q was taken", text)
		}
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte(`{"format":"continuum link model","version":1,"matches_per_record":1,"households_per_match":1,"sex_given_name":0.9,"comparisons":[]}`))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = ReadModel("m.json", bytes.NewReader(data)) })
}
