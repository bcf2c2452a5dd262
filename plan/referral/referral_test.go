package referral

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/store"
)

// TestStory is one referral from the draft until it is done, as both sides see it.
func TestStory(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.drafted(letter)
		if len(w.related("p1")) != 0 {
			t.Errorf("a draft relates %v", w.related("p1"))
		}
		l := letter
		l.Title = "First visit, at home"
		x, err := w.Redraft(nurse, x.ID, x.Version, l)
		must(t, err)
		if _, err := w.Send(ward, x.ID, Sending{Version: 1}); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Ms nurse wrote this referral on 20 November 2026 at 12:00 UTC") {
			t.Errorf("sent an old draft: %v", err)
		}
		for _, act := range []struct {
			ctx context.Context
			act Act
		}{{nurse, ActSend}, {matron, ActView}, {deputy, ActAsk}, {ward, ActAnswer}, {matron, ActAccept}, {deputy, ActStart}, {matron, ActFinish}} {
			w.now = w.now.Add(time.Minute)
			if x, err = w.act(act.ctx, act.act, &x, x.Version); err != nil {
				t.Fatalf("%s: %v", act.act, err)
			}
			if act.act == ActView {
				if diff := cmp.Diff([]string{"matrons", "ward"}, w.related("p1")); diff != "" {
					t.Error(diff)
				}
			}
		}
		want := []Act{ActDraft, ActDraft, ActSend, ActView, ActAsk, ActAnswer, ActAccept, ActStart, ActFinish}
		if diff := cmp.Diff(want, w.acts(x)); diff != "" {
			t.Error(diff)
		}
		if x.Title != l.Title || x.Worker != "Ann" || x.Goals[0].Result != Achieved || x.Goals[1].Note != "Better." || x.Closed.IsZero() || x.Task != "completed" {
			t.Errorf("%+v", x)
		}
		if diff := cmp.Diff(w.get(x.ID), x, cmp.AllowUnexported(Referral{})); diff != "" {
			t.Error(diff)
		}
		if len(w.related("p1")) != 0 {
			t.Errorf("related still: %v", w.related("p1"))
		}
		w.toldOf(x, want)
	})
}

// toldOf checks that each act has its event and its entry of the audit.
func (w *world) toldOf(x Referral, want []Act) {
	w.Helper()
	told := w.told(x.ID)
	if len(told) != len(want) {
		w.Fatalf("told %+v", told)
	}
	for i, one := range told {
		if one.Act != want[i] || one.Sender != "ward" || one.To.Team != "matrons" || one.Task != one.State.Task() {
			w.Errorf("told %+v", one)
		}
		if e := w.noted[i]; e.Action != "referral-"+string(want[i]) || e.People[0] != "p1" || strings.Contains(e.Reason, "shop") {
			w.Errorf("noted %+v", e)
		}
	}
	if last := told[4]; last.Before != Received || last.State != MoreInfo {
		w.Errorf("told %+v", last)
	}
}

func TestConsent(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.never["p1"] = true
		x := w.drafted(letter)
		if _, err := w.Send(ward, x.ID, Sending{Version: 1}); fault.CodeOf(err) != fault.Denied || w.get(x.ID).State != Drafted {
			t.Fatalf("sent without consent: %v", err)
		}
		x, err := w.Send(ward, x.ID, Sending{Version: 1, Override: "In her best interests: she cannot be asked."})
		must(t, err)
		last := w.steps(x)[1]
		if last.Why != WithoutConsent || !strings.HasPrefix(last.Words, "In her best") || !strings.Contains(w.noted[len(w.noted)-1].Reason, "sent without consent: In her best") {
			t.Errorf("%+v, %+v", last, w.noted)
		}
		x, err = w.act(matron, ActView, &x, 0)
		must(t, err)
		x, err = w.act(matron, ActAccept, &x, x.Version)
		must(t, err)
		if _, err := w.act(matron, ActPassOn, &x, x.Version); fault.CodeOf(err) != fault.Denied {
			t.Errorf("passed on without consent: %v", err)
		}
		w.Consent = nil
		if y := w.drafted(letter); y.State == Drafted {
			if _, err := w.Send(ward, y.ID, Sending{Version: 1}); err == nil {
				t.Error("sent where nobody asks for consent")
			}
		}
		w.Consent = func(context.Context, *store.Tx, string, Party) error { return errors.New("no answer") }
		if y := w.drafted(letter); y.State == Drafted {
			if _, err := w.Send(ward, y.ID, Sending{Version: 1, Override: "x"}); err == nil {
				t.Error("a failure is no refusal")
			}
		}
	})
}

