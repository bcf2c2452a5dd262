package worklist

import (
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Kept is a list that was published, without its people.
type Kept struct {
	ID        int64           `json:"id"`
	Programme string          `json:"programme"`
	Title     string          `json:"title"`
	Team      string          `json:"team"`
	Hash      string          `json:"hash"`
	Build     string          `json:"build"`
	Model     string          `json:"model"`
	ModelHash string          `json:"model_hash"`
	People    int64           `json:"people"`
	Head      json.RawMessage `json:"head"`
	Terms     Terms           `json:"terms"`
	At        time.Time       `json:"at"`
	By        string          `json:"by"`
}

const listColumns = "id, programme, title, team, hash, build, model, model_hash, people, head, terms, at, account"

func (k *Kept) scan(row store.Row) error {
	var head, terms string
	var at int64
	if err := row.Scan(&k.ID, &k.Programme, &k.Title, &k.Team, &k.Hash, &k.Build, &k.Model, &k.ModelHash, &k.People, &head, &terms, &at, &k.By); err != nil {
		return err
	}
	k.Head, k.At = json.RawMessage(head), store.Moment(at)
	return fault.Wrap(json.Unmarshal([]byte(terms), &k.Terms), "reading the terms of a list")
}

// Latest gives the list that a programme published last; NotFound where it published none.
func (w *Worklist) Latest(tx *store.Tx, programme string) (k Kept, err error) {
	err = k.scan(tx.QueryRow("SELECT "+listColumns+" FROM target_list WHERE programme = $1 ORDER BY id DESC LIMIT 1", programme))
	return k, err
}

// listOf gives a list by its number.
func listOf(tx *store.Tx, id int64) (k Kept, err error) {
	err = k.scan(tx.QueryRow("SELECT "+listColumns+" FROM target_list WHERE id = $1", id))
	return k, fault.Wrap(err, "reading a list")
}

// Lists gives the latest list of each programme, by programme.
func (w *Worklist) Lists(tx *store.Tx) ([]Kept, error) {
	return store.All(tx.Query("SELECT "+listColumns+" FROM target_list WHERE id IN (SELECT MAX(id) FROM target_list GROUP BY programme) ORDER BY programme"), "reading lists", (*Kept).scan)
}

// Count is how many suggestions of a programme are in a state, for a reason.
type Count struct {
	State  State  `json:"state"`
	Why    string `json:"why,omitempty"`
	People int64  `json:"people"`
}

// Counts tells what came of all that a programme ever suggested: what whoever made the
// list learns from.
func (w *Worklist) Counts(tx *store.Tx, programme string) ([]Count, error) {
	return store.All(tx.Query("SELECT state, why, COUNT(*) FROM target_suggestion WHERE programme = $1 GROUP BY state, why ORDER BY state, why", programme), "counting decisions", (*Count).scan)
}

// Ended tells for how many the programme ended before its time, by reason: they learn from
// that too.
func (w *Worklist) Ended(tx *store.Tx, programme string) ([]Count, error) {
	return store.All(tx.Query("SELECT 'accepted', why, COUNT(*) FROM target_enrolment WHERE programme = $1 AND ended IS NOT NULL GROUP BY why ORDER BY why", programme), "counting what ended early", (*Count).scan)
}

func (c *Count) scan(row store.Row) error {
	var state string
	err := row.Scan(&state, &c.Why, &c.People)
	c.State = State(state)
	return err
}
