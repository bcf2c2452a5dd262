package review

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// remember reads what is remembered of the actors of a batch.
func (r *Review) remember(tx *store.Tx, b *batch) error {
	roles := map[string]string{}
	for i := range b.entries {
		if e := &b.entries[i]; e.Actor != "" {
			roles[e.Actor] = ""
		}
	}
	var err error
	if b.habits, err = habits(tx, slices.Sorted(maps.Keys(roles))); err != nil {
		return err
	}
	var beginners, theirs []string
	for i := range b.entries {
		e := &b.entries[i]
		if h := b.habits[e.Actor]; e.Actor != "" && (h == nil || h.begins(b.to.day)) {
			beginners, theirs = append(beginners, e.Actor), append(theirs, roleOf(e))
		}
	}
	since := b.to.day - int64(r.settings.UsualDays)
	if b.own, err = tallies(tx, "actor", set(beginners), since, b.to.day); err != nil {
		return err
	}
	b.roles, err = tallies(tx, "role", set(theirs), since, b.to.day)
	return err
}

// roleOf is the role by whose custom an actor is measured.
func roleOf(e *audit.Entry) string {
	if len(e.Roles) == 0 {
		return ""
	}
	return e.Roles[0]
}

func set(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

func habits(tx *store.Tx, actors []string) (map[string]*habit, error) {
	all := map[string]*habit{}
	if len(actors) == 0 {
		return all, nil
	}
	in, args := list(actors, 1)
	for row, err := range tx.Query("SELECT actor, habit FROM review_habit WHERE actor IN "+in, args...) {
		var actor string
		var text []byte
		if err == nil {
			err = row.Scan(&actor, &text)
		}
		h := &habit{}
		if err == nil {
			err = fault.Wrap(json.Unmarshal(text, h), "reading what is remembered of an account")
		}
		if err != nil {
			return nil, err
		}
		all[actor] = h
	}
	return all, nil
}

// tallies give of actors or roles (by is the column) how many people there were on how
// many days of a period.
func tallies(tx *store.Tx, by string, names []string, since, until int64) (map[string]tally, error) {
	all := map[string]tally{}
	if len(names) == 0 {
		return all, nil
	}
	in, args := list(names, 3)
	for row, err := range tx.Query("SELECT "+by+", people, count(*) FROM review_day WHERE day >= $1 AND day < $2 AND "+by+" IN "+in+" GROUP BY "+by+", people",
		append([]any{since, until}, args...)...) {
		var name string
		var people, days int64
		if err == nil {
			err = row.Scan(&name, &people, &days)
		}
		if err != nil {
			return nil, err
		}
		if all[name] == nil {
			all[name] = tally{}
		}
		all[name][people] = days
	}
	return all, nil
}

// list writes names as parameters from a number on. It repeats the last so that few
// different statements come of it.
func list(names []string, first int) (string, []any) {
	var args []any
	var text strings.Builder
	for i := 0; i < len(names) || i%64 != 0 && len(names) > 8; i++ {
		args = append(args, names[min(i, len(names)-1)])
		fmt.Fprintf(&text, ", $%d", first+i)
	}
	return "(" + text.String()[2:] + ")", args
}