// TestPassOn keeps the thread, and whoever had it is told where it went.
func TestPassOn(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.in(Accepted)
		w.now = noon.Add(time.Hour)
		passed, err := w.act(matron, ActPassOn, &x, x.Version)
		must(t, err)
		if passed.State != Sent || passed.To.Team != "homes" || passed.Worker != "" || !passed.Expected.IsZero() {
			t.Errorf("%+v", passed)
		}
		if c := passed.Clock(w.now); c.Since != time.Hour || !c.Asked.Equal(w.now) || !c.Sent.Equal(noon) || c.Waits != 0 || !c.Due.IsZero() {
			t.Errorf("%+v", c)
		}
		if _, err := w.act(deputy, ActStart, &x, x.Version); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Ms matron passed this referral on") {
			t.Errorf("started what was passed on: %v", err)
		}
		if diff := cmp.Diff([]string{"homes", "ward"}, w.related("p1")); diff != "" {
			t.Error(diff)
		}
		passed, err = w.View(homes, x.ID)
		must(t, err)
		passed, err = w.Reject(homes, x.ID, Refusal{Version: passed.Version, Why: "not_for_us"})
		must(t, err)
		l := letter
		l.Again = x.ID
		again := w.sent(l)
		if again.Thread != x.ID || again.ID == x.ID || len(w.steps(again)) != len(w.steps(passed)) || len(w.steps(again)) != 9 {
			t.Errorf("%+v, %v", again, w.acts(again))
		}
		l.Person = "p2"
		if _, err := w.Draft(ward, l); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a thread of somebody else: %v", err)
		}
	})
}

func TestRefused(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	received, working := w.in(Received), w.in(InProgress)
	accepted := w.in(Accepted)
	for name, err := range map[string]error{
		"nobody named":          second(w.Accept(matron, received.ID, Acceptance{Version: received.Version, Start: monday})),
		"no start":              second(w.Accept(matron, received.ID, Acceptance{Version: received.Version, Worker: "x"})),
		"in the past":           second(w.Accept(matron, received.ID, Acceptance{Version: received.Version, Worker: "x", Start: noon.AddDate(0, 0, -2)})),
		"years ahead":           second(w.Accept(matron, received.ID, Acceptance{Version: received.Version, Worker: "x", Start: noon.AddDate(3, 0, 0)})),
		"other team":            second(w.Accept(matron, received.ID, Acceptance{Version: received.Version, Team: "homes", Start: monday})),
		"no version":            second(w.Accept(matron, received.ID, Acceptance{Worker: "x", Start: monday})),
		"a version yet to come": second(w.Accept(matron, received.ID, Acceptance{Version: 99, Worker: "x", Start: monday})),
		"no reason":             second(w.Reject(matron, received.ID, Refusal{Version: received.Version})),
		"any reason":            second(w.Reject(matron, received.ID, Refusal{Version: received.Version, Why: "because"})),
		"no question":           second(w.Ask(matron, received.ID, received.Version, " \n ")),
		"no word":               second(w.Revoke(ward, received.ID, received.Version, "")),
		"no contact":            second(w.Start(matron, accepted.ID, Beginning{Version: accepted.Version})),
		"to come":               second(w.Start(matron, accepted.ID, Beginning{Version: accepted.Version, Contact: noon.Add(time.Hour)})),
		"long ago":              second(w.Start(matron, accepted.ID, Beginning{Version: accepted.Version, Contact: noon.AddDate(0, -1, 0)})),
		"to itself":             second(w.PassOn(matron, accepted.ID, Passing{Version: accepted.Version, To: accepted.To, Words: "x"})),
		"to no team":            second(w.PassOn(matron, accepted.ID, Passing{Version: accepted.Version, To: Party{Team: "matron"}, Words: "x"})),
		"no goals":              second(w.Finish(matron, working.ID, Ending{Version: working.Version})),
		"too many":              second(w.Finish(matron, working.ID, Ending{Version: working.Version, Outcomes: make([]Outcome, 3)})),
		"no outcome":            second(w.Finish(matron, working.ID, Ending{Version: working.Version, Outcomes: []Outcome{{Achieved, ""}, {"maybe", ""}}})),
		"end, why":              second(w.EndEarly(matron, working.ID, Refusal{Version: working.Version, Why: "no_capacity"})),
		"no title":              second(w.Draft(ward, Letter{Person: "p", To: letter.To, Urgency: "urgent"})),
		"for nobody":            second(w.Draft(ward, Letter{Title: "x", To: letter.To, Urgency: "urgent"})),
		"to nobody":             second(w.Draft(ward, Letter{Person: "p", Title: "x", Urgency: "urgent"})),
		"urgency":               second(w.Draft(ward, Letter{Person: "p", Title: "x", To: letter.To, Urgency: "urgnt"})),
		"empty goal":            second(w.Draft(ward, Letter{Person: "p", Title: "x", To: letter.To, Urgency: "urgent", Goals: []string{""}})),
		"51 goals":              second(w.Draft(ward, Letter{Person: "p", Title: "x", To: letter.To, Urgency: "urgent", Goals: make([]string, 51)})),
	} {
		var e *fault.Error
		if !errors.As(err, &e) || e.Code != fault.Invalid || e.Fix == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, x := range []Referral{received, working, accepted} {
		if w.get(x.ID).Version != x.Version {
			t.Errorf("%s changed", x.State)
		}
	}
	if _, err := w.Accept(matron, received.ID, Acceptance{Version: received.Version, Team: "pharmacists", Start: monday}); err != nil {
		t.Errorf("another team of the partner: %v", err)
	}
	if _, err := w.Draft(ward, Letter{Person: "p", Team: "matrons", Title: "x", To: letter.To, Urgency: "urgent"}); fault.CodeOf(err) != fault.Denied {
		t.Errorf("for another's team: %v", err)
	}
}

func second(_ Referral, err error) error { return err }

// TestHostile keeps any text as it is, and refuses what is none.
func TestHostile(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		script := `<script>alert(1)</script>'); DROP TABLE plan_referral; -- $1 {json} 𝄞 943 476 5919`
		l := letter
		l.Title, l.Words, l.Goals = script, script+"\r\n", []string{script}
		x := w.sent(l)
		if x = w.get(x.ID); x.Title != script || x.Words != script || x.Goals[0].Words != script {
			t.Errorf("%+v", x)
		}
		x, err := w.View(matron, x.ID)
		must(t, err)
		for name, text := range map[string]string{"1 MB": strings.Repeat("x", 1<<20), "NUL": "a\x00b", "no UTF-8": "a\xffb"} {
			h := letter
			h.Words = text
			for what, err := range map[string]error{
				"draft": second(w.Draft(ward, h)), "ask": second(w.Ask(matron, x.ID, x.Version, text)), "reject": second(w.Reject(matron, x.ID, Refusal{x.Version, "not_for_us", text})),
				"why": second(w.Reject(matron, x.ID, Refusal{x.Version, text, ""})), "worker": second(w.Accept(matron, x.ID, Acceptance{Version: x.Version, Worker: text, Start: monday})),
				"override": second(w.Send(ward, x.ID, Sending{x.Version, text})), "to": second(w.Draft(ward, Letter{Person: "p", Title: "x", Urgency: "urgent", To: Party{Name: text}})),
				"urgency": second(w.Draft(ward, Letter{Person: "p", Title: "x", Urgency: text, To: letter.To})), "link": second(w.AcceptByLink(context.Background(), text, "x", Acceptance{Worker: "x", Start: monday})),
			} {
				if code := fault.CodeOf(err); code != fault.Invalid && (what != "link" || !errors.Is(err, ErrLinkUnknown)) {
					t.Errorf("%s, %s: %v", name, what, short(err.Error()))
				} else if len(err.Error()) > 1000 {
					t.Errorf("%s, %s: the message has %d bytes", name, what, len(err.Error()))
				}
			}
		}
		x, err = w.Ask(matron, x.ID, x.Version, script)
		must(t, err)
		if got := w.steps(x); got[len(got)-1].Words != script {
			t.Errorf("%+v", got)
		}
	})
}

