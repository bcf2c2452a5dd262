package main

import (
	"strings"

	"continuum/target/programme"
	"continuum/target/worklist"
)

// printList prints a list: whether it pays first, then who is on it.
func (a *app) printList(l *madeList, most int) {
	h := &l.Head
	a.line("%s (%s)", h.Title, h.Programme)
	if !h.Pays {
		a.line("  !! %s", h.Verdict)
	} else {
		a.line("  %s", h.Verdict)
	}
	a.line("  %s", h.Ends)
	a.line("  %d people on the list, %d places; saves %s, costs %s; offering it to all %d eligible would be worth %s.", h.People, h.Places, programme.Pounds(h.Saves), programme.Pounds(h.Costs), h.Eligible, programme.Pounds(h.Everybody))
	a.line("  Breaks even at %.2f events a year.", h.BreakEven)
	if h.People > 0 {
		a.line("  Regression to the mean: %.2f events each last year, %.2f expected next year if nobody does anything.", h.Fall.Last, h.Fall.Next)
	}
	if h.Points.Name != "" {
		a.line("  Beside pounds: %.0f %s expected.", h.Points.Expects, h.Points.Name)
	}
	for _, x := range h.Left {
		a.line("  left out: %d of %d in the cohort: %s", x.People, h.Members, x.Why)
	}
	for _, o := range h.Equity {
		a.line("  rule: %s%s: worth %s, costs %s", o.Words, when(o.Chosen, " [in force]"), programme.Pounds(o.Net), programme.Pounds(o.Costs))
	}
	for _, n := range h.Notes {
		a.line("  %s", n)
	}
	for i := range l.People[:most] {
		x := &l.People[i]
		a.line("  %3d %s  %s (%s to %s)  %.2f a year, %.0f%%  %s", x.Rank, x.Person, programme.Pounds(x.Value), programme.Pounds(x.Low), programme.Pounds(x.High), x.Risk, 100*x.Chance, whyWords(x.Reasons))
	}
	if rest := len(l.People) - most; rest > 0 {
		a.line("  and %d more (--most 0 shows all)", rest)
	}
	if p := l.Published; p != nil {
		if p.Unchanged {
			a.line("  Published before, and the same: nothing was changed.")
		} else {
			a.line("  Published: %d suggested anew, %d renewed, %d left as the team put them off, %d withdrawn.", p.Offered, p.Renewed, p.Kept, p.Withdrawn)
		}
	}
	a.line("")
}

// whyWords are the strongest reasons on a line.
func whyWords(all []worklist.Because) string {
	var words []string
	for _, r := range all[:min(3, len(all))] {
		sign := "+"
		if r.Share < 0 {
			sign = "-"
		}
		words = append(words, sign+r.Words)
	}
	return strings.Join(words, "; ")
}

// lowerWords is a reason to decline in words, within a sentence.
func lowerWords(id string) string {
	return lowerFirst(worklist.ReasonWords(id))
}

func lowerFirst(words string) string { return strings.ToLower(words[:1]) + words[1:] }
