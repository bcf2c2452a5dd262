package web

import (
	"strings"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// yoursView is whose records an account sees because they are its own or shared.
type yoursView struct{ People []choice }

// keys are those of the people.
func (y yoursView) keys() (all []string) {
	for _, p := range y.People {
		all = append(all, p.ID)
	}
	return all
}

// mostYours is how many are listed.
const mostYours = 200

// yours lists the own record and those that were shared with the actor.
func (s *site) yours(v visit) (content, error) {
	y, err := s.yoursOf(v, access.From(v.Context()))
	if err != nil {
		return content{}, err
	}
	if err := s.note(v, audit.Entry{Action: "search", Type: patientType, People: y.keys()}); err != nil {
		return content{}, err
	}
	return content{Title: "Records you can see", Body: yoursPage(y)}, nil
}

// yoursOf names those whose records are an actor's own or shared with it.
func (s *site) yoursOf(v visit, a *access.Actor) (yoursView, error) {
	parties := []sight.Party{{Kind: sight.Self, Of: a.Account}}
	for _, of := range []string{a.Account, a.Partner} {
		for _, section := range access.Sections() {
			if of != "" {
				parties = append(parties, sight.Party{Kind: sight.Shared + section, Of: of})
			}
		}
	}
	var keys []string
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		keys, err = s.access.Record.RelatedTo(tx, parties, "", mostYours)
		return err
	})
	if err != nil {
		return yoursView{}, fault.Wrap(err, "finding whose records are shared")
	}
	return s.namesOf(v, keys)
}

// namesOf names those of some people whom the actor may find, by their keys.
func (s *site) namesOf(v visit, keys []string) (y yoursView, err error) {
	all, err := s.eyesOnAll(v.Context(), keys)
	if err != nil {
		return y, err
	}
	for i := range all {
		if !all[i].finds() {
			continue
		}
		name, err := s.cardName(v, keys[i])
		if err != nil {
			return y, err
		}
		y.People = append(y.People, choice{ID: keys[i], Name: name})
	}
	return y, nil
}

// cardName is the name of a person by their key; that it is not known where nobody
// knows them any more.
func (s *site) cardName(v visit, key string) (string, error) {
	if id, isLive := strings.CutPrefix(key, patientType+"/"); isLive {
		came, _ := s.came(v, id)
		return nameOf(came.Person), nil
	}
	known, err := s.facts.Who(v.Context(), key)
	if fault.CodeOf(err) == fault.NotFound {
		return "Nobody any more", nil
	}
	return nameOf(known.Named), err
}

// home is the first page: the place for staff, the own record for others.
func (s *site) home(v visit) (content, error) {
	a := access.From(v.Context())
	switch {
	case !isPerson(a):
		return s.allowed(access.Analyse, s.overview)(v)
	case a.Person != "":
		return content{Moved: personURL(idOf(a.Person))}, nil
	}
	return content{Moved: "/yours"}, nil
}
