package warehouse

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// mostToLook is how many people worth a look, and how many registrations that
// say too little, a build keeps to look at.
const mostToLook = 100

// Linkage is what somebody who answers for who is who looks at beside the
// figures of Manifest.Link. It is written as linkage.json beside the manifest
// and names registrations and kinds of evidence, never other values.
type Linkage struct {
	Suspects   []Suspect       `json:"suspects"` // the worst first
	Unlinkable []Unlinkable    `json:"unlinkable"`
	Typical    []LinkedExample `json:"typical"`
	Borderline []LinkedExample `json:"borderline"`
	Cut        []LinkedExample `json:"cut"`
}

// Suspect is a person whose registrations deserve a look.
type Suspect struct {
	PersonID string   `json:"person"` // instead of the numbers the group has in a run
	OtherIDs []string `json:"others"`
	link.Group
}

// Unlinkable tells of one partner the records that say too little to be linked,
// and a few of their registrations by their ids.
type Unlinkable struct {
	Source  string   `json:"source"` // partner id
	Records int      `json:"records"`
	Some    []Joined `json:"some"`
}

// Joined is a registration and the person it became.
type Joined struct {
	LocalID  string `json:"local_id"`
	PersonID string `json:"person_id"`
}

// LinkedExample is a link that shows what was decided, with the people that both
// registrations became.
type LinkedExample struct {
	link.Waterfall
	LeftPerson  string `json:"left_person"`
	RightPerson string `json:"right_person"`
}

// look gathers what deserves a look and writes it.
func (r *run) look(keys []link.Registration, who *identity.Outcome, result *link.Result) error {
	l := Linkage{Suspects: []Suspect{}, Unlinkable: tooLittle(keys, who, result)}
	for _, g := range result.Groups(mostToLook) {
		s := Suspect{PersonID: who.Person(g.Person), Group: g}
		for _, other := range g.Others {
			s.OtherIDs = append(s.OtherIDs, who.Person(other))
		}
		l.Suspects = append(l.Suspects, s)
	}
	l.examples(keys, who, result)
	return writeJSON(filepath.Join(r.dir, linkageFile), l)
}

// tooLittle counts the records that say too little by partner, and names the
// first registrations of each.
func tooLittle(keys []link.Registration, who *identity.Outcome, result *link.Result) []Unlinkable {
	records := map[string]int{}
	people := map[link.Registration]uint32{}
	for i, k := range keys {
		if result.SaysTooLittle(i) {
			records[k.Source]++
			people[k] = result.Person[i]
		}
	}
	named := make([]link.Registration, 0, len(people))
	for k := range people {
		named = append(named, k)
	}
	slices.SortFunc(named, inOrder)
	out := make([]Unlinkable, 0, len(records))
	for _, k := range named {
		if n := len(out); n == 0 || out[n-1].Source != k.Source {
			out = append(out, Unlinkable{Source: k.Source, Records: records[k.Source]})
		}
		last := &out[len(out)-1]
		if len(last.Some) < max(1, mostToLook/len(records)) {
			last.Some = append(last.Some, Joined{k.LocalID, who.Person(people[k])})
		}
	}
	slices.SortStableFunc(out, func(a, b Unlinkable) int { return cmp.Compare(b.Records, a.Records) })
	return out
}

// examples keeps the links that show what was decided.
func (l *Linkage) examples(keys []link.Registration, who *identity.Outcome, result *link.Result) {
	people := map[link.Registration]string{}
	name := func(record int) link.Registration {
		people[keys[record]] = who.Person(result.Person[record])
		return keys[record]
	}
	x := result.Examples(name)
	named := func(all []link.Waterfall) []LinkedExample {
		out := make([]LinkedExample, 0, len(all))
		for _, w := range all {
			out = append(out, LinkedExample{w, people[w.Left], people[w.Right]})
		}
		return out
	}
	l.Typical, l.Borderline, l.Cut = named(x.Typical), named(x.Borderline), named(x.Cut)
}

// Linkage gives what deserves a look in the live build; fault.NotFound for a
// build made before this was kept.
func (l *Live) Linkage(ctx context.Context) (Linkage, error) {
	b, err := l.hold()
	if err != nil {
		return Linkage{}, err
	}
	defer b.release()
	var out Linkage
	path := filepath.Join(l.dir.build(b.id), linkageFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return out, &fault.Error{
			Code: fault.NotFound, File: path, Reason: "this build was made before evidence was kept",
			Fix: "build again with `continuum build PLACE --from EXTRACTS`",
		}
	}
	if err = readJSON(path, &out); err != nil {
		return out, err
	}
	return out, b.hideLinkage(ctx, &out)
}
