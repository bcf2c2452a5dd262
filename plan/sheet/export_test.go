package sheet

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/plan/standard"
	"continuum/store"
)

func (w *world) export(person string) (file []byte) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		file, err = w.Export(nurse, tx, person)
		return err
	})
	return file
}

// fill writes into every leaf of some elements, and twice into whatever can be repeated.
func (w *world) fill(under int64, name, above string, all []*standard.Element) {
	for _, of := range all {
		for i := range 1 + map[bool]int{true: 1}[of.Many] {
			path := strings.TrimPrefix(of.Path, above)
			value := ""
			if of.Leaf() {
				value = valueFor(of, i)
			}
			e := w.add(nurse, New{Under: under, Standard: name, Element: path, Value: value})
			w.fill(e.ID, name, of.Path+standard.Between, of.Children)
		}
	}
}

func valueFor(of *standard.Element, i int) string {
	switch of.Holds() {
	case standard.Decimal:
		return fmt.Sprint(7+i, ".50")
	case standard.Boolean:
		return []string{"yes", "false"}[i]
	case standard.Date, standard.DateTime:
		return []string{"9 March 2027", "2027-03-10T08:00"}[i]
	}
	return fmt.Sprintf("%s, the %d. <&>\n\"é\" 日本\u2028 \t", of.Path, i)
}

// TestEveryElement: whatever the standards have comes out and in again, on both engines, and
// nothing of it is lost.
func TestEveryElement(t *testing.T) {
	engines(t, func(w *world) {
		total := 0
		for _, s := range standard.All() {
			w.fill(0, s.Name, "", s.Elements)
			for range s.All() {
				total++
			}
		}
		file := w.export("mary")
		made, err := w.Import(joan, "anna", file)
		must(w, err)
		held := map[string]bool{}
		for _, e := range w.held("anna").Entries {
			held[e.Standard+e.Path] = true
		}
		if len(held) != total || made != len(w.held("mary").Entries) {
			w.Errorf("%d of %d elements, %d entries", len(held), total, made)
		}
		if diff := cmp.Diff(outline(w.sheet("mary").Entries), outline(w.sheet("anna").Entries)); diff != "" {
			w.Error(diff)
		}
		if again := w.export("anna"); string(again) != string(file) {
			w.Errorf("exported again it is another: %d and %d bytes", len(file), len(again))
		}
		if _, err := w.Import(joan, "anna", file); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("imported twice: %v", err)
		}
		w.Logf("%d of %d elements in %d entries", len(held), total, made)
	})
}

// TestVectorsRoundTrip: every element of the published trees of our standards is held, exported
// and imported.
func TestVectorsRoundTrip(t *testing.T) {
	header, rows := testkit.Table(t, filepath.Join(testkit.Vectors(t, "coordinate"), "prsb_elements.csv.gz"))
	name, path := slices.Index(header, "standard"), slices.Index(header, "path")
	w := opened(t)
	for _, s := range standard.All() {
		w.fill(0, s.Name, "", s.Elements)
	}
	_, err := w.Import(joan, "anna", w.export("mary"))
	must(t, err)
	sheet := w.sheet("anna")
	passed := 0
	for _, row := range rows {
		s, ours := standard.Of(row[name])
		if !ours {
			continue
		}
		if of, known := s.Find(row[path]); !known || len(sheet.At(row[name], row[path])) == 0 || of.Leaf() && sheet.At(row[name], row[path])[0].Value == "" {
			t.Errorf("%s: %s is lost", row[name], row[path])
			continue
		}
		passed++
	}
	t.Logf("%d passed", passed)
}

func TestExport(t *testing.T) {
	w := opened(t)
	if got := string(w.export("mary")); got != "{}\n" {
		t.Errorf("nothing: %s", got)
	}
	w.add(nurse, New{Standard: csp, Element: alias, Value: "Molly"})
	out := w.add(nurse, New{Standard: csp, Element: alias, Value: "Polly"})
	w.add(nurse, New{Standard: csp, Element: alias})
	w.add(nurse, New{Standard: "AboutMe", Element: "About Me"})
	_, err := w.Remove(nurse, "mary", out.ID, 1)
	must(t, err)
	want := `{"AboutMe":{"About Me":{}},"PersonalisedCSP":{"Person demographics":{"Person alias":["Molly",""]}}}` + "\n"
	if got := string(w.export("mary")); got != want {
		t.Errorf("%s", got)
	}
}