func TestDiscard(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x, sent := w.drafted(letter), w.sent(letter)
		for name, c := range map[string]struct {
			err  error
			want fault.Code
		}{
			"a stranger": {w.Discard(matron, x.ID, x.Version), fault.NotFound}, "the manager": {w.Discard(boss, x.ID, x.Version), fault.NotFound},
			"no version": {w.Discard(ward, x.ID, 0), fault.Invalid}, "sent": {w.Discard(ward, sent.ID, sent.Version), fault.Conflict},
			"written anew, sent": {second(w.Redraft(ward, sent.ID, sent.Version, letter)), fault.Conflict}, "by another": {second(w.Redraft(matron, x.ID, x.Version, letter)), fault.NotFound},
			"badly": {second(w.Redraft(ward, x.ID, x.Version, Letter{})), fault.Invalid},
		} {
			if fault.CodeOf(c.err) != c.want {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		must(t, w.Discard(nurse, x.ID, x.Version))
		if err := w.Discard(ward, x.ID, x.Version); fault.CodeOf(err) != fault.NotFound || len(w.steps(x)) != 0 {
			t.Errorf("discarded twice: %v", err)
		}
	})
}

// TestPolicies lets nobody do anything where no policy says so, whatever their side.
func TestPolicies(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	x := w.in(Received)
	must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.record.Relate(tx, x.origin(), "p1", nil) }))
	if _, err := w.act(matron, ActAccept, &x, x.Version); fault.CodeOf(err) != fault.Denied {
		t.Errorf("accepted: %v", err)
	}
	if _, err := w.View(matron, x.ID); fault.CodeOf(err) != fault.Denied {
		t.Errorf("viewed: %v", err)
	}
	if _, err := w.Draft(matron, Letter{Person: "p9", Title: "x", To: letter.To, Urgency: "urgent"}); fault.CodeOf(err) != fault.Denied {
		t.Errorf("drafted: %v", err)
	}
}
