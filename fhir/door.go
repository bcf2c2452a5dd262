package fhir

import (
	"context"

	"continuum/store"
)

// Act is what somebody wants to do.
type Act struct {
	Party       string // who acts, "" where nobody has said
	Purpose     string // what for, such as direct care
	Interaction string // of the CapabilityStatement: read, vread, search-type, create ...
	Type, ID    string // of the resource; "" where it is of all
}

// Door decides whether an act may go on: nil, or a fault with code Denied.
type Door func(ctx context.Context, act Act) error

type actor struct{ party, purpose string }

type actorKey struct{}

// WithParty says who acts in a context, and for which purpose.
func WithParty(ctx context.Context, party, purpose string) context.Context {
	return context.WithValue(ctx, actorKey{}, actor{party, purpose})
}

// pass asks the door.
func (s *Server) pass(ctx context.Context, interaction, typ, id string) error {
	who, _ := ctx.Value(actorKey{}).(actor)
	return s.door(ctx, Act{who.party, who.purpose, interaction, typ, id})
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
