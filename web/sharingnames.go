package web

import (
	"strings"

	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
)

// practice names a GP practice that the place's files do not name: as the record knows
// an organisation of its code, else by the code. Partners that use no codes send names.
func (t *teller) practice(code string) string {
	if strings.ContainsAny(code, " ,") {
		return code
	}
	name := ""
	err := t.site.access.DB.Read(t.ctx, func(tx *store.Tx) (err error) {
		name, err = organisationName(tx, t.site.access.Record, code)
		return err
	})
	if err != nil || name == "" {
		return "GP practice " + code
	}
	return name
}

// organisationName is that of an organisation with a code of the ODS; "" where none
// that is active has a name.
func organisationName(tx *store.Tx, r Record, code string) (string, error) {
	of := record.Identity{Type: definition.ResourceOf("Organization"), System: place.ODSCode, Value: code}
	found, err := r.Identified(tx, []record.Identity{of})
	if err != nil {
		return "", err
	}
	for _, key := range found[of] {
		x, err := r.Read(tx, key)
		if err != nil {
			return "", err
		}
		n, err := x.Parsed()
		if err != nil {
			return "", err
		}
		active := n.Get("active")
		if name := strings.TrimSpace(n.Get("name").Text()); name != "" && (active.Missing() || active.Bool()) {
			return name, nil
		}
	}
	return "", nil
}
