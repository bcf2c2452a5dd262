package smart

import (
	"cmp"
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Wish is a token that the administrator wants for a script.
type Wish struct {
	Account string // for which it acts
	Scopes  Scopes
	Patient string        // id of the Patient that scopes of patient/ are about
	Purpose string        // such as direct-care
	For     time.Duration // 0: ten minutes; at most twelve hours
}

// Mint gives an access token for an account, without anybody's signing in: for who may
// read the database anyway. It tells when the token ends. Errors: Invalid says what is
// wrong with the wish, Denied that the account may not sign in.
func (s *Server) Mint(ctx context.Context, w Wish) (token string, ends time.Time, err error) {
	w.For = cmp.Or(w.For, s.o.Access)
	if err := w.check(); err != nil {
		return "", ends, err
	}
	if err := s.enforceable(w.Scopes); err != nil {
		return "", ends, err
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.standing(tx, w.Account); err != nil {
			return mayNot(err)
		}
		ends = s.now().Add(w.For)
		g := &grant{how: byHand, account: w.Account, scopes: w.Scopes, patient: w.Patient, purpose: w.Purpose, audience: s.o.Audience, since: s.now(), ends: ends}
		if err := g.keep(tx); err != nil {
			return err
		}
		out, err := s.issue(ctx, tx, g, g.scopes, w.For)
		if err == nil {
			token = out.Access
		}
		return err
	})
	return token, ends, err
}

func (w *Wish) check() error {
	switch {
	case w.For < time.Second || w.For > workingDay:
		return &fault.Error{Code: fault.Invalid, Reason: "a token lasts between a second and twelve hours", Value: w.For.String()}
	case len(w.Scopes.words) > 0 || w.Scopes.Empty() || w.Scopes.At(System):
		return &fault.Error{Code: fault.Invalid, Reason: "a token for an account has scopes that begin with user/ or patient/, and no others", Value: w.Scopes.String(), Fix: "write for example user/*.rs"}
	case w.Scopes.At(Patient) != (w.Patient != "") || w.Patient != "" && !isID(w.Patient):
		return &fault.Error{Code: fault.Invalid, Reason: "scopes that begin with patient/ need the id of a Patient, and only they do", Value: brief(w.Patient)}
	}
	return nil
}
