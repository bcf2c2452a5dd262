package worklist

import (
	"encoding/json"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Because is one reason why somebody is suggested. The shares of all that a score has
// and its base add up to it; the strongest are kept.
type Because struct {
	Words   string  `json:"words"`   // such as: 3 emergency admissions in the last year
	Share   float64 `json:"share"`   // what it adds to the score, in log-rate or log-odds; below 0 it lowers it
	Feature string  `json:"feature"` // of the model
}

// Suggestion is one person suggested to a team.
type Suggestion struct {
	ID        int64     `json:"id"`
	Person    string    `json:"person_id"`
	Programme string    `json:"programme"`
	Title     string    `json:"title"` // of the programme
	List      int64     `json:"list"`
	Team      string    `json:"team"`
	Owner     string    `json:"owner"` // who decides, in words; "" the team as such
	Practice  string    `json:"practice,omitempty"`
	Rank      int       `json:"rank"`    // on the list, from 1
	Risk      float64   `json:"risk"`    // expected events in a year
	Chance    float64   `json:"chance"`  // of the outcome within Months, 0 to 1
	Outcome   string    `json:"outcome"` // in words, such as at least one emergency admission
	Months    int       `json:"months"`
	Value     int64     `json:"value_pence"` // expected net value of offering it
	Low       int64     `json:"low_pence"`   // 95% interval of the value
	High      int64     `json:"high_pence"`
	Reasons   []Because `json:"reasons"`
	Action    string    `json:"action"` // what is suggested
	Score     string    `json:"score_hash"`
	Due       time.Time `json:"due"`
	State     State     `json:"state"`
	Until     time.Time `json:"until,omitzero"`
	Why       string    `json:"why,omitempty"` // of a decision, an id of Reasons
	Note      string    `json:"note,omitempty"`
	Version   int64     `json:"version"`
	Made      time.Time `json:"made"`
	Changed   time.Time `json:"changed"`
	By        string    `json:"by,omitempty"` // account that decided last
}

// Open tells whether it waits for a decision.
func (s *Suggestion) Open() bool { return s.State.open() }

// columns are those of a suggestion, with the list it is on.
const columns = `s.id, s.person, s.programme, l.title, l.outcome, l.months, s.list, s.team, s.owner, s.practice, s.rank, s.risk, s.chance, s.value, s.low, s.high,
	s.reasons, s.action, s.score, s.due, s.state, s.until, s.why, s.note, s.version, s.made, s.changed, s.account`

const from = " FROM target_suggestion s JOIN target_list l ON l.id = s.list"

func (s *Suggestion) scan(row store.Row) error {
	var reasons, state string
	var rank, months, due, made, changed int64
	var until *int64
	err := row.Scan(&s.ID, &s.Person, &s.Programme, &s.Title, &s.Outcome, &months, &s.List, &s.Team, &s.Owner, &s.Practice, &rank, &s.Risk, &s.Chance, &s.Value, &s.Low, &s.High,
		&reasons, &s.Action, &s.Score, &due, &state, &until, &s.Why, &s.Note, &s.Version, &made, &changed, &s.By)
	if err != nil {
		return err
	}
	s.Months = int(months)
	s.Rank, s.State, s.Due, s.Made, s.Changed, s.Until = int(rank), State(state), store.Moment(due), store.Moment(made), store.Moment(changed), store.MaybeMoment(until)
	return fault.Wrap(json.Unmarshal([]byte(reasons), &s.Reasons), "reading the reasons of a suggestion")
}

// Get gives a suggestion; NotFound where there is none.
func (w *Worklist) Get(tx *store.Tx, id int64) (s Suggestion, err error) {
	err = s.scan(tx.QueryRow("SELECT "+columns+from+" WHERE s.id = $1", id))
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = fault.New(fault.NotFound, "there is no suggestion %d", id)
	}
	return s, err
}

// suggestions reads all of a question.
func suggestions(tx *store.Tx, question string, args ...any) ([]Suggestion, error) {
	return store.All(tx.Query(question, args...), "reading suggestions", (*Suggestion).scan)
}

// marks gives $N for some parameters, from a number on.
func marks(n, first int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(mark(first + i))
	}
	return b.String()
}
