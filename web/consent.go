package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"continuum/access"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
)

// askPath is where somebody is asked whether an app may act for them.
const askPath = "/apps/ask"

// AppPages are the pages that the server of tokens (smart.Options.Pages) sends browsers
// to. They are those of the Handler that answers under its address.
type AppPages struct{}

type siteKey struct{}

// Ask sends the browser to where somebody agrees or not.
func (AppPages) Ask(w http.ResponseWriter, _ *http.Request, pending string) {
	w.Header().Set("Location", askPath+"?"+url.Values{"request": {pending}}.Encode())
	w.WriteHeader(http.StatusSeeOther)
}

// Refuse shows that a request cannot be taken, and leads nowhere.
func (AppPages) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	s, is := r.Context().Value(siteKey{}).(*site)
	if !is {
		http.Error(w, "This request of an app cannot be taken.", http.StatusBadRequest)
		return
	}
	if code := fault.CodeOf(err); code == fault.Unavailable || code == fault.Internal {
		s.fail(w, r, warehouse.Overview{}, err)
		return
	}
	s.apologise(w, r, warehouse.Overview{}, apology{
		http.StatusBadRequest, "This app cannot ask for access", "What it asks for cannot be taken: the app may not be one that your place let in, or it asked in a wrong way.",
		"Close this page. If you trust the app, tell whoever made it.",
	})
}

// askView is an app's question.
type askView struct {
	Request string
	App     smart.App
	Partner string
	May     []string // what it would be let do
	Never   []string // what it asked for and would not get, as whoever is asked may not either
	Until   string
	Choose  bool
	Own     []choice // whose records can be chosen
	Search  bool     // others can be looked for
	Found   searchView
	Chosen  string // id of the Patient
	About   string // their name
	Problem string
}

// consentPages ask whether apps may act for somebody.
func (s *site) consentPages(mux *http.ServeMux) {
	if s.in.Apps == nil {
		return
	}
	auth := http.StripPrefix("/auth", s.in.Apps.Handler())
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { auth.ServeHTTP(w, r.WithContext(withSite(r, s))) })
	s.free(mux, "/auth/", answer)
	for _, path := range []string{"/auth/authorize", "/auth/token"} {
		s.free(mux, path, s.paced(answer))
	}
	mux.Handle("GET "+askPath, s.acts(s.askPage))
	mux.Handle("POST "+askPath, s.sent(s.answerApp))
}

func (s *site) askPage(_ http.ResponseWriter, v visit) (content, error) {
	return s.askContent(v, askView{Request: v.URL.Query().Get("request")})
}

