package referral

import (
	"context"
	"strings"
	"testing"
	"time"

	"continuum/place"
	"continuum/store"
)

func (w *world) due() (all []Due) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.Due(tx, w.now)
		return err
	})
	return all
}

// TestClock runs from when it was sent, also while the sender is to answer.
func TestClock(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.drafted(letter)
		if c := x.Clock(noon.Add(time.Hour)); c.Since != 0 || c.WaitsFor != Sender || c.Waits != time.Hour {
			t.Errorf("draft %+v", c)
		}
		for _, c := range []struct {
			ctx               context.Context
			act               Act
			minute            int
			since, withSender int // minutes, at the half hour after
			waits             Who
			waited            int
			over              bool
		}{
			{ward, ActSend, 0, 30, 0, Receiver, 30, false},
			{matron, ActView, 60, 90, 0, Receiver, 90, false},
			{matron, ActAsk, 70, 100, 30, Sender, 30, false},
			{ward, ActAnswer, 110, 140, 40, Receiver, 30, true},
			{matron, ActAsk, 150, 180, 70, Sender, 30, true},
			{ward, ActAnswer, 190, 220, 80, Receiver, 30, true},
			{matron, ActAccept, 230, 230, 80, Receiver, 30, true},
			{matron, ActStart, 300, 230, 80, Receiver, 30, true},
			{matron, ActFinish, 400, 230, 80, "", 0, true},
		} {
			w.now = noon.Add(time.Duration(c.minute) * time.Minute)
			var err error
			x, err = w.act(c.ctx, c.act, &x, x.Version)
			must(t, err)
			got, minutes := w.get(x.ID), func(d time.Duration) int { return int(d.Minutes()) }
			k := got.Clock(w.now.Add(30 * time.Minute))
			if minutes(k.Since) != c.since || minutes(k.WithSender) != c.withSender || k.WaitsFor != c.waits || minutes(k.Waits) != c.waited || k.Over != c.over || !k.Due.Equal(noon.Add(2*time.Hour)) {
				t.Errorf("%s: %+v", c.act, k)
			}
		}
	})
}

// TestEscalation tells once that it is overdue, and of each escalation once.
func TestEscalation(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		unseen, seen := w.sent(letter), w.in(Received)
		asked, taken := w.in(MoreInfo), w.in(Accepted)
		l := letter
		l.Urgency = "routine"
		routine := w.sent(l)
		if all := w.due(); len(all) != 0 {
			t.Fatalf("due at once: %+v", all)
		}
		w.now = noon.Add(2*time.Hour + time.Minute)
		if all := w.due(); len(all) != 3 || all[0].ID != unseen.ID || all[0].Act != ActExpire || !all[0].At.Equal(noon.Add(2*time.Hour)) {
			t.Fatalf("due %+v", all)
		}
		before := w.acts(taken)
		for range 3 {
			must(t, w.Expire(context.Background()))
		}
		if x := w.get(unseen.ID); x.State != Overdue || x.Task != "requested" || !x.Clock(w.now).Late.Equal(w.now) {
			t.Errorf("%+v", x)
		}
		if x := w.get(seen.ID); x.State != Received || x.Version != seen.Version || x.Clock(w.now).Late.IsZero() {
			t.Errorf("%+v", x)
		}
		if len(w.due()) != 0 || len(w.acts(taken)) != len(before) {
			t.Error("seen to again, or though it was answered")
		}
		w.now = noon.AddDate(0, 0, 4)
		if all := w.due(); len(all) != 3 || all[0].Act != ActEscalate || all[0].Team != "matrons" || all[0].Role != "team_lead" {
			t.Errorf("due %+v", all)
		}
		for range 2 {
			must(t, w.Expire(context.Background()))
		}
		for x, want := range map[*Referral]string{
			&unseen: "draft send expire escalate escalate", &seen: "draft send view late escalate escalate", &asked: "draft send view ask late escalate escalate", &routine: "draft send",
		} {
			var got []string
			for _, act := range w.acts(*x) {
				got = append(got, string(act))
			}
			if text := strings.Join(got, " "); text != want {
				t.Errorf("%s, want %s", text, want)
			}
		}
		told := w.told(unseen.ID)
		if first, last := told[3], told[4]; first.Team != "matrons" || first.Role != "team_lead" || last.Team != "homes" || last.Role != "" {
			t.Errorf("told %+v", told)
		}
		x := w.get(unseen.ID)
		x, err := w.View(matron, x.ID)
		must(t, err)
		if x, err = w.act(matron, ActAccept, &x, x.Version); err != nil || !x.Clock(w.now).Over {
			t.Errorf("an answer that comes late: %v, %+v", err, x)
		}
		if x, err = w.act(matron, ActAccept, &seen, seen.Version); err != nil {
			t.Errorf("an escalation got in the way: %v, %+v", err, x)
		}
	})
}

