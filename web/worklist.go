package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/worklist"
	"continuum/web/show"
)

// Work is who was suggested for which help, and what came of it: *worklist.Worklist.
type Work interface {
	Suggested
	Get(tx *store.Tx, id int64) (worklist.Suggestion, error)
	Decide(ctx context.Context, id int64, d worklist.Decision) (worklist.Suggestion, error)
	Finish(ctx context.Context, person string, enrolment, number int64) error
	Membership
}

// Membership is who is in the programmes and what is to be done for them.
type Membership interface {
	OpenTasks(tx *store.Tx, teams []string, most int) ([]worklist.Task, error)
	Members(tx *store.Tx, q worklist.Query) ([]worklist.Member, error)
	End(ctx context.Context, person string, enrolment int64, why worklist.Ending) error
	Died(ctx context.Context, person string) error
}

// Suggested is what is read of it.
type Suggested interface {
	List(tx *store.Tx, q worklist.Query) ([]worklist.Suggestion, error)
	HeldOf(tx *store.Tx, person string) (worklist.Held, error)
	Lists(tx *store.Tx) ([]worklist.Kept, error)
	Latest(tx *store.Tx, programme string) (worklist.Kept, error)
	Counts(tx *store.Tx, programme string) ([]worklist.Count, error)
	Ended(tx *store.Tx, programme string) ([]worklist.Count, error)
}

const (
	worklistPath    = "/worklist"
	membersPath     = "/worklist/enrolled"
	listsPath       = "/lists"
	worklistPerPage = 20
	mostTasks       = 50
	taskType        = worklist.SuggestionType
	assessmentType  = worklist.ReasonsType
)

// worklistPages are those about who is suggested for help.
func (s *site) worklistPages(mux *http.ServeMux) {
	for address, show := range map[string]view{
		worklistPath: s.worklist, membersPath: s.members, listsPath: s.allowed(access.Analyse, s.lists), listsPath + "/{programme}": s.allowed(access.Analyse, s.list),
		"/practices/{practice}/list": s.practiceList, "/people/{id}/suggestions": s.suggestions,
	} {
		mux.Handle("GET "+address, s.page(s.signed(s.working(show))))
	}
	mux.Handle("POST "+worklistPath+"/{suggestion}", s.form(s.working(s.decide)))
	mux.Handle("POST "+worklistPath+"/{enrolment}/tasks/{number}", s.form(s.working(s.finishTask)))
	mux.Handle("POST "+membersPath+"/{enrolment}", s.form(s.working(s.endEnrolment)))
	mux.Handle("POST /people/{id}/suggestions", s.form(s.working(s.objectToSuggestion)))
}

// working shows a view where there is a worklist at all.
func (s *site) working(show view) view {
	return func(v visit) (content, error) {
		if s.access.Work == nil {
			return content{}, fault.New(fault.NotFound, "nobody is suggested for anything here")
		}
		return show(v)
	}
}

// worklistLinks lead staff who have a team or a practice to their worklist, from where
// they get to all else, and others who see figures to the lists.
func (s *site) worklistLinks(ctx context.Context, a *access.Actor) []way {
	if s.access.Work == nil {
		return nil
	}
	switch {
	case len(a.Teams) > 0 || a.Practice != "":
		return []way{{worklistPath, "Worklist"}}
	case s.access.Gate.Allows(ctx, access.Analyse):
		return []way{{listsPath, "Lists"}}
	}
	return nil
}

func practicePath(code string) string { return "/practices/" + url.PathEscape(code) + "/list" }

// worklistView is what a team has before it.
type worklistView struct {
	sent
	Done       string
	State      string // waiting, deferred, decided
	Programme  string
	Programmes []choice
	Items      []suggestionView
	Tasks      []taskView
	Hidden     int // suggestions about people whom the actor may not see
	Page       int
	More       bool
	Nothing    bool // the actor has no team and no practice
	Ways       []way
}

// taskView is a task in words.
type taskView struct {
	worklist.Task
	namedView
	Days    string
	Overdue bool
}

func (s *site) worklist(v visit) (content, error) { return s.worklistContent(v, sent{}) }