func TestImport(t *testing.T) {
	w := opened(t)
	made, err := w.Import(nurse, "mary", []byte(`{"PersonalisedCSP":{"Person demographics":{"Person alias":"Molly","Place of birth":null},"Care and support plan":{"Needs, concerns or problems":[{"Goals and hopes":{"Goal importance score":9}}]}}}`))
	if err != nil || made != 6 || w.sheet("mary").At(csp, needs+" > Goals and hopes > Goal importance score")[0].Value != "9" {
		t.Errorf("what others write a little otherwise: %d, %v", made, err)
	}
	for name, c := range map[string]struct{ file, where string }{
		"nothing":             {``, ""},
		"no object":           {`[]`, ""},
		"half":                {`{"AboutMe":{"About Me":{`, "/AboutMe/About Me"},
		"more behind it":      {`{} {}`, ""},
		"a name twice":        {`{"AboutMe":{"About Me":{},"About Me":{}}}`, "/AboutMe/About Me"},
		"no standard":         {`{"Other":{}}`, "/Other"},
		"no element":          {`{"AboutMe":{"About You":{}}}`, "/AboutMe/About You"},
		"an array of one":     {`{"AboutMe":{"About Me":[{}]}}`, "/AboutMe/About Me"},
		"text for a group":    {`{"AboutMe":{"About Me":"x"}}`, "/AboutMe/About Me"},
		"a group for text":    {`{"PersonalisedCSP":{"Person demographics":{"Person alias":[{}]}}}`, "/PersonalisedCSP/Person demographics/Person alias/0"},
		"a day that is not":   {`{"PersonalisedCSP":{"Person demographics":{"Date of birth":"31/02/1938"}}}`, "Date of birth"},
		"no UTF-8":            {"{\"PersonalisedCSP\":{\"Person demographics\":{\"Title\":\"\xff\"}}}", "/PersonalisedCSP/Person demographics/Title"},
		"half a good and bad": {`{"AboutMe":{"About Me":{}},"PersonalisedCSP":{"x":1}}`, "/PersonalisedCSP/x"},
		"too large":           {strings.Repeat(" ", longestImport+1), ""},
	} {
		_, err := w.Import(nurse, "anna", []byte(c.file))
		var f *fault.Error
		if fault.CodeOf(err) != fault.Invalid || !errors.As(err, &f) || f.Column != c.where || f.Fix == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(w.held("anna").Entries); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

// TestFull: a plan does not grow without end, and what is refused leaves nothing behind.
func TestFull(t *testing.T) {
	w := opened(t)
	file := `{"PersonalisedCSP":{"Person demographics":{"Person alias":["x"` + strings.Repeat(`,"x"`, mostEntries-2) + `]}}}`
	if _, err := w.Import(nurse, "mary", []byte(file[:len(file)-4]+`,"x"]}}}`)); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("too much: %v", err)
	}
	if n := len(w.held("mary").Entries); n != 0 {
		t.Errorf("%d entries are left", n)
	}
	made, err := w.Import(nurse, "mary", []byte(file))
	if err != nil || made != mostEntries {
		t.Fatalf("%d, %v", made, err)
	}
	if _, err := w.Add(nurse, "mary", New{Standard: csp, Element: alias, Value: "one more"}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("one more: %v", err)
	}
}

// FuzzImport: whatever is read is kept and comes out as what comes in as the same.
func FuzzImport(f *testing.F) {
	f.Add([]byte(`{"PersonalisedCSP":{"Person demographics":{"Person alias":["Molly",""]},"Care and support plan":{"Needs, concerns or problems":[{"Free text":"x"},{}]}}}`))
	f.Add([]byte(`{"AboutMe":{"About Me":{"About Me record entry":{"Date last updated":"31/02"}}}}`))
	f.Add([]byte(`{"AboutMe":null}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		parts, err := parse(file)
		var wrong *fault.Error
		if err != nil && (!errors.As(err, &wrong) || wrong.Code != fault.Invalid || wrong.Fix == "") {
			t.Fatalf("%v", err)
		}
		if err == nil {
			check(t, nil, parts)
		}
	})
}

// check tells whether parts stand where the standard has them.
func check(t *testing.T, in *standard.Element, all []part) {
	t.Helper()
	seen := map[*standard.Element]int{}
	for _, p := range all {
		if seen[p.of]++; p.of.Parent != in || seen[p.of] > 1 && !p.of.Many || p.value != "" && !p.of.Leaf() {
			t.Errorf("%s stands where it must not", p.of.Path)
		}
		check(t, p.of, p.in)
	}
}
