package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/splink"
)

// splinkReport is what a run by a Splink model found (report.json). Names are
// those of the engine's own report where they mean the same.
type splinkReport struct {
	Records   int                `json:"records"`
	Persons   int                `json:"persons"`
	Pairs     int64              `json:"pairs"`
	Blocking  []splinkRule       `json:"blocking"`
	Threshold float64            `json:"threshold_probability"`
	Links     int                `json:"links"`
	Sizes     []link.SizeReport  `json:"cluster_sizes"`
	Largest   int                `json:"largest_cluster"`
	Seconds   map[string]float64 `json:"seconds"`
}

// splinkRule counts the pairs that a rule, and no earlier one, brought together.
type splinkRule struct {
	Rule  string `json:"rule"`
	Pairs int64  `json:"pairs"`
}

func (f *splinkFound) report() splinkReport {
	r := splinkReport{Records: len(f.people.Person), Persons: f.people.Persons, Threshold: f.threshold, Links: len(f.links)}
	for i, n := range f.pairs {
		r.Pairs += n
		r.Blocking = append(r.Blocking, splinkRule{f.rule(i), n})
	}
	r.sizes(f.people)
	return r
}

// sizes counts people by the number of their records.
func (r *splinkReport) sizes(people link.Result) {
	size := make([]int, people.Persons)
	for _, p := range people.Person {
		size[p]++
		r.Largest = max(r.Largest, size[p])
	}
	persons := make([]int, r.Largest+1)
	for _, n := range size {
		persons[n]++
	}
	for n, p := range persons {
		if p > 0 {
			r.Sizes = append(r.Sizes, link.SizeReport{Records: n, Persons: p})
		}
	}
}

// rule names a blocking rule.
func (f *splinkFound) rule(i int) string {
	if len(f.model.Rules) == 0 {
		return "every pair"
	}
	return f.model.Rules[i].SQL
}

// files writes the answer in the form of the engine's own.
func (f *splinkFound) files(keys []link.Registration, report splinkReport) map[string]func(io.Writer) error {
	return map[string]func(io.Writer) error{
		"clusters.csv": func(w io.Writer) error {
			return f.people.WriteClusters(w, func(i int) link.Registration { return keys[i] })
		},
		"edges.csv": func(w io.Writer) error { return f.writeEdges(w, keys) },
		"report.json": func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetIndent("", "  ")
			out.SetEscapeHTML(false)
			return fault.Wrap(out.Encode(report), "writing the report")
		},
	}
}

func (f *splinkFound) writeEdges(w io.Writer, keys []link.Registration) error {
	out := csv.NewWriter(w)
	header := []string{"left", "left_source", "right", "right_source", "weight", "probability"}
	for _, c := range f.model.Comparisons {
		header = append(header, c.Name)
	}
	err := out.Write(append(header, "rule"))
	for _, e := range f.links {
		if err == nil {
			err = out.Write(f.edge(e, keys[e.Left], keys[e.Right]))
		}
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return fault.Wrap(err, "writing edges")
}

func (f *splinkFound) edge(e splink.Pair, left, right link.Registration) []string {
	row := []string{
		left.LocalID, left.Source, right.LocalID, right.Source,
		strconv.FormatFloat(e.Weight, 'f', 3, 64), strconv.FormatFloat(e.Probability, 'f', 6, 64),
	}
	for _, level := range e.Gammas {
		text := ""
		if level >= 0 {
			text = strconv.Itoa(int(level))
		}
		row = append(row, text)
	}
	return append(row, f.rule(e.Rule))
}
