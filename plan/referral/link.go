package referral

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/store"
)

// longestLink is for how long a link may hold.
const longestLink = 60 * 24 * time.Hour

// What is wrong with a link. None of them tells whose it was.
var (
	ErrLinkUnknown error = &fault.Error{Code: fault.NotFound, Reason: "this link is not one of ours", Fix: "open it again from the message, whole, or ask the sender for another"}
	ErrLinkExpired error = &fault.Error{Code: fault.Denied, Reason: "this link has expired", Fix: "ask the sender for another"}
	ErrLinkUsed    error = &fault.Error{Code: fault.Conflict, Reason: "this link was used: the answer is with the sender", Fix: "to change the answer, call the sender"}
	ErrLinkRevoked error = &fault.Error{Code: fault.Denied, Reason: "this link was taken back: an answer is not needed any more", Fix: "if you think it is, call the sender"}
)

// invitation is a link that was given to a partner outside.
type invitation struct {
	id, referral         int64
	until, used, revoked time.Time
}

func (l *invitation) scan(row store.Row) error {
	var until int64
	var used, revoked *int64
	err := row.Scan(&l.id, &l.referral, &until, &used, &revoked)
	l.until, l.used, l.revoked = store.MaybeMoment(&until), store.MaybeMoment(used), store.MaybeMoment(revoked)
	return err
}

// wrong tells why a link does not hold.
func (l *invitation) wrong(now time.Time) error {
	switch {
	case !l.used.IsZero():
		return ErrLinkUsed
	case !l.revoked.IsZero():
		return ErrLinkRevoked
	case !l.until.After(now):
		return ErrLinkExpired
	}
	return nil
}

// tokenBytes of chance are in a token: 256 bits.
const tokenBytes = 32

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// linkOf finds the link of a token that holds now.
func linkOf(tx *store.Tx, token string, now time.Time) (l invitation, err error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return l, ErrLinkUnknown
	}
	err = l.scan(tx.QueryRow("SELECT id, referral, until, used, revoked FROM plan_referral_link WHERE hash = $1", hashOf(token)))
	if fault.CodeOf(err) == fault.NotFound && err != nil {
		return l, ErrLinkUnknown
	}
	if err != nil {
		return l, fault.Wrap(err, "reading a link")
	}
	return l, l.wrong(now)
}

// closeLinks takes back the links of a referral that waits for no answer any more, or is
// with somebody else.
func closeLinks(tx *store.Tx, x *Referral, now time.Time) error {
	if slices.Contains(unanswered, x.State) {
		return nil
	}
	return revokeLinks(tx, x, now)
}

func revokeLinks(tx *store.Tx, x *Referral, now time.Time) error {
	_, err := tx.Exec("UPDATE plan_referral_link SET revoked = $1 WHERE person = $2 AND referral = $3 AND used IS NULL AND revoked IS NULL", now, x.Person, x.ID)
	return err
}

// Invite gives the token of a link by which the receiver, a partner without accounts, may
// answer once until a time. It is told here and never again: only its hash is kept. An
// earlier link of the referral is taken back.
func (r *Referrals) Invite(ctx context.Context, id int64, until time.Time) (token string, err error) {
	now := r.now()
	if !until.After(now) || until.After(now.Add(longestLink)) {
		return "", &fault.Error{Code: fault.Invalid, Column: "until", Value: until.Format(time.DateOnly), Reason: "a link cannot hold until then", Fix: "choose a time from now on, within 60 days"}
	}
	secret := make([]byte, tokenBytes)
	_, _ = rand.Read(secret) // never fails
	token = base64.RawURLEncoding.EncodeToString(secret)
	err = r.linking(ctx, id, ActInvite, func(tx *store.Tx, x *Referral) error {
		return tx.Insert("plan_referral_link", []string{"person", "referral", "hash", "until", "made", "account"}, [][]any{{x.Person, x.ID, hashOf(token), until, now, access.From(ctx).Account}})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Withdraw takes back the link of a referral, as when it went to a wrong address.
func (r *Referrals) Withdraw(ctx context.Context, id int64) error {
	return r.linking(ctx, id, ActWithdraw, func(*store.Tx, *Referral) error { return nil })
}

// linking is an act of the sender about the link of a referral. Its version stays: what the
// receiver looks at does not change.
func (r *Referrals) linking(ctx context.Context, id int64, act Act, f func(tx *store.Tx, x *Referral) error) error {
	now := r.now()
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		x, err := r.Get(tx, id)
		if err == nil && !slices.Contains(x.parts(access.From(ctx), r.Following()), Sender) {
			err = missing(id)
		}
		if err != nil {
			return err
		}
		if err := r.may(ctx, tx, x.Person, access.Write); err != nil {
			return err
		}
		switch {
		case !slices.Contains(unanswered, x.State):
			return &fault.Error{Code: fault.Conflict, Value: string(x.State), Reason: "the referral waits for no answer", Fix: "read it again"}
		case x.To.Team != "":
			return &fault.Error{Code: fault.Invalid, Value: x.To.Team, Reason: "this team has accounts of its own", Fix: "let somebody of the team sign in and answer"}
		}
		if err := revokeLinks(tx, &x, now); err != nil {
			return err
		}
		if err := f(tx, &x); err != nil {
			return err
		}
		return r.keep(ctx, tx, &x, Step{Act: act, Part: Sender, At: now, before: x.State})
	})
	return fault.Wrap(err, "%s", doing[act])
}
