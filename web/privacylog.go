package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"continuum/access"
	"continuum/access/review"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/web/show"
)

const entriesPerPage = 100

// entryView is an entry of the log for who watches over privacy.
type entryView struct {
	lookView
	Number  string
	Outcome string
	Of      []namedView // whom it is about, some of them
	Others  int         // how many more
}

// namedView is somebody by name, or by key where the actor may not find them.
type namedView struct{ Name, URL string }

// mostNamed is how many people of one entry are named.
const mostNamed = 5

// watcher puts findings and entries in words for who watches over privacy, and knows
// whom of the people they may find.
type watcher struct {
	*teller
	v       visit
	officer string
	names   map[string]namedView // of people by key
}

func (s *site) watcher(v visit) *watcher {
	return &watcher{s.teller(v), v, access.From(v.Context()).Account, map[string]namedView{}}
}

// learn finds out the names of some people.
func (w *watcher) learn(keys []string) error {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { _, known := w.names[k]; return known || k == "" })
	slices.Sort(keys)
	keys = slices.Compact(keys)
	found, err := w.site.namesOf(w.v, keys)
	if err != nil {
		return err
	}
	for _, k := range keys {
		w.names[k] = namedView{Name: k}
	}
	for _, p := range found.People {
		w.names[p.ID] = namedView{p.Name, personURL(idOf(p.ID))}
	}
	return nil
}

// person is the name of somebody, and the address of their page.
func (w *watcher) person(key string) (name, to string) {
	return w.names[key].Name, w.names[key].URL
}

// people are those who were named.
func (w *watcher) people() (keys []string) {
	for key, n := range w.names {
		if n.URL != "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (w *watcher) findings(all []review.Finding) (views []findingView, err error) {
	keys := make([]string, len(all))
	for i := range all {
		keys[i] = all[i].Person
	}
	if err := w.learn(keys); err != nil {
		return nil, err
	}
	for i := range all {
		views = append(views, w.finding(all[i]))
	}
	return views, nil
}

var outcomeWords = map[audit.Outcome]string{audit.OK: "Done", audit.Denied: "Not let", audit.Failed: "Failed"}

func (w *watcher) entries(all []audit.Entry) (views []entryView, err error) {
	var keys []string
	for i := range all {
		keys = append(keys, all[i].People[:min(len(all[i].People), mostNamed)]...)
	}
	if err := w.learn(keys); err != nil {
		return nil, err
	}
	for i := range all {
		e := &all[i]
		x := entryView{lookView: w.look(e, &subject{eyes: eyes{actor: &access.Actor{}}}), Number: strconv.FormatInt(e.Sequence, 10), Outcome: cmp.Or(outcomeWords[e.Outcome], string(e.Outcome))}
		x.Reason = e.Reason
		for _, key := range e.People[:min(len(e.People), mostNamed)] {
			x.Of = append(x.Of, w.names[key])
		}
		x.Others = max(len(e.People), int(e.Count)) - len(x.Of)
		views = append(views, x)
	}
	return views, nil
}

// logView is a page of the log with its filter.
type logView struct {
	Problem string
	Filter  url.Values
	Entries []entryView
	Older   string
}

func (s *site) auditLog(v visit) (content, error) {
	asked := v.URL.Query()
	l := logView{Filter: asked}
	q, err := s.logQuery(v, asked)
	if err != nil {
		l.Problem = inOwnWords(apology{Reason: "The filter cannot be read."}, err).Reason
	}
	var page audit.Page
	if l.Problem == "" {
		err = s.settled(v.Context(), func(tx *store.Tx) error {
			page, err = s.access.Log.Find(tx, q)
			return err
		})
		if err != nil {
			return content{}, fault.Wrap(err, "reading the log")
		}
	}
	w := s.watcher(v)
	if l.Entries, err = w.entries(page.Entries); err != nil {
		return content{}, err
	}
	if page.Next > 0 {
		asked.Set("before", strconv.FormatInt(page.Next, 10))
		l.Older = "/privacy/log?" + asked.Encode()
	}
	if err := s.note(v, audit.Entry{Action: "search", Type: auditType, People: w.people()}); err != nil {
		return content{}, err
	}
	return content{Title: "The log", Body: logPage(l)}, nil
}

// logQuery understands the filter. Who acted is given by name to sign in, or by id.
func (s *site) logQuery(v visit, asked url.Values) (q audit.Query, err error) {
	for _, values := range asked {
		if len(values) > 0 && len(values[0]) > idLimit {
			return q, wrong("The filter is longer than it can be.")
		}
	}
	text := func(name string) string { return strings.TrimSpace(asked.Get(name)) }
	q = audit.Query{Person: keyOf(text("person")), Actor: text("actor"), Most: entriesPerPage}
	if action := text("action"); action != "" {
		q.Actions = []string{action}
	}
	if outcome := text("outcome"); outcome != "" {
		q.Outcomes = []audit.Outcome{audit.Outcome(outcome)}
	}
	q.Before, _ = strconv.ParseInt(text("before"), 10, 64)
	q.Before = max(q.Before, 0)
	var fromOK, toOK bool
	q.Since, fromOK = readDay(text("from"))
	q.Until, toOK = readDay(text("to"))
	if !fromOK || !toOK {
		return q, wrong("Write dates as 31/01/2026.")
	}
	if !q.Until.IsZero() {
		q.Until = q.Until.AddDate(0, 0, 1)
	}
	if q.Actor != "" && s.access.Accounts != nil {
		if a, err := s.access.Accounts.Named(v.Context(), q.Actor); err == nil {
			q.Actor = a.ID
		}
	}
	return q, nil
}

// keyOf is a person's key however it was copied from a page.
func keyOf(text string) string {
	if i := strings.LastIndex(text, "/people/"); i >= 0 {
		text = text[i+len("/people/"):]
	}
	return canonical(text)
}

// logActions are those to choose from.
func logActions() (all []choice) {
	for id, deed := range deeds {
		all = append(all, choice{ID: id, Name: strings.TrimSuffix(deed, ":")})
	}
	for _, id := range []string{"sign-in", "sign-in-failed", "sign-out", "policy-change"} {
		all = append(all, choice{ID: id, Name: show.Words(strings.ReplaceAll(id, "-", " "))})
	}
	slices.SortFunc(all, func(a, b choice) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return all
}
