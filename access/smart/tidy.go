package smart

import (
	"context"
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const (
	tidyJob   = "smart-tidy"
	tidyEvery = 10 * time.Minute
	tidyAfter = 24 * time.Hour // codes that ended are kept, to know them when they come again
	tidyRows  = 1000           // dropped in one transaction
)

// Work registers the job that drops what has ended, and begins it. Call it before the
// database's Run.
func (s *Server) Work(ctx context.Context) error {
	s.db.Work(tidyJob, func(ctx context.Context, _ store.Job) error {
		if err := s.later(ctx); err != nil {
			return err
		}
		return s.Tidy(ctx)
	})
	return s.later(ctx)
}

// later asks for the next round, once however many processes do.
func (s *Server) later(ctx context.Context) error {
	next := time.Now().Truncate(tidyEvery).Add(tidyEvery)
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Enqueue(store.Job{Kind: tidyJob, Key: fmt.Sprint(tidyJob, next.Unix()), RunAt: next})
		return err
	})
	return fault.Wrap(err, "asking for what has ended to be dropped")
}

// drops are the statements that drop rows, each with how long rows are kept after they
// end. A grant outlives whatever stems from it.
var drops = []struct {
	text string
	keep time.Duration
}{
	{"DELETE FROM smart_pending WHERE hash IN (SELECT hash FROM smart_pending WHERE ends < $1 LIMIT $2)", 0},
	{"DELETE FROM smart_launch WHERE hash IN (SELECT hash FROM smart_launch WHERE ends < $1 LIMIT $2)", 0},
	{"DELETE FROM smart_assertion WHERE (app, hash) IN (SELECT app, hash FROM smart_assertion WHERE ends < $1 LIMIT $2)", 0},
	{"DELETE FROM smart_token WHERE hash IN (SELECT hash FROM smart_token WHERE ends < $1 LIMIT $2)", 0},
	{"DELETE FROM smart_code WHERE hash IN (SELECT hash FROM smart_code WHERE ends < $1 LIMIT $2)", tidyAfter},
	{"DELETE FROM smart_grant WHERE id IN (SELECT id FROM smart_grant WHERE ends < $1 LIMIT $2)", 2 * tidyAfter},
}

// Tidy drops what has ended, some at a time so that nobody waits for it.
func (s *Server) Tidy(ctx context.Context) error {
	for _, d := range drops {
		for n := int64(tidyRows); n == tidyRows; {
			err := s.db.Write(ctx, func(tx *store.Tx) (err error) {
				n, err = tx.Exec(d.text, s.now().Add(-d.keep), tidyRows)
				return err
			})
			if err != nil {
				return fault.Wrap(err, "dropping what has ended")
			}
		}
	}
	return nil
}
