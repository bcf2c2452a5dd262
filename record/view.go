package record

import (
	"continuum/internal/fault"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// View is the record as somebody may see it: what their rule does not hold of is
// answered as what is not there, by every way that leads to resources: matches and
// their number and order, what chains, _has and hierarchies lead over, what is
// included, versions, and what is held beside. Only the terminology that a search asks
// for (value sets and code systems) is read whoever asks. The zero View sees nothing.
//
// The methods of Record of the same names see everything: they are for what the server
// does by itself.
type View struct {
	record *Record
	rule   sight.Rule
}

// As is the record under a rule, which a nil one never passes.
func (r *Record) As(rule sight.Rule) View { return View{r, rule} }

// Search finds what may be seen, as Record.Search does.
func (v View) Search(tx *store.Tx, s *search.Search, p Page) (*Found, error) {
	if v.record == nil {
		return nothing(p), nil
	}
	e := v.eyes()
	if e.none(s.Of()) {
		return nothing(p), nil
	}
	return v.record.search(tx, s, p, e)
}

// nothing is the answer where nothing may be seen.
func nothing(p Page) *Found {
	found := &Found{Total: -1}
	if p.Total {
		found.Total = 0
	}
	return found
}

// Included gives what a search of this view asks for beside its matches and may be
// seen, as Record.Included does.
func (v View) Included(tx *store.Tx, s *search.Search, found *Found) ([]Resource, error) {
	switch {
	case v.record == nil || len(found.things) == 0:
		return nil, nil
	case found.asking.eyes == nil:
		return nil, fault.New(fault.Internal, "the matches were not found by a view")
	}
	return v.record.Included(tx, s, found)
}

// Read gives a resource as it is, as Record.Read does. It asks one question.
func (v View) Read(tx *store.Tx, key Key) (Resource, error) {
	if v.record == nil {
		return Resource{}, Missing(key)
	}
	return v.record.read(tx, key, v.eyes())
}

// ReadVersion gives one version of a resource, as Record.ReadVersion does.
func (v View) ReadVersion(tx *store.Tx, key Key, version int64) (Resource, error) {
	if v.record == nil {
		return Resource{}, missingVersion(key, version)
	}
	return v.record.readVersion(tx, key, version, v.eyes())
}

// History gives the versions that may be seen, each by what it says itself, as
// Record.History does.
func (v View) History(tx *store.Tx, of Scope, span Span) ([]Resource, error) {
	if v.record == nil {
		return nil, nil
	}
	return v.record.history(tx, of, span, v.eyes())
}

// Allows tells whether a resource with this content may be seen, were it written under
// the key.
func (v View) Allows(tx *store.Tx, key Key, n resource.Node) (bool, error) {
	if v.record == nil {
		return false, nil
	}
	met, err := v.record.seenOf(tx, v.eyes(), []Held{{Resource{Key: key}, n}}, &Beside{})
	return len(met) == 1, err
}

// Shows leaves of what is held beside what may be seen.
func (v View) Shows(tx *store.Tx, b *Beside) (*Beside, error) {
	if v.record == nil || b == nil {
		return nil, nil
	}
	return v.record.shown(tx, v.eyes(), b)
}
