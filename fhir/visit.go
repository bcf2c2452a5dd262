package fhir

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"continuum/access/pseudonym"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

// visit is what a request wants and comes to see, for the audit.
type visit struct {
	interaction, typ, id string
	parameters           []string // of a search, by name
	resources, people    []string
	changed              bool // what it did is noted already
	left                 bool // nobody asks, and too many did

	project  *pseudonym.Project // for which pseudonyms are seen, nil where none are
	released int                // resources that left under them
}

type visitKey struct{}

func withVisit(ctx context.Context) context.Context {
	return context.WithValue(ctx, visitKey{}, &visit{})
}

// visitOf is that of the request in a context.
func visitOf(ctx context.Context) *visit {
	if v, under := ctx.Value(visitKey{}).(*visit); under {
		return v
	}
	return &visit{}
}

func (v *visit) wants(interaction, typ, id string) {
	v.interaction, v.typ, v.id = interaction, typ, id
}

// names notes which parameters a search has; never their values, which may be names.
func (v *visit) names(parameters []string) {
	slices.Sort(parameters)
	v.parameters = slices.Compact(parameters)
}

// wrote notes what a write came to: what was there already is read.
func (v *visit) wrote(out *record.Outcome) {
	v.resources, v.changed = []string{out.String()}, out.Created || !out.Same && out.Version > 1
}

// actions are what interactions are called in the audit.
var actions = map[string]string{
	"read": "read", "vread": "vread", "history-instance": "history", "history-type": "history", "history-system": "history",
	"search-type": "search", "search-system": "search", "search-compartment": "search", "$everything": "search", "$match": "search",
	"create": "create", "update": "update", "patch": "update", "delete": "delete", "batch": "batch", "transaction": "transaction",
}

// note puts into the audit what came of a request, unless it changed something, which
// notes itself. An answer leaves after its entry is on disk; if that cannot be
// written it does not leave.
func (s *Server) note(ctx context.Context, v *visit, failure error) error {
	action, told := actions[v.interaction]
	if !told || v.changed || v.left || s.gate == nil || failure == nil && bundled[v.interaction] {
		return failure
	}
	e := audit.Entry{Action: action, Outcome: outcome(failure), Interface: "fhir", Type: v.typ, Query: v.parameters, Resources: v.resources, People: v.people}
	if v.id != "" && len(v.resources) == 0 {
		e.Resources = []string{v.typ + "/" + v.id}
	}
	v.disclosed(&e)
	var err error
	if tx, under := ctx.Value(txKey{}).(*store.Tx); under {
		err = s.gate.Append(ctx, tx, e)
	} else {
		err = s.gate.Note(ctx, e)
	}
	if err != nil {
		return fault.Wrap(err, "noting the request")
	}
	return failure
}

// bundled are interactions of which each part is noted on its own.
var bundled = map[string]bool{"batch": true, "transaction": true}

func outcome(failure error) audit.Outcome {
	var own *statusError
	switch {
	case failure == nil:
		return audit.OK
	case fault.CodeOf(failure) == fault.Denied, errors.As(failure, &own) && own.status == http.StatusUnauthorized:
		return audit.Denied
	}
	return audit.Failed
}

// errNobody says that nobody has signed in.
func errNobody() error {
	return &statusError{http.StatusUnauthorized, "login", "nobody has signed in: send an access token"}
}
