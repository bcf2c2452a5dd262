package worklist

import (
	"context"
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// publishing is a list being published.
type publishing struct {
	*Worklist
	ctx  context.Context
	tx   *store.Tx
	list *List
	now  time.Time
	open map[string]Suggestion // of the programme, by person, before
	did  Published
}

// begin keeps the list and reads what is open.
func (x *publishing) begin() error {
	l := x.list
	terms, err := json.Marshal(l.Terms)
	if err != nil {
		return fault.Wrap(err, "keeping the terms of a list")
	}
	head := l.Head
	if len(head) == 0 {
		head = json.RawMessage("{}")
	}
	err = x.tx.QueryRow(`INSERT INTO target_list (programme, title, team, hash, build, model, model_hash, outcome, months, people, head, terms, at, account)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
		l.Programme, l.Title, l.Team, l.Hash, l.Build, l.Model, l.ModelHash, l.Outcome, l.Horizon, len(l.People), head, json.RawMessage(terms), x.now, by(x.ctx)).Scan(&x.did.List)
	if err != nil {
		return err
	}
	all, err := suggestions(x.tx, "SELECT "+columns+from+" WHERE s.programme = $1 AND s.open = TRUE", l.Programme)
	x.open = map[string]Suggestion{}
	for _, s := range all {
		x.open[s.Person] = s
	}
	return err
}

// offer suggests who is new, and renews what is open.
func (x *publishing) offer() error {
	var rows [][]any
	for i := range x.list.People {
		p := &x.list.People[i]
		s, is := x.open[p.Person]
		delete(x.open, p.Person)
		if !is {
			row, err := x.row(i+1, p)
			if err != nil {
				return err
			}
			rows = append(rows, row)
			continue
		}
		if err := x.renew(i+1, &s, p); err != nil {
			return err
		}
	}
	x.did.Offered = len(rows)
	if err := x.tx.Insert("target_suggestion", written, rows); err != nil {
		return err
	}
	for _, row := range rows {
		if err := x.relate(x.tx, row[0].(string), x.list.Programme); err != nil {
			return err
		}
	}
	return nil
}

var written = []string{
	"person", "programme", "list", "team", "owner", "practice", "rank", "risk", "chance", "value", "low", "high", "reasons", "action", "score",
	"due", "state", "open", "why", "note", "version", "made", "changed", "account",
}

func (x *publishing) row(rank int, p *Proposal) ([]any, error) {
	l := x.list
	reasons, err := reasonsText(p.Reasons)
	return []any{
		p.Person, l.Programme, x.did.List, l.Team, l.Owner, p.Practice, int64(rank), p.Risk, p.Chance, p.Value, p.Low, p.High, reasons, l.Terms.Action, p.Score,
		x.now.AddDate(0, 0, l.DueDays), string(Offered), true, "", "", int64(1), x.now, x.now, "",
	}, err
}

func reasonsText(all []Because) (json.RawMessage, error) {
	text, err := json.Marshal(append([]Because{}, all...))
	return text, fault.Wrap(err, "keeping reasons")
}

// renew lets an open suggestion say what this list says. It is the same suggestion: when
// it is due, its state and its version stay.
func (x *publishing) renew(rank int, s *Suggestion, p *Proposal) error {
	reasons, err := reasonsText(p.Reasons)
	if err != nil {
		return err
	}
	if x.did.Renewed++; s.State == Deferred {
		x.did.Renewed--
		x.did.Kept++
	}
	l := x.list
	_, err = x.tx.Exec(`UPDATE target_suggestion SET list = $1, team = $2, owner = $3, practice = $4, rank = $5, risk = $6, chance = $7, value = $8, low = $9, high = $10,
		reasons = $11, action = $12, score = $13 WHERE id = $14`,
		x.did.List, l.Team, l.Owner, p.Practice, rank, p.Risk, p.Chance, p.Value, p.Low, p.High, reasons, l.Terms.Action, p.Score, s.ID)
	if err == nil && s.Team != l.Team {
		err = x.relate(x.tx, s.Person, l.Programme)
	}
	return err
}

// withdraw ends what was offered and is on no list any more. What a team deferred to a day
// that is yet to come stays.
func (x *publishing) withdraw() error {
	gone, err := suggestions(x.tx, "SELECT "+columns+from+" WHERE s.programme = $1 AND s.open = TRUE AND s.list <> $2 ORDER BY s.id", x.list.Programme, x.did.List)
	if err != nil {
		return err
	}
	for i := range gone {
		s := &gone[i]
		if s.State == Deferred && s.Until.After(x.now) {
			x.did.Kept++
			continue
		}
		x.did.Withdrawn++
		if err := x.Worklist.withdraw(x.ctx, x.tx, s, "The list of "+x.now.Format(time.DateOnly)+" does not have this person any more.", x.now); err != nil {
			return err
		}
	}
	return nil
}

// tell tells of the list and notes it in the audit.
func (x *publishing) tell() error {
	payload, err := json.Marshal(x.did)
	if err != nil {
		return fault.Wrap(err, "telling of a list")
	}
	if err := x.tx.Emit(store.Event{Topic: Listed, Subject: "programme/" + x.list.Programme, Payload: payload, At: x.now}); err != nil {
		return err
	}
	e := audit.Entry{Action: "suggest", Outcome: audit.OK, Type: SuggestionType, Reason: "the list of the programme " + x.list.Programme}
	for i := range x.list.People {
		e.People = append(e.People, x.list.People[i].Person)
	}
	return x.Gate.Append(x.ctx, x.tx, e)
}
