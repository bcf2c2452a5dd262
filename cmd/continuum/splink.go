package main

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/splink"
)

// defaultProbability is from where pairs are linked unless --probability says otherwise.
const defaultProbability = 0.95

// runSplink links the files' records by a Splink model.
func (c linkRunCmd) runSplink(a *app) error {
	threshold := defaultProbability
	if c.Probability != nil {
		threshold = *c.Probability
	}
	if !(threshold >= 0 && threshold <= 1) {
		return &fault.Error{Code: fault.Invalid, Column: "--probability", Value: strconv.FormatFloat(threshold, 'g', -1, 64), Reason: "not a probability", Fix: "give one from 0 to 1"}
	}
	model, err := readSplink(c.Model)
	if err != nil {
		return err
	}
	out, err := a.holdOut(c.Out)
	if err != nil {
		return err
	}
	defer out.close()
	if err := c.different(); err != nil {
		return err
	}
	start := time.Now()
	records, err := newSplinkRecords(model, c.ID)
	if err != nil {
		return err
	}
	in, err := c.readRecords(a, records)
	if err != nil {
		return err
	}
	read := time.Now()
	found, err := a.splinkLinks(model, records.table(c.Files[0], in.keys), threshold)
	if err != nil {
		return c.locate(err, in)
	}
	report := found.report()
	report.Seconds = map[string]float64{"read": read.Sub(start).Seconds(), "compare": time.Since(read).Seconds()}
	if err := out.writeAll(found.files(in.keys, report)); err != nil {
		return err
	}
	if err := out.place(); err != nil {
		return err
	}
	return c.answer(a, report.Records, report.Persons, "edges.csv", report)
}

// locate finds the file and line that an error about a row of the table means.
func (c linkRunCmd) locate(err error, in *recordReader) error {
	var bad *fault.Error
	if !errors.As(err, &bad) {
		return fault.Wrap(err, "linking")
	}
	at := *bad
	switch {
	case bad.Column == "link_type":
		at.File, at.Fix = c.Model, "give a file for each data set, or the column that names them by --source"
	case bad.File == "":
		at.File = c.Model
	case bad.Line > 0 && bad.Line <= int64(len(in.keys)):
		at.File, at.Line = in.stands(uint32(bad.Line - 1))
	}
	return &at
}

// splinkFound is what a model found in a table.
type splinkFound struct {
	model     *splink.Model
	threshold float64
	pairs     []int64       // by blocking rule
	links     []splink.Pair // at or above the threshold
	people    link.Result   // only who is who
}

// splinkLinks compares the records and joins those linked: people are the
// connected components, as in Splink's cluster_pairwise_predictions_at_threshold.
func (a *app) splinkLinks(model *splink.Model, table *splink.Table, threshold float64) (*splinkFound, error) {
	rules := max(len(model.Rules), 1)
	found := &splinkFound{model: model, threshold: threshold, pairs: make([]int64, rules)}
	tell := func(rule int) { a.bars.report().Report("compare pairs by rule", int64(rule), int64(rules)) }
	tell(0)
	joined := newJoined(len(table.Rows))
	for pair, err := range model.Pairs(a.ctx, table) {
		if err != nil {
			return nil, err
		}
		if found.pairs[pair.Rule]++; found.pairs[pair.Rule] == 1 {
			tell(pair.Rule)
		}
		if pair.Probability >= threshold {
			pair.Gammas = slices.Clone(pair.Gammas)
			found.links = append(found.links, pair)
			joined.join(pair.Left, pair.Right)
		}
	}
	tell(rules)
	found.people.Person, found.people.Persons = joined.people()
	return found, nil
}

// joined is a forest of records whose trees are people; a root is the first
// record of its person.
type joined []int

func newJoined(records int) joined {
	j := make(joined, records)
	for i := range j {
		j[i] = i
	}
	return j
}

func (j joined) root(i int) int {
	for j[i] != i {
		j[i] = j[j[i]]
		i = j[i]
	}
	return i
}

func (j joined) join(a, b int) {
	a, b = j.root(a), j.root(b)
	j[max(a, b)] = min(a, b)
}

// people numbers the people in the order of their first records.
func (j joined) people() (person []uint32, persons int) {
	person = make([]uint32, len(j))
	for i := range j {
		if root := j.root(i); root < i {
			person[i] = person[root]
			continue
		}
		person[i] = uint32(persons)
		persons++
	}
	return person, persons
}
