package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/source/extract"
)

type linkSearchCmd struct {
	Files   []string `arg:"" help:"CSV (also compressed) or Parquet files of records to search." type:"existingfile"`
	ID      string   `required:"" help:"Column that names a record." placeholder:"COL"`
	Source  string   `help:"Column that names the partner a record comes from; by default each file is one." placeholder:"COL"`
	Config  string   `help:"A link.yaml; by default one is proposed from the columns." placeholder:"FILE"`
	Model   string   `help:"A model.json of an earlier run to judge by." placeholder:"FILE" type:"existingfile"`
	Memory  string   `help:"Memory to stay near, as 8GiB; what does not fit goes to disk (11GiB, or what the machine has)." placeholder:"SIZE"`
	Queries string   `required:"" help:"CSV (also compressed) or Parquet file of the records to search for, or - for CSV from standard input." placeholder:"FILE"`
	Most    int      `help:"How many people to answer with at most." default:"3"`
}

// standardInput stands for a file of queries.
const standardInput = "-"

// Run links the files' records and answers who each query could be.
func (c linkSearchCmd) Run(a *app) error {
	if c.Most < 1 {
		return &fault.Error{Code: fault.Invalid, Column: "--most", Value: strconv.Itoa(c.Most), Reason: "nobody could be answered", Fix: "give 1 or more"}
	}
	files := linkFiles{Files: c.Files, ID: c.ID, Source: c.Source, Config: c.Config, Model: c.Model, Memory: c.Memory}
	set, err := files.take(a)
	if err != nil {
		return err
	}
	s := &linkSearch{linkSearchCmd: c, set: set, out: csv.NewWriter(a.out), json: a.json}
	if c.Queries != standardInput { // a fault of the header is told before the long work
		first, err := sampleOf(a.ctx, c.Queries)
		if err != nil {
			return err
		}
		if err := s.columns(first.Columns); err != nil {
			return err
		}
	}
	result, err := set.linker.Run(a.ctx, a.stages())
	if err != nil {
		return set.explain(err)
	}
	a.hear(result)
	s.index = result.Index()
	a.bars.wait(nil)
	if err := s.read(a.ctx); err != nil {
		return err
	}
	return s.finish(a)
}

// linkSearch reads queries, answers them and counts the answers.
type linkSearch struct {
	linkSearchCmd
	set     *recordSet
	index   *link.Index
	idAt    int // column of the queries, -1: they are named by their lines
	mapping link.Mapping
	out     *csv.Writer
	json    bool
	each    bool // answers go out one by one

	answers                []linkAnswer // for JSON
	took                   []time.Duration
	found, linked, unclear int
}

// read reads all queries.
func (s *linkSearch) read(ctx context.Context) error {
	if !s.json {
		_ = s.out.Write([]string{"query", "rank", "source", "id", "person_id", "weight", "probability", "verdict", "how"}) // Flush tells
	}
	if s.Queries == standardInput {
		return s.readStandard(ctx)
	}
	return readRows(ctx, s.Queries, s.columns, s)
}

// readStandard answers each query as soon as it has come.
func (s *linkSearch) readStandard(ctx context.Context) error {
	s.Queries, s.each = "standard input", true
	f, err := extract.OpenStream(s.Queries, os.Stdin, asGiven)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := s.columns(f.Columns()); err != nil {
		return err
	}
	return f.Each(ctx, s)
}

// columns finds the columns of the queries: those of the linked files, and for a
// field that has none of them those with usual headers.
func (s *linkSearch) columns(names []string) error {
	names = trimmed(names)
	s.idAt = slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, s.ID) })
	cfg := s.set.cfg
	mapping, unknown := cfg.Map(names)
	if len(unknown) > 0 {
		usual := link.Propose([]link.Sample{{Columns: names}}, s.ID, s.Source)
		cfg.Fields = slices.Clone(cfg.Fields)
		for i, f := range cfg.Fields {
			if slices.ContainsFunc(unknown, func(u link.Field) bool { return u.Name == f.Name }) {
				cfg.Fields[i].Columns = usual.Field(f.Name).Columns
			}
		}
		mapping, _ = cfg.Map(names)
	}
	var all link.Record
	mapping.Fill(&all, names)
	if all == (link.Record{}) {
		return &fault.Error{Code: fault.Invalid, File: s.Queries, Line: 1, Value: strings.Join(names, ", "), Reason: "no column is one of a person's details", Fix: "name the columns as the linked files do"}
	}
	s.mapping = mapping
	return nil
}

// Row answers one query.
func (s *linkSearch) Row(row extract.Row) error {
	cells := make([]string, len(row.Fields))
	for i, f := range row.Fields {
		cells[i] = string(f)
	}
	return s.query(cells, row.Line)
}

// Broken stops the run: a query left out would go unnoticed.
func (s *linkSearch) Broken(b extract.Broken) error {
	return brokenRow(s.Queries, b)
}

