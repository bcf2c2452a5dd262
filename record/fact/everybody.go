package fact

import (
	"context"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/search"
	"continuum/store"
)

// Clusters hands over who is who in the live build, all at once.
type Clusters interface {
	Clusters(ctx context.Context, take func(r link.Registration, person string) error) error
}

// Versions are those of live Patients that were seen, by their ids.
type Versions map[string]int64

// Everybody tells of all live Patients who they are, as Same tells of one. It asks the
// build once, not for each: of a hundred thousand Patients that is seconds. c is nil
// where there is no build.
func (f *Facts) Everybody(ctx context.Context, tx *store.Tx, c Clusters) (Persons, Versions, error) {
	e := &everybody{Facts: f, at: map[string]int32{}, marks: map[mark]int32{}, versions: Versions{}}
	if err := e.read(ctx, tx); err != nil {
		return nil, nil, fault.Wrap(err, "reading all Patients")
	}
	for _, l := range e.links {
		if to, here := e.at[l.to]; here {
			e.join(l.from, to)
		}
	}
	if c != nil && f.warehouse != nil {
		if err := e.ask(ctx, c); err != nil {
			return nil, nil, fault.Wrap(err, "finding all Patients in the build")
		}
	}
	return e.persons(), e.versions, nil
}

// everybody joins all Patients that are the same (union by least index, with the paths
// halved: Tarjan and van Leeuwen, Journal of the ACM 31, 1984).
type everybody struct {
	*Facts
	ids    []string
	at     map[string]int32 // position by id
	parent []int32
	own    []string // the person of the build a Patient belongs to by itself
	marked [][]int32
	marks  map[mark]int32 // numbers
	first  []int32        // the first Patient with each mark
	person []string       // of the build, by mark
	links  []personLink

	versions Versions
}

// mark is an identifier by which people are known, of an NHS number only with the day
// of birth; or without a system the id of a fact that is linked to.
type mark struct{ system, value, born string }

type personLink struct {
	from int32
	to   string
}

const readAtOnce = 1000

// read takes in all Patients.
func (e *everybody) read(ctx context.Context, tx *store.Tx) error {
	s, err := search.Parse(patient, nil, false)
	if err != nil {
		return err
	}
	for page := (record.Page{Count: readAtOnce}); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := e.record.Search(tx, s, page)
		if err != nil {
			return err
		}
		for i := range found.Matches {
			if err := e.take(ctx, &found.Matches[i]); err != nil {
				return err
			}
		}
		if !found.More {
			return nil
		}
		page = found.Next
	}
}

// take takes in one.
func (e *everybody) take(ctx context.Context, x *record.Resource) error {
	n, err := x.Parsed()
	if err != nil {
		return err
	}
	i := int32(len(e.ids))
	e.ids, e.parent, e.own, e.marked = append(e.ids, x.ID), append(e.parent, i), append(e.own, ""), append(e.marked, nil)
	e.at[x.ID] = i
	e.versions[x.ID] = x.Version
	for _, to := range linksOf(n) {
		person, isFact, err := e.Bearer(ctx, to.ID)
		if err != nil {
			return err
		}
		if !isFact {
			e.links = append(e.links, personLink{i, to.ID})
			continue
		}
		number := e.note(i, mark{value: to.ID})
		e.person[number] = person
	}
	for _, id := range e.identitiesOf(n) {
		m := mark{system: id.System, value: id.Value}
		if id.System == place.NHSNumber {
			if m.born = n.Get("birthDate").Text(); m.born == "" {
				continue
			}
		}
		e.note(i, m)
	}
	return nil
}

// note gives a Patient a mark, which joins it to the others that have it.
func (e *everybody) note(i int32, m mark) int32 {
	number, met := e.marks[m]
	if !met {
		number = int32(len(e.first))
		e.marks[m] = number
		e.first, e.person = append(e.first, i), append(e.person, "")
	}
	e.marked[i] = append(e.marked[i], number)
	e.join(e.first[number], i)
	return number
}

// ask finds the people of the build with the marks.
func (e *everybody) ask(ctx context.Context, c Clusters) error {
	for m, number := range e.marks {
		if m.born == "" {
			continue
		}
		people, err := e.warehouse.With(ctx, "", m.value)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		for _, p := range people {
			if born(p.Person.BirthDate) == m.born {
				e.person[number] = lesser(e.person[number], p.Person.ID)
			}
		}
	}
	systems := map[string]string{}
	return c.Clusters(ctx, func(r link.Registration, person string) error {
		system, known := systems[r.Source]
		if !known {
			system = e.partner(r.Source).PersonSystem()
			systems[r.Source] = system
		}
		if number, is := e.marks[mark{system: system, value: r.LocalID}]; is {
			e.person[number] = lesser(e.person[number], person)
		}
		return nil
	})
}

// persons says who each is.
func (e *everybody) persons() Persons {
	known, leasts := make([]string, len(e.ids)), make([]string, len(e.ids))
	for i := range e.ids {
		for _, number := range e.marked[i] {
			e.own[i] = lesser(e.own[i], e.person[number])
		}
		root := e.root(int32(i))
		known[root] = lesser(known[root], e.own[i])
		leasts[root] = lesser(leasts[root], patient.Name+"/"+e.ids[i])
	}
	all := make(Persons, len(e.ids))
	for i, id := range e.ids {
		root := e.root(int32(i))
		switch {
		case e.own[i] != "":
			all[id] = e.own[i]
		case known[root] != "":
			all[id] = known[root]
		default:
			all[id] = leasts[root]
		}
	}
	return all
}

func (e *everybody) join(a, b int32) {
	a, b = e.root(a), e.root(b)
	e.parent[max(a, b)] = min(a, b)
}

func (e *everybody) root(i int32) int32 {
	for e.parent[i] != i {
		e.parent[i] = e.parent[e.parent[i]]
		i = e.parent[i]
	}
	return i
}
