package smart

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseScopes(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"patient/*.rs":               "patient/*.rs",
		"user/*.cruds openid launch": "launch openid user/*.cruds",
		"patient/Observation.s patient/Observation.r":   "patient/Observation.rs",
		"patient/Observation.rs patient/*.rs":           "patient/*.rs",
		"patient/Observation.rs patient/*.r":            "patient/*.r patient/Observation.rs",
		"patient/*.read":                                "patient/*.read",
		"user/Patient.write":                            "user/Patient.write",
		"system/*.*":                                    "system/*.*",
		"patient/*.read patient/*.write":                "patient/*.*",
		"patient/*.read patient/*.c":                    "patient/*.crs",
		"profile openid":                                "openid fhirUser",
		"patient/Observation.rs?b=2&a=1&b=2":            "patient/Observation.rs?a=1&b=2",
		"patient/Observation.rs?a=1 patient/*.rs":       "patient/*.rs",
		"patient/Observation.rs?a=1 patient/*.r":        "patient/*.r patient/Observation.rs?a=1",
		"patient/Observation.rs?category=http://x|y%26": "patient/Observation.rs?category=http%3A%2F%2Fx%7Cy%26",
	} {
		got, err := ParseScopes(text)
		if err != nil || got.String() != want {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
	for _, wrong := range []string{
		"patient", "patient/", "patient/*", "patient/*.", "patient/.rs", "patient/*.sr", "patient/*.rr", "patient/*.x", "patient/*.rsx", "patient/*.Rs", "patient/*.reads",
		"Patient/*.rs", "staff/*.rs", "patient/observation.rs", "patient/Nothing.rs", "patient/Resource.rs", "patient/DomainResource.rs", "patient/HumanName.rs", "patient/**.rs",
		"patient/*.rs?a=1", "patient/Observation.rs?", "patient/Observation.rs?a", "patient/Observation.rs?a=", "patient/Observation.rs?=a", "patient/Observation.read?a=1", "patient/Observation.rs?%zz=1",
		"patient/Observation.rs?a=1;b=2", "*", "openID", "superuser", "launch/encounter", "patient/*.rs,user/*.rs", "\x00", "patient/*.rs\x00", "patient/\xff.rs",
		"patient/Observation.rs?a=" + strings.Repeat("x", longestScope), strings.Repeat("patient/*.rs ", longestScopes/13+1),
	} {
		if got, err := ParseScopes(wrong); err == nil {
			t.Errorf("%q is read as %s", wrong, got)
		}
	}
	many := ""
	for i := range mostScopes + 1 {
		many += "patient/Observation.r?a=" + strings.Repeat("1", i%20+1) + " "
	}
	if _, err := ParseScopes(many); err == nil {
		t.Error("there is no end of scopes")
	}
}

func TestAllows(t *testing.T) {
	scopes := done(ParseScopes("patient/Observation.rs patient/Patient.r user/*.cu system/Group.rs user/Task.d user/Condition.s?category=problem-list-item"))(t)
	for _, c := range []struct {
		level, typ, interaction string
		want                    bool
	}{
		{Patient, "Observation", "read", true},
		{Patient, "Observation", "vread", true},
		{Patient, "Observation", "history-instance", true},
		{Patient, "Observation", "search-type", true},
		{Patient, "Observation", "history-type", true},
		{Patient, "Observation", "create", false},
		{Patient, "Observation", "update", false},
		{Patient, "Observation", "patch", false},
		{Patient, "Observation", "delete", false},
		{Patient, "Condition", "read", false},
		{Patient, "Patient", "search-type", false},
		{Patient, "Patient", "$everything", true},
		{Patient, "Patient", "$match", false},
		{Patient, "", "search-system", false},
		{Patient, "Patient", "search-compartment", true},
		{Patient, "", "transaction", true},
		{User, "Observation", "read", false},
		{User, "Observation", "create", true},
		{User, "Observation", "patch", true},
		{User, "Task", "delete", true},
		{User, "Observation", "delete", false},
		{User, "Condition", "search-type", false},
		{User, "Condition", "", false},
		{User, "Condition", "no-such", false},
		{System, "Group", "read", true},
		{System, "", "history-system", false},
		{"", "Group", "read", false},
	} {
		if got := scopes.Allows(c.level, c.typ, c.interaction); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
	if where := scopes.Limits(User, "Condition", "search-type"); len(where) != 1 || where[0] != "category=problem-list-item" {
		t.Errorf("limits: %q", where)
	}
	if all := done(ParseScopes("user/*.s"))(t); !all.Allows(User, "", "search-system") || !all.Allows(User, "", "history-system") || all.Allows(User, "", "batch") != true || (Scopes{}).Allows(User, "", "batch") {
		t.Error("what concerns every type")
	}
}

// scopesDrawn draws scopes of few types, so that they often meet.
func scopesDrawn(label string) *rapid.Generator[Scopes] {
	return rapid.Custom(func(t *rapid.T) Scopes {
		var all []Scope
		for range rapid.IntRange(0, 5).Draw(t, label+" number") {
			s := Scope{
				Level: rapid.SampledFrom([]string{Patient, User}).Draw(t, label+" level"),
				Type:  rapid.SampledFrom([]string{"*", "Observation", "Patient"}).Draw(t, label+" type"),
				Acts:  Acts(rapid.IntRange(1, 31).Draw(t, label+" acts")),
				first: rapid.Bool().Draw(t, label+" first"),
			}
			if s.Type != "*" {
				s.Where = rapid.SampledFrom([]string{"", "", "a=1", "b=2"}).Draw(t, label+" where")
			}
			s.first = s.first && s.Where == ""
			all = append(all, s)
		}
		return scopesOf(all, rapid.SliceOf(rapid.SampledFrom(words)).Draw(t, label+" words"))
	})
}

// TestScopesAgree: what two have in common allows what both allow, is within both, and
// is the same after it was written and read.
func TestScopesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := scopesDrawn("a").Draw(t, "a"), scopesDrawn("b").Draw(t, "b")
		both := a.Both(b)
		if !both.Within(a) || !both.Within(b) {
			t.Errorf("%s is not within %s and %s", both, a, b)
		}
		within := true
		for _, level := range []string{Patient, User, System} {
			for _, typ := range []string{"", "Observation", "Patient", "Condition"} {
				for interaction := range needs {
					x, y := a.Allows(level, typ, interaction), b.Allows(level, typ, interaction)
					if needs[interaction].any {
						continue // it asks for any scope at all
					}
					if both.Allows(level, typ, interaction) != (x && y) {
						t.Errorf("%s of %s and %s: %s %s %s", both, a, b, level, typ, interaction)
					}
					within = within && (!x || y)
				}
			}
		}
		if a.Within(b) && !within {
			t.Errorf("%s is not within %s", a, b)
		}
		for _, s := range []Scopes{a, b, both} {
			again, err := ParseScopes(s.String())
			if err != nil || again.String() != s.String() || !again.Within(s) || !s.Within(again) {
				t.Errorf("%s is read as %s, %v", s, again, err)
			}
		}
	})
}

// FuzzScopes: whatever is read means the same when it was written and read again.
func FuzzScopes(f *testing.F) {
	for _, text := range []string{"patient/*.rs openid", "user/Observation.cruds?category=a|b&code=x", "system/*.read patient/Patient.write", "launch/patient profile", "patient/*.sr"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScopes(text)
		if err != nil {
			return
		}
		again, err := ParseScopes(s.String())
		if err != nil || again.String() != s.String() || !again.Within(s) || !s.Within(again) {
			t.Errorf("%q is written %q and read %q, %v", text, s, again, err)
		}
		if s.Allows(System, "", "search-system") && !strings.Contains(text, "system/*.") {
			t.Errorf("%q allows all", text)
		}
	})
}
