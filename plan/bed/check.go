package bed

import (
	"strings"

	"continuum/internal/fault"
	"continuum/place"
)

// CheckReview says what is wrong with a review: a criterion that the place does not have on
// that day, or an answer that its criteria contradict. A place without a list of criteria
// takes the answer alone.
func (l Lists) CheckReview(r Review) error {
	on := DayOf(r.At)
	for _, code := range r.Criteria {
		if _, ok := l.Criterion(code, on); !ok {
			return unknown("criterion to reside", CriteriaList, code, l.Criteria, func(e Entry) string { return e.Code })
		}
	}
	switch {
	case !r.Meets && len(r.Criteria) > 0:
		return &fault.Error{Code: fault.Invalid, Reason: "says that no criterion to reside is met, and names one", Value: r.Criteria[0], Fix: "take the criterion out, or say that one is met"}
	case r.Meets && len(r.Criteria) == 0 && len(l.Criteria) > 0:
		return &fault.Error{Code: fault.Invalid, Reason: "says that a criterion to reside is met, and names none", Fix: "name which of them is met"}
	case strings.TrimSpace(r.By) == "":
		return fault.New(fault.Invalid, "say who reviewed")
	}
	return nil
}

// CheckWait says what is wrong with a wait: nobody waited for, a reason that the place does
// not have on the first day of it, or an end before its beginning.
func (l Lists) CheckWait(w Wait) error {
	if strings.TrimSpace(w.Organisation) == "" {
		return fault.New(fault.Invalid, "say for whom the person waits: an organisation, not a wait for nobody")
	}
	if _, ok := l.Reason(w.Reason, w.From); !ok {
		return unknown("reason", ReasonList, w.Reason, l.Reasons, func(r Reason) string { return r.Code })
	}
	if !w.Open && w.To < w.From {
		return &fault.Error{Code: fault.Invalid, Reason: "the wait ends before it begins on " + w.From.String(), Value: w.To.String(), Fix: "swap the days, or leave the end open"}
	}
	return nil
}

func unknown[T any](what, list, code string, all []T, codeOf func(T) string) error {
	codes := make([]string, len(all))
	for i, each := range all {
		codes[i] = codeOf(each)
	}
	fix := place.Suggest(code, codes)
	if len(codes) == 0 {
		fix = "add it to codes/" + list + ".csv of the place"
	}
	return &fault.Error{Code: fault.Invalid, Reason: "is no " + what + " of the place on that day", Value: code, Fix: fix}
}
