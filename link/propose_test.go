package link

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMapFindsUsualHeaders(t *testing.T) {
	cfg := DefaultConfig()
	m, unknown := cfg.Map([]string{"\ufeffrec_id", " given_name", "Surname", " street_number", "address_1", "DOB", "soc_sec_id", "Post Code", "E-mail", "colour", "GP Code"})
	if len(unknown) > 0 {
		t.Errorf("unknown %v", unknown)
	}
	var r Record
	m.Fill(&r, []string{"1", " Ann ", "Lee", "3", "High St", "1950-01-02", "12345", "qa1 1aa", "a@b.org", "red", "P81"})
	want := Record{GivenName: "Ann", FamilyName: "Lee", Address: "3 High St", BirthDate: "1950-01-02", NHSNumber: "12345", Postcode: "qa1 1aa", Email: "a@b.org", Further: [MaxFurther]string{"P81"}}
	if d := cmp.Diff(want, r); d != "" {
		t.Error(d)
	}
}

func TestMapFollowsTheConfiguration(t *testing.T) {
	cfg := Config{Fields: []Field{
		{Name: "full_name", Columns: []string{"who"}},
		{Name: "address", Columns: []string{"line", "town"}},
		{Name: "job", Kind: Category, Columns: []string{"work"}},
		{Name: "phone", Columns: []string{"tel"}},
	}}
	m, unknown := cfg.Map([]string{"Who", "town", "line", "WORK"})
	if len(unknown) != 1 || unknown[0].Name != "phone" {
		t.Errorf("unknown %v", unknown)
	}
	for full, want := range map[string][2]string{"O'Brien, Mary Ann": {"Mary Ann", "O'Brien"}, "Mary Ann O'Brien": {"Mary Ann", "O'Brien"}, "Cher": {"", "Cher"}} {
		var r Record
		m.Fill(&r, []string{full, "Weston", "1 High St", "baker"})
		if r.GivenName != want[0] || r.FamilyName != want[1] || r.Address != "1 High St Weston" || r.Further[0] != "baker" {
			t.Errorf("%s: %+v", full, r)
		}
	}
}

// TestProposeLooksAtContents gives columns whose headers say nothing.
func TestProposeLooksAtContents(t *testing.T) {
	s := Sample{Columns: []string{"ref", "a", "b", "c", "d", "e", "f", "g", "last_updated"}}
	for i := range 200 {
		s.Rows = append(s.Rows, []string{
			fmt.Sprint(i), fmt.Sprintf("%d-0%d-11", 1930+i%80, 1+i%9), validNHS(i + 1), fmt.Sprintf("QA%d %dAB", 1+i%20, i%10), fmt.Sprintf("p%d@example.org", i),
			[]string{"M", "F"}[i%2], fmt.Sprintf("0163296%04d", i), []string{"baker", "nurse", "clerk", "", "cook"}[i%5], fmt.Sprintf("2024-01-%02d", 1+i%28),
		})
	}
	cfg := Propose([]Sample{s}, "ref")
	got := map[string]string{}
	for _, f := range cfg.Fields {
		got[f.Name] = strings.Join(f.Columns, "+")
	}
	want := map[string]string{"birth_date": "a", "nhs_number": "b", "postcode": "c", "email": "d", "sex": "e", "phone": "f", "g": "g"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestProposeTakesTheHeadersOfEveryFile(t *testing.T) {
	cfg := Propose([]Sample{{Columns: []string{"id", "dob", "surname"}}, {Columns: []string{"id", "date_of_birth", "last_name", "forename"}}}, "id")
	for _, f := range cfg.Fields {
		if f.Name == "birth_date" && len(f.Columns) != 2 || f.Name == "given_name" && len(f.Columns) != 1 {
			t.Errorf("%+v", f)
		}
	}
}

// TestWrittenConfigurationsReadBack writes any configuration and reads it.
func TestWrittenConfigurationsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := DefaultConfig()
		texts := rapid.SliceOfN(rapid.StringMatching(`[a-zA-Z#:, \]"'ü-]{1,8}`), 1, 3)
		if rapid.Bool().Draw(t, "fields") {
			cfg.Fields = []Field{{Name: "given_name", Columns: texts.Draw(t, "given")}, {Name: "job", Kind: Kind(rapid.IntRange(0, int(kinds)-1).Draw(t, "kind")), Columns: texts.Draw(t, "job")}}
			cfg.Blocking = append(cfg.Blocking[:3:3], []string{"job", "sex"})
			cfg.Comparisons = []string{"given_name", "job", "sex"}
		}
		cfg.Threshold = rapid.Float64Range(0.1, 100).Draw(t, "threshold")
		for range rapid.IntRange(0, 2).Draw(t, "pairs") {
			one := func(name string) Registration { return Registration{texts.Draw(t, name)[0], texts.Draw(t, name)[0]} }
			cfg.Together = append(cfg.Together, RegistrationPair{one("a"), one("b")})
		}
		var b strings.Builder
		if err := cfg.Write(&b); err != nil {
			t.Fatal(err)
		}
		back, problems := ParseConfig("link.yaml", []byte(b.String()))
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, b.String())
		}
		if d := cmp.Diff(cfg, back); d != "" {
			t.Fatalf("%s\n%s", d, b.String())
		}
	})
}