// TestRulesChange looks again where rules changed meanwhile.
func TestRulesChange(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	x := w.sent(letter)
	rules, problems := Load(placeOf("standards: [{answer_within: 10 hours}]"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	w.Renew(rules)
	w.now = noon.Add(3 * time.Hour)
	must(t, w.Expire(context.Background()))
	if got := w.get(x.ID); got.State != Sent {
		t.Errorf("%+v", got)
	}
	w.now = noon.Add(11 * time.Hour)
	must(t, w.Expire(context.Background()))
	if got := w.get(x.ID); got.State != Overdue {
		t.Errorf("%+v", got)
	}
	w.Renew(nil)
	y := w.sent(letter)
	if got := y.Clock(w.now); !got.Due.IsZero() {
		t.Errorf("%+v", got)
	}
}

// TestJob has the store see to it by itself.
func TestJob(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.sent(letter)
		w.now = noon.Add(3 * time.Hour)
		w.Work()
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		defer stop()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.db.Run(ctx)
		}()
		for w.get(x.ID).State != Overdue && ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
		}
		if ctx.Err() != nil {
			t.Error("nobody saw to it")
		}
		stop()
		<-ended
	})
}

func TestCalendar(t *testing.T) {
	rules, problems := Load(placeOf(`hours: {days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00", holidays: [2026-12-25, 2026-12-28]}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct{ from, span, want string }{
		{"2026-11-20 12:00", "2 hours", "2026-11-20 14:00"},
		{"2026-11-20 12:00", "3 days", "2026-11-23 12:00"},
		{"2026-11-20 12:00", "4 working hours", "2026-11-20 16:00"},
		{"2026-11-20 12:00", "5 working hours", "2026-11-20 17:00"},
		{"2026-11-20 12:00", "6 working hours", "2026-11-23 10:00"},
		{"2026-11-20 18:00", "1 working hour", "2026-11-23 10:00"},
		{"2026-11-20 06:00", "1 working hour", "2026-11-20 10:00"},
		{"2026-11-20 12:00", "1 working day", "2026-11-23 12:00"},
		{"2026-11-21 12:00", "1 working day", "2026-11-24 09:00"},
		{"2026-12-24 16:00", "2 working hours", "2026-12-29 10:00"},
		{"2026-12-24 16:00", "2 working days", "2026-12-30 16:00"},
		{"2026-03-27 10:00", "1 working day", "2026-03-30 10:00"}, // summer time begins between
		{"2026-10-24 12:00", "2 days", "2026-10-26 12:00"},        // and ends
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", c.from, rules.calendar.zone)
		must(t, err)
		if got := rules.calendar.after(from.UTC(), Span(c.span)).In(rules.calendar.zone).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s + %s: %s, want %s", c.from, c.span, got, c.want)
		}
	}
}

func TestLoad(t *testing.T) {
	if r, problems := Load(placeOf("")); len(problems) > 0 || len(r.Reasons) == 0 || len(r.Standards) != 0 {
		t.Errorf("%+v, %v", r, problems)
	}
	r, problems := Load(placeOf(rulesText))
	if len(problems) > 0 || len(r.Standards) != 2 || r.Standards[0].Escalate[1].Team != "homes" || r.ReasonWords("no_capacity") == "no_capacity" {
		t.Fatalf("%+v, %v", r, problems)
	}
	for text, want := range map[string]string{
		"standards: [{team: matron, answer_within: 2 hours}]":                                         "1: team \"matron\" is not in place.yaml; did you mean",
		"standards:\n  - {urgency: soon, answer_within: 2 hours}":                                     "2: urgency \"soon\" is not in urgencies",
		"standards:\n  - {answer_within: 2 fortnights}":                                               "2: this is no span of time",
		"standards:\n  - {answer_within: 0 hours}":                                                    "2: this is no span of time",
		"standards:\n  - {team: ward}":                                                                "2: ",
		"standards:\n  - {answer_within: 2 hours}\n  - {team: ward, answer_within: 1 hours}":          "3: never holds: standard 1 holds for all of it already",
		"standards:\n  - answer_within: 5 hours\n    overdue_after: 2 hours":                          "3: is overdue before an answer is wanted",
		"standards:\n  - answer_within: 5 hours\n    escalate:\n      - {after: 6 hours}":             "4: it is not said to whom it escalates",
		"standards:\n  - answer_within: 5 hours\n    escalate:\n      - {after: 2 hours, role: lead}": "4: escalates before what comes before it",
		"hours:\n  days: [mon]\n  from: \"9\"\n  to: \"17:00\"":                                       "3: this is no time of day",
		"hours:\n  days: [mon]\n  from: \"17:00\"\n  to: \"09:00\"":                                   "4: the working day ends before it begins",
		"hours: {days: [monday]}":                                                                     "1: ",
		"hours: {holidays: [25-12-2026]}":                                                             "1: ",
		"reject_reasons:\n  - {id: a, says: A}\n  - {id: a, says: B}":                                 "3: \"a\" is there twice",
		"reasons: []": "1: ",
	} {
		_, problems := Load(placeOf(text))
		if len(problems) == 0 || !strings.HasPrefix(problems[0].String(), RulesFile+":"+want) || problems[0].Fix == "" {
			t.Errorf("%s:\n%v", text, problems)
		}
	}
}

// TestLoadRoles holds roles against access/.
func TestLoadRoles(t *testing.T) {
	p := placeOf("managers: [boss]\nstandards:\n  - answer_within: 5 hours\n    escalate:\n      - {after: 6 hours, role: team_led}\n")
	p.Files = append([]place.File{{Name: "access/access.yaml", Data: []byte("roles: [{id: boss, name: Boss, purposes: [direct-care]}, {id: team_lead, name: Lead, purposes: [direct-care]}]\n")}}, p.Files...)
	_, problems := Load(p)
	if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), RulesFile+":5: role \"team_led\" is not in access/access.yaml") || !strings.Contains(problems[0].Fix, "team_lead") {
		t.Errorf("%v", problems)
	}
}