// askContent shows what an app asks for, in plain words, and whom it can be about.
func (s *site) askContent(v visit, a askView) (content, error) {
	p, err := s.in.Apps.Pending(v.Context(), a.Request, openOf(v.Context()).account.ID)
	if err != nil {
		return content{}, err
	}
	a.App, a.Choose, a.Until = p.App, p.Choose, s.untilWords(p.Scopes)
	if partner, known := partnersByID(v.Overview.Partners)[p.App.Partner]; known {
		a.Partner = partner.Name
	}
	a.May = scopeWords(p.Scopes, access.From(v.Context()).Name)
	if p.Patient != "" {
		if a.About, err = s.nameOfPatient(v, p.Patient); err != nil {
			return content{}, err
		}
	}
	if a.Choose {
		if err := s.choices(v, &a); err != nil {
			return content{}, err
		}
	}
	c := content{Title: p.App.Name + " asks for access", Body: askBody(a)}
	if a.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// choices are whom an app can be about: for a person the records that are their own or
// shared with them, for staff whoever they look up and may read.
func (s *site) choices(v visit, a *askView) error {
	actor := access.From(v.Context())
	if isPerson(actor) {
		y, err := s.yoursOf(v, actor)
		if err != nil {
			return err
		}
		a.Own = y.People
		return s.note(v, audit.Entry{Action: "search", Type: patientType, People: y.keys()})
	}
	a.Search = true
	query, err := cleanQuery(v.FormValue("q"))
	if err != nil || query == "" {
		return err
	}
	hits, err := s.facts.Search(v.Context(), query, fetchLimit)
	if err != nil {
		return fault.Wrap(err, "searching")
	}
	a.Found = searchView{Query: query}
	if err := s.fill(v, &a.Found, hits); err != nil {
		return err
	}
	a.Found.Hits = slices.DeleteFunc(a.Found.Hits, func(h hitView) bool { return h.Closed })
	return s.note(v, audit.Entry{Action: "search", Type: patientType, People: a.Found.people()})
}

// answerApp keeps the answer to an app, and sends the browser back to it.
func (s *site) answerApp(w http.ResponseWriter, v visit) (content, error) {
	request, id := v.PostForm.Get("request"), openOf(v.Context()).account.ID
	p, err := s.in.Apps.Pending(v.Context(), request, id)
	if err != nil {
		return content{}, err
	}
	if v.PostForm.Get("act") != "approve" {
		to, err := s.in.Apps.Deny(v.Context(), request, id)
		return s.onward(w, to, p.App.Name), err
	}
	patient, granted := "", p.Scopes
	if p.Choose || p.Patient != "" {
		chosen := p.Patient
		if chosen == "" {
			chosen = v.PostForm.Get("patient")
		}
		x, problem, err := s.launch(v, chosen)
		if err != nil {
			return content{}, err
		}
		if problem != "" {
			return s.askContent(v, askView{Request: request, Problem: problem})
		}
		if patient = idOf(x.key); p.Patient != "" {
			patient = p.Patient
		}
		if granted, err = x.within(p.Scopes); err != nil {
			return content{}, err
		}
		if len(granted.Resources()) == 0 && len(p.Scopes.Resources()) > 0 {
			return s.askContent(v, askView{Request: request, Problem: "You may not see yourself what the app asks for, so it cannot be given."})
		}
		if err := s.chosenFor(v, patient, x.key); err != nil {
			return content{}, err
		}
	}
	to, err := s.in.Apps.Approve(v.Context(), request, id, granted, patient)
	if err != nil {
		return content{}, err
	}
	return s.onward(w, to, p.App.Name), nil
}

// launch finds whom somebody chose for an app; they must be allowed to read the record.
func (s *site) launch(v visit, id string) (x *subject, problem string, err error) {
	if id == "" {
		return nil, "Choose whom the app is to be about.", nil
	}
	x, err = s.find(v, id)
	if fault.CodeOf(err) == fault.NotFound || err == nil && !x.reads(patientType) {
		return nil, "Choose somebody whose record you may see.", nil
	}
	return x, "", err
}

// chosenFor keeps who the Patient is whom somebody chose for an app, by which its token
// is held to that person.
func (s *site) chosenFor(v visit, patient, person string) error {
	err := s.access.DB.Write(v.Context(), func(tx *store.Tx) error { return Chosen(tx, s.access.Record, patient, person) })
	return fault.Wrap(err, "keeping whom an app is about")
}

// Chosen keeps that the Patient of an id, whom a token is about, is a person: for
// whoever gives tokens by other ways than these pages.
func Chosen(tx *store.Tx, ties Ties, patient, person string) error {
	key := patientType + "/" + patient
	party := sight.Party{Kind: access.Launched, Of: key}
	return ties.Relate(tx, access.Launched+":"+key, person, []record.Relation{{Party: party, Origin: access.Launched + ":" + key}})
}

// within leaves of scopes what the actor may do with the person's record themselves.
// Scopes for all types are held to that whenever they are used.
func (x *subject) within(all smart.Scopes) (smart.Scopes, error) {
	var kept []string
	for _, word := range strings.Fields(all.String()) {
		level, rest, isResource := strings.Cut(word, "/")
		typ, _, _ := strings.Cut(rest, ".")
		if !isResource || level != smart.Patient || typ == "*" || access.SectionOf(typ) == "directory" || x.reads(typ) || x.may(access.Write, typ).Allowed {
			kept = append(kept, word)
		}
	}
	return smart.ParseScopes(strings.Join(kept, " "))
}
