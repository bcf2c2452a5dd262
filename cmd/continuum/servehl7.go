package main

import (
	"context"
	"log/slog"
	"net"
	"sync"

	"continuum/access"
	"continuum/mllp"
	"continuum/record/hl7"
	"continuum/record/live"
)

// partnersDoor lets every partner tell what it has to tell, as who it is: who reaches
// this machine's own addresses is trusted to be the partner that the message names.
func partnersDoor(ctx context.Context, act live.Act) (context.Context, error) {
	return access.With(access.Through(ctx, "mllp"), access.System("messages of "+act.Party, act.Party)), nil
}

// takeMessages lets events be heard, and takes HL7 v2 messages where an address is
// given, until end is called or the program is stopped.
func (a *app) takeMessages(s servedPlace, k *kept, logger *slog.Logger) (end func(), err error) {
	inbox, err := live.NewInbox(k.db, k.record, s.place, partnersDoor)
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
	under.Go(func() { k.db.Run(ctx) })
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
