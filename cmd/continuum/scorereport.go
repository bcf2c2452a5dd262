package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// scoreReport is the summary for machines.
type scoreReport struct {
	People       int                 `json:"people"`
	WithoutCodes int64               `json:"people_without_codes"`
	Rows         int64               `json:"rows"`
	Codes        int64               `json:"codes"` // of a form that is known
	Out          string              `json:"out,omitempty"`
	Instruments  []instrumentSummary `json:"instruments"`
	LeftOut      []scoreLeftOut      `json:"left_out"`
	Rejected     complaints          `json:"rejected_rows"`
	Unread       complaints          `json:"unread_values"`
	NoCodes      noCodes             `json:"not_codes"`
	Warnings     []string            `json:"warnings"`
}

// instrumentSummary is what came of one instrument.
type instrumentSummary struct {
	Name      string           `json:"name"`
	Title     string           `json:"title"`
	Scored    int64            `json:"scored"`
	Unscored  int64            `json:"unscored"` // for want of items
	First     string           `json:"first_unscored,omitempty"`
	Lacking   map[string]int64 `json:"lacking,omitempty"`
	Bands     []bandCount      `json:"bands,omitempty"`
	Matched   int64            `json:"codes_matched"`
	Unmatched int64            `json:"codes_not_in_map"`
	Frequent  []codeCount      `json:"frequent_not_in_map"`
	Warnings  []string         `json:"validity_warnings"`
}

type bandCount struct {
	Band   string `json:"band"`
	People int64  `json:"people"`
}

type codeCount struct {
	Code string `json:"code"`
	Uses int64  `json:"uses"`
}

// noCodes are those that are of no system.
type noCodes struct {
	Uses  int64       `json:"uses"`
	Kinds int64       `json:"kinds"`
	First []complaint `json:"first"`
}

const frequentCodes = 10

// report sums the run up.
func (r *scoreRun) report() scoreReport {
	c := &r.count
	s := scoreReport{
		People: r.crowd.Len(), WithoutCodes: c.tally.nobodys, Rows: c.Rows, Out: r.Out,
		Instruments: []instrumentSummary{}, LeftOut: append([]scoreLeftOut{}, r.leftOut...), Rejected: c.rejected, Unread: c.bad,
		NoCodes: noCodes{c.wrongUses, c.wrong.Count, append([]complaint{}, c.wrong.First...)}, Warnings: append([]string{}, r.app.warnings...),
	}
	s.Rejected.First, s.Unread.First = append([]complaint{}, c.rejected.First...), append([]complaint{}, c.bad.First...)
	for k := range c.used {
		if c.used[k].Fits {
			s.Codes += c.used[k].Uses
		}
	}
	for n := range c.sets {
		s.Instruments = append(s.Instruments, r.summary(n))
	}
	return s
}

func (r *scoreRun) summary(n int) instrumentSummary {
	set, t := &r.count.sets[n], r.count.tally
	s := instrumentSummary{
		Name: set.Name, Title: set.Title, Scored: t.scored[n], Unscored: t.unscored[n],
		Lacking: t.lacking[n], Frequent: []codeCount{}, Warnings: append([]string{}, set.Validity.Warnings...),
	}
	if t.firstUnscored[n] > 0 {
		file, line := r.where(t.firstUnscored[n])
		s.First = fmt.Sprintf("%s:%d", file, line)
	}
	for _, b := range set.bandsOf() {
		s.Bands = append(s.Bands, bandCount{b, t.bands[n][b]})
	}
	for k := range r.count.used {
		u := &r.count.used[k]
		switch {
		case u.Matched(set.place):
			s.Matched += u.Uses
		case r.engine.Fitting(u, set.place):
			s.Unmatched += u.Uses
			if len(s.Frequent) < frequentCodes {
				s.Frequent = append(s.Frequent, codeCount{u.Code, u.Uses})
			}
		}
	}
	return s
}

// finish tells what came of it: for machines whole, for people in a few lines beside
// the answer.
func (r *scoreRun) finish() error {
	for _, x := range r.leftOut {
		if r.all && !r.app.json {
			r.app.say("Left out: %s: %s.", x.Instrument, x.Reason)
		}
	}
	s := r.report()
	for _, i := range s.Instruments {
		if i.Unscored > 0 {
			lacking := slices.Sorted(maps.Keys(i.Lacking))
			r.app.warn("%s: %s: %s without %s; their score is empty, not 0", i.First, i.Name, times(i.Unscored, "person is not scored", "people are not scored"), strings.Join(lacking, "; "))
		}
	}
	if r.app.json {
		s.Warnings = append([]string{}, r.app.warnings...)
		return r.app.print(s)
	}
	r.app.say("%s from %s; %s, %d without any.", times(int64(s.People), "person", "people"), times(s.Rows, "row", "rows"), times(s.Codes, "code", "codes"), s.WithoutCodes)
	for _, i := range s.Instruments {
		r.app.say("  %s: %s", i.Name, i.words())
	}
	return nil
}

func (i *instrumentSummary) words() string {
	text := times(i.Scored, "person scored", "people scored")
	for _, b := range i.Bands {
		text += fmt.Sprintf(", %d %s", b.People, b.Band)
	}
	if i.Matched+i.Unmatched > 0 {
		text += fmt.Sprintf("; %s, %d not in its map", times(i.Matched, "code matched", "codes matched"), i.Unmatched)
	}
	if len(i.Frequent) > 0 {
		text += fmt.Sprintf(" (most often %s)", i.Frequent[0].Code)
	}
	return text
}
