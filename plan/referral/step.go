package referral

import (
	"context"
	"encoding/json"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// Topic is that of the event of each act, in the transaction of the act; its payload is
// Told, its subject the person.
const Topic = "referral"

// Told is what the event of an act tells: whom it concerns, and nothing of what was written.
type Told struct {
	Referral int64  `json:"referral"`
	Thread   int64  `json:"thread"`
	Version  int64  `json:"version"`
	Act      Act    `json:"act"`
	State    State  `json:"state"`
	Before   State  `json:"before,omitempty"` // the state in which it was
	Task     string `json:"task_status"`
	From     Party  `json:"from"`
	Sender   string `json:"sender"` // account that drafted it
	To       Party  `json:"to"`
	Team     string `json:"team,omitempty"` // that does it, or to whom it is escalated
	Role     string `json:"role,omitempty"` // to whom it is escalated
	Why      string `json:"why,omitempty"`
}

// Step is one thing that was done and said.
type Step struct {
	Number   int64     `json:"number"`
	Referral int64     `json:"referral"`
	Version  int64     `json:"version"` // to which it led
	Act      Act       `json:"act"`
	State    State     `json:"state"` // likewise
	Part     Who       `json:"part"`  // of whoever did it
	By       string    `json:"by"`    // account
	Name     string    `json:"name"`
	Why      string    `json:"why,omitempty"`
	Words    string    `json:"words,omitempty"`
	At       time.Time `json:"at"`

	before State
	party  string // with whom it was
	team   string // to whom it is escalated
	role   string
}

const stepColumns = "number, referral, version, act, state, part, account, name, why, words, at"

func (s *Step) scan(row store.Row) error {
	var act, state, part string
	var at int64
	err := row.Scan(&s.Number, &s.Referral, &s.Version, &act, &state, &part, &s.By, &s.Name, &s.Why, &s.Words, &at)
	s.Act, s.State, s.Part, s.At = Act(act), State(state), Who(part), store.MaybeMoment(&at)
	return err
}

// Steps gives what was done and said in the thread of a referral, the first first.
func (r *Referrals) Steps(tx *store.Tx, x *Referral) ([]Step, error) {
	return store.All(tx.Query("SELECT "+stepColumns+" FROM plan_referral_step WHERE person = $1 AND thread = $2 ORDER BY number", x.Person, x.Thread), "reading the thread of a referral", (*Step).scan)
}

// lastOf is the latest step of a referral itself.
func lastOf(tx *store.Tx, x *Referral) (s Step, err error) {
	err = s.scan(tx.QueryRow("SELECT "+stepColumns+" FROM plan_referral_step WHERE person = $1 AND thread = $2 AND referral = $3 ORDER BY number DESC LIMIT 1", x.Person, x.Thread, x.ID))
	return s, fault.Wrap(err, "reading what was done last")
}

// passed finds the step by which a team or partner of an actor passed a referral on.
func passed(tx *store.Tx, x *Referral, a *access.Actor) (s Step, is bool, err error) {
	if a == nil || a.Kind == access.Person {
		return s, false, nil
	}
	c := conditions{args: []any{x.Person, x.Thread, x.ID}}
	of := c.in("party", append([]string{a.Partner}, a.Teams...))
	all, err := store.All(tx.Query("SELECT "+stepColumns+" FROM plan_referral_step WHERE person = $1 AND thread = $2 AND referral = $3 AND act = 'pass-on' AND party <> '' AND "+of+" ORDER BY number DESC LIMIT 1", c.args...), "reading who passed it on", (*Step).scan)
	if err != nil || len(all) == 0 {
		return s, false, err
	}
	return all[0], true, nil
}

// keep writes a step into the thread, and tells of it in an event and in the audit.
func (r *Referrals) keep(ctx context.Context, tx *store.Tx, x *Referral, s Step) error {
	a := access.From(ctx)
	s.By, s.Name = a.Account, a.Name
	s.Referral, s.Version, s.State = x.ID, x.Version, x.State
	var last int64
	if err := tx.QueryRow("SELECT COALESCE(MAX(number), 0) FROM plan_referral_step WHERE person = $1 AND thread = $2", x.Person, x.Thread).Scan(&last); err != nil {
		return err
	}
	s.Number = last + 1
	err := tx.Insert("plan_referral_step", []string{"person", "thread", "number", "referral", "version", "act", "state", "part", "party", "account", "name", "why", "words", "at"},
		[][]any{{x.Person, x.Thread, s.Number, s.Referral, s.Version, string(s.Act), string(s.State), string(s.Part), s.party, s.By, s.Name, s.Why, s.Words, s.At}})
	if err == nil {
		err = r.tell(tx, x, &s)
	}
	if err == nil {
		err = r.relate(tx, x)
	}
	if err == nil {
		err = r.Gate.Append(ctx, tx, audit.Entry{Action: "referral-" + string(s.Act), Outcome: audit.OK, Type: Type, People: []string{x.Person}, Reason: r.reason(x, &s)})
	}
	return err
}

// reason is what the audit says of a step: never what was written in it, but for why
// something was sent without consent.
func (r *Referrals) reason(x *Referral, s *Step) string {
	text := x.To.Words()
	if s.Why != "" {
		text += ": " + r.Following().ReasonWords(s.Why)
	}
	if s.Why == WithoutConsent {
		text += ": " + s.Words
	}
	return text
}

func (r *Referrals) tell(tx *store.Tx, x *Referral, s *Step) error {
	told := Told{x.ID, x.Thread, x.Version, s.Act, x.State, s.before, x.State.Task(), x.From, x.By, x.To, x.Team, s.role, s.Why}
	if s.team != "" {
		told.Team = s.team
	}
	payload, err := json.Marshal(told)
	if err != nil {
		return fault.Wrap(err, "telling of a referral")
	}
	return tx.Emit(store.Event{Topic: Topic, Subject: x.Person, Payload: payload, At: s.At})
}

// relate says who has to do with the person by a referral now: while it is open, the team
// or partner that it is with, the team that does it, and the team that waits for it.
func (r *Referrals) relate(tx *store.Tx, x *Referral) error {
	return r.Record.Relate(tx, x.origin(), x.Person, x.relations())
}

func (x *Referral) relations() (all []record.Relation) {
	if !x.State.Open() {
		return nil
	}
	to := x.To.Team
	if to == "" {
		to = x.To.Partner
	}
	seen := map[string]bool{"": true}
	for _, of := range []string{to, x.Team, x.From.Team} {
		if !seen[of] {
			all = append(all, record.Relation{Party: sight.Party{Kind: sight.Referred, Of: of}})
		}
		seen[of] = true
	}
	return all
}
