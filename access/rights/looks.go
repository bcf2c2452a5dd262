package rights

import (
	"bufio"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"continuum/access"
	"continuum/record/audit"
)

// look is an entry of the audit in plain words: of other people whom it is about it
// says nothing.
type look struct{ when, what, of, outcome, who, role, partner, why, reason, number string }

// deeds are our words for what was done.
var deeds = map[string]string{
	"read": "looked at", "vread": "looked at an earlier version of", "history": "looked at earlier versions of", "search": "searched for", "create": "wrote", "update": "changed",
	"patch": "changed", "delete": "deleted", "export": "exported", "print": "printed", "disclosure": "passed on", "denied": "was refused", "break-glass": "broke the glass, in an emergency, for",
	"claim": "said to have a relationship and opened", "suggest": "suggested help for you, by a list", "enrol": "accepted you for a programme", "defer": "put off a suggestion", "decline": "declined a suggestion", "finish-task": "finished a task", "end-enrolment": "ended a programme", "grant": "shared", "revoke": "ended the sharing of", "erase": "erased", "erase-begun": "began to erase", "erase-ended": "ended erasing",
	"hold": "put a legal hold on", "hold-released": "ended the legal hold on", "rights-request": "took a request about", "rights-done": "did what was asked about", "rights-refused": "refused a request about",
	"rights-passed": "passed on a request about", "rights-extended": "put off a request about",
}

var outcomes = map[audit.Outcome]string{audit.OK: "done", audit.Denied: "refused", audit.Failed: "failed"}

var purposes = map[string]string{
	"direct-care": "your care", "self": "your own use", "carer": "caring for you", "administration": "administration", "clinical-safety": "the safety of care",
	"research": "research", "planning": "planning services", "payment": "payment", "audit": "watching over privacy",
}

// lookOf tells of an entry.
func (x *exporting) lookOf(e *audit.Entry) look {
	l := look{
		when: e.At.In(x.zone).Format("2006-01-02 15:04:05"), what: deeds[e.Action], outcome: outcomes[e.Outcome],
		who: e.Name, role: strings.Join(e.Roles, ", "), partner: e.Partner, why: access.PurposeOf(e.Purpose), reason: e.Reason, number: strconv.FormatInt(e.Sequence, 10),
	}
	if l.what == "" {
		l.what = strings.ReplaceAll(e.Action, "-", " ")
	}
	if p, is := x.Place.Partner(e.Partner); is {
		l.partner = p.Name
	}
	if words := purposes[l.why]; words != "" {
		l.why = words
	}
	if l.who == "" {
		l.who = "somebody with an account of their own"
		if e.Actor == "" {
			l.who = "not known"
		}
	}
	if len(e.People) > 1 {
		l.of, l.reason = "several records, yours among them", ""
		return l
	}
	l.of = typesOf(e)
	return l
}

// typesOf tells what of a record an entry is about.
func typesOf(e *audit.Entry) string {
	var all []string
	add := func(typ string) {
		if words := inWords(typ); typ != "" && !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	add(e.Type)
	for _, key := range e.Resources {
		typ, _, _ := strings.Cut(key, "/")
		add(typ)
	}
	if len(all) == 0 {
		return "your record"
	}
	return strings.Join(all, ", ")
}

// csv writes who looked, for a spreadsheet.
func (x *exporting) csv(w *bufio.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"number", "when", "who", "role", "partner", "what was done", "to what", "how it ended", "what for", "reason given"}); err != nil {
		return err
	}
	err := x.looks(func(e *audit.Entry, _ string) error {
		l := x.lookOf(e)
		return out.Write([]string{l.number, l.when, cell(l.who), cell(l.role), cell(l.partner), cell(l.what), cell(l.of), l.outcome, cell(l.why), cell(l.reason)})
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}
