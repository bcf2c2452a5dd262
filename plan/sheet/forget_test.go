package sheet

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/store"
)

func TestForget(t *testing.T) {
	engines(t, func(w *world) {
		e := w.set(nurse, Edit{Standard: csp, Element: important, Value: "a"}).Entry
		w.set(nurse, Edit{Entry: e.ID, Seen: 1, Value: "b"})
		w.set(joan, Edit{Entry: e.ID, Seen: 1, Value: "c"})
		_, err := w.Set(nurse, "anna", Edit{Standard: csp, Element: important, Value: "hers"})
		must(w, err)
		if h := w.held("mary"); len(h.Entries) != 3 || len(h.Changes) != 5 || len(h.Asides) != 1 || h.Changes[4].To != "c" || h.Changes[3].From != "a" {
			w.Errorf("held %+v", h)
		}
		must(w, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Forget(context.Background(), tx, "mary", nil) }))
		if h := w.held("mary"); len(h.Entries)+len(h.Changes)+len(h.Asides) != 0 {
			w.Errorf("left %+v", h)
		}
		w.read(func(tx *store.Tx) error {
			if all, err := w.People(tx); err != nil || len(all) != 1 || all[0] != "anna" {
				w.Errorf("left %v, %v", all, err)
			}
			return nil
		})
	})
}

func TestBecome(t *testing.T) {
	engines(t, func(w *world) {
		set := func(person, element, value string) {
			_, err := w.Set(nurse, person, Edit{Standard: csp, Element: element, Value: value})
			must(w, err)
		}
		wellness, dos := "About me > My wellness > My wellness", "About me > Please do and please don't > Please do and please don't"
		set("mary", important, "The cat")
		set("molly", important, "The allotment")
		set("mary", wellness, "Good days")
		set("molly", wellness, "Good days")
		set("molly", dos, "Speak up")
		for _, person := range []string{"mary", "molly"} {
			_, err := w.Add(nurse, person, New{Standard: csp, Element: alias, Value: person, Token: "t"})
			must(w, err)
		}
		must(w, w.db.Write(joan, func(tx *store.Tx) error { return w.Become(tx, "molly", "mary") }))
		want := `Person demographics:
  Person alias: mary
  Person alias: molly
About me:
  What is most important to me:
    What is most important to me: The cat
  My wellness:
    My wellness: Good days
  Please do and please don't:
    Please do and please don't: Speak up
`
		if diff := cmp.Diff(want, outline(w.sheet("mary").Entries)); diff != "" {
			w.Error(diff)
		}
		if all := w.asides("mary"); len(all) != 1 || all[0].Value != "The allotment" || all[0].By != "nurse" {
			w.Errorf("aside %+v", all)
		} else if _, err := w.Resolve(nurse, "mary", Choice{all[0].ID, 1, 1, Ours}); err != nil {
			w.Error(err)
		}
		if h := w.held("molly"); len(h.Entries)+len(h.Changes)+len(h.Asides) != 0 {
			w.Errorf("left %+v", h)
		}
		must(w, w.db.Write(joan, func(tx *store.Tx) error { return w.Become(tx, "nobody", "mary") }))
	})
}
