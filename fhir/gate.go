package fhir

import (
	"context"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// Gate says what whoever acts in a context may see and do, and notes what they did.
// What changes notes itself (record.WithChanges).
type Gate interface {
	// Covers tells whether the token by which somebody acts, if it is one, covers an
	// interaction of the CapabilityStatement with a type, "" being all.
	Covers(ctx context.Context, typ, interaction string) bool
	// Sight gives what somebody may read, or write.
	Sight(ctx context.Context, action string) (sight.Rule, error)
	// Coming says that something is about to be noted, until gone is called.
	Coming() (gone func())
	// Note notes what changed nothing, and returns when that is on disk.
	Note(ctx context.Context, e audit.Entry) error
	// Append notes it in a transaction that is under way.
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// pass lets an act go on: somebody must have signed in, and the token must cover it.
// What of the record they see is told by view.
func (s *Server) pass(ctx context.Context, interaction, typ, id string) error {
	visitOf(ctx).wants(interaction, typ, id)
	if access.From(ctx) == nil {
		return errNobody()
	}
	if s.gate == nil || !s.gate.Covers(ctx, typ, interaction) {
		return fault.New(fault.Denied, "the token is not for this")
	}
	if s.keptByLog(typ) && !fromLog[interaction] {
		return errOnlyRead()
	}
	return s.passHidden(ctx, interaction, typ)
}

// seen gives the record as whoever acts may read it.
func (s *Server) seen(ctx context.Context) (record.View, error) { return s.as(ctx, access.Read) }

func (s *Server) as(ctx context.Context, action string) (record.View, error) {
	if s.gate == nil {
		return record.View{}, nil
	}
	if visitOf(ctx).project != nil {
		ctx = access.Hiding(ctx)
	}
	rule, err := s.gate.Sight(ctx, action)
	return s.record.As(rule), err
}

type txKey struct{}

// within lets what reads in a context see a transaction under way.
func within(ctx context.Context, tx *store.Tx) context.Context {
	return context.WithValue(ctx, txKey{}, tx)
}

// view runs f on the transaction of a context, or else on a snapshot of its own.
func (s *Server) view(ctx context.Context, f func(*store.Tx) error) error {
	if tx, under := ctx.Value(txKey{}).(*store.Tx); under {
		return f(tx)
	}
	return s.db.Read(ctx, f)
}

// glance is view for one question.
func (s *Server) glance(ctx context.Context, f func(*store.Tx) error) error {
	if tx, under := ctx.Value(txKey{}).(*store.Tx); under {
		return f(tx)
	}
	return s.db.Glance(ctx, f)
}
