package referral

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// noon is a Friday.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// engines runs a test on both engines, each with a fresh database.
func engines(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t))) })
}

// world is referrals with the record behind them, whose clock a test turns. Whoever's team
// or partner is related to the person may do something; the ward looks after everybody.
type world struct {
	*Referrals
	*testing.T
	record *record.Record
	noted  []audit.Entry
	now    time.Time
	never  map[string]bool // people who do not consent
}

const rulesText = `
hours: {days: [mon, tue, wed, thu, fri], from: "09:00", to: "17:00", holidays: [2026-12-25]}
standards:
  - {team: matrons, urgency: urgent, answer_within: 2 hours, escalate: [{after: 4 hours, role: team_lead}, {after: 1 working days, team: homes}]}
  - {urgency: routine, answer_within: 2 working days, overdue_after: 3 working days}
managers: [boss]
`

func placeOf(rules string) *place.Place {
	p := &place.Place{Timezone: "Europe/London", Teams: []place.Team{{ID: "ward", Partner: "hospital"}, {ID: "matrons", Partner: "community"}, {ID: "pharmacists", Partner: "community"}, {ID: "homes", Partner: "council"}}}
	if rules != "" {
		p.Files = []place.File{{Name: RulesFile, Data: []byte(rules)}}
	}
	return p
}

func opened(t *testing.T, url string) *world {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, url, record.Migrations(), Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(ctx, db)
	must(t, err)
	rules, problems := Load(placeOf(rulesText))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	w := &world{T: t, record: r, now: noon, never: map[string]bool{}}
	w.Referrals = Open(db, Needs{Gate: w, Record: r, Now: func() time.Time { return w.now }, Rules: rules, Consent: w.consents})
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) consents(_ context.Context, _ *store.Tx, person string, _ Party) error {
	if w.never[person] {
		return fault.New(fault.Denied, "the person does not want others to be told")
	}
	return nil
}

func (w *world) Decide(ctx context.Context, tx *store.Tx, action, person, typ string, _ ...string) (access.Decision, error) {
	all, err := w.record.Relations(tx, person)
	if action != access.Write && action != access.Read || typ != Type {
		w.Errorf("asked whether somebody may %s a %s", action, typ)
	}
	a := access.From(ctx)
	return access.Decision{Allowed: a != nil && (slices.Contains(a.Teams, "ward") || a.Partner == "hospital" || slices.ContainsFunc(all, func(r record.Relation) bool {
		return r.Party.Kind == sight.Referred && (slices.Contains(a.Teams, r.Party.Of) || a.Partner == r.Party.Of)
	}))}, err
}

func (w *world) Append(_ context.Context, _ *store.Tx, all ...audit.Entry) error {
	w.noted = append(w.noted, all...)
	return nil
}

func as(account, partner string, teams ...string) context.Context {
	return access.With(context.Background(), &access.Actor{Account: account, Name: "Ms " + account, Kind: access.Staff, Partner: partner, Teams: teams})
}

var (
	ward    = as("ward", "hospital", "ward")
	nurse   = as("nurse", "hospital", "ward") // the same team
	matron  = as("matron", "community", "matrons")
	deputy  = as("deputy", "community", "matrons")
	homes   = as("homes", "council", "homes")
	nobody  = as("nobody", "council")
	boss    = access.With(context.Background(), &access.Actor{Account: "boss", Name: "Ms boss", Kind: access.Staff, Partner: "hospital", Roles: []string{"boss"}})
	letter  = Letter{Person: "p1", Team: "ward", To: Party{Partner: "community", Team: "matrons"}, Title: "First visit", Words: "She wants to go home.", Urgency: "urgent", Goals: []string{"Walk to the shop", "Sleep"}}
	monday  = noon.AddDate(0, 0, 3)
	refusal = Refusal{Why: "no_capacity", Words: "Full until spring."}
)

func (w *world) drafted(l Letter) Referral {
	w.Helper()
	x, err := w.Draft(ward, l)
	must(w, err)
	return x
}

func (w *world) sent(l Letter) Referral {
	w.Helper()
	x := w.drafted(l)
	x, err := w.Send(ward, x.ID, Sending{Version: x.Version})
	must(w, err)
	return x
}

