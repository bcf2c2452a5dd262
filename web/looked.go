package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/web/show"
)

const looksPerPage = 50

// lookView is one look at a record in plain words.
type lookView struct {
	When, Who, Role, Partner string
	What, Why, How, Reason   string
	Because                  string // in the words of the policies
	Denied                   bool
	Mark                     string // emergency or claimed
}

// lookedView is who looked at somebody's record.
type lookedView struct {
	URL   string
	Own   bool // the actor's own record
	Mine  bool // their own looks among them
	Looks []lookView
	Older string // address of the page behind, "" for the last
	First bool
}

func (s *site) looked(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	if !s.mayWatch(v, x) {
		return content{}, s.refused(v, audit.Entry{Action: "read", Type: auditType, People: []string{x.key}}, "see who looked")
	}
	before, _ := strconv.ParseInt(v.FormValue("before"), 10, 64)
	l := lookedView{URL: x.url(), Own: x.isSelf(), Mine: v.FormValue("own") == "1", First: before <= 0}
	entries, next, err := s.looksAt(v.Context(), x, max(before, 0), l.Mine)
	if err != nil {
		return content{}, err
	}
	named := s.teller(v)
	for i := range entries {
		l.Looks = append(l.Looks, named.look(&entries[i], x))
	}
	if next > 0 {
		l.Older = lookedURL(x.url(), next, l.Mine)
	}
	if err := s.note(v, audit.Entry{Action: "read", Type: auditType, People: []string{x.key}}); err != nil {
		return content{}, err
	}
	return content{Title: "Who looked", Banner: s.bannerOf(v, x), Body: lookedPage(l)}, nil
}

func lookedURL(person string, before int64, mine bool) string {
	to := person + "/looked?before=" + strconv.FormatInt(before, 10)
	if mine {
		to += "&own=1"
	}
	return to
}

// settled runs f on a snapshot of the log with all that was noted before.
func (s *site) settled(ctx context.Context, f func(*store.Tx) error) error {
	if err := s.access.Log.Settle(ctx); err != nil {
		return err
	}
	return s.access.DB.Read(ctx, f)
}

// mostTries is how many pages of the log are read for one of ours.
const mostTries = 20

// looksAt gives a page of who looked, without the actor's own looks unless they are
// wanted.
func (s *site) looksAt(ctx context.Context, x *subject, before int64, mine bool) (some []audit.Entry, next int64, err error) {
	err = s.settled(ctx, func(tx *store.Tx) error {
		some, next = nil, before
		for range mostTries {
			page, err := s.access.Log.Find(tx, audit.Query{Person: x.key, Before: next, Most: looksPerPage - len(some)})
			if err != nil {
				return err
			}
			for _, e := range page.Entries {
				if mine || e.Actor != x.actor.Account {
					some = append(some, e)
				}
			}
			if next = page.Next; next == 0 || len(some) >= looksPerPage {
				return nil
			}
		}
		return nil
	})
	return some, next, fault.Wrap(err, "reading who looked")
}

// teller puts entries of the audit in words.
type teller struct {
	ctx      context.Context
	site     *site
	partners partnerNames
	rules    *access.Rules
	accounts map[string]string // names by id
}

func (s *site) teller(v visit) *teller {
	return &teller{v.Context(), s, partnersByID(v.Overview.Partners), s.access.Gate.Rules(), map[string]string{}}
}

// look tells of an entry to the person it is about, or who watches over privacy.
func (t *teller) look(e *audit.Entry, x *subject) lookView {
	l := lookView{
		When: t.site.clock(e.At), Who: t.who(e), Role: t.roles(e), What: t.what(e), Why: purposeWords(e.Purpose), How: t.how(e),
		Denied: e.Outcome == audit.Denied, Mark: t.mark(e), Because: strings.Join(t.because(e), " "),
	}
	if e.Partner != "" {
		l.Partner = t.partners.name(e.Partner)
	}
	if len(e.People) <= 1 && e.Parts <= 1 {
		l.Reason = e.Reason // of several people it may tell of another
	}
	if x.isSelf() && e.Actor == x.actor.Account {
		l.Who = "You"
	}
	return l
}

// who is whoever acted: staff are named in the entry, others by their account.
func (t *teller) who(e *audit.Entry) string {
	switch {
	case e.Name != "":
		return e.Name
	case e.Actor == "":
		return "Not known"
	}
	return t.account(e.Actor)
}

