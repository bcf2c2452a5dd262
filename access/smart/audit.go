package smart

import (
	"context"
	"sync"
	"time"

	"continuum/store"
)

// What is told to the audit.
const (
	Agreed   = "app-agreed"    // somebody agreed to what an app asks for
	Declined = "app-declined"  // or did not
	Issued   = "token-issued"  // a token was given out
	Refused  = "token-refused" // or was not
	Revoked  = "token-revoked" // what was given is taken back
	Added    = "app-added"     // the administrator let an app in
	Disabled = "app-disabled"  // and out
)

// Entry is what happened, for the audit. It holds no secret.
type Entry struct {
	What    string
	At      time.Time
	Grant   string // id; "" where there was none
	How     string // the grant came about: code, backend or minted
	App     string // id; as it was claimed where the app did not prove itself
	Account string // "" nobody's
	Scopes  string
	Patient string // id of the Patient that was chosen
	Purpose string
	Reason  string // of what was refused or taken back; more than the app is told
	Left    int64  // how many refusals before this were left out, because there were too many
}

// Auditor keeps what happened, in the transaction in which it happens: its error undoes
// it. From where a request came it finds in ctx.
type Auditor interface {
	Audit(ctx context.Context, tx *store.Tx, e Entry) error
}

// tell tells the audit of a grant.
func (s *Server) tell(ctx context.Context, tx *store.Tx, what string, g *grant, reason string) error {
	return s.o.Auditor.Audit(ctx, tx, Entry{
		What: what, At: s.now(), Grant: g.id, How: g.how, App: g.app, Account: g.account,
		Scopes: g.scopes.String(), Patient: g.patient, Purpose: g.purpose, Reason: reason,
	})
}

// refuse tells the audit that somebody was refused who did not prove to be an app. So
// that nobody can fill the disk by being refused, it is told of so many a second.
func (s *Server) refuse(ctx context.Context, app string, why *Refusal) error {
	left, ok := s.loud.may(s.now())
	if !ok {
		return nil
	}
	if !legible(app, 64) {
		app = ""
	}
	return s.db.Write(ctx, func(tx *store.Tx) error {
		return s.o.Auditor.Audit(ctx, tx, Entry{What: Refused, At: s.now(), App: app, Reason: why.reason, Left: left})
	})
}

// mostRefusals is how many refusals of strangers the audit is told of in a second.
const mostRefusals = 20

// throttle lets some pass each second and counts the others.
type throttle struct {
	mu     sync.Mutex
	second int64
	passed int
	left   int64
}

func (t *throttle) may(now time.Time) (left int64, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if second := now.Unix(); second != t.second {
		t.second, t.passed = second, 0
	}
	if t.passed == mostRefusals {
		t.left++
		return 0, false
	}
	t.passed++
	left, t.left = t.left, 0
	return left, true
}
