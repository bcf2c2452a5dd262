package main

import (
	"context"
	"log/slog"

	"continuum/access"
	"continuum/access/rights"
)

// goOnErasing ends the erasures that were stopped before the server started.
func goOnErasing(ctx context.Context, asked *rights.Rights, logger *slog.Logger) {
	who := access.System("continuum serve", "")
	who.Purpose = "administration"
	all, err := asked.Resume(access.With(ctx, who))
	if len(all) > 0 {
		logger.Info("erasures that were stopped have ended", "erasures", len(all))
	}
	if err != nil && ctx.Err() == nil {
		logger.Error("what is to be erased is not; `continuum rights erase --resume` goes on with it", "error", err)
	}
}
