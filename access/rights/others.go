package rights

import (
	"fmt"
	"time"
)

// othersPart tells of what is held beside the record.
func (x *exporting) othersPart(p *page) error {
	o := x.otherHeld()
	p.raw("<h2 id=\"others\">Who has to do with you, accounts and requests</h2>\n<ul>\n")
	for _, r := range o.Registrations {
		p.in("li", fmt.Sprintf("%s knows you by the number %s.", r.Partner, r.ID))
	}
	for _, r := range o.Relations {
		p.in("li", joined(" ", r.Relation, r.Of)+x.times(r.Since, r.Until)+".")
	}
	for _, a := range o.Accounts {
		p.in("li", fmt.Sprintf("Your account %s, added on %s.", joined(", ", a.Name, a.Display, a.Email), day(a.Added.In(x.zone))))
	}
	for _, q := range o.Requests {
		p.in("li", x.requestWords(&q))
	}
	for _, f := range o.Findings {
		p.in("li", day(f.At.In(x.zone))+": "+f.Words)
	}
	for _, a := range o.Also {
		p.in("li", day(a.At.In(x.zone))+": "+a.Words)
	}
	if !o.HeldSince.IsZero() {
		p.in("li", "Since "+day(o.HeldSince.In(x.zone))+" the law keeps your record from being erased.")
	}
	p.raw("</ul>\n")
	return p.err
}

// times tells since when and until when something holds.
func (x *exporting) times(since, until time.Time) (words string) {
	if !since.IsZero() {
		words = ", since " + day(since.In(x.zone))
	}
	if !until.IsZero() {
		words += ", until " + day(until.In(x.zone))
	}
	return words
}

// requestWords tells of a request.
func (x *exporting) requestWords(q *Request) string {
	words := fmt.Sprintf("You asked on %s for %s", day(q.Received), q.Kind)
	if q.Words != "" {
		words += ": “" + q.Words + "”"
	}
	switch {
	case q.Open():
		words += ". You get an answer by " + day(q.Due)
	case q.State == Refused:
		words += ". It was refused on " + day(q.Ended) + ": " + q.Answer
	default:
		words += ". It was done on " + day(q.Ended) + ": " + q.Answer
	}
	return words + "."
}
