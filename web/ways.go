package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/web/show"
)

// waysView says why the actor sees a record and leads to who else does.
type waysView struct {
	URL     string
	Says    []string // why, in the words of the policies
	Lasts   []lastsView
	Closed  []string // what is never shown to the actor, by the rules alone
	Looked  bool     // they may see who looked
	Sharing bool     // and who sees what
	Done    string
}

// lastsView is a way that ends by itself.
type lastsView struct{ What, Until string }

func (s *site) ways(v visit, x *subject) (w waysView, err error) {
	w = waysView{
		URL: x.url(), Says: says(x.explain(patientType).By), Closed: x.notShown(s),
		Looked: s.mayWatch(v, x), Sharing: x.mayShare(), Done: doneWords(v),
	}
	w.Lasts, err = s.lasts(v, x)
	return w, err
}

// notShown names what is never shown to the actor: sections closed to the role, and
// kinds of what is sensitive. It does not depend on what the record holds, so that
// nothing can be read from it.
func (x *subject) notShown(s *site) []string {
	return append(x.closedSections(), x.closed(s.access.Gate.Rules().Settings.Labels)...)
}

// mayWatch tells whether the actor may see who looked: the person, or who watches over
// privacy.
func (s *site) mayWatch(v visit, x *subject) bool {
	return x.reads(auditType) && (x.isSelf() || s.access.Gate.Allows(v.Context(), access.Review))
}

// mayShare tells whether the actor may let others see the record, or mark it.
func (x *subject) mayShare() bool {
	return x.may(access.Share, patientType).Allowed || x.may(access.Mark, patientType).Allowed
}

// lasts tells until when what the actor said or did opens the record.
func (s *site) lasts(v visit, x *subject) (all []lastsView, err error) {
	words := map[string]string{
		sight.Claimed:    "You said that you look after this person",
		sight.BreakGlass: "You opened this record in an emergency",
	}
	err = s.access.DB.Read(v.Context(), func(tx *store.Tx) error {
		all = nil
		relations, err := s.access.Record.Relations(tx, x.key)
		for _, r := range relations {
			if what := words[r.Party.Kind]; what != "" && r.Party.Of == x.actor.Account && !r.Until.IsZero() {
				all = append(all, lastsView{what, s.clock(r.Until)})
			}
		}
		return err
	})
	return all, fault.Wrap(err, "reading until when a record is open")
}

// clock is a moment in the place's own time.
func (s *site) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return show.StaffTime(t.In(s.now().Location()))
}

// doneWords say what a form that was sent came to.
func doneWords(v visit) string { return done[v.URL.Query().Get("done")] }

var done = map[string]string{
	"claimed": "Noted: you look after this person. They and the privacy officer can see it.",
	"opened":  "The record is open to you. The person and the privacy officer can see it.",
	"shared":  "Shared. They see it from now on.", "withdrawn": "Withdrawn. They no longer see it.",
	"refused": "Closed to them from now on.", "accepted": "No longer closed to them.",
	"marked": "Marked.", "unmarked": "The mark is taken back.", "asked": "Sent. You will be answered within a month.",
	"enrolled": "Accepted. The person is enrolled, and the tasks are below.", "deferred": "Put off. It comes back on the day you chose.",
	"declined": "Declined. Whoever makes the list learns why.", "finished": "The task is done.",
	"followed": "Done.", "answered": "Your answer was sent.",
}

// whyView says of each part of a record whether it is shown, and why.
type whyView struct {
	URL   string
	Name  string
	Parts []partView
}

type partView struct {
	Name        string
	Shown       bool
	Because, To []string // in words of the policies; and what would help
}

func (s *site) why(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	w := whyView{URL: x.url(), Name: s.calledFor(x)}
	var seen []string
	for _, typ := range slices.Concat([]string{patientType}, pageTypes, []string{moneyType}) {
		if section := access.SectionOf(typ); !slices.Contains(seen, section) {
			seen = append(seen, section)
			w.Parts = append(w.Parts, partOf(sectionWords(section), x.explain(typ)))
		}
	}
	for _, l := range s.access.Gate.Rules().Settings.Labels {
		w.Parts = append(w.Parts, partOf("Anything marked as: "+l.Name, x.explain("Observation", l.ID)))
	}
	if err := s.note(v, audit.Entry{Action: "read", Type: "Consent", People: []string{x.key}}); err != nil {
		return content{}, err
	}
	return content{Title: "Why you see this", Banner: s.bannerOf(v, x), Body: whyPage(w)}, nil
}

func partOf(name string, e access.Explanation) partView {
	p := partView{Name: name, Shown: e.Allowed, Because: says(e.By), To: helps(e)}
	if len(p.Because) == 0 {
		p.Because = []string{noRule}
	}
	return p
}

const noRule = "Nothing that is recorded gives you a reason to see it."

// helps are what would help where something is denied, each once: in the words of what
// forbids it, and of what would permit it.
func helps(e access.Explanation) (words []string) {
	add := func(text string) {
		if text != "" && !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	for _, p := range e.By {
		if !e.Allowed {
			add(p.Helps)
		}
	}
	for _, h := range e.Help {
		add(h.Says)
	}
	return words
}

// asksByItself tells whether a request comes from an open page and not from whoever
// sits before it, so that it does not count as use of a session.
func asksByItself(path string) bool {
	rest, about := strings.CutPrefix(path, "/people/")
	return about && strings.HasSuffix(rest, "/still")
}

// idOf is the id in addresses of a person's key.
func idOf(key string) string { return strings.TrimPrefix(key, patientType+"/") }

// back leads to a page and says what came of a form.
func back(to, done string) content {
	return content{Moved: to + "?" + url.Values{"done": {done}}.Encode()}
}