func (s *linkSearch) query(cells []string, line int64) error {
	name := fmt.Sprintf("line %d", line)
	if s.idAt >= 0 {
		name = cmp.Or(strings.TrimSpace(cells[s.idAt]), name)
	}
	var r link.Record
	s.mapping.Fill(&r, cells)
	start := time.Now()
	matches := s.index.Search(&r, s.Most)
	s.took = append(s.took, time.Since(start))
	return s.answer(name, matches)
}

// linkAnswer says who one query could be.
type linkAnswer struct {
	Query  string      `json:"query"` // its id, or its line where it has none
	People []linkMatch `json:"people"`
}

// linkMatch is one person a query could be.
type linkMatch struct {
	Rank        int         `json:"rank"`
	Source      string      `json:"source"` // of the person's record most like the query
	ID          string      `json:"id"`
	Person      uint32      `json:"person_id"` // as in clusters.csv
	Weight      float64     `json:"weight"`    // log2 odds
	Probability float64     `json:"probability"`
	Linked      bool        `json:"linked"`
	Close       bool        `json:"close"`
	Cut         string      `json:"cut,omitempty"`
	How         string      `json:"how"`
	Steps       []link.Step `json:"steps"`
}

// answer counts and tells one answer.
func (s *linkSearch) answer(query string, matches []link.Match) error {
	people := make([]linkMatch, 0, len(matches))
	for i := range matches {
		people = append(people, s.match(i+1, &matches[i]))
	}
	if len(matches) > 0 {
		s.found++
		s.linked += one(matches[0].Linked && !matches[0].Close)
		s.unclear += one(matches[0].Close)
	}
	if s.json {
		s.answers = append(s.answers, linkAnswer{query, people})
		return nil
	}
	return s.write(query, people)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (s *linkSearch) match(rank int, m *link.Match) linkMatch {
	k := s.set.keys.key(m.Record)
	return linkMatch{
		Rank: rank, Source: k.Source, ID: k.LocalID, Person: m.Person + 1, Weight: m.Weight, Probability: m.Probability,
		Linked: m.Linked, Close: m.Close, Cut: m.Cut.String(), How: m.How, Steps: m.Steps,
	}
}

// write writes one row a person, and one without a person where there is none.
func (s *linkSearch) write(query string, people []linkMatch) error {
	if len(people) == 0 {
		people = []linkMatch{{How: "nobody"}}
	}
	for _, m := range people {
		row := []string{query, "", m.Source, m.ID, "", "", "", verdict(&m), m.How}
		if m.Rank > 0 {
			row[1], row[4] = strconv.Itoa(m.Rank), strconv.FormatUint(uint64(m.Person), 10)
			row[5], row[6] = strconv.FormatFloat(m.Weight, 'f', 2, 64), strconv.FormatFloat(m.Probability, 'f', 4, 64)
		}
		if err := s.out.Write(row); err != nil {
			return fault.Wrap(err, "writing the answer")
		}
	}
	if s.each {
		s.out.Flush()
	}
	return fault.Wrap(s.out.Error(), "writing the answer")
}

// verdict says in a word or few what is to be made of a person.
func verdict(m *linkMatch) string {
	switch {
	case m.Rank == 0:
		return ""
	case m.Cut != "":
		return m.Cut
	case m.Close:
		return "close"
	case m.Linked:
		return "linked"
	}
	return "unlikely"
}

// linkSearchReport is the whole answer for machines.
type linkSearchReport struct {
	Answers []linkAnswer `json:"answers"`
	Queries int          `json:"queries"`
	Found   int          `json:"found"`  // that some person could be
	Linked  int          `json:"linked"` // of which a run with them would link the best, and nobody else is close
	Close   int          `json:"close"`  // of which several people are nearly as likely
	Median  float64      `json:"median_ms"`
	P99     float64      `json:"p99_ms"`
}

func (s *linkSearch) report() linkSearchReport {
	slices.Sort(s.took)
	at := func(share float64) float64 {
		if len(s.took) == 0 {
			return 0
		}
		return s.took[int(share*float64(len(s.took)-1))].Seconds() * 1000
	}
	return linkSearchReport{append([]linkAnswer{}, s.answers...), len(s.took), s.found, s.linked, s.unclear, at(0.5), at(0.99)}
}

// finish ends the answer. What it sums up is said apart from the answers, which
// may go to a file.
func (s *linkSearch) finish(a *app) error {
	r := s.report()
	if s.json {
		return a.print(r)
	}
	s.out.Flush()
	if err := s.out.Error(); err != nil {
		return fault.Wrap(err, "writing the answer")
	}
	a.say("%d queries: %d found, of which %d linked and %d close; median %.3f ms, p99 %.3f ms.", r.Queries, r.Found, r.Linked, r.Close, r.Median, r.P99)
	return nil
}
