package web

import (
	"slices"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// nobodyYet begins what stands for a sign-in name that nobody has. What is shared with
// it is kept and shown as for any other, so that sharing does not tell who has an
// account here.
const nobodyYet = "nobody:"

// Origins under which the pages keep what people say; those of sharing are the book's.
func shareOrigin(with string) string { return "share:" + with }

func refuseOrigin(partner string) string { return "refuse:" + partner }

// share takes what somebody changed on the page of sharing. What may not be done is
// not there to be done: whoever sends it all the same is denied.
func (s *site) share(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	filled := sent{Values: v.PostForm}
	act, known := map[string]func(visit, *subject, *sent) (string, error){
		"share": s.give, "withdraw": s.withdraw, "refuse": s.refusePartner, "accept": s.acceptPartner, "mark": s.mark, "unmark": s.unmark, "ask": s.askCorrection,
	}[filled.Get("act")]
	if !known {
		return content{}, wrong("The form does not say what to do.")
	}
	done, err := act(v, x, &filled)
	if fault.CodeOf(err) == fault.Invalid {
		filled.Problem = inOwnWords(apology{Reason: "Something in the form is not right."}, err).Reason
		return s.sharingPage(v, x, filled)
	}
	if fault.CodeOf(err) == fault.Denied {
		return content{}, s.refused(v, audit.Entry{Action: filled.Get("act"), Type: "Consent", People: []string{x.key}}, "change who sees a record")
	}
	if err != nil {
		return content{}, fault.Wrap(err, "changing who sees a record")
	}
	return back(x.url()+"/sharing", done), nil
}

func deniedTo(what string) error { return fault.New(fault.Denied, "no policy permits to %s", what) }

// give lets an account or an organisation see sections.
func (s *site) give(v visit, x *subject, f *sent) (string, error) {
	may := x.shares()
	if len(may) == 0 {
		return "", deniedTo("share")
	}
	with, err := s.withWhom(v, f)
	if err != nil {
		return "", err
	}
	sections := []string{"demographics"}
	for _, c := range may {
		if f.Get("all") == "yes" || slices.Contains(f.Values["section"], c.ID) {
			sections = append(sections, c.ID)
		}
	}
	until, ok := readDay(f.Get("until"))
	switch {
	case len(sections) == 1:
		return "", wrong("Choose what to share.")
	case !ok || !until.IsZero() && until.Before(s.now().AddDate(0, 0, -1)):
		return "", wrong("Write until when as 31/01/2027, a day yet to come, or leave it empty.")
	case !until.IsZero():
		until = time.Date(until.Year(), until.Month(), until.Day()+1, 0, 0, 0, 0, s.now().Location())
	}
	e := audit.Entry{Action: "grant", Type: "Consent", People: []string{x.key}, Policies: x.may(access.Share, patientType).Policies}
	return "shared", s.change(v.Context(), e, func(tx *store.Tx) error {
		return s.access.Book.Share(tx, x.key, with, sections, until)
	})
}

// withWhom is the account or the organisation that is named.
func (s *site) withWhom(v visit, f *sent) (string, error) {
	if partner := f.Get("partner"); partner != "" {
		if _, known := partnersByID(v.Overview.Partners)[partner]; !known {
			return "", wrong("Choose an organisation from the list.")
		}
		return partner, nil
	}
	name, err := f.words("name", "with whom you share, or choose an organisation")
	if err != nil {
		return "", err
	}
	folded, err := account.Fold(name)
	if err != nil || len(folded) > idLimit-len(nobodyYet)-len("share:") {
		return "", wrong("That cannot be a name to sign in with. Ask them how they sign in.")
	}
	found, err := s.access.Accounts.Named(v.Context(), folded)
	if fault.CodeOf(err) == fault.NotFound {
		return nobodyYet + folded, nil
	}
	return found.ID, err
}

// withdraw takes back what was shared, at once.
func (s *site) withdraw(v visit, x *subject, f *sent) (string, error) {
	if len(x.shares()) == 0 {
		return "", deniedTo("share")
	}
	with := f.Get("with")
	if with == "" || len(with) > idLimit {
		return "", wrong("The form does not say from whom.")
	}
	e := audit.Entry{Action: "revoke", Type: "Consent", People: []string{x.key}}
	return "withdrawn", s.change(v.Context(), e, func(tx *store.Tx) error { return s.access.Book.Unshare(tx, x.key, with) })
}

// refusePartner closes the record to an organisation.
func (s *site) refusePartner(v visit, x *subject, f *sent) (string, error) {
	partner := f.Get("partner")
	if _, known := partnersByID(v.Overview.Partners)[partner]; !known {
		return "", wrong("Choose an organisation from the list.")
	}
	return "refused", s.refusal(v, x, "refuse", partner, []record.Relation{{Party: sight.Party{Kind: sight.Refused, Of: partner}}})
}

// acceptPartner takes that back.
func (s *site) acceptPartner(v visit, x *subject, f *sent) (string, error) {
	partner := f.Get("with")
	if partner == "" || len(partner) > idLimit-len(refuseOrigin("")) {
		return "", wrong("The form does not say to whom.")
	}
	return "accepted", s.refusal(v, x, "accept", partner, nil)
}

func (s *site) refusal(v visit, x *subject, action, partner string, all []record.Relation) error {
	if !x.refuses() {
		return deniedTo("close the record")
	}
	e := audit.Entry{Action: action, Type: "Consent", People: []string{x.key}}
	return s.change(v.Context(), e, func(tx *store.Tx) error { return s.access.Record.Relate(tx, refuseOrigin(partner), x.key, all) })
}

// mark marks the person.
func (s *site) mark(v visit, x *subject, f *sent) (string, error) {
	return "marked", s.marking(v, x, "mark", f.Get("mark"), func(tx *store.Tx, m string) error { return s.access.Book.Mark(tx, x.key, m) })
}

// unmark takes a mark back.
func (s *site) unmark(v visit, x *subject, f *sent) (string, error) {
	return "unmarked", s.marking(v, x, "unmark", f.Get("mark"), func(tx *store.Tx, m string) error { return s.access.Book.Unmark(tx, x.key, m) })
}

func (s *site) marking(v visit, x *subject, action, mark string, do func(*store.Tx, string) error) error {
	if !slices.ContainsFunc(x.marks(nil), func(m markView) bool { return m.ID == mark }) {
		return deniedTo("set this mark")
	}
	e := audit.Entry{Action: action, People: []string{x.key}, Reason: mark}
	return s.change(v.Context(), e, func(tx *store.Tx) error { return do(tx, mark) })
}

// askCorrection asks for what is wrong to be put right. The request notes itself.
func (s *site) askCorrection(v visit, x *subject, f *sent) (string, error) {
	if !x.asks() || s.access.Rights == nil {
		return "", deniedTo("ask for a correction")
	}
	words, err := f.words("words", "what is wrong, and what it should say")
	if err != nil {
		return "", err
	}
	section := f.Get("section")
	if section != "" && !slices.Contains(correctable(), section) {
		return "", wrong("Choose a part of the record from the list.")
	}
	_, err = s.access.Rights.Ask(v.Context(), rights.Request{Person: x.key, Kind: rights.Correction, Section: section, Words: words})
	return "asked", err
}

// correctable are the sections that a correction can be about.
func correctable() []string { return append([]string{"demographics"}, shareable...) }
