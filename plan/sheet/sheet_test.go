package sheet

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/store"
)

func TestPlan(t *testing.T) {
	engines(t, func(w *world) {
		w.set(nurse, Edit{Standard: csp, Element: important, Value: "My cat\r\nand the allotment"})
		need := w.add(nurse, New{Standard: csp, Element: needs})
		w.set(joan, Edit{Under: need.ID, Element: "Free text", Value: "The stairs"})
		goal := w.add(joan, New{Under: need.ID, Element: "Goals and hopes"})
		w.set(joan, Edit{Under: goal.ID, Element: "Goal importance score", Value: " 9 "})
		w.set(joan, Edit{Under: goal.ID, Element: "Free text", Value: "Get out on Thursdays"})
		action := w.add(joan, New{Under: goal.ID, Element: "Actions and activities"})
		w.set(joan, Edit{Under: action.ID, Element: "Who > Name", Value: "Lee, housing"})
		w.set(joan, Edit{Under: action.ID, Element: "When", Value: "every Thursday"})
		w.add(nurse, New{Standard: csp, Element: needs + ""})
		want := `About me:
  What is most important to me:
    What is most important to me: My cat
and the allotment
Care and support plan:
  Needs, concerns or problems:
    Free text: The stairs
    Goals and hopes:
      Free text: Get out on Thursdays
      Goal importance score: 9
      Actions and activities:
        Who:
          Name: Lee, housing
        When: every Thursday
  Needs, concerns or problems:
`
		if diff := cmp.Diff(want, outline(w.sheet("mary").Entries)); diff != "" {
			w.Error(diff)
		}
		if all := w.sheet("mary").At(csp, needs+" > Goals and hopes"); len(all) != 1 || all[0].ID != goal.ID || all[0].By != "joan" {
			w.Errorf("%+v", all)
		}
		if len(w.sheet("somebody else").Entries) != 0 {
			w.Error("somebody else has a plan")
		}
	})
}

func TestBothTextsAreKept(t *testing.T) {
	engines(t, func(w *world) {
		first := w.set(nurse, Edit{Standard: csp, Element: important, Value: "The cat"}).Entry
		e := Edit{Entry: first.ID, Seen: 1}
		e.Value = "The cat and Joan"
		if got := w.set(joan, e); got.Aside != nil || got.Entry.Version != 2 || got.Entry.Value != e.Value {
			w.Errorf("%+v", got)
		}
		e.Value = "The cat called Tom"
		late := w.set(nurse, e)
		if late.Aside == nil || late.Aside.Value != e.Value || late.Entry.Value != "The cat and Joan" || late.Entry.Version != 2 {
			w.Fatalf("%+v", late)
		}
		e.Value = "The cat called Tom, of course"
		further := w.set(nurse, e)
		if further.Aside.ID != late.Aside.ID || further.Aside.Version != 2 {
			w.Errorf("goes on in another: %+v", further.Aside)
		}
		if all := w.asides("mary"); len(all) != 1 || all[0].Value != e.Value || all[0].By != "nurse" || all[0].Seen != 1 {
			w.Errorf("aside %+v", all)
		}
		if n := w.sheet("mary").At(csp, important); len(n[0].Asides) != 1 {
			w.Errorf("beside it %+v", n[0].Asides)
		}
		for name, c := range map[string]Choice{
			"an old aside": {further.Aside.ID, 1, 2, Ours}, "an old entry": {further.Aside.ID, 2, 1, Ours}, "neither": {further.Aside.ID, 2, 2, "both"}, "none": {999, 1, 1, Ours},
		} {
			if _, err := w.Resolve(joan, "mary", c); fault.CodeOf(err) != map[string]fault.Code{"neither": fault.Invalid, "none": fault.NotFound}[name] && fault.CodeOf(err) != fault.Conflict {
				w.Errorf("%s: %v", name, err)
			}
		}
		got, err := w.Resolve(joan, "mary", Choice{further.Aside.ID, 2, 2, Ours})
		if err != nil || got.Value != e.Value || got.Version != 3 || len(w.asides("mary")) != 0 {
			w.Errorf("ours: %+v, %v", got, err)
		}
		if _, err := w.Resolve(nurse, "mary", Choice{further.Aside.ID, 2, 3, Theirs}); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("twice: %v", err)
		}
		again := w.set(nurse, Edit{Entry: first.ID, Seen: 2, Value: "Neither"})
		got, err = w.Resolve(nurse, "mary", Choice{again.Aside.ID, 1, 3, Theirs})
		if err != nil || got.Value != e.Value || got.Version != 3 {
			w.Errorf("theirs: %+v, %v", got, err)
		}
		var past []string
		for _, c := range w.changes("mary", Past{Entry: first.ID}) {
			past = append(past, strings.Join([]string{c.By, string(c.Done), c.From, c.To}, "|"))
		}
		want := []string{
			"nurse|took-theirs||Neither", "nurse|kept-aside||Neither", "joan|took-ours|The cat and Joan|The cat called Tom, of course",
			"nurse|kept-aside||The cat called Tom, of course", "nurse|kept-aside||The cat called Tom", "joan|wrote|The cat|The cat and Joan", "nurse|added||The cat",
		}
		if diff := cmp.Diff(want, past); diff != "" {
			w.Error(diff)
		}
		if page := w.changes("mary", Past{Most: 2}); len(page) != 2 || len(w.changes("mary", Past{Before: page[1].ID})) != 7 {
			w.Errorf("pages of changes: %+v", page) // two groups were added on the way
		}
	})
}

