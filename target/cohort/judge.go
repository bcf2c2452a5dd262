package cohort

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/warehouse"
)

// CheckSQL judges the SQL of every sound cohort without any build: what it reads, and
// that each step gives person_id.
func CheckSQL(ctx context.Context, p *place.Place, set *Set) ([]place.Problem, error) {
	if len(set.All) == 0 {
		return nil, nil
	}
	bare, err := warehouse.Unbuilt(ctx, p)
	if err != nil {
		return nil, err
	}
	defer bare.Close()
	var out []place.Problem
	for _, c := range set.All {
		problems, err := checkSQL(ctx, bare, c)
		if err != nil {
			return nil, err
		}
		out = append(out, problems...)
	}
	return place.Sort(out), nil
}

// checkSQL judges each step, then the file whole.
func checkSQL(ctx context.Context, bare *warehouse.Analysis, c *Cohort) (out []place.Problem, err error) {
	any := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	note := func(err error) error {
		var bad *fault.Error
		if errors.As(err, &bad) && bad.Code == fault.Invalid {
			out = append(out, place.Problem{File: c.File, Line: int(bad.Line), Value: bad.Value, Reason: bad.Reason, Fix: bad.Fix})
			return nil
		}
		return err
	}
	for _, s := range c.steps() {
		if s.sql == "" {
			return nil, nil // already reported
		}
		if _, err := judgeStep(ctx, bare, c, s, any); note(err) != nil {
			return nil, err
		}
	}
	if len(out) == 0 && len(c.Steps) > 0 {
		_, err = bare.Judge(ctx, warehouse.Question(c.File, c.Line, c.SQL, "a cohort"), warehouse.Days{indexDate: any})
		err = note(err)
	}
	return out, err
}

// indexDate is the day that a cohort's SQL may name.
const indexDate = "index_date"

// judgeStep judges the query of one step.
func judgeStep(ctx context.Context, a *warehouse.Analysis, c *Cohort, s Step, on time.Time) (warehouse.Judged, error) {
	q := warehouse.Question(c.File, s.from, s.sql, "a cohort")
	j, err := a.Judge(ctx, q, warehouse.Days{indexDate: on})
	if err != nil {
		return j, err
	}
	bad := func(value, reason, fix string) error {
		return &fault.Error{Code: fault.Invalid, File: c.File, Line: int64(s.line), Value: value, Reason: reason, Fix: fix}
	}
	id, ok := j.Column("person_id")
	if !ok {
		return j, bad(strings.Join(j.Names(), ", "), fmt.Sprintf("step %q gives no person_id", s.Name), "name it in the select list")
	}
	if id.Type != "VARCHAR" {
		return j, bad(id.Type, fmt.Sprintf("person_id of step %q is not a person's id", s.Name), "give person_id as the tables have it")
	}
	return j, nil
}

// pushes tells whether the engine, asked about a range of people, reads the rows of that
// range alone. It does where a query counts and joins by person; where it does not, such
// as for an average over everybody, asking range by range would read all again and again.
func pushes(ctx context.Context, a *warehouse.Analysis, sql string, r warehouse.Range) (pushed bool, err error) {
	var plan string
	query := "EXPLAIN (FORMAT json) SELECT person_id FROM (" + sql + "\n) x WHERE " + r.Where("x.person_id")
	err = a.Ask(ctx, query, func(scan func(...any) error) error {
		var key string
		return scan(&key, &plan)
	})
	if err != nil {
		return false, err
	}
	var nodes []planNode
	if err := json.Unmarshal([]byte(plan), &nodes); err != nil {
		return false, fault.Wrap(err, "reading how a cohort is worked out")
	}
	return allPushed(nodes), nil
}

// planNode is an operator of the engine's plan.
type planNode struct {
	Children []planNode     `json:"children"`
	Info     map[string]any `json:"extra_info"`
}

func allPushed(nodes []planNode) bool {
	people := map[string]bool{}
	for _, t := range warehouse.AnalysisTables() {
		people["build.main."+t.Name] = t.People
	}
	for _, n := range nodes {
		table, _ := n.Info["Table"].(string)
		if people[table] && !strings.Contains(fmt.Sprint(n.Info["Filters"]), "person_id") || !allPushed(n.Children) {
			return false
		}
	}
	return true
}
