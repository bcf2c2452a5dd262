package web

import (
	archives "archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/access"
	"continuum/place"
	"continuum/record/audit"
	"continuum/record/sight"
)

// step is something somebody does, and what they get.
type step struct {
	who    *access.Actor
	post   string // the address of a form, with its fields; or
	fields []string
	get    string // that of a page
	status int
	holds  string
	lacks  string
}

func (w *world) walk(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		name := "nobody "
		if s.who != nil {
			name = s.who.Account + " "
		}
		name += s.get + s.post + " " + strings.Join(s.fields, " ")
		ask := func() *httptest.ResponseRecorder { return w.get(t, s.who, s.get) }
		if s.post != "" {
			ask = func() *httptest.ResponseRecorder { return w.post(t, s.who, s.post, s.fields...) }
		}
		answer := ask()
		body := answer.Body.String()
		if answer.Code != s.status {
			t.Errorf("%s: status %d, want %d", name, answer.Code, s.status)
		}
		for _, part := range strings.Split(s.holds, "|") {
			if !strings.Contains(body+answer.Header().Get("Location"), part) {
				t.Errorf("%s: does not hold %q", name, part)
			}
		}
		for _, part := range strings.Split(s.lacks, "|") {
			if part != "" && strings.Contains(body, part) {
				t.Errorf("%s: holds %q", name, part)
			}
		}
		if answer.Code != http.StatusSeeOther {
			checkPage(t, name, answer, body)
		}
	}
}

const (
	marysPage    = "/people/p-0001"
	marysSharing = "/people/p-0001/sharing"
)

// A person shares a part of their record, and takes it back: at once, and on pages that
// are open.
func TestSharing(t *testing.T) { onBoth(t, theSharing) }

func theSharing(t *testing.T, w *world) {
	me, joan := w.person(), w.carer()
	w.walk(t, []step{
		{who: joan, get: marysPage, status: 404},
		{who: me, get: marysSharing, status: 200, holds: "GP practice P1|North neighbourhood team|Looks after them now|The hospital where they are|Nobody.|Do not share my record", lacks: "Seal the record|Withdraw <"},
		{who: me, post: marysSharing, fields: []string{"act", "share", "name", " JOAN ", "section", "visits"}, status: 303, holds: "?done=shared"},
		{who: me, get: marysSharing + "?done=shared", status: 200, holds: "Shared. They see it from now on.|<bdi>joan</bdi>|Visits and stays|Withdraw <"},
		{who: joan, get: marysPage, status: 200, holds: "Emergency admission", lacks: "Dementia, early|Attendance allowance"},
		{who: joan, get: "/yours", status: 200, holds: "SMITH, Mary"},
		{who: joan, get: marysSharing, status: 403},
		{who: joan, get: marysPage + "/looked", status: 403},
		{who: joan, post: marysSharing, fields: []string{"act", "share", "name", "anna", "all", "yes"}, status: 403},
	})
	still := marysPage + "/still?as=" + between(w.get(t, joan, marysPage).Body.String(), "still?as=", `"`)
	if answer := w.get(t, joan, still); answer.Code != http.StatusNoContent {
		t.Errorf("an open page may not stay: %d", answer.Code)
	}
	w.walk(t, []step{{who: me, post: marysSharing, fields: []string{"act", "share", "name", "joan", "section", "visits", "section", "conditions"}, status: 303}})
	if answer := w.get(t, joan, still); answer.Code != http.StatusConflict {
		t.Errorf("an open page stays as it is though it would show something else: %d", answer.Code)
	}
	w.walk(t, []step{
		{who: joan, get: marysPage, status: 200, holds: "Dementia, early"},
		{who: me, post: marysSharing, fields: []string{"act", "withdraw", "with", w.joan.ID}, status: 303, holds: "?done=withdrawn"},
		{who: joan, get: marysPage, status: 404},
		{who: joan, get: "/yours", status: 200, holds: "Nobody has shared"},
		{who: me, get: marysSharing, status: 200, lacks: "<bdi>joan</bdi>"},
	})
	if answer := w.get(t, joan, still); answer.Code != http.StatusNotFound {
		t.Errorf("an open page stays though nothing is shared any more: %d", answer.Code)
	}
	grants := w.entries(t, audit.Query{Person: "p-0001", Actions: []string{"grant", "revoke"}})
	if len(grants) != 3 || grants[0].Action != "revoke" || grants[0].Actor != w.mary.ID || grants[0].Interface != "pages" || grants[0].Name != "" {
		t.Errorf("noted %+v", grants)
	}
}

// Practices go by their names: as the place's files have them, else as the record does.
func TestPracticesAreNamed(t *testing.T) { onBoth(t, thePractices) }

