package smart

import (
	"context"
	"net/url"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Approve keeps what the account that is signed in agreed to: some or all of what was
// asked for, and the id of the Patient who was chosen, "" where nobody had to be. It
// gives the address to which the browser goes. Whether the account may see the person
// at all is for policies to say, whenever the token is used. Errors: NotFound where the
// request has ended or is somebody else's, Invalid where more is agreed to than was
// asked for, or nobody was chosen.
func (s *Server) Approve(ctx context.Context, id, account string, granted Scopes, patient string) (redirect string, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		p, err := s.pendingOf(tx, id, account)
		if err != nil {
			return err
		}
		if patient, err = p.chosen(granted, patient); err != nil {
			return err
		}
		if _, err := s.standing(tx, account); err != nil {
			return mayNot(err)
		}
		g := &grant{
			how: byCode, app: p.App.ID, account: account, scopes: granted, patient: patient,
			purpose: p.App.Purpose, audience: s.o.Audience, since: s.now(), ends: s.now().Add(s.lasts(granted)),
		}
		code, err := s.agree(ctx, tx, &p, g)
		redirect = s.answer(p.Redirect, p.state, url.Values{"code": {code}})
		return err
	})
	return redirect, err
}

// agree turns a request into a grant with a code.
func (s *Server) agree(ctx context.Context, tx *store.Tx, p *Pending, g *grant) (code string, err error) {
	if err := p.end(tx); err != nil {
		return "", err
	}
	if err := g.keep(tx); err != nil {
		return "", err
	}
	code = newSecret(codeMark)
	_, err = tx.Exec("INSERT INTO smart_code (hash, grant_id, redirect, challenge, nonce, ends) VALUES ($1, $2, $3, $4, $5, $6)",
		hash(code), g.id, p.Redirect, p.challenge, p.nonce, s.now().Add(codeLasts))
	if err != nil {
		return "", err
	}
	return code, s.tell(ctx, tx, Agreed, g, "")
}

// lasts is how long what somebody agrees to is good for.
func (s *Server) lasts(granted Scopes) time.Duration {
	switch {
	case granted.Has(OfflineAccess):
		return s.o.Refresh
	case granted.Has(OnlineAccess):
		return min(workingDay, s.o.Refresh)
	}
	return codeLasts + s.o.Access
}

// chosen judges what was agreed to and gives whom it is about.
func (p *Pending) chosen(granted Scopes, patient string) (string, error) {
	if granted.Empty() || !granted.Within(p.Scopes) {
		return "", &fault.Error{Code: fault.Invalid, Reason: "what is agreed to is not part of what was asked for", Fix: "agree to some of it, or decline"}
	}
	needed := granted.At(Patient) || granted.Has(LaunchPatient) || granted.Has(Launch) && p.Patient != ""
	switch {
	case p.Patient != "" && patient != "" && patient != p.Patient:
		return "", &fault.Error{Code: fault.Invalid, Reason: "the app was begun about somebody else", Fix: "begin it anew for this person"}
	case !needed:
		return "", nil
	case p.Patient != "":
		return p.Patient, nil
	case !isID(patient):
		return "", &fault.Error{Code: fault.Invalid, Reason: "nobody was chosen", Fix: "choose whom the app is to be about"}
	}
	return patient, nil
}

// isID tells whether a text may be the id of a resource.
func isID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.") == ""
}

// Deny keeps that the account that is signed in does not agree, and gives the address
// to which the browser goes.
func (s *Server) Deny(ctx context.Context, id, account string) (redirect string, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		p, err := s.pendingOf(tx, id, account)
		if err != nil {
			return err
		}
		if err := p.end(tx); err != nil {
			return err
		}
		redirect = s.answer(p.Redirect, p.state, url.Values{"error": {"access_denied"}})
		return s.tell(ctx, tx, Declined, &grant{how: byCode, app: p.App.ID, account: account, scopes: p.Scopes, patient: p.Patient, purpose: p.App.Purpose}, "")
	})
	return redirect, err
}

func (p *Pending) end(tx *store.Tx) error {
	_, err := tx.Exec("DELETE FROM smart_pending WHERE hash = $1", p.hash)
	return err
}

// answer is the address to which a browser brings an answer, with who gives it (RFC
// 9207).
func (s *Server) answer(redirect, state string, answer url.Values) string {
	answer.Set("iss", s.o.Issuer)
	if state != "" {
		answer.Set("state", state)
	}
	return back(redirect, answer)
}
