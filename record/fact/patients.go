package fact

import (
	"context"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/store"
)

// mostSame is how many live Patients may be the same person: enough for any
// history of merges, few enough for one answer.
const mostSame = 100

// reader reads what is kept, each resource once.
type reader struct {
	*Facts
	ctx   context.Context
	tx    *store.Tx
	nodes map[string]resource.Node // by reference; the zero Node is not there
}

// node reads a resource that is kept; the zero Node where it is not there.
func (r *reader) node(key record.Key) (resource.Node, error) {
	ref := key.String()
	if n, read := r.nodes[ref]; read {
		return n, nil
	}
	x, err := r.record.Read(r.tx, key)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return resource.Node{}, err
	}
	var n resource.Node
	if err == nil {
		if n, err = x.Parsed(); err != nil {
			return n, err
		}
	}
	r.nodes[ref] = n
	return n, nil
}

// joined gives the Patients that are joined to some by Patient.link, whichever of
// the two has the link: those kept here, and references to people of the build.
func (r *reader) joined(from []record.Key) (kept []record.Key, people []string, err error) {
	met := map[string]bool{}
	for next := from; len(next) > 0 && len(kept) < mostSame; {
		round := next
		next = nil
		pointing, err := r.record.Pointing(r.tx, patient, "link", round)
		if err != nil {
			return nil, nil, err
		}
		for _, key := range slices.Concat(round, pointing) {
			if met[key.ID] {
				continue
			}
			met[key.ID] = true
			if r.Owns(key.ID) {
				people = append(people, key.ID)
				continue
			}
			n, err := r.node(key)
			if err != nil {
				return nil, nil, err
			}
			if n.Missing() {
				continue
			}
			kept = append(kept, key)
			next = append(append(next, linksOf(n)...), key)
		}
	}
	return kept[:min(len(kept), mostSame)], people, nil
}

// linksOf gives the Patients that a Patient says are the same person.
func linksOf(n resource.Node) (all []record.Key) {
	for link := range n.Get("link").Items() {
		target := index.Target(link.Get("other").Get("reference").Text(), "")
		if id, is := strings.CutPrefix(target, patient.Name+"/"); is {
			all = append(all, record.Key{Type: patient, ID: id})
		}
	}
	return all
}

// identitiesOf gives the identifiers of a live Patient by which people are known:
// partners' own and NHS numbers.
func (f *Facts) identitiesOf(n resource.Node) (all []record.Identity) {
	for i := range n.Get("identifier").Items() {
		system, v := i.Get("system").Text(), i.Get("value").Text()
		if system == place.NHSNumber {
			v = strings.ReplaceAll(v, " ", "")
		}
		if v != "" && (system == place.NHSNumber || f.systems[system] != "") {
			all = append(all, record.Identity{Type: patient, System: system, Value: v})
		}
	}
	return all
}

// identified finds the live Patients with some identifiers. An NHS number alone is
// no proof, for numbers are mistyped: the date of birth must be the same.
func (r *reader) identified(all []record.Identity, born string) (found []record.Key, err error) {
	keys, err := r.record.Identified(r.tx, all)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		for _, key := range keys[x] {
			n, err := r.node(key)
			if err != nil {
				return nil, err
			}
			if x.System != place.NHSNumber || born != "" && n.Get("birthDate").Text() == born {
				found = append(found, key)
			}
		}
	}
	return found, nil
}

// personsOf gives the people of the build to whom a live Patient belongs.
func (r *reader) personsOf(n resource.Node) (ids []string, err error) {
	if r.warehouse == nil {
		return nil, nil
	}
	for _, x := range r.identitiesOf(n) {
		people, err := r.whose(r.ctx, r.systems[x.System], x.Value)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if x.System != place.NHSNumber || born(p.Person.BirthDate) == n.Get("birthDate").Text() && !p.Person.BirthDate.IsZero() {
				ids = append(ids, p.Person.ID)
			}
		}
	}
	return ids, nil
}

func born(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
