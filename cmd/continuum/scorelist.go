package main

import (
	"cmp"
	"strings"

	"continuum/target/instrument"
)

// listInstruments lists all instruments with source and validity.
func (a *app) listInstruments(set *instrument.Set) error {
	if a.json {
		return a.print(map[string]any{"instruments": set.All()})
	}
	for n, i := range set.All() {
		if n > 0 {
			a.line("")
		}
		a.describe(i)
	}
	return nil
}

// showInstrument describes one instrument whole.
func (a *app) showInstrument(set *instrument.Set, name string) error {
	i, err := set.Find(name)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(i)
	}
	a.describe(i)
	for _, it := range i.Items {
		a.line("  item      %s (%s): %s", it.Name, itemKind(it), it.Title)
	}
	for _, s := range i.Scores {
		a.line("  score     %s: %s", s.Name, cmp.Or(s.Title, s.Name))
	}
	if len(i.Conditions) > 0 && !i.Hide {
		var ids []string
		for _, c := range i.Conditions {
			ids = append(ids, c.ID)
		}
		a.line("  flags     %s", strings.Join(ids, ", "))
	}
	return nil
}

func itemKind(it instrument.Item) string {
	kind := strings.ReplaceAll(it.Type, "_", "/")
	if len(it.Choices) > 0 {
		kind = strings.Join(it.Choices, ", ")
	}
	switch {
	case it.Default != nil:
		kind += ", " + it.Text(*it.Default) + " where it is missing"
	case it.Weights != "":
		kind += ", or made of the conditions"
	}
	return kind
}

// describe writes an instrument's name, source and validity.
func (a *app) describe(i *instrument.Instrument) {
	own := ""
	if i.Local {
		own = " (the place's own)"
	}
	a.line("%s: %s%s", i.Name, i.Title, own)
	a.line("  %s", i.About)
	for _, s := range i.Sources {
		a.line("  source    %s", s)
	}
	a.line("  valid     %s%s", i.Validity.Population, since(i.Validity))
	if i.Codes.System != "" {
		a.line("  codes     %s", cmp.Or(i.Codes.Edition, i.Codes.System))
	}
	for _, w := range i.Validity.Warnings {
		a.line("  beware    %s", w)
	}
}

func since(v instrument.Validity) string {
	var text string
	if v.From != "" {
		text += "; from " + v.From
	}
	if v.Until != "" {
		text += " until " + v.Until
	}
	return text
}
