package main

import (
	"errors"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/source"
)

// explainPlace explains a partner, team, code list or price list.
func (a *app) explainPlace(l loaded, what string) error {
	x, err := l.place.Explain(what)
	var unknown *fault.Error
	if errors.As(err, &unknown) {
		unknown.Reason = "neither a canonical table nor a partner, team, code list or price list of the place"
		if near := place.Nearest(what, source.TableNames()); near != "" {
			unknown.Fix = `did you mean "` + near + `"?`
		}
		return unknown
	}
	if err != nil {
		return err
	}
	if a.json {
		return a.print(x)
	}
	a.line("%s: %s (%s, %s:%d)", x.Name, x.Title, x.Kind, x.File, x.Line)
	for _, f := range x.Facts {
		a.line("  %-10s %s", f.Name, f.Value)
	}
	for _, m := range x.Used {
		a.line("  used in %s:%d  %s", m.File, m.Line, m.Text)
	}
	return nil
}
