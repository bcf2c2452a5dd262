package sheet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"continuum/access"
	"continuum/plan/sheet"
	"continuum/record/audit"
	"continuum/store"
)

// open is a gate that lets everybody through; a place has an *access.Gate.
type open struct{}

func (open) Decide(context.Context, *store.Tx, string, string, string, ...string) (access.Decision, error) {
	return access.Decision{Allowed: true}, nil
}

func (open) Pseudonymised(context.Context) (bool, error)             { return false, nil }
func (open) Append(context.Context, *store.Tx, ...audit.Entry) error { return nil }
func acting(account string) context.Context {
	return access.With(context.Background(), &access.Actor{Account: account})
}

// Two write into one field at once: both texts are kept until one of them chooses.
func Example() {
	dir, _ := os.MkdirTemp("", "plan")
	defer os.RemoveAll(dir)
	db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(dir, "place.db"), sheet.Migrations())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	sheets := sheet.Open(db, sheet.Needs{Gate: open{}})

	wellness := sheet.Edit{Standard: "PersonalisedCSP", Element: "About me > My wellness > My wellness", Value: "I walk on Thursdays."}
	first, _ := sheets.Set(acting("mary"), "p1", wellness)
	edit := sheet.Edit{Entry: first.Entry.ID, Seen: first.Entry.Version}
	edit.Value = "I walk on Thursdays, if the lift works."
	_, _ = sheets.Set(acting("mary"), "p1", edit)
	edit.Value = "Walks to the allotment."
	late, _ := sheets.Set(acting("nurse"), "p1", edit)
	fmt.Println("stands:", late.Entry.Value)
	fmt.Println("beside it:", late.Aside.Value)

	kept, _ := sheets.Resolve(acting("nurse"), "p1", sheet.Choice{Aside: late.Aside.ID, Version: late.Aside.Version, Seen: late.Entry.Version, Keep: sheet.Theirs})
	fmt.Println("stands:", kept.Value)

	edit = sheet.Edit{Standard: "PersonalisedCSP", Element: "About me > Date", Value: "31/02/2027"}
	_, err = sheets.Set(acting("mary"), "p1", edit)
	fmt.Println(err)
	// Output:
	// stands: I walk on Thursdays, if the lift works.
	// beside it: Walks to the allotment.
	// stands: I walk on Thursdays, if the lift works.
	// writing into a plan: column "Date": “Date” is no day of the calendar (found "31/02/2027"); write a day such as 9 November 2026 or 09/11/2026, or words such as “every Thursday”; what you wrote is still with you
}
