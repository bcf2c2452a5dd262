package web

import (
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/target/worklist"
)

// decide takes what somebody decided about a suggestion.
func (s *site) decide(v visit) (content, error) {
	id, err := strconv.ParseInt(v.PathValue("suggestion"), 10, 64)
	if err != nil {
		return content{}, fault.New(fault.NotFound, "no such suggestion")
	}
	filled := sent{Values: v.PostForm}
	d, done, err := s.decisionOf(v)
	if err == nil {
		_, err = s.access.Work.Decide(v.Context(), id, d)
	}
	switch fault.CodeOf(err) {
	case fault.Invalid:
		filled.Set("form", strconv.FormatInt(id, 10))
		filled.Problem = inOwnWords(apology{Reason: "The form is not right."}, err).Reason
		return s.worklistContent(v, filled)
	case fault.Denied:
		if err != nil {
			return content{}, s.refused(v, audit.Entry{Action: "decide", Type: taskType}, "decide about this person")
		}
	}
	if err != nil {
		return content{}, fault.Wrap(err, "deciding about a suggestion")
	}
	return back(s.afterDeciding(v), done), nil
}

// afterDeciding is the page from which the form came.
func (s *site) afterDeciding(v visit) string {
	if from := v.PostFormValue("from"); from == "person" || from == "history" {
		return personURL(v.PostFormValue("person"))
	}
	return worklistPath
}

// decisionOf reads a decision from its form, and gives the word for what came of it.
func (s *site) decisionOf(v visit) (d worklist.Decision, done string, err error) {
	d.Version, _ = strconv.ParseInt(v.PostFormValue("version"), 10, 64)
	filled := sent{Values: v.PostForm}
	if filled.Get("note") != "" {
		if d.Note, err = filled.words("note", "a note"); err != nil {
			return d, "", err
		}
	}
	switch v.PostFormValue("act") {
	case "accept":
		d.State, done = worklist.Accepted, "enrolled"
	case "defer":
		d.State, done = worklist.Deferred, "deferred"
		d.Until, err = time.ParseInLocation(time.DateOnly, v.PostFormValue("until"), s.now().Location())
		if err != nil {
			err = wrong("Choose the day on which it comes back.")
		}
	case "decline":
		d.State, d.Why, done = worklist.Declined, v.PostFormValue("why"), "declined"
	default:
		err = wrong("The form does not say what to do.")
	}
	return d, done, err
}

// finishTask notes that a task is done.
func (s *site) finishTask(v visit) (content, error) {
	enrolment, err := strconv.ParseInt(v.PathValue("enrolment"), 10, 64)
	number, err2 := strconv.ParseInt(v.PathValue("number"), 10, 64)
	if err != nil || err2 != nil {
		return content{}, fault.New(fault.NotFound, "no such task")
	}
	if err := s.access.Work.Finish(v.Context(), v.PostFormValue("person"), enrolment, number); err != nil {
		return content{}, fault.Wrap(err, "finishing a task")
	}
	return back(worklistPath, "finished"), nil
}