// account is the name of an account, read once.
func (t *teller) account(id string) string {
	name, known := t.accounts[id]
	if !known {
		name = "Somebody with an account of their own"
		if t.site.access.Accounts != nil {
			if a, err := t.site.access.Accounts.Get(t.ctx, id); err == nil {
				name = cmp.Or(a.Display, a.Name)
			}
		}
		t.accounts[id] = name
	}
	return name
}

func (t *teller) roles(e *audit.Entry) string {
	var names []string
	for _, id := range e.Roles {
		name := show.Words(id)
		if r, is := t.rules.Role(id); is {
			name = r.Name
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// deeds are our words for what was done.
var deeds = map[string]string{
	"read": "Looked at", "vread": "Looked at an earlier version of", "history": "Looked at earlier versions of", "search": "Found in a search:",
	"create": "Wrote", "update": "Changed", "patch": "Changed", "delete": "Deleted", "export": "Took a copy of", "print": "Printed",
	"disclosure": "Passed on", "break-glass": "Opened in an emergency:", "claim": "Said to look after the person, and opened",
	"grant": "Shared", "revoke": "Ended the sharing of", "refuse": "Closed to an organisation:", "accept": "Opened again to an organisation:",
	"mark": "Marked", "unmark": "Took a mark back from", "denied": "Tried to look at",
	"suggest": "Suggested help, by a list:", "enrol": "Accepted for a programme:", "defer": "Put a suggestion off:", "decline": "Declined a suggestion:",
	"finish-task": "Finished a task:", "end-enrolment": "Ended a programme:",
}

// what is what was done, to which part of the record.
func (t *teller) what(e *audit.Entry) string {
	deed := deeds[e.Action]
	if deed == "" {
		deed = show.Words(strings.ReplaceAll(e.Action, "-", " ")) + ":"
	}
	if e.Outcome == audit.Denied {
		deed = "Tried and was not let: " + strings.ToLower(deed[:1]) + deed[1:]
	}
	return deed + " " + strings.Join(sectionsOf(e), "; ")
}

// sectionsOf are the parts of the record that an entry is about.
func sectionsOf(e *audit.Entry) (all []string) {
	add := func(typ string) {
		if words := strings.ToLower(sectionWords(access.SectionOf(typ))); !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	if e.Type != "" {
		add(e.Type)
	}
	for _, key := range e.Resources {
		typ, _, _ := strings.Cut(key, "/")
		add(typ)
	}
	if len(all) == 0 {
		return []string{"the record, as far as the rules show it to them"}
	}
	return all
}

var interfaces = map[string]string{pages: "These pages", "fhir": "Another system", "mllp": "A message between systems", "command": "On the server itself"}

func (t *teller) how(e *audit.Entry) string {
	how := cmp.Or(interfaces[e.Interface], show.Words(e.Interface))
	if e.Client != "" {
		how += " (" + e.Client + ")"
	}
	return how
}

// purposes are what people look for, in plain words.
var purposes = map[string]string{
	"direct-care": "Care", "self": "Their own record", "carer": "Caring for somebody", "administration": "Administration", "clinical-safety": "Testing that records are safe",
	"research": "Research", "planning": "Planning services", "payment": "Payment", "audit": "Watching over privacy",
}

func purposeWords(code string) string {
	purpose := access.PurposeOf(code)
	return cmp.Or(purposes[purpose], show.Words(purpose))
}

// because are the words of the policies that decided.
func (t *teller) because(e *audit.Entry) []string {
	return says(t.deciding(e))
}

// deciding are the policies that an entry names and that still are.
func (t *teller) deciding(e *audit.Entry) (all []access.Policy) {
	if len(e.Policies) == 0 {
		return nil
	}
	for _, p := range t.rules.Policies.List() {
		if slices.Contains(e.Policies, p.ID) {
			all = append(all, p)
		}
	}
	return all
}

// mark tells an emergency and a claim from other looks: by what was done, or by what
// the policies that allowed it ask for.
func (t *teller) mark(e *audit.Entry) string {
	asks := func(relationship string) bool {
		return slices.ContainsFunc(t.deciding(e), func(p access.Policy) bool {
			return p.Effect == "permit" && strings.Contains(p.Text, `"`+relationship+`"`)
		})
	}
	switch {
	case e.Action == "break-glass", asks("break-glass"):
		return "Emergency"
	case e.Action == "claim", asks("claimed"):
		return "By their own word"
	}
	return ""
}
