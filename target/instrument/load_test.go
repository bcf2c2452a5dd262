package instrument

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"continuum/place"
)

func TestPublishedInstrumentsAreSound(t *testing.T) {
	set, problems := Load(nil)
	for _, p := range problems {
		t.Error(p)
	}
	for _, i := range set.All() {
		if i.Codes.System != "" && i.Window == (Window{}) {
			t.Errorf("%s does not say which codes count where they have dates", i.Name)
		}
	}
	if len(set.All()) == 0 {
		t.Fatal("there are no instruments")
	}
}

// files makes files of a place of a txtar archive.
func files(t testing.TB, name string) (comment string, p *place.Place) {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	p = &place.Place{}
	for _, f := range a.Files {
		p.Files = append(p.Files, place.File{Name: f.Name, Data: f.Data})
	}
	return string(a.Comment), p
}

// TestProblems: each archive in testdata/bad starts with the problems of its files.
func TestProblems(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "bad", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, archive := range archives {
		want, p := files(t, filepath.Join("bad", filepath.Base(archive)))
		_, problems := Load(p)
		var got strings.Builder
		for _, x := range problems {
			got.WriteString(x.String() + "\n")
		}
		if os.Getenv("SHOW") != "" {
			t.Logf("%s\n%s", archive, got.String())
		}
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", archive, diff)
		}
	}
}

// TestAPlaceAddsAnInstrument: two files, no code.
func TestAPlaceAddsAnInstrument(t *testing.T) {
	_, p := files(t, "own.txtar")
	set, problems := Load(p)
	for _, x := range problems {
		t.Error(x)
	}
	e, err := set.Compile([]string{"local_frailty", "hfrs"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !e.Instruments[0].Local || e.Instruments[1].Local {
		t.Error("it is not known which is the place's own")
	}
	lane, person := e.Lane(), e.Person()
	for _, code := range []string{"R26.1", "w19", "248171000000108"} {
		lane.Code(person, []byte(code), AnyPosition, Everything, 1)
	}
	person.Items[e.itemAt("falls")] = 3
	var o Outcome
	lane.Score(person, 0, &o)
	if o.Scores[0] != 3.5 || e.Instruments[0].Scores[0].Bands[o.Bands[0]].Band != "some" {
		t.Errorf("score %v, band %d; want 1.5 for a code and 2 for falls", o.Scores, o.Bands)
	}
	if person.Codes != 2 {
		t.Errorf("%d codes had the form of ICD-10, want 2", person.Codes)
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"own.txtar", "bad/table.txtar", "bad/rules.txtar"} {
		_, p := files(f, name)
		var yaml, csv []byte
		for _, x := range p.Files {
			if strings.HasSuffix(x.Name, ".yaml") {
				yaml = x.Data
			} else {
				csv = x.Data
			}
		}
		f.Add(yaml, csv)
	}
	f.Fuzz(func(t *testing.T, yaml, csv []byte) {
		i, problems := parse(place.File{Name: "instruments/x.yaml", Data: yaml}, []place.File{{Name: "instruments/frailty.csv", Data: csv}, {Name: "instruments/a.csv", Data: csv}}, true)
		if len(problems) > 0 {
			return
		}
		set := &Set{instruments: []*Instrument{i}}
		e, err := set.Compile([]string{"x"}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		lane, person := e.Lane(), e.Person()
		lane.Code(person, []byte("R26"), Secondary, Everything, 1)
		for k := range person.Items {
			person.Items[k] = 1
		}
		var o Outcome
		lane.Score(person, 0, &o)
		for k, v := range o.Scores {
			if v != v {
				t.Errorf("score %d is no number", k)
			}
			lane.Reasons(person, 0, k, &o)
		}
	})
}