// TestLostReplies: a page that does not know what became of its last save is no other person.
func TestLostReplies(t *testing.T) {
	engines(t, func(w *world) {
		at := Edit{Standard: csp, Element: important, Page: "p1"}
		write := func(ctx context.Context, page string, seen int64, value string) Saved {
			e := at
			e.Page, e.Seen, e.Value = page, seen, value
			return w.set(ctx, e)
		}
		write(nurse, "p1", 0, "The")
		if got := write(nurse, "p1", 0, "The cat"); got.Aside != nil || got.Entry.Version != 2 {
			w.Errorf("the same page went on: %+v", got)
		}
		if got := write(nurse, "p2", 0, "The dog"); got.Aside == nil {
			w.Errorf("another page of hers: %+v", got.Entry)
		}
		if got := write(joan, "p1", 0, "The goat"); got.Aside == nil {
			w.Errorf("somebody else: %+v", got.Entry)
		}
		write(joan, "p3", 2, "The cat Tom")
		if got := write(nurse, "p1", 1, "The cat"); got.Aside != nil || got.Entry.Value != "The cat Tom" {
			w.Errorf("what was taken already: %+v", got)
		}
		if got := write(nurse, "p4", 2, "The cat"); got.Aside != nil || got.Entry.Value != "The cat Tom" {
			w.Errorf("a field that was not touched: %+v", got)
		}
		if got := write(nurse, "p1", 2, "The cat is old"); got.Aside == nil {
			w.Errorf("somebody wrote meanwhile: %+v", got)
		}
		form := New{Standard: csp, Element: needs + " > Free text", Token: "f1", Value: "x"}
		if _, err := w.Add(nurse, "mary", form); fault.CodeOf(err) != fault.Invalid {
			w.Errorf("under none of several: %v", err)
		}
		form = New{Standard: csp, Element: alias, Token: "f1", Value: "Polly"}
		one := w.add(nurse, form)
		if two := w.add(nurse, form); two.ID != one.ID || two.Version != 1 {
			w.Errorf("a form that was sent twice: %+v", two)
		}
		form.Value = "Molly"
		if two := w.add(nurse, form); two.ID != one.ID || two.Value != "Molly" {
			w.Errorf("with another text: %+v", two)
		}
		if one, two := w.add(nurse, New{Standard: csp, Element: "About me"}), w.add(joan, New{Standard: csp, Element: "About me"}); one.ID != two.ID {
			w.Error("two of what stands once")
		}
	})
}

func TestOutOfSight(t *testing.T) {
	engines(t, func(w *world) {
		need := w.add(nurse, New{Standard: csp, Element: needs})
		text := w.set(nurse, Edit{Under: need.ID, Element: "Free text", Value: "The stairs"}).Entry
		if _, err := w.Remove(joan, "mary", need.ID, 7); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("an old page: %v", err)
		}
		out, err := w.Remove(joan, "mary", need.ID, need.Version)
		must(w, err)
		if len(w.sheet("mary").At(csp, needs)) != 0 {
			w.Error("still in sight")
		}
		late := w.set(nurse, Edit{Entry: text.ID, Seen: 1, Value: "The stairs and the lift"})
		if late.Aside == nil {
			w.Fatalf("written into what was taken out: %+v", late)
		}
		choice := Choice{late.Aside.ID, 1, 1, Ours}
		if _, err := w.Resolve(nurse, "mary", choice); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("resolved out of sight: %v", err)
		}
		if _, err := w.Add(nurse, "mary", New{Under: need.ID, Element: "Goals and hopes"}); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("added out of sight: %v", err)
		}
		w.read(func(tx *store.Tx) error {
			if all, err := w.Removed(reader, tx, "mary"); err != nil || len(all) != 1 || all[0].ID != need.ID {
				w.Errorf("removed %+v, %v", all, err)
			}
			return nil
		})
		_, err = w.Restore(nurse, "mary", need.ID, out.Version)
		must(w, err)
		if _, err := w.Restore(nurse, "mary", need.ID, out.Version); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("restored twice: %v", err)
		}
		got, err := w.Resolve(nurse, "mary", choice)
		if err != nil || got.Value != "The stairs and the lift" {
			w.Errorf("%+v, %v", got, err)
		}
		about := w.add(nurse, New{Standard: csp, Element: "About me"})
		out, err = w.Remove(nurse, "mary", about.ID, 1)
		must(w, err)
		w.set(nurse, Edit{Standard: csp, Element: important, Value: "The cat"})
		if _, err := w.Restore(nurse, "mary", about.ID, out.Version); fault.CodeOf(err) != fault.Conflict {
			w.Errorf("two of what stands once: %v", err)
		}
	})
}

