package fhir

import (
	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// Some resources say who sees a record (record/relation). Whoever may write in a record
// could let others look, or themselves for good, by writing these: so that takes the
// right to share it as well, or to mark it, before and after. Who a person is would
// bring along all that others have to do with them: that is for systems to say, which
// answer for whom they let say it.

// mayGrant refuses drafts by which whoever acts would let somebody see more than they
// may.
func (s *Server) mayGrant(tx *store.Tx, drafts []*record.Draft) error {
	if a := access.From(tx.Context()); a == nil || a.Kind == access.App {
		return nil
	}
	grants := map[string][]*record.Draft{}
	for _, d := range drafts {
		before, err := s.before(tx, d.Key)
		if err != nil {
			return err
		}
		actions, ok := granting(d.Key, before, d.Node())
		if !ok {
			return &fault.Error{Code: fault.Denied, Reason: "who a person is cannot be changed here: identifiers and links come from the systems that give them"}
		}
		for _, action := range actions {
			grants[action] = append(grants[action], d)
		}
	}
	for action, some := range grants {
		if err := s.mayToo(tx, action, some); err != nil {
			return err
		}
	}
	return nil
}

// before is what a resource says now; Missing where it is not there for whoever acts.
func (s *Server) before(tx *store.Tx, key record.Key) (resource.Node, error) {
	if key.Type.Name != patient {
		return resource.Node{}, nil
	}
	seen, err := s.seen(tx.Context())
	if err != nil {
		return resource.Node{}, err
	}
	x, err := seen.Read(tx, key)
	if fault.CodeOf(err) == fault.NotFound {
		return resource.Node{}, nil
	}
	if err != nil {
		return resource.Node{}, err
	}
	return x.Parsed()
}

// granting gives what a write takes beside the right to write; not ok where it is for
// systems only.
func granting(key record.Key, before, after resource.Node) (actions []string, ok bool) {
	same := func(names ...string) bool {
		for _, name := range names {
			if !resource.Equal(before.Get(name), after.Get(name)) {
				return false
			}
		}
		return true
	}
	switch key.Type.Name {
	case "Consent", "CareTeam":
		return []string{access.Share}, true
	case patient:
		if !after.Missing() && !same("identifier", "link") {
			return nil, false
		}
		if !same("generalPractitioner", "managingOrganization") {
			actions = append(actions, access.Share)
		}
		if !resource.Equal(before.Get("meta").Get("security"), after.Get("meta").Get("security")) {
			actions = append(actions, access.Mark)
		}
	}
	return actions, true
}

// mayToo tells whether whoever acts may do something more with resources, as they are
// and as they will be. That their token is for writing is known: it says nothing of
// sharing.
func (s *Server) mayToo(tx *store.Tx, action string, drafts []*record.Draft) error {
	view, err := s.beyondToken(tx, action)
	if err != nil {
		return err
	}
	keys := make([]record.Key, len(drafts))
	for i, d := range drafts {
		keys[i] = d.Key
	}
	standing, err := view.Standings(tx, keys)
	if err != nil {
		return err
	}
	takes, err := view.Takes(tx, drafts)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if at := standing[key]; at.There && !at.Seen || !takes[key] {
			return errMayNot()
		}
	}
	return nil
}

func (s *Server) beyondToken(tx *store.Tx, action string) (record.View, error) {
	whoever := *access.From(tx.Context())
	whoever.Limits = nil
	return s.as(access.With(tx.Context(), &whoever), action)
}

// mayTakeBack refuses to delete what says who sees a record, where whoever acts may not
// say it.
func (s *Server) mayTakeBack(tx *store.Tx, key record.Key) error {
	if a := access.From(tx.Context()); a == nil || a.Kind == access.App {
		return nil
	}
	before, err := s.before(tx, key)
	if err != nil {
		return err
	}
	actions, _ := granting(key, before, resource.Node{})
	for _, action := range actions {
		view, err := s.beyondToken(tx, action)
		if err != nil {
			return err
		}
		standing, err := view.Standings(tx, []record.Key{key})
		if err != nil {
			return err
		}
		if !standing[key].Seen {
			return errMayNot()
		}
	}
	return nil
}
