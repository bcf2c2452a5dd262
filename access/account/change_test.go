package account

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"continuum/internal/fault"
)

func TestAccountsAreKeptAsTheyWereGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		given := Account{
			Name: " Ann.Lee ", Display: "Ann Lee", Roles: []string{"nurse", "admin", "nurse"}, Partner: "clinic", Practice: "L81001", Teams: []string{"east"},
			Wards: []string{"clinic/Elm"}, Practitioner: "Practitioner/7", Person: "P1", Email: "ann@example.org", BreakGlass: true,
		}
		made, err := w.Add(t.Context(), given)
		wants(t, err, "")
		read, err := w.Named(t.Context(), "ANN.lee")
		wants(t, err, "")
		if !reflect.DeepEqual(made, read) || read.Name != "ann.lee" || len(read.Roles) != 2 || read.Roles[0] != "admin" || read.Source != Local {
			t.Errorf("made %+v\nread %+v", made, read)
		}
		if e := w.last(); e != (Event{Added, made.ID, "admin, nurse"}) {
			t.Errorf("noted %v", e)
		}
		_, err = w.Add(t.Context(), Account{Name: "ANN.LEE"})
		wants(t, err, fault.Conflict)
		_, err = w.Get(t.Context(), "nobody")
		wants(t, err, fault.NotFound)
		all, err := w.List(t.Context(), "", 10)
		if err != nil || len(all) != 1 {
			t.Errorf("listed %v, %v", all, err)
		}
	})
}

func TestAccountsOfAProvider(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		nothing := func(*Account) error { return nil }
		made, err := w.Add(t.Context(), Account{Name: "ann", Source: "cis2", Subject: "s1", Roles: []string{"gp"}})
		wants(t, err, "")
		in, err := w.Arrive(t.Context(), "cis2", "s1", false, nothing)
		wants(t, err, "")
		if in.ID != made.ID || in.LastSignIn.IsZero() || in.Epoch != made.Epoch || w.last() != (Event{SignedIn, made.ID, "cis2"}) {
			t.Errorf("arrived %+v, noted %v", in, w.last())
		}
		for _, c := range [][2]string{{"cis2", "s2"}, {"nhs_login", "s1"}, {Local, ""}, {"cis2", ""}} {
			_, err = w.Arrive(t.Context(), c[0], c[1], false, nothing)
			wants(t, err, fault.Denied)
		}
		_, err = w.Add(t.Context(), Account{Name: "bob", Source: "cis2", Subject: "s1"})
		wants(t, err, fault.Conflict)
		_, err = w.NewSetUp(t.Context(), made.ID)
		wants(t, err, fault.Invalid)
		wants(t, w.SetPassword(t.Context(), made.ID, good), fault.Denied)
		_, err = w.BeginPasskey(t.Context(), made.ID)
		wants(t, err, fault.Denied)
		_, err = w.Disable(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.Arrive(t.Context(), "cis2", "s1", true, func(a *Account) error { a.Disabled = false; return nil })
		wants(t, err, fault.Denied)
	})
}

func TestWhatAProviderSaysCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		says := func(roles ...string) func(*Account) error {
			return func(a *Account) error { a.Display, a.Roles, a.BreakGlass = "Ann Lee", roles, false; return nil }
		}
		first, err := w.Arrive(t.Context(), "cis2", "s1", true, says("nurse"))
		wants(t, err, "")
		if first.Display != "Ann Lee" || first.Roles[0] != "nurse" || first.Source != "cis2" || first.Name == "" {
			t.Errorf("joined as %+v", first)
		}
		same, err := w.Arrive(t.Context(), "cis2", "s1", true, says("nurse"))
		wants(t, err, "")
		if same.ID != first.ID || same.Epoch != first.Epoch {
			t.Errorf("came again as %+v", same)
		}
		other, err := w.Arrive(t.Context(), "cis2", "s1", false, says("gp"))
		wants(t, err, "")
		if other.ID != first.ID || other.Epoch == first.Epoch || other.Roles[0] != "gp" {
			t.Errorf("came in another role as %+v", other)
		}
		read, err := w.From(t.Context(), "cis2", "s1")
		if err != nil || !reflect.DeepEqual(read, other) {
			t.Errorf("read %+v, %v", read, err)
		}
		_, err = w.Arrive(t.Context(), "cis2", "s2", true, says("king"))
		wants(t, err, fault.Invalid)
		_, err = w.From(t.Context(), "cis2", "s2")
		wants(t, err, fault.NotFound)
	})
}

func TestChangesBeginAnEpochWhereRightsChange(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann", Roles: []string{"nurse"}})
		wants(t, err, "")
		var heard []string
		w.Watch(func(id string) { heard = append(heard, id) })
		for _, c := range []struct {
			name  string
			edit  func(*Account)
			ends  bool
			noted Event
		}{
			{"display", func(a *Account) { a.Display = "Ann" }, false, Event{Changed, made.ID, "display"}},
			{"email", func(a *Account) { a.Email = "a@example.org" }, false, Event{Changed, made.ID, "email"}},
			{"roles", func(a *Account) { a.Roles = append(a.Roles, "gp") }, true, Event{Changed, made.ID, "roles"}},
			{"place", func(a *Account) { a.Partner, a.Teams = "clinic", []string{"east"} }, true, Event{Changed, made.ID, "partner, teams"}},
			{"person", func(a *Account) { a.Person = "P9" }, true, Event{Changed, made.ID, "person"}},
			{"disabled", func(a *Account) { a.Disabled = true }, true, Event{Disabled, made.ID, "disabled"}},
			{"enabled", func(a *Account) { a.Disabled = false }, true, Event{Enabled, made.ID, "disabled"}},
		} {
			before, err := w.Get(t.Context(), made.ID)
			wants(t, err, "")
			after, err := w.Change(t.Context(), made.ID, before.Version, func(a *Account) error {
				c.edit(a)
				a.ID, a.Source, a.Epoch, a.Version = "other", "https://x.example", 0, 77 // stay as they are
				return nil
			})
			wants(t, err, "")
			read, err := w.Get(t.Context(), made.ID)
			wants(t, err, "")
			if !reflect.DeepEqual(after, read) || after.Version != before.Version+1 || (after.Epoch != before.Epoch) != c.ends || after.Source != Local {
				t.Errorf("%s: %+v became %+v, read %+v", c.name, before, after, read)
			}
			if w.last() != c.noted {
				t.Errorf("%s: noted %v", c.name, w.last())
			}
		}
		if len(heard) != 7 || heard[0] != made.ID {
			t.Errorf("heard %v", heard)
		}
	})
}

func TestChangesMeetEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann"})
		wants(t, err, "")
		_, err = w.Add(t.Context(), Account{Name: "bob"})
		wants(t, err, "")
		_, err = w.Change(t.Context(), made.ID, 7, func(*Account) error { return nil })
		wants(t, err, fault.Conflict)
		_, err = w.Change(t.Context(), made.ID, 0, func(a *Account) error { a.Name = "Bob"; return nil })
		wants(t, err, fault.Conflict)
		_, err = w.Change(t.Context(), "nobody", 0, func(*Account) error { return nil })
		wants(t, err, fault.NotFound)
		stop := errors.New("no")
		if _, err = w.Change(t.Context(), made.ID, 0, func(a *Account) error { a.Display = "X"; return stop }); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		same, err := w.Change(t.Context(), made.ID, 0, func(*Account) error { return nil })
		if err != nil || same.Version != 1 {
			t.Errorf("no change made version %d, %v", same.Version, err)
		}
	})
}

func TestWhatAnAccountCannotSay(t *testing.T) {
	for _, c := range []struct {
		name string
		a    Account
	}{
		{"no name", Account{}},
		{"a space", Account{Name: "ann lee"}},
		{"a long name", Account{Name: strings.Repeat("a", 101)}},
		{"a control", Account{Name: "ann\x00"}},
		{"a direction", Account{Name: "ann\u202e"}},
		{"lines", Account{Name: "ann", Display: "Ann\nLee"}},
		{"role", Account{Name: "ann", Roles: []string{"king"}}},
		{"many roles", Account{Name: "ann", Roles: strings.Fields(strings.Repeat("admin gp nurse ", 9) + "a b c d e f g h i j k l m n o p q r")}},
		{"partner", Account{Name: "ann", Partner: "shop"}},
		{"practice", Account{Name: "ann", Practice: "l81001"}},
		{"team", Account{Name: "ann", Teams: []string{"north"}}},
		{"ward", Account{Name: "ann", Wards: []string{"Elm"}}},
		{"ward of nobody", Account{Name: "ann", Wards: []string{"shop/Elm"}}},
		{"practitioner", Account{Name: "ann", Practitioner: "Patient/7"}},
		{"person", Account{Name: "ann", Person: "P 1"}},
		{"email", Account{Name: "ann", Email: "Ann <ann@example.org>"}},
		{"local subject", Account{Name: "ann", Source: Local, Subject: "s"}},
		{"no provider", Account{Name: "ann", Source: "else where", Subject: "s"}},
		{"no subject", Account{Name: "ann", Source: "cis2"}},
		{"glass", Account{Name: "ann", Source: "cis2", Subject: "s", BreakGlass: true}},
	} {
		if c.a.Source == "" {
			c.a.Source = Local
		}
		if err := c.a.check(declared{}); err == nil || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestFold(t *testing.T) {
	for given, want := range map[string]string{"Ann": "ann", " ann@Example.ORG ": "ann@example.org", "ZOË": "zoë", "Zoe\u0308": "zoë", "ａｎｎ": "ann"} {
		got, err := Fold(given)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v", given, got, err)
		}
	}
}

// Who is whose is found by the person's key, also of those who are let in no more.
func TestAccountsOfAPerson(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for name, person := range map[string]string{"zoe": "P1", "ann": "P1", "bob": "P2", "cy": ""} {
			_, err := w.Add(t.Context(), Account{Name: name, Person: person, Disabled: name == "zoe"})
			wants(t, err, "")
		}
		for person, want := range map[string]string{"P1": "ann zoe", "P2": "bob", "P3": "", "": ""} {
			all, err := w.OfPerson(t.Context(), person)
			wants(t, err, "")
			var names []string
			for _, x := range all {
				names = append(names, x.Name)
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("of %q: %q, want %q", person, got, want)
			}
		}
	})
}

// dropped is the place after it dropped a role.
type dropped struct{ declared }

func (dropped) Role(string) bool { return false }

// Whoever has what the place no longer knows can still be let in no more, and nothing
// else.
func TestDisablingNeedsNoKnownRole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann", Roles: []string{"nurse", "admin"}, Teams: []string{"east"}})
		wants(t, err, "")
		w.known = dropped{}
		_, err = w.Change(t.Context(), made.ID, 0, func(x *Account) error { x.Disabled, x.Display = true, "Ann"; return nil })
		wants(t, err, fault.Invalid)
		shut, err := w.Disable(t.Context(), made.ID)
		wants(t, err, "")
		if !shut.Disabled || shut.Epoch == made.Epoch || w.last().Action != Disabled {
			t.Errorf("%+v, noted %v", shut, w.last())
		}
		_, err = w.Enable(t.Context(), made.ID)
		wants(t, err, fault.Invalid)
	})
}