func TestMove(t *testing.T) {
	engines(t, func(w *world) {
		ids := map[string]int64{}
		for _, name := range []string{"a", "b", "c", "d"} {
			ids[name] = w.add(nurse, New{Standard: csp, Element: alias, Value: name}).ID
		}
		for _, c := range []struct{ who, before, want string }{{"d", "a", "dabc"}, {"d", "", "abcd"}, {"b", "d", "acbd"}, {"b", "b", "acdb"}} {
			_, err := w.Move(nurse, "mary", ids[c.who], ids[c.before])
			if c.who == c.before {
				if fault.CodeOf(err) != fault.Invalid {
					w.Errorf("before itself: %v", err)
				}
				continue
			}
			must(w, err)
			got := ""
			for _, n := range w.sheet("mary").At(csp, alias) {
				if got += n.Value; n.Version != 1 {
					w.Errorf("moving disturbs who writes: %+v", n.Entry)
				}
			}
			if got != c.want {
				w.Errorf("%s before %q: %s, want %s", c.who, c.before, got, c.want)
			}
		}
	})
}

func TestWhoMay(t *testing.T) {
	w := opened(t)
	e := w.set(nurse, Edit{Standard: csp, Element: important, Value: "The cat"}).Entry
	research := access.With(context.Background(), &access.Actor{Account: "r", Teams: []string{"matrons"}, Purpose: "research"})
	for name, ctx := range map[string]context.Context{"nobody": context.Background(), "another team": as("x", "homes"), "who sees pseudonyms": research, "who may only read": reader} {
		for what, err := range map[string]error{
			"set":     second(w.Set(ctx, "mary", Edit{Entry: e.ID, Seen: 1, Value: "x"})),
			"add":     second(w.Add(ctx, "mary", New{Standard: csp, Element: alias})),
			"remove":  second(w.Remove(ctx, "mary", e.ID, 1)),
			"restore": second(w.Restore(ctx, "mary", e.ID, 1)),
			"move":    second(w.Move(ctx, "mary", e.ID, 0)),
			"resolve": second(w.Resolve(ctx, "mary", Choice{})),
			"import":  second(w.Import(ctx, "mary", []byte("{}"))),
		} {
			if fault.CodeOf(err) != fault.Denied {
				t.Errorf("%s may %s: %v", name, what, err)
			}
		}
		w.read(func(tx *store.Tx) error {
			for what, err := range map[string]error{
				"read": second(w.Sheet(ctx, tx, "mary")), "changes": second(w.Changes(ctx, tx, "mary", Past{})), "asides": second(w.Asides(ctx, tx, "mary")),
				"removed": second(w.Removed(ctx, tx, "mary")), "look": w.MayRead(ctx, tx, "mary"), "export": second(w.Export(ctx, tx, "mary")),
			} {
				if ctx == reader && what != "export" {
					must(t, err)
				} else if fault.CodeOf(err) != fault.Denied {
					t.Errorf("%s may %s: %v", name, what, err)
				}
			}
			return nil
		})
	}
	if s := w.sheet("mary"); s.At(csp, important)[0].Value != "The cat" || len(w.noted) != 1 {
		t.Errorf("something came of it: %v", w.noted)
	}
}

func second[T any](_ T, err error) error { return err }

// TestTold: the audit and the event say where in the plan, and never what it says.
func TestTold(t *testing.T) {
	engines(t, func(w *world) {
		e := w.set(nurse, Edit{Standard: csp, Element: important, Value: "secret"}).Entry
		w.set(nurse, Edit{Entry: e.ID, Seen: 1, Value: "secret"})
		w.set(joan, Edit{Entry: e.ID, Seen: 1, Value: "secret of hers"})
		if len(w.noted) != 2 || w.noted[0].Reason != important || w.noted[0].People[0] != "mary" || w.noted[0].Type != PlanType {
			w.Errorf("%+v", w.noted)
		}
		w.read(func(tx *store.Tx) error {
			n := 0
			for row, err := range tx.Query("SELECT topic, subject, payload FROM store_event ORDER BY id") {
				var topic, subject, payload string
				must(w, err)
				must(w, row.Scan(&topic, &subject, &payload))
				if n++; topic != Changed || subject != "mary" || strings.Contains(payload, "secret") || !strings.Contains(payload, `"entries"`) {
					w.Errorf("%s %s %s", topic, subject, payload)
				}
			}
			if n != 2 {
				w.Errorf("%d events", n)
			}
			return nil
		})
	})
}
