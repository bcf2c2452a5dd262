package place

import (
	"cmp"
	"maps"
	"slices"
)

// Change is one difference between two versions of a place folder.
type Change struct {
	Kind string `json:"kind"` // added, removed or changed
	What string `json:"what"` // partner, team or file
	Name string `json:"name"` // id of the partner or team, name of the file
}

// Diff lists what changed from a to b: partners, teams, then files, each by name.
func Diff(a, b *Place) []Change {
	var all []Change
	all = append(all, changes("partner", partners(a), partners(b))...)
	all = append(all, changes("team", teams(a), teams(b))...)
	return append(all, changes("file", hashes(a), hashes(b))...)
}

func partners(p *Place) map[string]Partner {
	m := map[string]Partner{}
	for _, partner := range p.Partners {
		m[partner.ID] = partner
	}
	return m
}

func teams(p *Place) map[string]Team {
	m := map[string]Team{}
	for _, team := range p.Teams {
		m[team.ID] = team
	}
	return m
}

func hashes(p *Place) map[string]string {
	m := map[string]string{}
	for _, f := range p.Files {
		m[f.Name] = f.SHA256
	}
	return m
}

// changes compares two sets of named things of one kind.
func changes[T comparable](what string, a, b map[string]T) []Change {
	var out []Change
	for name, old := range a {
		now, kept := b[name]
		switch {
		case !kept:
			out = append(out, Change{"removed", what, name})
		case now != old:
			out = append(out, Change{"changed", what, name})
		}
	}
	for name := range maps.Keys(b) {
		if _, old := a[name]; !old {
			out = append(out, Change{"added", what, name})
		}
	}
	slices.SortFunc(out, func(x, y Change) int { return cmp.Compare(x.Name, y.Name) })
	return out
}
