package rights

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// Pass gives a request to the partner who holds what it is about.
func (r *Rights) Pass(ctx context.Context, id int64, partner string) (Request, error) {
	if _, is := r.Place.Partner(partner); !is {
		return Request{}, &fault.Error{Code: fault.Invalid, Value: partner, Reason: "the place has no such partner", Fix: "name one of place.yaml"}
	}
	return r.change(ctx, id, "rights-passed", func(q *Request) error {
		q.State, q.Partner = WithPartner, partner
		return nil
	})
}

// Extend puts the day on which a request is due off by two months, once, for a reason
// that the person is told: it is intricate, or one of many.
func (r *Rights) Extend(ctx context.Context, id int64, reason string) (Request, error) {
	reason, err := said(reason, "why it takes longer")
	if err != nil {
		return Request{}, err
	}
	return r.change(ctx, id, "rights-extended", func(q *Request) error {
		if q.Extended != "" {
			return &fault.Error{Code: fault.Conflict, Reason: "the request was put off already", Fix: "answer it: it cannot be put off again"}
		}
		q.Due, q.Extended = monthsAfter(q.Received, dueMonths+extendMonths), reason
		return nil
	})
}

// Answer ends a request: it is Done, or Refused for what the answer says.
func (r *Rights) Answer(ctx context.Context, id int64, state, answer string) (Request, error) {
	if state != Done && state != Refused {
		return Request{}, &fault.Error{Code: fault.Invalid, Value: state, Reason: "no request ends so", Fix: "it is done or refused"}
	}
	answer, err := said(answer, "what is answered")
	if err != nil {
		return Request{}, err
	}
	return r.change(ctx, id, "rights-"+state, func(q *Request) error {
		q.State, q.Answer, q.AnsweredBy, q.Ended = state, answer, by(ctx), r.Now().In(r.zone)
		return nil
	})
}

// said is a text that must be there.
func said(text, what string) (string, error) {
	text, err := Words(text)
	if err == nil && text == "" {
		err = fault.New(fault.Invalid, "it is not said %s", what)
	}
	return text, err
}

// change edits a request that is open. Conflict where it has ended.
func (r *Rights) change(ctx context.Context, id int64, action string, edit func(*Request) error) (q Request, err error) {
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		if q, err = r.Request(tx, id); err != nil {
			return err
		}
		if !q.Open() {
			return &fault.Error{Code: fault.Conflict, Reason: "the request was answered already", Fix: "take a new one if the person asks again"}
		}
		if err := edit(&q); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE rights_request SET due = $1, extended = $2, state = $3, partner = $4, answer = $5, answered_by = $6, ended = $7 WHERE id = $8",
			q.Due, q.Extended, q.State, q.Partner, q.Answer, q.AnsweredBy, q.Ended, id)
		if err != nil {
			return err
		}
		return r.noteRequest(ctx, tx, action, &q)
	})
	return q, fault.Wrap(err, "answering a request")
}
