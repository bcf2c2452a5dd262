package referral

import (
	"encoding/json"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Results of a goal.
const (
	Achieved = "achieved"
	Partly   = "partly"
	Not      = "not"
)

// Goal is what the sender hopes for, with what came of it.
type Goal struct {
	Words  string `json:"words"`
	Result string `json:"result,omitempty"` // Achieved, Partly or Not, once it is done
	Note   string `json:"note,omitempty"`
}

// Referral is one request to another team or partner to do something for a person.
type Referral struct {
	ID       int64     `json:"id"`
	Person   string    `json:"person_id"`
	Thread   int64     `json:"thread"` // id of the first referral of the thread
	State    State     `json:"state"`
	Task     string    `json:"task_status"` // FHIR R4 Task.status of the state
	Version  int64     `json:"version"`
	From     Party     `json:"from"`
	By       string    `json:"by"` // account that drafted it
	To       Party     `json:"to"`
	Title    string    `json:"title"`
	Words    string    `json:"words,omitempty"`
	Urgency  string    `json:"urgency"`
	Goals    []Goal    `json:"goals,omitempty"`
	Worker   string    `json:"worker,omitempty"`  // account or name of who does it
	Team     string    `json:"team,omitempty"`    // that does it
	Expected time.Time `json:"expected,omitzero"` // when it is to start
	Contact  time.Time `json:"contact,omitzero"`  // the first one
	Why      string    `json:"why,omitempty"`     // it was rejected or ended early: an id of the rules
	Made     time.Time `json:"made"`
	Changed  time.Time `json:"changed"`
	Closed   time.Time `json:"closed,omitzero"`

	sent, asked, turn, answered, due, late, next time.Time
	withSender                                   time.Duration
	level                                        int64
}

const columns = `id, person, thread, state, version, from_partner, from_team, account, to_partner, to_team, to_name, title, words, urgency, goals,
	worker, team, expected, contact, why, made, changed, sent, asked, turn, with_sender, answered, closed, due, late, next, level`

func (x *Referral) scan(row store.Row) error {
	var state, goals string
	var made, changed, withSender int64
	var expected, contact, sent, asked, turn, answered, closed, due, late, next *int64
	err := row.Scan(&x.ID, &x.Person, &x.Thread, &state, &x.Version, &x.From.Partner, &x.From.Team, &x.By, &x.To.Partner, &x.To.Team, &x.To.Name, &x.Title, &x.Words, &x.Urgency, &goals,
		&x.Worker, &x.Team, &expected, &contact, &x.Why, &made, &changed, &sent, &asked, &turn, &withSender, &answered, &closed, &due, &late, &next, &x.level)
	if err != nil {
		return err
	}
	x.State, x.Task = State(state), State(state).Task()
	x.Made, x.Changed, x.Expected, x.Contact, x.Closed = store.MaybeMoment(&made), store.MaybeMoment(&changed), store.MaybeMoment(expected), store.MaybeMoment(contact), store.MaybeMoment(closed)
	x.sent, x.asked, x.turn, x.answered, x.due, x.late, x.next = store.MaybeMoment(sent), store.MaybeMoment(asked), store.MaybeMoment(turn), store.MaybeMoment(answered), store.MaybeMoment(due), store.MaybeMoment(late), store.MaybeMoment(next)
	x.withSender = time.Duration(withSender) * time.Microsecond
	return fault.Wrap(json.Unmarshal([]byte(goals), &x.Goals), "reading the goals of a referral")
}

// values are those of the columns from state on, in their order but for id.
func (x *Referral) values() ([]any, error) {
	if x.Goals == nil {
		x.Goals = []Goal{}
	}
	goals, err := json.Marshal(x.Goals)
	return []any{
		x.Person, x.Thread, string(x.State), x.Version, x.From.Partner, x.From.Team, x.By, x.To.Partner, x.To.Team, x.To.Name, x.Title, x.Words, x.Urgency, json.RawMessage(goals),
		x.Worker, x.Team, x.Expected, x.Contact, x.Why, x.Made, x.Changed, x.sent, x.asked, x.turn, x.withSender.Microseconds(), x.answered, x.Closed, x.due, x.late, x.next, x.level,
	}, fault.Wrap(err, "writing the goals of a referral")
}

// names are the columns but id.
var names = strings.Split(strings.Join(strings.Fields(strings.TrimPrefix(columns, "id, ")), ""), ",")

// insert adds the referral and gives it its id.
func (x *Referral) insert(tx *store.Tx) error {
	values, err := x.values()
	if err != nil {
		return err
	}
	err = tx.QueryRow("INSERT INTO plan_referral ("+strings.Join(names, ", ")+") VALUES ("+marks(len(names), 1)+") RETURNING id", values...).Scan(&x.ID)
	if err != nil || x.Thread != 0 {
		return err
	}
	x.Thread = x.ID
	_, err = tx.Exec("UPDATE plan_referral SET thread = id WHERE id = $1", x.ID)
	return err
}

// update keeps the referral as its next version.
func (x *Referral) update(tx *store.Tx, seen int64) error {
	values, err := x.values()
	if err != nil {
		return err
	}
	set := make([]string, len(names))
	for i, name := range names {
		set[i] = name + " = " + mark(i+1)
	}
	n, err := tx.Exec("UPDATE plan_referral SET "+strings.Join(set, ", ")+" WHERE id = "+mark(len(names)+1)+" AND version = "+mark(len(names)+2), append(values, x.ID, seen)...)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "referral %d is at another version", x.ID)
	}
	return err
}

// Get gives a referral; NotFound where there is none.
func (r *Referrals) Get(tx *store.Tx, id int64) (x Referral, err error) {
	err = x.scan(tx.QueryRow("SELECT "+columns+" FROM plan_referral WHERE id = $1", id))
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = missing(id)
	}
	return x, err
}

// missing is said of what is not there, and of what is not for the actor to know of.
func missing(id int64) error {
	return fault.New(fault.NotFound, "there is no referral %d of yours", id)
}