func (s *site) worklistContent(v visit, filled sent) (content, error) {
	a := access.From(v.Context())
	w := worklistView{sent: filled, Done: doneWords(v), State: cmp.Or(v.URL.Query().Get("state"), "waiting"), Programme: v.URL.Query().Get("programme"), Page: pageOf(v), Nothing: len(a.Teams) == 0 && a.Practice == ""}
	if !w.Nothing {
		w.Ways = append(w.Ways, way{membersPath, "Who is enrolled now"})
	}
	if a.Practice != "" {
		w.Ways = append(w.Ways, way{practicePath(a.Practice), "The practice's list on one page"})
	}
	if s.access.Gate.Allows(v.Context(), access.Analyse) {
		w.Ways = append(w.Ways, way{listsPath, "What the lists are worth"})
	}
	if !w.Nothing {
		if err := s.fillWorklist(v, a, &w); err != nil {
			return content{}, err
		}
	}
	c := content{Title: "Worklist", Body: worklistPage(w)}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// pageOf is which page is asked for, from 0.
func pageOf(v visit) int {
	n, _ := strconv.Atoi(v.URL.Query().Get("page"))
	return min(max(n, 0), 10_000)
}

func (s *site) fillWorklist(v visit, a *access.Actor, w *worklistView) error {
	var found []worklist.Suggestion
	var todo []worklist.Task
	var lists []worklist.Kept
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		if found, err = s.access.Work.List(tx, s.worklistQuery(a, w)); err != nil {
			return err
		}
		if lists, err = s.access.Work.Lists(tx); err != nil {
			return err
		}
		todo, err = s.access.Work.OpenTasks(tx, a.Teams, mostTasks)
		return err
	})
	if err != nil {
		return fault.Wrap(err, "reading the worklist")
	}
	w.Programmes = programmeChoices(lists, w.Programme)
	if w.More = len(found) > worklistPerPage; w.More {
		found = found[:worklistPerPage]
	}
	if w.Items, w.Hidden, err = s.suggestionViews(v, found); err != nil {
		return err
	}
	if w.Tasks, err = s.taskViews(v, todo); err != nil {
		return err
	}
	return s.note(v, audit.Entry{Action: "search", Type: taskType, People: w.people()})
}

// programmeChoices are the programmes to choose from, of which one may be chosen.
func programmeChoices(lists []worklist.Kept, chosen string) (all []choice) {
	for i := range lists {
		all = append(all, choice{ID: lists[i].Programme, Name: lists[i].Title, Chosen: lists[i].Programme == chosen})
	}
	return all
}

// worklistQuery asks for what is the actor's: of the teams, and of the practice.
func (s *site) worklistQuery(a *access.Actor, w *worklistView) worklist.Query {
	q := s.queryOf(a, w.Programme, w.Page)
	switch w.State {
	case "deferred":
		q.States = []worklist.State{worklist.Deferred}
	case "decided":
		q.States = []worklist.State{worklist.Accepted, worklist.Declined, worklist.Withdrawn}
	default:
		w.State, q.Waiting = "waiting", true
	}
	return q
}

// queryOf asks for a page of what is of the actor's teams and practice.
func (s *site) queryOf(a *access.Actor, programme string, page int) worklist.Query {
	q := worklist.Query{Teams: a.Teams, After: int64(page) * worklistPerPage, Most: worklistPerPage + 1, Now: s.now()}
	if a.Practice != "" {
		q.Practices = []string{a.Practice}
	}
	if programme != "" {
		q.Programmes = []string{programme}
	}
	return q
}

// people are those whom the page shows.
func (w *worklistView) people() (keys []string) {
	for i := range w.Items {
		keys = append(keys, w.Items[i].Person)
	}
	for i := range w.Tasks {
		keys = append(keys, w.Tasks[i].Person)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// url is the page with other figures.
func (w *worklistView) url(page int) string {
	to := url.Values{}
	if w.State != "waiting" {
		to.Set("state", w.State)
	}
	return pageURL(worklistPath, to, w.Programme, page)
}

// pageURL is a page of a list of people, of one programme or of all.
func pageURL(path string, to url.Values, programme string, page int) string {
	if programme != "" {
		to.Set("programme", programme)
	}
	if page > 0 {
		to.Set("page", strconv.Itoa(page))
	}
	if len(to) == 0 {
		return path
	}
	return path + "?" + to.Encode()
}

// taskViews are the tasks about people whom the actor may see.
func (s *site) taskViews(v visit, todo []worklist.Task) (all []taskView, err error) {
	seen, err := s.eyesFor(v, len(todo), func(i int) (person, team string) { return todo[i].Person, todo[i].Team })
	if err != nil {
		return nil, err
	}
	for i := range todo {
		if !seen[i].suggested() {
			continue
		}
		card, alive, err := s.alive(v, todo[i].Person)
		if err != nil {
			return nil, err
		}
		if !alive {
			continue
		}
		t := taskView{Task: todo[i], namedView: namedView{nameOf(card), personURL(idOf(todo[i].Person))}, Overdue: todo[i].Due.Before(s.now())}
		t.Days = show.Ago(todo[i].Due.In(s.now().Location()), s.now())
		all = append(all, t)
	}
	return all, nil
}
