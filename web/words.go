package web

import (
	"continuum/warehouse"
	"continuum/web/show"
)

// costCell is whole pounds, pence below a pound, or a dash for nothing.
func costCell(pence int64) string {
	switch {
	case pence == 0:
		return "–"
	case -100 < pence && pence < 100:
		return show.Pounds(pence)
	default:
		return show.WholePounds(pence)
	}
}

// doneWith says what was done with a row that broke a rule.
func doneWith(action string) string {
	switch action {
	case "quarantined":
		return "Row kept out"
	case "blanked":
		return "Value blanked, row kept"
	default:
		return show.Words(action)
	}
}

// howJoined says in words why a registration belongs to the person.
func howJoined(r warehouse.Registration) string {
	if r.How == "" {
		return "How it was joined is not recorded"
	}
	return show.Words(r.How)
}
