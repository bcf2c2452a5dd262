package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"continuum/link"
)

const scoreHead = "%-10s%12s%12s%12s"

// evaluation prints an answer for people to read.
func (a *app) evaluation(e linkEvalAnswer, edges string) {
	only := fmt.Sprintf("%s in one file only", many(e.Missing, "id"))
	if e.Missing > 0 {
		only += fmt.Sprintf(" (%d without truth, %d not found)", e.OnlyFound, e.OnlyTrue)
	}
	a.line("%s, %s found, %s, %s", many(e.Records, "record"), people(e.Clusters), strings.Replace(people(e.Persons), " ", " true ", 1), only)
	a.line(scoreHead, "", "precision", "recall", "F1")
	a.score("pairwise", e.Pairwise, "")
	a.score("B-cubed", e.BCubed, "")
	a.score("clusters", e.Cluster, "")
	a.line("%d of %d true people found exactly, %d split over several; %d found hold several true people", e.Exact, e.Persons, e.Split, e.Mixed)
	a.line("largest person: %s found, %d true", many(e.Largest, "record"), e.LargestTrue)
	if e.Edges != nil {
		a.edges(*e.Edges, edges)
	}
	for _, g := range e.Groups {
		a.grouping(g)
	}
}

// many counts things, one or more.
func many[N int | int64](n N, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// people counts people.
func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// isOrAre counts things and goes on.
func isOrAre(n int, thing string) string {
	if n == 1 {
		return many(n, thing) + " is"
	}
	return many(n, thing) + " are"
}

// were counts ids that were to be deleted and goes on.
func were(n int) string {
	if n == 1 {
		return "1 id to delete was"
	}
	return fmt.Sprintf("%d ids to delete were", n)
}

func (a *app) score(name string, s link.Score, more string) {
	a.line("%-10s%12.4f%12.4f%12.4f%s", name, s.Precision, s.Recall, s.F1, more)
}

func (a *app) edges(e link.PairEvaluation, path string) {
	a.line("\n%s: %s, %d right", filepath.Base(path), many(e.Pairs, "pair"), e.Right)
	if e.LeftOut > 0 {
		a.line("%s left out: an id is not in both files, or both are one record", many(e.LeftOut, "row"))
	}
	if e.Repeated > 0 {
		a.line("%s of a pair that stands in another row too", many(e.Repeated, "row"))
	}
	a.line(scoreHead, "", "precision", "recall", "F1")
	a.score("all", e.All, "")
	if e.Kept != nil {
		a.score("kept", *e.Kept, "")
	}
	if e.Best != nil {
		a.score("best", e.Best.Score, fmt.Sprintf("  from %s %.4g on (%s)", e.Best.Column, e.Best.Threshold, many(e.Best.Pairs, "pair")))
	}
	if e.Kept == nil {
		a.line("%-16s%6.4f  of true pairs are in the file (all that blocking brought together, if it holds every pair compared)", "blocking recall", e.BlockingRecall)
	} else {
		a.line("%-16s%6.4f  of true pairs are in the file, which holds links: blocking brought at least these together", "found directly", e.BlockingRecall)
	}
	a.line("%-16s%6.4f  of true pairs are joined by its right pairs, directly or through others", "reachable", e.Reachable)
	if len(e.Rules) > 0 {
		a.line("%12s%12s%12s  rule", "pairs", "right", "precision")
	}
	for _, r := range e.Rules {
		a.line("%12d%12d%12.4f  %s", r.Pairs, r.Right, r.Precision, r.Rule)
	}
}

func (a *app) grouping(g link.Grouping) {
	a.line("\nby %s (%s)", g.Column, g.File)
	if g.WithoutRow > 0 {
		a.line("%s not in the file", many(g.WithoutRow, "record"))
	}
	width := 10
	names := make([]string, len(g.Groups))
	for i, one := range g.Groups {
		names[i] = groupName(one)
		width = max(width, utf8.RuneCountInString(names[i]))
	}
	a.line("%*s%32s%30s", -width, "", "pairwise", "B-cubed")
	a.line("%*s%10s%12s%12s%10s%10s%12s%10s%10s", -width, "", "records", "true pairs", "precision", "recall", "F1", "precision", "recall", "F1")
	for i, one := range g.Groups {
		p, b := one.Pairwise, one.BCubed
		precision, recall, f1 := shareOf(p.Precision, one.Pairs), shareOf(p.Recall, one.TruePairs), shareOf(p.F1, max(one.Pairs, one.TruePairs))
		a.line("%*s%10d%12d%12s%10s%10s%12.4f%10.4f%10.4f", -width, names[i], one.Records, one.TruePairs, precision, recall, f1, b.Precision, b.Recall, b.F1)
	}
}

// shareOf gives a share of some pairs; there is none of no pair.
func shareOf(share float64, pairs int64) string {
	if pairs == 0 {
		return "-"
	}
	return fmt.Sprintf("%.4f", share)
}

// longestName is how much of a value is shown.
const longestName = 32

func groupName(g link.GroupEvaluation) string {
	name := strings.Join(strings.Fields(g.Value), " ")
	switch {
	case g.Merged > 0:
		name = many(g.Merged, "other value")
	case name == "":
		name = "not given"
	}
	if short := []rune(name); len(short) > longestName {
		name = string(short[:longestName-1]) + "…"
	}
	return name
}
