package web

import (
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
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
	var x worklist.Suggestion
	if err == nil {
		x, err = s.access.Work.Decide(v.Context(), id, d)
	}
	if err != nil {
		return s.notDone(v, err, refusal{filled, "decide", s.suggestedTo(v, id), id}, s.worklistContent)
	}
	if from := v.PostFormValue("from"); from == "person" || from == "history" {
		return back(personURL(idOf(x.Person)), done), nil
	}
	return back(worklistPath, done), nil
}

// suggestedTo is whom a suggestion is about; "" where there is none.
func (s *site) suggestedTo(v visit, id int64) (person string) {
	_ = s.access.DB.Read(v.Context(), func(tx *store.Tx) error {
		x, err := s.access.Work.Get(tx, id)
		person = x.Person
		return err
	})
	return person
}

// refusal is a form by which nothing was done: by whom it was to be about, and its number
// on the page.
type refusal struct {
	sent
	action string
	person string
	form   int64
}

// notDone answers such a form: where it says too little it is shown again, and that
// somebody tried what they may not is kept.
func (s *site) notDone(v visit, err error, r refusal, again func(visit, sent) (content, error)) (content, error) {
	switch fault.CodeOf(err) {
	case fault.Invalid:
		r.Set("form", strconv.FormatInt(r.form, 10))
		r.Problem = inOwnWords(apology{Reason: "The form is not right."}, err).Reason
		return again(v, r.sent)
	case fault.Denied:
		e := audit.Entry{Action: r.action, Type: taskType}
		if r.person != "" && len(r.person) <= idLimit {
			e.People = []string{r.person}
		}
		return content{}, s.refused(v, e, "decide about this person")
	}
	return content{}, fault.Wrap(err, "taking what was decided")
}

// neverVersion is that of no suggestion: a form that does not say which it was made on does
// not decide about whichever there is now.
const neverVersion = -1

// decisionOf reads a decision from its form, and gives the word for what came of it.
func (s *site) decisionOf(v visit) (d worklist.Decision, done string, err error) {
	if d.Version, _ = strconv.ParseInt(v.PostFormValue("version"), 10, 64); d.Version < 1 {
		d.Version = neverVersion
	}
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
	person := v.PostFormValue("person")
	if err := s.access.Work.Finish(v.Context(), person, enrolment, number); err != nil {
		return s.notDone(v, err, refusal{sent{Values: v.PostForm}, "finish-task", person, 0}, s.worklistContent)
	}
	return back(worklistPath, "finished"), nil
}
