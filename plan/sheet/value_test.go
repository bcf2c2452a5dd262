package sheet

import (
	"errors"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/plan/standard"
)

func TestRefuses(t *testing.T) {
	w := opened(t)
	goal := "Goals and hopes > Goal importance score"
	need := w.add(nurse, New{Standard: csp, Element: needs}).ID
	goals := w.add(nurse, New{Under: need, Element: "Goals and hopes"}).ID
	for name, c := range map[string]struct {
		edit  Edit
		field string
		fix   string
	}{
		"too long":             {Edit{Standard: csp, Element: important, Value: strings.Repeat("x", Longest+1)}, "What is most important to me", "shorten"},
		"a NUL":                {Edit{Standard: csp, Element: important, Value: "a\x00b"}, "What is most important to me", "plain text"},
		"no UTF-8":             {Edit{Standard: csp, Element: important, Value: "a\xff"}, "What is most important to me", "plain text"},
		"31 February":          {Edit{Standard: csp, Element: review, Value: "31/02/2027"}, review, "several"},
		"a score of 11":        {Edit{Under: goals, Element: "Goal importance score", Value: "11"}, "Goal importance score", "7.5"},
		"a score in words":     {Edit{Under: goals, Element: "Goal importance score", Value: "very"}, "Goal importance score", "7.5"},
		"no yes":               {Edit{Standard: csp, Element: "Care and support plan > Agreed with person or legitimate representative > Person or legitimate representative", Value: "perhaps"}, "Person or legitimate representative", "yes or no"},
		"a group":              {Edit{Standard: csp, Element: "About me", Value: "x"}, "About me", "What is most important to me"},
		"a group with text":    {Edit{Entry: need, Seen: 1, Value: "x"}, "Needs, concerns or problems", "parts"},
		"no element":           {Edit{Standard: csp, Element: "About me > Nothing", Value: "x"}, "element", "from the top"},
		"no path":              {Edit{Standard: csp, Value: "x"}, "element", "from the top"},
		"no standard":          {Edit{Element: important, Value: "x"}, "standard", "AboutMe"},
		"which of several":     {Edit{Standard: csp, Element: alias, Value: "x"}, "Person alias", "add one"},
		"under which of them":  {Edit{Under: need, Element: goal, Value: "5"}, "Goals and hopes", "add one"},
		"a token without end":  {Edit{Standard: csp, Element: important, Value: "x", Page: strings.Repeat("x", 101)}, "token", "load the page"},
		"from another's place": {Edit{Under: goals, Element: "Care and support plan", Value: "x"}, "element", "from the top"},
	} {
		_, err := w.Set(nurse, "mary", c.edit)
		var f *fault.Error
		if fault.CodeOf(err) != fault.Invalid || !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "31 February" {
			continue // the way to it goes through several; TestDates has the day
		}
		for inner := f; errors.As(inner.Err, &inner); {
			f = inner
		}
		if f.Column != c.field || !strings.Contains(f.Fix, c.fix) {
			t.Errorf("%s: field %q, fix %q", name, f.Column, f.Fix)
		}
	}
	if _, err := w.Set(nurse, "mary", Edit{Entry: 999, Value: "x"}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("no such entry: %v", err)
	}
	if _, err := w.Set(nurse, "peter", Edit{Entry: need, Value: "x"}); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an entry of another person: %v", err)
	}
	if _, err := w.Set(nurse, "", Edit{Standard: csp, Element: important, Value: "x"}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("nobody's plan: %v", err)
	}
	if n := len(w.held("mary").Entries); n != 3 {
		t.Errorf("%d entries", n)
	}
}

func TestLongestText(t *testing.T) {
	engines(t, func(w *world) {
		text := strings.Repeat("é", Longest/2)
		if got := w.set(nurse, Edit{Standard: csp, Element: important, Value: text}); got.Entry.Value != text || w.sheet("mary").At(csp, important)[0].Value != text {
			w.Error("100 kB are not kept")
		}
	})
}

func TestDates(t *testing.T) {
	s, _ := standard.Of(csp)
	when, _ := s.Find(review)
	born, _ := s.Find("Person demographics > Date of birth")
	for value, want := range map[string]string{
		"2027-03-09": "2027-03-09", "9/3/2027": "2027-03-09", "09.03.2027": "2027-03-09", "09-03-27": "2027-03-09", "9 March 2027": "2027-03-09", "9th of March 2027": "2027-03-09",
		"Tuesday 9 Mar 2027, 14:30": "2027-03-09", "March 9, 2027": "2027-03-09", "09-Mar-2027": "2027-03-09", "2027-03-09T14:30:00Z": "2027-03-09", "9 Mawrth 2027": "2027-03-09",
		"29/02/2028": "2028-02-29", "29/02": "", "March 2027": "2027-03-01", "2027-03": "2027-03-01", "2027": "2027-01-01",
		"every Thursday": "", "6 weeks": "", "in 3 months": "", "2pm daily": "", "ASAP": "", "24/7": "", "  9 March 2027 ": "2027-03-09",
	} {
		kept, err := sound(when, value)
		if err != nil || kept != value {
			t.Errorf("%q: %q, %v", value, kept, err)
		}
		got := ""
		if day, is := Day(value); is {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
	for _, value := range []string{
		"31/02", "31/02/2027", "31-02-2027", "2027-02-31", "29 February 2027", "31 Febuary 2027", "2027-13-01", "2027/02/31", "0/1/2027", "31 Chwefror 2027", "2027-13", "45", "9 March 2027 25:10", "by 31/02/2027",
		"2027-02-31T10:00", "June 31", "31.6.27", "99999999999999999999/1", "/", "9/9/20270",
	} {
		if kept, err := sound(when, value); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "Planned review date") || !strings.Contains(err.Error(), "9 November 2026") {
			t.Errorf("%q: %q, %v", value, kept, err)
		}
	}
	for value, taken := range map[string]bool{"9 November 1938": true, "1938": true, "November 1938": true, "9 November": false, "long ago": false, "31/02/1938": false, "": true} {
		if _, err := sound(born, value); (err == nil) != taken {
			t.Errorf("born %q: %v", value, err)
		}
	}
}

// FuzzValue: whatever somebody writes is kept as it is, but for ends of lines and what
// stands around a number, or refused with a way to mend it.
func FuzzValue(f *testing.F) {
	var leaves []*standard.Element
	for _, s := range standard.All() {
		for e := range s.All() {
			if e.Leaf() {
				leaves = append(leaves, e)
			}
		}
	}
	for i, seed := range []string{"31/02", "9 March 2027", "yes", "7.5", "\r\n", "a\x00", "every Thursday", "\xff"} {
		f.Add(uint(i), seed)
	}
	f.Fuzz(func(t *testing.T, at uint, value string) {
		of := leaves[at%uint(len(leaves))]
		kept, err := sound(of, value)
		var wrong *fault.Error
		switch {
		case err != nil:
			if !errors.As(err, &wrong) || wrong.Code != fault.Invalid || wrong.Column == "" || wrong.Fix == "" || len(wrong.Value) > 100 {
				t.Errorf("%q: %v", value, err)
			}
		case strings.TrimSpace(kept) != strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n")):
			t.Errorf("%q is kept as %q", value, kept)
		default:
			if again, err := sound(of, kept); err != nil || again != kept {
				t.Errorf("%q is kept, and then refused: %v", kept, err)
			}
		}
	})
}
