package standard

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/internal/testkit"
)

func TestEmbedded(t *testing.T) {
	known, err := all()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range known {
		names = append(names, s.Name)
		for e := range s.All() {
			if found, is := s.Find(e.Path); !is || found != e {
				t.Errorf("%s is not found by its path", e.Path)
			}
		}
		again, err := Parse("again", []byte(s.String()))
		if err != nil || again.String() != s.String() {
			t.Errorf("%s written and read is another: %v", s.Name, err)
		}
	}
	if diff := cmp.Diff([]string{"AboutMe", "PersonalisedCSP"}, names); diff != "" {
		t.Error(diff)
	}
}

// TestVectorsElements: every element of the two standards is ours, as it is in theirs.
func TestVectorsElements(t *testing.T) {
	header, rows := testkit.Table(t, filepath.Join(testkit.Vectors(t, "coordinate"), "prsb_elements.csv.gz"))
	passed := 0
	for _, row := range rows {
		r := map[string]string{}
		for i, name := range header {
			r[name] = row[i]
		}
		s, is := Of(r["standard"])
		if !is {
			continue
		}
		if got := described(s, r["path"]); got != r["kind"]+" "+r["min"]+".."+r["max"]+" "+r["value_type"] {
			t.Errorf("%s: %s: %q is ours, theirs is %v", s.Name, r["path"], got, row)
			continue
		}
		passed++
	}
	t.Logf("%d passed", passed)
}

func described(s *Standard, path string) string {
	e, is := s.Find(path)
	switch {
	case !is:
		return "absent"
	case e.Group():
		return "group " + e.Cardinality() + " "
	case e.Type == Any:
		return "item " + e.Cardinality() + " "
	}
	return "item " + e.Cardinality() + " " + string(e.Type)
}

func TestFind(t *testing.T) {
	s, _ := Of("PersonalisedCSP")
	e, is := s.Find("Care and support plan > Needs, concerns or problems > Goals and hopes > Goal importance score")
	if !is || e.Holds() != Decimal || e.Many || !e.Leaf() || !e.Parent.Many || !e.Below(e.Parent.Parent) || !e.Below(nil) || e.Parent.Below(e) {
		t.Errorf("%+v", e)
	}
	if e, is := s.Find("Formulation > Formulation record entry > Performing professional > Organisation"); !is || !e.Group() || !e.Leaf() || e.Holds() != Text {
		t.Errorf("a group without children: %+v", e)
	}
	for _, path := range []string{"", "About me >", "Care and support plan > Nothing", "Care and support plan>Strengths"} {
		if _, is := s.Find(path); is {
			t.Errorf("%q is found", path)
		}
	}
	if _, is := Of("Nothing"); is {
		t.Error("a standard that is not is found")
	}
}

func TestParseRefuses(t *testing.T) {
	head := "standard S\ntitle T\n"
	for name, c := range map[string]struct {
		text string
		line int64
	}{
		"nothing":         {"", 1},
		"no title":        {"standard S\nA 0..1 text\n", 2},
		"no elements":     {head, 3},
		"no cardinality":  {head + "A text\n", 3},
		"a wrong type":    {head + "A 0..1 number\n", 3},
		"a wrong number":  {head + "A 0..2 text\n", 3},
		"no name":         {head + "0..1 text\n", 3},
		"a path for name": {head + "A > B 0..1 text\n", 3},
		"indented first":  {head + "  A 0..1 text\n", 3},
		"an odd indent":   {head + "A 0..1\n   B 0..1 text\n", 4},
		"below an item":   {head + "A 0..1 text\n  B 0..1 text\n", 4},
		"twice":           {head + "A 0..1\n  B 0..1 text\n  B 0..1 date\n", 5},
		"a tab":           {head + "A\tB 0..1\n", 3},
		"no UTF-8":        {head + "\xff 0..1\n", 0},
		"too deep":        {head + deep(deepest+1), 3 + deepest},
	} {
		_, err := Parse("x.outline", []byte(c.text))
		var f *fault.Error
		if fault.CodeOf(err) != fault.Invalid || !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
		} else if f.Line != c.line || f.File != "x.outline" || f.Fix == "" {
			t.Errorf("%s: %v, want line %d", name, err, c.line)
		}
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "A 0..1\n")
	}
	return b.String()
}

// FuzzParse: whatever is read is written and read again as the same.
func FuzzParse(f *testing.F) {
	for _, s := range All() {
		f.Add([]byte(s.String()))
	}
	f.Add([]byte("standard S\ntitle T\n# of whom\nA 1..*\n  B, or not 0..1 text\n"))
	f.Add([]byte("standard S\r\ntitle T\r\n A 1..*  \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("fuzz", text)
		if err != nil {
			return
		}
		again, err := Parse("again", []byte(s.String()))
		if err != nil || again.String() != s.String() {
			t.Fatalf("%v\n%s", err, s)
		}
		for e := range s.All() {
			if found, is := s.Find(e.Path); !is || found != e {
				t.Errorf("%q is not found", e.Path)
			}
		}
	})
}
