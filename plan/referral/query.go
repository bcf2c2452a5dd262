package referral

import (
	"continuum/store"
)

// Query says which referrals are wanted.
type Query struct {
	Teams   []string // of the receiver, or of the sender for Outbox
	Partner string   // whose referrals to no team in particular are wanted too: for Inbox
	Account string   // whose own are wanted too: for Outbox
	People  []string // of any of these; none: of anybody
	States  []State  // any of these; none: those with which something is to be done
	After   int64    // how many are passed over: the pages before
	Most    int      // of a page; 100 where it is 0, at most 1,000
}

func (q *Query) common(c *conditions, usual []State) {
	if len(q.People) > 0 {
		c.add(c.in("person", q.People))
	}
	some := q.States
	if len(some) == 0 {
		some = usual
	}
	words := make([]string, len(some))
	for i, s := range some {
		words[i] = string(s)
	}
	c.add(c.in("state", words))
}

func (q *Query) page(c *conditions) string {
	most := q.Most
	if most <= 0 {
		most = 100
	}
	return " LIMIT " + c.arg(int64(min(most, 1000))) + " OFFSET " + c.arg(q.After)
}

func (q *Query) ask(tx *store.Tx, c *conditions, order string) ([]Referral, error) {
	page := q.page(c)
	return store.All(tx.Query("SELECT "+columns+" FROM plan_referral"+c.where()+" ORDER BY "+order+page, c.args...), "reading referrals", (*Referral).scan)
}

// Inbox gives what some teams, or a partner, were asked or do: what is due first leads,
// then what waits longest. A draft is never in it.
func (r *Referrals) Inbox(tx *store.Tx, q Query) ([]Referral, error) {
	c := &conditions{}
	q.common(c, open)
	c.add("state <> 'draft'")
	c.add("(" + c.in("to_team", q.Teams) + " OR " + c.in("team", q.Teams) + " OR to_team = '' AND to_partner <> '' AND to_partner = " + c.arg(q.Partner) + ")")
	return q.ask(tx, c, "due IS NULL, due, asked, id")
}

// Outbox gives what an account or some teams sent: what changed last leads. What was
// rejected is in it, for the sender to go on with, and so is what is not sent yet.
func (r *Referrals) Outbox(tx *store.Tx, q Query) ([]Referral, error) {
	c := &conditions{}
	q.common(c, append([]State{Drafted, Rejected}, open...))
	c.add("(" + c.in("from_team", q.Teams) + " OR account = " + c.arg(q.Account) + ")")
	return q.ask(tx, c, "changed DESC, id DESC")
}

// OfPerson gives the referrals of a person, the latest first. Of the query the states and
// the page count; drafts are in it only where they are asked for.
func (r *Referrals) OfPerson(tx *store.Tx, person string, q Query) ([]Referral, error) {
	c := &conditions{}
	q.People = []string{person}
	q.common(c, States()[1:])
	return q.ask(tx, c, "id DESC")
}
