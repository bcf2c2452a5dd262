package worklist

import (
	"strconv"
	"strings"
	"time"

	"continuum/store"
)

// Query says which suggestions are wanted: those of which all that is given holds.
type Query struct {
	People     []string // any of these
	Programmes []string // any of these
	Teams      []string // made to one of these teams, or
	Practices  []string // about people of one of these practices
	States     []State  // any of these; none: those that are open
	Now        time.Time
	Waiting    bool  // deferred ones only once their day has come, by Now
	After      int64 // how many are passed over: the pages before
	Most       int   // of a page; 100 where it is 0, at most 1,000
}

// List gives suggestions: those due first lead, then by rank and id.
func (w *Worklist) List(tx *store.Tx, q Query) ([]Suggestion, error) {
	c := conditions{}
	c.any("s.person", q.People)
	c.any("s.programme", q.Programmes)
	c.either("s.team", q.Teams, "s.practice", q.Practices)
	if len(q.States) == 0 {
		c.add("s.open = ", true)
	}
	c.any("s.state", q.states())
	if q.Waiting {
		c.add("(s.until IS NULL OR s.state <> 'deferred' OR s.until <= ", q.Now)
		c.text.WriteString(")")
	}
	page := c.page(&q)
	return suggestions(tx, "SELECT "+columns+from+c.where()+" ORDER BY s.due, s.programme, s.rank, s.id"+page, c.args...)
}

func (q *Query) states() []string {
	some := make([]string, len(q.States))
	for i, s := range q.States {
		some[i] = string(s)
	}
	return some
}

func mark(n int) string { return "$" + strconv.Itoa(n) }

// conditions are a WHERE clause in the making.
type conditions struct {
	text strings.Builder
	args []any
}

func (c *conditions) and() {
	if c.text.Len() > 0 {
		c.text.WriteString(" AND ")
	}
}

func (c *conditions) add(condition string, arg any) {
	c.and()
	c.args = append(c.args, arg)
	c.text.WriteString(condition + mark(len(c.args)))
}

// in is a column that has one of some values.
func (c *conditions) in(column string, values []string) string {
	first := len(c.args) + 1
	for _, v := range values {
		c.args = append(c.args, v)
	}
	return column + " IN (" + marks(len(values), first) + ")"
}

func (c *conditions) any(column string, values []string) {
	if len(values) > 0 {
		c.and()
		c.text.WriteString(c.in(column, values))
	}
}

// either asks that one of two columns has one of its values; of neither it asks nothing.
func (c *conditions) either(a string, of []string, b string, or []string) {
	if len(of) == 0 || len(or) == 0 {
		c.any(a, of)
		c.any(b, or)
		return
	}
	c.and()
	c.text.WriteString("(" + c.in(a, of) + " OR " + c.in(b, or) + ")")
}

// page is the part of the answer that is asked for.
func (c *conditions) page(q *Query) string {
	most := q.Most
	if most <= 0 {
		most = 100
	}
	c.args = append(c.args, int64(min(most, 1000)), q.After)
	return " LIMIT " + mark(len(c.args)-1) + " OFFSET " + mark(len(c.args))
}

func (c *conditions) where() string {
	if c.text.Len() == 0 {
		return ""
	}
	return " WHERE " + c.text.String()
}

// Step is one decision about a suggestion.
type Step struct {
	Number int64     `json:"number"`
	State  State     `json:"state"`
	Why    string    `json:"why,omitempty"`
	Note   string    `json:"note,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
}

// Past is a suggestion with what was decided about it.
type Past struct {
	Suggestion
	Steps []Step `json:"steps"`
}

// History is all that a person was ever suggested and offered, the latest first.
func (w *Worklist) History(tx *store.Tx, person string) (all []Past, err error) {
	some, err := suggestions(tx, "SELECT "+columns+from+" WHERE s.person = $1 ORDER BY s.id DESC", person)
	if err != nil {
		return nil, err
	}
	steps, err := store.All(tx.Query("SELECT suggestion, number, state, why, note, until, account, at FROM target_decision WHERE person = $1 ORDER BY suggestion, number", person), "reading decisions", (*stepOf).scan)
	of := map[int64][]Step{}
	for _, s := range steps {
		of[s.suggestion] = append(of[s.suggestion], s.Step)
	}
	for _, s := range some {
		all = append(all, Past{s, of[s.ID]})
	}
	return all, err
}

// stepOf is a decision with the suggestion that it is about.
type stepOf struct {
	suggestion int64
	Step
}

func (s *stepOf) scan(row store.Row) error {
	var at int64
	var until *int64
	var state string
	err := row.Scan(&s.suggestion, &s.Number, &state, &s.Why, &s.Note, &until, &s.By, &at)
	s.State, s.Until, s.At = State(state), store.MaybeMoment(until), store.Moment(at)
	return err
}
