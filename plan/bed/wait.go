package bed

import (
	"cmp"
	"slices"
)

// Wait is somebody in a bed waiting for an organisation. It covers the days from From to the
// day before To: the day on which what was waited for came is not lost.
type Wait struct {
	Organisation string
	Reason       string // code of the place's delay reasons
	From, To     Day
	Open         bool // still waiting; To does not count
}

func (w Wait) covers(d Day) bool { return w.From <= d && (w.Open || d < w.To) }

// Share is a part of a lost day in units so small that up to twelve organisations or
// reasons divide it exactly.
type Share int64

// WholeDay is one lost day.
const WholeDay Share = 27_720 // least common multiple of 1 to 12

// Days is the share as days, for display; sums are made of shares.
func (s Share) Days() float64 { return float64(s) / float64(WholeDay) }

// Loss is what of the days lost falls to one organisation for one reason. Both are empty for
// days on which nobody was named.
type Loss struct {
	Organisation, Reason string
	Share                Share
}

// Lost shares the days from ready to the day before end among whom the person waited for:
// each day equally among the organisations waited for on that day, an organisation's part
// equally among its reasons. What does not divide (more than twelve) goes unit by unit in
// the order of names. The shares add up to the days exactly. Losses are sorted by
// organisation and reason.
func Lost(ready, end Day, waits []Wait) []Loss {
	sum := map[Loss]Share{}
	for d := ready; d < end; d++ {
		reasons := map[string][]string{}
		for _, w := range waits {
			if w.covers(d) {
				reasons[w.Organisation] = append(reasons[w.Organisation], w.Reason)
			}
		}
		addDay(sum, reasons)
	}
	return sorted(sum)
}

// addDay shares out one day.
func addDay(sum map[Loss]Share, reasons map[string][]string) {
	if len(reasons) == 0 {
		reasons[""] = []string{""}
	}
	names := make([]string, 0, len(reasons))
	for name := range reasons {
		names = append(names, name)
	}
	divide(WholeDay, names, func(name string, part Share) {
		divide(part, reasons[name], func(reason string, part Share) {
			sum[Loss{Organisation: name, Reason: reason}] += part
		})
	})
}

// divide gives each different name an equal part.
func divide(whole Share, names []string, give func(name string, part Share)) {
	slices.Sort(names)
	names = slices.Compact(names)
	each, over := whole/Share(len(names)), whole%Share(len(names))
	for i, name := range names {
		part := each
		if Share(i) < over {
			part++
		}
		give(name, part)
	}
}

func sorted(sum map[Loss]Share) []Loss {
	losses := make([]Loss, 0, len(sum))
	for l, share := range sum {
		l.Share = share
		losses = append(losses, l)
	}
	slices.SortFunc(losses, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Reason, b.Reason))
	})
	return losses
}

// ByOrganisation adds up losses of several stays, or of one, by whom was waited for.
func ByOrganisation(losses []Loss) []Loss {
	sum := map[Loss]Share{}
	for _, l := range losses {
		sum[Loss{Organisation: l.Organisation}] += l.Share
	}
	return sorted(sum)
}

// Waiting says for whom somebody waits on a day, why, and since when without a break.
type Waiting struct {
	Organisation string
	Reasons      []string // codes, sorted
	Since        Day
}

// Since lists for whom somebody waits on a day, who is waited for longest first. Waits for
// the same organisation that follow each other or overlap are one, whatever the reason: to
// be passed from desk to desk starts no new clock.
func Since(on Day, waits []Wait) []Waiting {
	of := map[string][]Wait{}
	for _, w := range waits {
		of[w.Organisation] = append(of[w.Organisation], w)
	}
	var all []Waiting
	for name, own := range of {
		if w, waits := sinceOne(on, own); waits {
			w.Organisation = name
			all = append(all, w)
		}
	}
	slices.SortFunc(all, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Organisation, b.Organisation))
	})
	return all
}

// sinceOne looks at the waits for one organisation.
func sinceOne(on Day, own []Wait) (Waiting, bool) {
	w := Waiting{Since: on + 1}
	for _, each := range own {
		if each.covers(on) {
			w.Since, w.Reasons = min(w.Since, each.From), append(w.Reasons, each.Reason)
		}
	}
	slices.Sort(w.Reasons)
	w.Reasons = slices.Compact(w.Reasons)
	for changed := true; changed; {
		changed = false
		for _, each := range own {
			if each.From < w.Since && (each.Open || each.To >= w.Since) {
				w.Since, changed = each.From, true
			}
		}
	}
	return w, len(w.Reasons) > 0
}
