package main

import "continuum/source"

type explainCmd struct {
	placeArg
	What string `arg:"" help:"A canonical table, or a partner, team, code list, price list, cohort, model, programme or instrument of the place."`
}

// explained is the answer for machines.
type explained struct {
	Table   string          `json:"table"`
	About   string          `json:"about"`
	Columns []column        `json:"columns"`
	Feeds   []source.Origin `json:"feeds"`
}

type column struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

// Run shows what feeds a table, or what anything else of the place is and who uses it.
func (c explainCmd) Run(a *app) error {
	l, err := a.sound(c.Place)
	if err != nil {
		return err
	}
	t, ok := source.TableNamed(c.What)
	if !ok {
		return a.explainPlace(l, c.What)
	}
	x := explained{Table: t.Name, About: t.About, Feeds: source.Origins(t.Name, l.feeds)}
	for _, col := range t.Columns {
		x.Columns = append(x.Columns, column{col.Name, col.Type.SQLType(), col.Required})
	}
	if a.json {
		return a.print(x)
	}
	a.line("%s: %s\n", x.Table, x.About)
	for _, col := range x.Columns {
		note := ""
		if col.Required {
			note = "  required"
		}
		a.line("  %-22s %s%s", col.Name, col.Type, note)
	}
	if len(x.Feeds) == 0 {
		a.line("\nNo feed of this place fills it.")
	}
	for _, f := range x.Feeds {
		a.line("\n%s (%s): %s\n  reads %s as %s", f.Path, f.Partner, f.Title, f.Files, f.Format)
		for _, r := range f.Rules {
			a.line("  - %s", r)
		}
	}
	return nil
}