// in brings a new referral into a state, in the way people do.
func (w *world) in(s State) Referral {
	w.Helper()
	x := w.drafted(letter)
	paths := map[State][]Act{
		Sent: {ActSend}, Received: {ActSend, ActView}, MoreInfo: {ActSend, ActView, ActAsk}, Accepted: {ActSend, ActView, ActAccept},
		InProgress: {ActSend, ActView, ActAccept, ActStart}, Done: {ActSend, ActView, ActAccept, ActStart, ActFinish}, Rejected: {ActSend, ActView, ActReject},
		Revoked: {ActSend, ActRevoke}, EndedEarly: {ActSend, ActView, ActAccept, ActEndEarly}, Overdue: {ActSend, ActExpire},
	}
	for _, act := range paths[s] {
		ctx := matron
		if act == ActSend || act == ActRevoke {
			ctx = ward
		}
		var err error
		if x, err = w.act(ctx, act, &x, x.Version); err != nil {
			w.Fatalf("%s: %v", act, err)
		}
	}
	if x.State != s {
		w.Fatalf("is %s, not %s", x.State, s)
	}
	return x
}

// act does an act as well as it can be done.
func (w *world) act(ctx context.Context, act Act, x *Referral, seen int64) (Referral, error) {
	switch act {
	case ActSend:
		return w.Send(ctx, x.ID, Sending{Version: seen})
	case ActView:
		return w.View(ctx, x.ID)
	case ActAccept:
		return w.Accept(ctx, x.ID, Acceptance{Version: seen, Worker: "Ann", Start: w.now.AddDate(0, 0, 1)})
	case ActReject:
		return w.Reject(ctx, x.ID, Refusal{Version: seen, Why: "no_capacity"})
	case ActAsk:
		return w.Ask(ctx, x.ID, seen, "Since when?")
	case ActAnswer:
		return w.Answer(ctx, x.ID, seen, "Since Monday.")
	case ActStart:
		return w.Start(ctx, x.ID, Beginning{Version: seen, Contact: w.now})
	case ActFinish:
		return w.Finish(ctx, x.ID, Ending{Version: seen, Outcomes: []Outcome{{Achieved, ""}, {Partly, "Better."}}})
	case ActEndEarly:
		return w.EndEarly(ctx, x.ID, Refusal{Version: seen, Why: "not_reached"})
	case ActRevoke:
		return w.Revoke(ctx, x.ID, seen, "Not needed any more.")
	case ActPassOn:
		return w.PassOn(ctx, x.ID, Passing{Version: seen, To: Party{Partner: "council", Team: "homes"}, Words: "For you."})
	}
	before := w.now
	defer func() { w.now = before }()
	w.now = w.now.Add(2*time.Hour + time.Second)
	if err := w.Expire(ctx); err != nil {
		return Referral{}, err
	}
	return w.get(x.ID), nil
}

func (w *world) get(id int64) (x Referral) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		x, err = w.Get(tx, id)
		return err
	})
	return x
}

func (w *world) read(f func(tx *store.Tx) error) {
	w.Helper()
	must(w, w.db.Read(context.Background(), f))
}

func (w *world) steps(x Referral) (all []Step) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.Steps(tx, &x)
		return err
	})
	return all
}

// acts are those of a thread.
func (w *world) acts(x Referral) (all []Act) {
	w.Helper()
	for _, s := range w.steps(x) {
		all = append(all, s.Act)
	}
	return all
}

// told are the events of a referral.
func (w *world) told(id int64) (all []Told) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		all = nil
		for row, err := range tx.Query("SELECT payload FROM store_event WHERE topic = $1 ORDER BY id", Topic) {
			var text string
			var one Told
			if err == nil {
				err = row.Scan(&text)
			}
			if err == nil {
				err = json.Unmarshal([]byte(text), &one)
			}
			if err != nil {
				return err
			}
			if one.Referral == id {
				all = append(all, one)
			}
		}
		return nil
	})
	return all
}

// related are the teams and partners related to a person.
func (w *world) related(person string) (all []string) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		relations, err := w.record.Relations(tx, person)
		all = nil
		for _, r := range relations {
			all = append(all, r.Party.Of)
		}
		slices.Sort(all)
		all = slices.Compact(all)
		return err
	})
	return all
}
