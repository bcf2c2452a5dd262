package bed

import (
	"embed"
	"slices"
	"strconv"

	"continuum/place"
)

// England holds code lists that a place in England may start from: england/NAME.csv, to be
// put in its codes folder and made its own. Nothing reads them from here.
//
//go:embed england/*.csv
var England embed.FS

// The code lists of a place that this package reads: their columns beyond code, name and
// valid_from, valid_to, each of which may be left out.
const (
	CriteriaList = "criteria_to_reside" // no further
	PathwayList  = "discharge_pathway"  // at_least, at_most: guide shares in whole per cent
	ReasonList   = "delay_reason"       // group, responsible, verified
)

// Entry is one row of a code list.
type Entry struct {
	Code, Name string
	from, to   string // ISO days, "" without bound
}

// Valid tells whether the entry holds on a day; both its days count.
func (e Entry) Valid(on Day) bool {
	day := on.String()
	return e.from <= day && (e.to == "" || day <= e.to)
}

// Pathway is one of the ways out of hospital, with the share of discharges that guidance
// expects, in per cent; nil where it expects nothing.
type Pathway struct {
	Entry
	AtLeast, AtMost *int
}

// Reason is why somebody waits, and whose step it usually is.
type Reason struct {
	Entry
	Group, Responsible, Verified string
}

// Lists are the code lists of a place. A list that it does not have is empty.
type Lists struct {
	Criteria []Entry
	Pathways []Pathway
	Reasons  []Reason
}

// Read takes the lists from a place and judges what the form of code lists leaves open.
func Read(p *place.Place) (Lists, []place.Problem) {
	var l Lists
	var problems []place.Problem
	for _, t := range p.Codes {
		for row := range t.Rows {
			entry := Entry{Code: t.Cell(row, "code"), Name: t.Cell(row, "name"), from: t.Cell(row, "valid_from"), to: t.Cell(row, "valid_to")}
			switch t.Name {
			case CriteriaList:
				l.Criteria = append(l.Criteria, entry)
			case PathwayList:
				pathway, wrong := readPathway(t, row, entry)
				l.Pathways, problems = append(l.Pathways, pathway), append(problems, wrong...)
			case ReasonList:
				l.Reasons = append(l.Reasons, Reason{entry, t.Cell(row, "group"), t.Cell(row, "responsible"), t.Cell(row, "verified")})
			default:
				continue
			}
			if entry.Name == "" {
				problems = append(problems, place.Problem{File: t.File, Line: t.Lines[row], Value: entry.Code, Reason: "the code has no name", Fix: "fill the column name: boards and reports show it"})
			}
		}
	}
	return l, place.Sort(problems)
}

func readPathway(t place.Table, row int, e Entry) (Pathway, []place.Problem) {
	p := Pathway{Entry: e}
	var problems []place.Problem
	share := func(column string) *int {
		cell := t.Cell(row, column)
		if cell == "" {
			return nil
		}
		n, err := strconv.Atoi(cell)
		if err != nil || n < 0 || n > 100 {
			problems = append(problems, place.Problem{File: t.File, Line: t.Lines[row], Value: cell, Reason: column + " is not a share", Fix: "write whole per cent from 0 to 100, or leave it empty"})
			return nil
		}
		return &n
	}
	p.AtLeast, p.AtMost = share("at_least"), share("at_most")
	if p.AtLeast != nil && p.AtMost != nil && *p.AtLeast > *p.AtMost {
		problems = append(problems, place.Problem{File: t.File, Line: t.Lines[row], Value: e.Code, Reason: "at_least is more than at_most", Fix: "swap them or leave one empty"})
	}
	return p, problems
}

// Criterion finds a criterion to reside.
func (l Lists) Criterion(code string, on Day) (Entry, bool) {
	return find(l.Criteria, func(e Entry) bool { return e.Code == code && e.Valid(on) })
}

// Pathway finds a way out of hospital.
func (l Lists) Pathway(code string, on Day) (Pathway, bool) {
	return find(l.Pathways, func(p Pathway) bool { return p.Code == code && p.Valid(on) })
}

// Reason finds why somebody waits.
func (l Lists) Reason(code string, on Day) (Reason, bool) {
	return find(l.Reasons, func(r Reason) bool { return r.Code == code && r.Valid(on) })
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}
