package record

import (
	"continuum/internal/fault"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// asking is what the parts of one search share: what is seen beside what is kept,
// what was found out already, and how much it has cost.
type asking struct {
	*Record
	tx      *store.Tx
	eyes    *eyes // of who asks; nil: the server itself, which sees everything
	aside   *aside
	clauses map[*search.Filter]clause
	answers map[*search.Filter]map[int64]bool // of things by which a filter was answered
	cost    int                               // contents looked into, and links followed
}

func (r *Record) asking(tx *store.Tx, beside *Beside) *asking {
	a := &asking{Record: r, tx: tx, clauses: map[*search.Filter]clause{}, answers: map[*search.Filter]map[int64]bool{}}
	if beside != nil && (len(beside.Held) > 0 || len(beside.Same) > 0) {
		a.aside = newAside(beside)
	}
	return a
}

// mostLooked is how many resources a search looks into one by one, and how many
// links it follows outside of SQL.
const mostLooked = 50_000

// look counts what is looked into, and ends what costs too much.
func (a *asking) look(n int) error {
	if a.cost += n; a.cost > mostLooked {
		return &fault.Error{Code: fault.Invalid, Reason: "too much for this search: it would look into every resource one by one", Fix: "add a filter that narrows it"}
	}
	return nil
}

// looking is a resource whose content is looked at.
type looking struct {
	Resource
	node resource.Node
}

// values gives the values of a parameter of a resource. Who it is and when it came
// is what the record says.
func (x *looking) values(code string) ([]index.Value, error) {
	switch code {
	case "_id":
		return []index.Value{{Kind: "token", Code: x.ID}}, nil
	case "_lastUpdated":
		at := x.At.UnixMicro()
		return []index.Value{{Kind: "date", Low: at, High: at + millisecond}}, nil
	}
	return index.Of(x.node, code)
}

// opened reads resources that are kept, parsed, by their ordinals.
func (a *asking) opened(ordinals []int64, visit func(ordinal int64, x *looking) error) error {
	if err := a.look(len(ordinals)); err != nil {
		return err
	}
	all, err := a.resources(a.tx, ordinals)
	if err != nil {
		return err
	}
	for _, o := range ordinals {
		x, there := all[o]
		if !there {
			continue
		}
		n, err := x.Parsed()
		if err != nil {
			return err
		}
		if err := visit(o, &looking{x, n}); err != nil {
			return err
		}
	}
	return nil
}
