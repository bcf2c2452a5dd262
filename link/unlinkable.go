package link

import (
	"cmp"
	"strings"
)

// SaysTooLittle tells whether a record, by its order of Add, says too little for
// another with the same details to be the same person. Report.Unlinkable counts
// these records.
func (r *Result) SaysTooLittle(record int) bool {
	return !r.run.linkable(r.run.holders.profileOf[record])
}

// HeldBy is Held, except that where several registrations say the same as the
// other one, the first in the alphabet stands for them, so that the answer does
// not depend on the order of Add. It is another registration than the record's
// own where there is one.
func (r *Result) HeldBy(record int, name func(record int) Registration) (w Waterfall, ok bool) {
	w, ok = r.Held(record, name)
	if ok {
		w.Right = r.first(r.joined[record].with, r.Registration[record], name)
	}
	return w, ok
}

// first names the registration that stands for all with the details of a record;
// own only where no other has them.
func (r *Result) first(record, own uint32, name func(record int) Registration) (best Registration) {
	found := false
	for _, h := range r.run.holdersIn(r.run.holders.profileOf[record]) {
		if h.registration == own {
			continue
		}
		if x := name(int(h.record)); !found || x.before(best) {
			best, found = x, true
		}
	}
	if !found {
		return name(int(record))
	}
	return best
}

// before orders registrations by source, then by the source's own id.
func (g Registration) before(other Registration) bool {
	return cmp.Or(strings.Compare(g.Source, other.Source), strings.Compare(g.LocalID, other.LocalID)) < 0
}
