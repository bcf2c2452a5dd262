package web

import (
	"testing"

	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/target/worklist"
)

// accept enrols somebody as one of the matrons.
func (w *world) accept(t *testing.T, person string) {
	t.Helper()
	id, version := w.suggestionOf(t, person)
	w.walk(t, []step{{who: w.matron(), post: "/worklist/" + id, fields: []string{"act", "accept", "version", version}, status: 303}})
}

// A team sees who is in its programmes, and ends that for a reason; who comes second is
// told.
func TestMembers(t *testing.T) { onBoth(t, testMembers) }

func testMembers(t *testing.T, w *world) {
	w.suggest(t, "p-0001", "p-1006", "p-1002")
	w.walk(t, []step{
		{who: w.nurse(), get: "/worklist/enrolled", status: 200, holds: "no team and no practice"},
		{who: w.matron(), get: "/worklist", status: 200, holds: `href="/worklist/enrolled"`},
		{who: w.matron(), get: "/worklist/enrolled", status: 200, holds: "Nobody is enrolled here now"},
	})
	w.accept(t, "p-0001")
	w.accept(t, "p-1006")
	end := "/worklist/enrolled/1"
	w.walk(t, []step{
		{who: w.matron(), get: "/worklist/enrolled", status: 200, holds: "SMITH, Mary|MCDONALD-SMITH|<b>Case management</b>|22-Nov-2026|since 22-Nov-2026 until 22-May-2027|First visit, Matrons, by 29-Nov-2026|End before 22-May-2027|The person does not want it any more"},
		{who: w.gp(), get: "/worklist/enrolled", status: 200, holds: "SMITH, Mary|End before"},
		{who: w.matron(), get: "/worklist/enrolled?programme=visits", status: 200, lacks: "SMITH"},
		{who: w.matron(), post: end, fields: []string{"person", "p-0001"}, status: 400, holds: "it is not said why the programme ends|<details class=\"cx-more\" open>"},
		{who: w.matron(), post: end, fields: []string{"person", "p-0001", "why", "person_said_no", "note", "<i>Her son helps.</i>"}, status: 303, holds: "/worklist/enrolled?done=ended"},
		{who: w.matron(), post: end, fields: []string{"person", "p-0001", "why", "finished"}, status: 409, holds: "Something has changed"},
		{who: w.gp(), post: end, fields: []string{"person", "p-0001", "why", "finished"}, status: 409},
		{who: w.homes(), post: end, fields: []string{"person", "p-0001", "why", "finished"}, status: 403},
		{who: w.matron(), get: "/worklist/enrolled?done=ended", status: 200, holds: "Ended. There is nothing more to do|MCDONALD-SMITH", lacks: "SMITH, Mary"},
		{who: w.matron(), get: "/worklist", status: 200, holds: "First visit", lacks: "First visit, SMITH, Mary"},
		{who: w.gp(), get: marysPage + "/suggestions", status: 200, holds: "ended 22-Nov-2026: The person does not want it any more|&lt;i&gt;Her son helps.", lacks: "What is to be done"},
		{who: w.person(), get: marysPage + "/suggestions", status: 200, holds: "ended 22-Nov-2026"},
		{who: w.analyst(), get: "/lists/case_management", status: 200, holds: "Of those accepted, ended early: The person does not want it any more|fewer than 5", lacks: "SMITH|Her son"},
		{who: w.matron(), post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 403},
	})
	if got := w.entries(t, audit.Query{Actions: []string{"end-enrolment"}, Outcomes: []audit.Outcome{audit.OK}}); len(got) != 1 || got[0].Actor != "matron" || got[0].People[0] != "p-0001" {
		t.Errorf("noted %+v", got)
	}
}

// Whoever has died, by an extract or by what came live, is enrolled nowhere and on no list.
func TestMembersWhoDied(t *testing.T) {
	for name, person := range map[string]string{"by an extract": "p-0002", "by what came live": "p-1003"} {
		t.Run(name, func(t *testing.T) {
			w := ownWorld(t)
			w.suggest(t, person, "p-1006")
			w.suggestFor(t, "visits", "Home visits", "homes", person)
			id, version := w.suggestionOf(t, "p-1006")
			w.accept(t, person)
			waiting := "/people/" + person + "\""
			w.walk(t, []step{
				{who: w.homes(), get: "/worklist", status: 200, holds: "Nobody is waiting here", lacks: waiting},
				{who: w.matron(), get: "/worklist/enrolled", status: 200, holds: "Nobody is enrolled here now", lacks: waiting},
				{who: w.matron(), get: "/worklist", status: 200, lacks: waiting + "|First visit"},
				{who: w.gp(), get: "/worklist/enrolled", status: 200, lacks: waiting},
				{who: w.gp(), get: "/people/" + person + "/suggestions", status: 200, holds: "Moved away or died|Taken off the list"},
			})
			w.read(t, func(tx *store.Tx) error {
				in, err := w.Work.(*worklist.Worklist).EnrolledIn(tx, []string{"case_management"}, today)
				if err != nil || len(in) != 0 {
					t.Errorf("takes a place: %+v, %v", in, err)
				}
				all, err := w.record.Relations(tx, person)
				for _, r := range all {
					if r.Party.Kind == sight.Caseload || r.Party.Kind == sight.Suggested {
						t.Errorf("still related: %+v", r)
					}
				}
				return err
			})
			if now, is := w.suggestionOf(t, "p-1006"); now != id || is != version {
				t.Error("the living were taken off too")
			}
			for _, e := range w.entries(t, audit.Query{Actions: []string{"end-enrolment"}}) {
				if e.Actor != "system:worklist" {
					t.Errorf("ended by %s", e.Actor)
				}
			}
		})
	}
}