func thePractices(t *testing.T, w *world) {
	organisation := func(id, more string) {
		t.Helper()
		if err := w.put(t.Context(), "Organization", id, `{"resourceType":"Organization"`+more+`}`); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(holds, lacks string) {
		t.Helper()
		w.walk(t, []step{{who: w.person(), get: marysSharing, status: 200, holds: holds, lacks: lacks}})
	}
	code := `,"identifier":[{"system":"` + place.ODSCode + `","value":"P1"}]`
	organisation("nameless", code)
	organisation("closed", code+`,"active":false,"name":"Old Mill Practice"`)
	organisation("other", `,"identifier":[{"system":"urn:other","value":"P1"}],"name":"Not a practice"`)
	shows("<bdi>GP practice P1</bdi>", "Old Mill|Not a practice")
	organisation("open", code+`,"name":"Harbour <b>Road</b> Surgery"`)
	shows("<bdi>Harbour &lt;b&gt;Road&lt;/b&gt; Surgery</bdi>", "practice P1")
	w.Names["P1"] = "Beacon Medical Centre"
	shows("<bdi>Beacon Medical Centre</bdi>", "practice P1|Harbour &lt;")
}

// Sharing with a name tells nothing of whether somebody signs in by it.
func TestSharingDoesNotTellWhoHasAnAccount(t *testing.T) {
	w := ownWorld(t)
	page := func(name string) string {
		w.walk(t, []step{{who: w.person(), post: marysSharing, fields: []string{"act", "share", "name", name, "all", "yes"}, status: 303, holds: "?done=shared"}})
		body := w.get(t, w.person(), marysSharing).Body.String()
		with := between(body, `name="with" value="`, `"`)
		w.walk(t, []step{{who: w.person(), post: marysSharing, fields: []string{"act", "withdraw", "with", with}, status: 303}})
		return strings.ReplaceAll(strings.ReplaceAll(body, with, "WITH"), name, "NAME")
	}
	if page("joan") != page("anna") {
		t.Error("it shows whether somebody has an account")
	}
}

// What is wrong with a form is said, and what was typed stays.
func TestFormsKeepWhatWasTyped(t *testing.T) {
	w := ownWorld(t)
	me, share := w.person(), func(fields ...string) []string { return append([]string{"act", "share"}, fields...) }
	w.walk(t, []step{
		{who: me, post: marysSharing, fields: share("section", "plan"), status: 400, holds: "with whom you share|id=\"section-plan\" name=\"section\" value=\"plan\" checked"},
		{who: me, post: marysSharing, fields: share("name", "joan"), status: 400, holds: "Choose what to share.|value=\"joan\""},
		{who: me, post: marysSharing, fields: share("name", "joan", "section", "money"), status: 400, holds: "Choose what to share."},
		{who: me, post: marysSharing, fields: share("name", "joan", "all", "yes", "until", "tomorrow"), status: 400, holds: "Write until when"},
		{who: me, post: marysSharing, fields: share("name", "joan", "all", "yes", "until", "2020-01-01"), status: 400, holds: "Write until when"},
		{who: me, post: marysSharing, fields: share("name", strings.Repeat("x", 300), "all", "yes"), status: 400, holds: "cannot be a name"},
		{who: me, post: marysSharing, fields: share("partner", "nowhere", "all", "yes"), status: 400, holds: "from the list"},
		{who: me, post: marysSharing, fields: []string{"act", "refuse", "partner", "nowhere"}, status: 400, holds: "from the list"},
		{who: me, post: marysSharing, fields: []string{"act", "ask", "words", "  "}, status: 400, holds: "Write what is wrong"},
		{who: me, post: marysSharing, fields: []string{"act", "ask", "words", "no", "section", "secret"}, status: 400, holds: "from the list|>no</textarea>"},
		{who: me, post: marysSharing, fields: []string{"act", "ask", "words", strings.Repeat("ö", 1001)}, status: 400, holds: "Write less"},
		{who: me, post: marysSharing, fields: []string{"act", "withdraw"}, status: 400, holds: "from whom"},
		{who: me, post: marysSharing, fields: []string{"act", "accept"}, status: 400, holds: "to whom"},
		{who: me, post: marysSharing, fields: []string{"act", "erase"}, status: 400, holds: "does not say what to do"},
		{who: w.nurse(), post: marysPage + "/claim", status: 400, holds: "Write why you look after|You look after this person"},
		{who: w.nurse(), post: marysPage + "/open", fields: []string{"reason", "they fell"}, status: 400, holds: "what kind of emergency|>they fell</textarea>"},
		{who: w.nurse(), post: marysPage + "/open", fields: []string{"why", "life"}, status: 400, holds: "Write what happened|<option value=\"life\" selected"},
		{who: w.nurse(), post: marysPage + "/open", fields: []string{"why", "life", "reason", "x"}, status: 400, holds: "Tick that you know"},
		{who: w.nurse(), get: marysPage, status: 200, holds: "closed to you"},
	})
	if got := w.entries(t, audit.Query{Actions: []string{"grant", "refuse", "claim", "break-glass", "rights-request"}}); len(got) > 0 {
		t.Errorf("something was done: %+v", got)
	}
}

// The person closes the record to an organisation, says no to sharing, asks for a
// correction; the privacy officer seals it.
func TestConsent(t *testing.T) { onBoth(t, theConsent) }

func theConsent(t *testing.T, w *world) {
	me, ward, officer := w.person(), w.wardClinician(), w.officer()
	w.walk(t, []step{
		{who: ward, get: marysPage, status: 200, holds: "48 events"},
		{who: me, post: marysSharing, fields: []string{"act", "refuse", "partner", "weston_hospital"}, status: 303, holds: "?done=refused"},
		{who: ward, get: marysPage, status: 200, holds: "closed to you|In an emergency it can be opened with a reason."},
		{who: w.gp(), get: marysSharing, status: 200, holds: "Weston General Hospital|GP practice P1", lacks: "Open again <|Do not share"},
		{who: w.gp(), post: marysSharing, fields: []string{"act", "accept", "with", "weston_hospital"}, status: 403},
		{who: me, post: marysSharing, fields: []string{"act", "accept", "with", "weston_hospital"}, status: 303, holds: "?done=accepted"},
		{who: ward, get: marysPage, status: 200, holds: "48 events"},
		{who: me, post: marysSharing, fields: []string{"act", "mark", "mark", "dissent"}, status: 303, holds: "?done=marked"},
		{who: ward, get: marysPage, status: 200, holds: "closed to you|The person has said no to sharing."},
		{who: w.gp(), get: marysPage, status: 200, holds: "48 events"},
		{who: me, get: marysSharing, status: 200, holds: "The person does not want the record shared.|Take back"},
		{who: me, post: marysSharing, fields: []string{"act", "unmark", "mark", "dissent"}, status: 303},
		{who: ward, get: marysPage, status: 200, holds: "48 events"},
		{who: me, post: marysSharing, fields: []string{"act", "mark", "mark", "sealed"}, status: 403},
		{who: officer, post: marysSharing, fields: []string{"act", "mark", "mark", "dissent"}, status: 403},
		{who: officer, post: marysSharing, fields: []string{"act", "share", "name", "joan", "all", "yes"}, status: 403},
		{who: officer, get: marysSharing, status: 200, holds: "Seal the record|A person many know", lacks: "GP practice P1|Do not share"},
		{who: officer, post: marysSharing, fields: []string{"act", "mark", "mark", "prominent"}, status: 303},
		{who: me, post: marysSharing, fields: []string{"act", "ask", "section", "conditions", "words", "I do not have dementia <b>at all</b>"}, status: 303, holds: "?done=asked"},
		{who: me, get: marysSharing, status: 200, holds: "I do not have dementia &lt;b&gt;at all|Waiting|answer due"},
		{who: officer, post: marysSharing, fields: []string{"act", "mark", "mark", "sealed"}, status: 303},
		{who: ward, get: marysPage, status: 404},
		{who: me, get: marysPage, status: 200, holds: "48 events"},
		{who: me, post: marysSharing, fields: []string{"act", "share", "partner", "weston_voluntary", "section", "plan", "until", "2099-12-31"}, status: 303},
		{who: me, get: marysSharing, status: 200, holds: "<bdi>Weston Voluntary Action</bdi>|until 31-Dec-2099"},
	})
}

// The person takes home everything that is held, and nobody else does.
func TestTakingEverything(t *testing.T) {
	w := ownWorld(t)
	if err := w.put(t.Context(), "Patient", "live-1", `{"resourceType":"Patient","name":[{"family":"Newcomer"}]}`); err != nil {
		t.Fatal(err)
	}
	if err := w.relate("Patient/live-1", "account:mary", sight.Self, w.mary.ID); err != nil {
		t.Fatal(err)
	}
	w.walk(t, []step{
		{who: w.person(), get: "/people/live-1/sharing", status: 200, holds: "Download everything"},
		{who: w.gp(), get: "/people/live-1/sharing", status: 200, lacks: "Download everything"},
		{who: w.gp(), post: "/people/live-1/everything", status: 403},
		{who: w.nurse(), post: "/people/live-1/everything", status: 403},
		{who: w.analyst(), post: "/people/live-1/everything", status: 404},
		{who: w.person(), post: "/people/p-9999/everything", status: 404},
		{who: nil, post: "/people/live-1/everything", status: 303, holds: "/sign-in"},
	})
	answer := w.post(t, w.person(), "/people/live-1/everything")
	body := answer.Body.Bytes()
	archive, err := archives.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || answer.Header().Get("Content-Type") != "application/zip" || answer.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d: %v", answer.Code, err)
	}
	if _, err := archive.Open("index.html"); err != nil {
		t.Error(err)
	}
	if got := w.entries(t, audit.Query{Person: "Patient/live-1", Actions: []string{"export"}, Outcomes: []audit.Outcome{audit.OK}}); len(got) != 1 || got[0].Actor != w.mary.ID {
		t.Errorf("noted %+v", got)
	}
}

// between is the text between two others.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}
