package fhir

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"continuum/internal/edge"
	"continuum/internal/fault"
)

// Guard stands before a server's handler where it is reached by HTTP.
type Guard struct {
	Hosts  []string      // names this server answers to; none: those of the machine itself
	Limit  time.Duration // of one request
	Logger *slog.Logger
}

// Around refuses names that are not ours, by which another site's page could be
// turned to this machine, and writes that such a page sends; it ends what takes
// too long, turns a crash into an answer, and logs a line without what it was
// about.
func (g Guard) Around(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, out := time.Now(), &edge.Recorder{ResponseWriter: w}
		ctx, cancel := context.WithTimeout(r.Context(), g.Limit)
		defer cancel()
		defer g.finish(out, r, start)
		switch {
		case !edge.Ours(g.Hosts, r.Host):
			outcomeOf(fault.New(fault.Denied, "this server does not answer to that name")).write(out, r)
		case cross.Check(r) != nil:
			outcomeOf(fault.New(fault.Denied, "the request comes from another site's page")).write(out, r)
		default:
			next.ServeHTTP(out, r.WithContext(ctx))
		}
	})
}

// finish answers for a handler that crashed, and logs.
func (g Guard) finish(w *edge.Recorder, r *http.Request, start time.Time) {
	if crash := recover(); crash != nil {
		g.Logger.Error("handler crashed", "method", r.Method, "crash", fmt.Sprint(crash))
		if w.Status == 0 {
			outcomeOf(fault.New(fault.Internal, "crashed")).write(w, r)
		}
	}
	g.Logger.Info("request", "method", r.Method, "interface", "fhir", "status", w.Status, "took", time.Since(start))
}

// refuse answers a request whose sender could not be told: the challenge says how to
// send a token, and not why this one will not do.
func refuse(w http.ResponseWriter, r *http.Request, why error) {
	a := outcomeOf(why)
	if challenger := challenger(nil); errors.As(why, &challenger) {
		a = outcomeOf(&statusError{http.StatusUnauthorized, "login", why.Error()})
		w.Header().Set("WWW-Authenticate", challenger.Challenge())
		a.challenge = false
	} else if fault.CodeOf(why) == fault.Denied || fault.CodeOf(why) == fault.NotFound {
		a = outcomeOf(errNobody())
	}
	a.write(w, r)
}

// challenger is an error that says how to sign in.
type challenger interface {
	error
	Challenge() string
}
