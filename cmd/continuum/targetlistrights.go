package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"continuum/access/rights"
	"continuum/store"
	"continuum/target/worklist"
)

// suggested tells people what help was suggested for them, and what came of it.
type suggested struct{ *worklist.Worklist }

// AlsoOf gives it in words, with all that is kept of each.
func (s suggested) AlsoOf(_ context.Context, tx *store.Tx, person string) (all []rights.Also, err error) {
	held, err := s.HeldOf(tx, person)
	if err != nil {
		return nil, err
	}
	for i := len(held.Suggestions) - 1; i >= 0; i-- {
		x := &held.Suggestions[i]
		x.By = "" // an account of somebody else
		for k := range x.Steps {
			x.Steps[k].By = ""
		}
		all = append(all, rights.Also{At: x.Made, Kind: "suggestion", Words: suggestedWords(x), Detail: x})
	}
	for i := range held.Enrolments {
		e := &held.Enrolments[i]
		e.By = ""
		all = append(all, rights.Also{At: e.Since, Kind: "enrolment", Words: enrolledWords(e), Detail: e})
	}
	for i := range held.Tasks {
		t := &held.Tasks[i]
		t.By = ""
		words := "To be done for you: " + t.Title + ", by " + t.Due.Format("2 January 2006") + "."
		if !t.Done.IsZero() {
			words = "Done for you: " + t.Title + "."
		}
		all = append(all, rights.Also{At: t.Made, Kind: "task", Words: words, Detail: t})
	}
	return all, nil
}

// enrolledWords tell of an enrolment, and of its end where that came early.
func enrolledWords(e *worklist.Enrolment) string {
	words := fmt.Sprintf("You were taken into the programme “%s”, until %s.", e.Title, e.Until.Format(longDay))
	if !e.Ended.IsZero() {
		words += " It ended on " + e.Ended.Format(longDay) + ": " + worklist.EndingWords(e.Why) + "."
	}
	return words
}

// suggestedWords tell of a suggestion and what came of it.
func suggestedWords(x *worklist.Past) string {
	var why []string
	for _, r := range x.Reasons {
		why = append(why, r.Words)
	}
	words := fmt.Sprintf("The programme “%s” was suggested for you", x.Title)
	if len(why) > 0 {
		words += ", because of: " + strings.Join(why, "; ")
	}
	switch x.State {
	case worklist.Accepted:
		words += ". It was accepted on " + x.Changed.Format(longDay)
	case worklist.Declined:
		words += ". It was declined on " + x.Changed.Format(longDay) + ": " + worklist.ReasonWords(x.Why)
	case worklist.Withdrawn:
		words += ". A later list no longer had you on it"
	case worklist.Deferred:
		words += ". The team put it off until " + x.Until.In(time.UTC).Format(longDay)
	case worklist.Offered:
		words += ". Nobody has decided yet"
	}
	return words + "."
}

const longDay = "2 January 2006"
