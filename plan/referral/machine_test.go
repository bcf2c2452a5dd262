package referral

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/internal/testkit"
)

// TestVectorsStateMachine compares our machine with the published one, both ways.
func TestVectorsStateMachine(t *testing.T) {
	f, err := os.Open(filepath.Join(testkit.Vectors(t, "coordinate", "standards"), "referral_state_machine.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	line := func(cells ...string) string { return strings.Join(cells, " ") }
	var want, got []string
	for _, row := range rows[1:] {
		c := map[string]string{}
		for i, name := range rows[0] {
			c[name] = row[i]
		}
		who := strings.FieldsFunc(strings.ReplaceAll(c["who"], " or ", ","), func(r rune) bool { return r == ',' || r == ' ' })
		want = append(want, line(c["from"], c["event"], c["to"], strings.Join(who, "+"), c["fhir_task_status"]))
	}
	for _, m := range Machine() {
		if m.Ours {
			continue
		}
		var who []string
		for _, p := range m.Who {
			who = append(who, string(p))
		}
		got = append(got, line(string(m.From), string(m.Act), string(m.To), strings.Join(who, "+"), m.Task))
	}
	slices.Sort(want)
	slices.Sort(got)
	passed := 0
	for _, one := range want {
		if slices.Contains(got, one) {
			passed++
		} else {
			t.Errorf("our machine lacks: %s", one)
		}
	}
	for _, one := range got {
		if !slices.Contains(want, one) {
			t.Errorf("the published machine lacks: %s", one)
		}
	}
	t.Logf("%d passed", passed)
}

func TestStates(t *testing.T) {
	for s, want := range map[State]string{
		Drafted: "draft", Sent: "requested", Received: "received", MoreInfo: "on-hold", Accepted: "accepted", InProgress: "in-progress",
		Done: "completed", Rejected: "rejected", Revoked: "cancelled", EndedEarly: "cancelled", Overdue: "requested",
	} {
		if got := s.Task(); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
		if acts := Allowed(s, Sender, Receiver, System); s.Open() && len(acts) == 0 {
			t.Errorf("nothing leads out of %s", s)
		} else if !s.Open() && s != Drafted && len(acts) != 0 {
			t.Errorf("%s is closed, and %v can be done", s, acts)
		}
	}
	if got := Allowed(Received, Receiver); !slices.Equal(got, []Act{ActAccept, ActReject, ActAsk}) {
		t.Errorf("a receiver may %v", got)
	}
}

// TestEveryTransition tries every act in every state as each side, and holds what comes of
// it against the machine.
func TestEveryTransition(t *testing.T) {
	acts := []Act{ActSend, ActView, ActAccept, ActReject, ActAsk, ActAnswer, ActStart, ActFinish, ActEndEarly, ActRevoke, ActPassOn, ActExpire}
	actors := map[string]struct {
		ctx  context.Context
		part Who
	}{"sender": {ward, Sender}, "receiver": {matron, Receiver}, "manager": {boss, Manager}, "nobody": {nobody, ""}}
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		for _, s := range States() {
			for name, actor := range actors {
				x := w.in(s)
				for _, act := range acts {
					if act == ActExpire && s == Drafted {
						continue
					}
					part := actor.part
					if act == ActExpire {
						part = System
					}
					if part == Receiver && s == Drafted {
						part = ""
					}
					to, known, may := leads(s, act, []Who{part})
					got, err := w.act(actor.ctx, act, &x, x.Version)
					switch {
					case act == ActExpire:
						if err != nil || known && got.State != to || !known && got.State != s {
							t.Errorf("%s, %s: %v, %s", s, act, err, got.State)
						}
					case part == "":
						wants(t, s, act, name, err, fault.NotFound)
					case act == ActView && !may:
						if err != nil && fault.CodeOf(err) != fault.Denied && s != Drafted {
							t.Errorf("%s, %s, %s: %v", s, act, name, err)
						}
					case may:
						if err != nil || got.State != to || got.Version != x.Version+1 || got.Task != to.Task() {
							t.Errorf("%s, %s, %s: %v, %s", s, act, name, err, got.State)
						}
					case known:
						wants(t, s, act, name, err, fault.Denied)
					default:
						wants(t, s, act, name, err, fault.Conflict)
					}
					if now := w.get(x.ID); now.Version != x.Version {
						x = w.in(s)
					}
				}
			}
		}
	})
}

func wants(t *testing.T, s State, act Act, who string, err error, code fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != code || err == nil {
		t.Errorf("%s, %s, %s: %v, want %s", s, act, who, err, code)
	}
}

func TestOnlyStaff(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	person := access.With(context.Background(), &access.Actor{Account: "p", Kind: access.Person, Person: "p1", Partner: "hospital"})
	for _, ctx := range []context.Context{context.Background(), person} {
		if _, err := w.Draft(ctx, letter); fault.CodeOf(err) != fault.Denied {
			t.Errorf("drafted: %v", err)
		}
		x := w.sent(letter)
		if _, err := w.View(ctx, x.ID); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("viewed: %v", err)
		}
		if _, err := w.Accept(ctx, x.ID, Acceptance{Version: 2, Worker: "x", Start: monday}); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("accepted: %v", err)
		}
	}
}
