package model

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// About says what a file of scores is; it lies beside it as NAME.json.
type About struct {
	Model  string  `json:"model"` // hash
	ID     string  `json:"id"`
	Build  string  `json:"build"`
	Index  string  `json:"index_date"`
	People int     `json:"people"`
	Events float64 `json:"expected_events"` // in a year, of all
	Drift  []Drift `json:"drift"`           // of features since training, the furthest first
	File   string  `json:"file"`            // that has them, beside this one; its name ends with its hash
}

// On is the index date: the scores are of what follows from it on.
func (a About) On() time.Time {
	day, _ := time.Parse(time.DateOnly, a.Index) // written by us
	return day
}

// About reads what the scores of a build by a model are; fault.NotFound where there are none.
func (d Store) About(build, id string) (a About, err error) {
	path := filepath.Join(d.scores(build), id+".json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return a, &fault.Error{Code: fault.NotFound, Value: id, Reason: "nobody of build " + build + " has been scored by this model", Fix: "run `continuum target PLACE score " + id + "` first"}
	}
	if err != nil {
		return a, unread(path, err)
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, unsound(path, err)
	}
	_, err = fileNamed(path, data)
	return a, err
}

// Scores are the scores of one build by one model, opened to be read. It may be used
// from several goroutines.
type Scores struct {
	About
	Model  *Kept
	path   string
	db     *sql.DB
	hidden func(person string) bool // nil: nobody
}

// Scores opens the scores that a build's people have by a model; close it afterwards.
// hidden tells who may not be met, such as whoever was erased since; nil for nobody.
func (d Store) Scores(build, id string, hidden func(person string) bool) (*Scores, error) {
	s := &Scores{hidden: hidden}
	var err error
	if s.About, err = d.About(build, id); err != nil {
		return nil, err
	}
	if s.Model, err = d.Open(id, s.About.Model); err != nil {
		return nil, err
	}
	s.path = filepath.Join(d.scores(build), s.File)
	if _, err := os.Stat(s.path); err != nil {
		return nil, unsound(s.path, err)
	}
	s.db, err = duck.Open("", duck.Options{Threads: 1, Folders: []string{filepath.Dir(s.path)}})
	return s, err
}

// Close ends reading.
func (s *Scores) Close() error { return s.db.Close() }

// Each visits everybody's score in the order of their ids.
func (s *Scores) Each(ctx context.Context, visit func(*Score) error) error {
	return s.rows(ctx, strings.Join(figures, ", "), "", func(v []driver.Value) error {
		x := s.score(v)
		if s.hidden != nil && s.hidden(x.Person) {
			return nil
		}
		return visit(&x)
	})
}

// score reads the figures of a row that begins with the person.
func (s *Scores) score(v []driver.Value) Score {
	x := Score{Person: text(v[0]), Model: s.Model.Hash}
	for k, into := range []*float64{&x.Chance, &x.ChanceLow, &x.ChanceHigh, &x.Rate, &x.RateLow, &x.RateHigh} {
		*into, _ = v[1+k].(float64)
	}
	return x
}

// rows visits rows of the file: the person and some columns, of some people.
func (s *Scores) rows(ctx context.Context, columns, where string, visit func([]driver.Value) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "reading the scores of %s", s.ID)
	}
	defer conn.Close()
	query := fmt.Sprintf("SELECT person_id, %s FROM read_parquet(%s) %s ORDER BY person_id", columns, duck.Literal(s.path), where)
	return fault.Wrap(conn.Raw(func(dc any) error {
		rows, err := dc.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		return each(rows, visit)
	}), "reading the scores of %s", s.ID)
}
