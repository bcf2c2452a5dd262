package web

import (
	"slices"
	"strings"

	"continuum/warehouse"
	"continuum/web/show"
)

// contact is somebody around the person, once, whatever partners call them.
type contact struct {
	warehouse.Relation
	Kinds    []string
	Partners []string
}

// contacts joins the relations that name the same person in the same words, so
// that a carer who is also next of kin is one line.
func contacts(relations []warehouse.Relation, partners partnerNames) []contact {
	var list []contact
	for _, r := range relations {
		i := slices.IndexFunc(list, func(c contact) bool { return samePerson(c.Relation, r) })
		if i < 0 {
			list = append(list, contact{Relation: r})
			i = len(list) - 1
		}
		c := &list[i]
		c.Kinds = with(c.Kinds, show.Words(r.Kind))
		c.Partners = with(c.Partners, partners.name(r.Source))
		if c.PersonID == "" {
			c.PersonID = r.PersonID
		}
		if c.Phone == "" {
			c.Phone = r.Phone
		}
	}
	return list
}

// samePerson is strict: the same name and no telephone or person that differs.
func samePerson(a, b warehouse.Relation) bool {
	agree := func(x, y string) bool { return x == "" || y == "" || x == y }
	return a.Name != "" && strings.EqualFold(a.Name, b.Name) && agree(a.PersonID, b.PersonID) && agree(digitsOf(a.Phone), digitsOf(b.Phone))
}

func with(list []string, s string) []string {
	if slices.ContainsFunc(list, func(have string) bool { return strings.EqualFold(have, s) }) {
		return list
	}
	return append(list, s)
}

func relationName(r warehouse.Relation) string {
	if r.Name == "" {
		return "Name not recorded"
	}
	return r.Name
}

// dial is a telephone link for a number, or "" when it has no digit.
func dial(phone string) string {
	if d := digitsOf(phone); d != "" {
		return "tel:" + d
	}
	return ""
}

func digitsOf(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}
