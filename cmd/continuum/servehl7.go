package main

import (
	"context"
	"log/slog"
	"net"
	"sync"

	"continuum/mllp"
	"continuum/record"
	"continuum/record/hl7"
	"continuum/record/live"
	"continuum/store"
)

// openDoor lets every partner tell what it has to tell: who reaches this machine's
// own addresses is trusted until there is sign-in.
func openDoor(context.Context, live.Act) error { return nil }

// takeMessages lets events be heard, and takes HL7 v2 messages where an address is
// given, until end is called or the program is stopped.
func (a *app) takeMessages(s servedPlace, db *store.DB, r *record.Record, logger *slog.Logger) (end func(), err error) {
	inbox, err := live.NewInbox(db, r, s.place, openDoor)
	if err != nil {
		return nil, err
	}
	var listener net.Listener
	if s.hl7 != "" {
		if listener, err = listenHere(a.ctx, "--hl7", s.hl7); err != nil {
			return nil, err
		}
		a.line("Taking HL7 v2 messages on %s (MLLP).", shown(s.hl7, listener))
	}
	ctx, stop := context.WithCancel(a.ctx)
	var under sync.WaitGroup
	under.Go(func() { db.Run(ctx) })
	if listener != nil {
		server := &mllp.Server{Taker: inbox, Logger: logger, Bounds: mllp.Bounds{Largest: hl7.LargestMessage}}
		under.Go(func() {
			if err := server.Serve(ctx, listener); err != nil {
				logger.Error("messages are no longer taken", "error", err)
			}
		})
	}
	return func() {
		stop()
		under.Wait()
	}, nil
}
