package impact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/frame"
)

// madeLeak is a pilot of 100 people, with a column that is the events themselves.
func madeLeak(leaks bool) *Pilot {
	p := &Pilot{Data: &frame.Frame{Rows: 100, Columns: []frame.Column{{Name: "later", Kind: frame.Number}}}}
	for i := range 100 {
		events, later := float64(i%3), float32(i%7)
		if leaks {
			later = float32(events)
		}
		p.Treated, p.Events = append(p.Treated, float64(i%2)), append(p.Events, events)
		p.Data.Columns[0].Numbers = append(p.Data.Columns[0].Numbers, later)
	}
	return p
}

// TestPeopleUnlikeThePilotAreTold: a category or number that the pilot never saw is
// said with its line, and what lies near its numbers is not.
func TestPeopleUnlikeThePilotAreTold(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pilot := write("pilot.csv", "person,age,sex,helped,events\na,50,F,1,1\nb,90,M,0,2\nc,70,F,0,1\n")
	people := write("people.csv", "person,age,sex\nd,100,F\ne,-999,M\nf,60,X\ng,,\n")
	_, notices, err := Files{Pilot: pilot, People: people, ID: "person", Treated: "helped", Events: "events"}.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(notices, "\n")
	for _, want := range []string{`people.csv:3: column "age": 1 person has`, `the first "-999"`, `people.csv:4: column "sex": 1 person has`, `the first "X"`} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told: %s", want, all)
		}
	}
	if strings.Contains(all, "100") {
		t.Errorf("an age of 100 is told: %s", all)
	}
}

func TestAColumnThatIsTheOutcomeIsRefused(t *testing.T) {
	p := madeLeak(false)
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	p = madeLeak(true)
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), `column "later"`) {
		t.Errorf("a column of the events themselves: %v", err)
	}
}

// TestAColumnThatIsTheArmIsRefused: nobody could be compared, and no difference of the
// arms would be a number.
func TestAColumnThatIsTheArmIsRefused(t *testing.T) {
	p := madeLeak(false)
	words := frame.Column{Name: "letter", Kind: frame.Category, Levels: []string{"no", "sent"}}
	for _, helped := range p.Treated {
		words.Codes = append(words.Codes, int32(helped))
	}
	p.Data.Columns = append(p.Data.Columns, words)
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), `column "letter": it is one thing in everybody who was helped`) {
		t.Errorf("a column of the arms: %v", err)
	}
	had := frame.Column{Name: "fate", Kind: frame.Category, Levels: []string{"home", "ward"}}
	for _, n := range p.Events {
		had.Codes = append(had.Codes, int32(min(1, n)))
	}
	p.Data.Columns[1] = had
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), `column "fate": it tells nearly perfectly`) {
		t.Errorf("words that are the outcome: %v", err)
	}
}

func TestEventsThatAreAllTheSameAreRefused(t *testing.T) {
	p := madeLeak(false)
	for i := range p.Events {
		p.Events[i] = 3
	}
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), "everybody of the pilot had 3 events") {
		t.Errorf("the same events: %v", err)
	}
}

// TestColumnsWithoutValuesAreTold, of the people and of the pilot, and a column of words
// where the pilot has numbers is refused.
func TestColumnsWithoutValuesAreTold(t *testing.T) {
	dir := t.TempDir()
	read := func(age string) (string, error) {
		pilot, people := filepath.Join(dir, "pilot.csv"), filepath.Join(dir, "people.csv")
		for path, text := range map[string]string{
			pilot:  "person,age,ward,helped,events\na,50,,1,1\nb,90,,0,2\nc,70,,0,1\n",
			people: "person,age,ward\nd," + age + ",\ne," + age + ",\n",
		} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, notices, err := Files{Pilot: pilot, People: people, ID: "person", Treated: "helped", Events: "events"}.Read(t.Context())
		return strings.Join(notices, "\n"), err
	}
	told, err := read("")
	if err != nil || !strings.Contains(told, `people.csv: column "age" is empty in everybody; the pilot had it`) || !strings.Contains(told, `pilot.csv: column "ward" is empty in everybody of the pilot`) {
		t.Errorf("told %q, %v", told, err)
	}
	if _, err = read("old"); err == nil || !strings.Contains(err.Error(), `people.csv:2: column "age": must hold numbers, and holds none (found "old")`) {
		t.Errorf("words for numbers: %v", err)
	}
}

func TestOnePersonWithMostEventsIsTold(t *testing.T) {
	p := madeLeak(false)
	if text := p.dominated(); text != "" {
		t.Errorf("nobody dominates: %s", text)
	}
	p.Events[7] = 5000
	if text := p.dominated(); !strings.Contains(text, "had 5000 of its 5098 events") {
		t.Errorf("told: %q", text)
	}
}
