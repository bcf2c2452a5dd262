package mllp_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/access/accesstest"
	"continuum/fhir"
	"continuum/internal/testkit"
	"continuum/mllp"
	"continuum/place"
	"continuum/record"
	"continuum/record/live"
	"continuum/store"
)

// hospital is a place that both edges serve, with somebody who hears its events.
type hospital struct {
	*testing.T
	hl7, fhir string
	heard     chan store.Event
}

func opened(t *testing.T, database string) *hospital {
	db, err := store.Open(context.Background(), database, record.Migrations(), live.Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(context.Background(), db)
	must(t, err)
	p := &place.Place{Timezone: "Europe/London", Partners: []place.Partner{{ID: "hospital", Name: "Hospital", ODS: "RW9"}}}
	live.Watch(r, p.Partners)
	inbox, err := live.NewInbox(db, r, p, func(ctx context.Context, _ live.Act) (context.Context, error) { return ctx, nil })
	must(t, err)
	h := &hospital{T: t, heard: make(chan store.Event, 100)}
	for _, topic := range live.Topics {
		must(t, db.Handle(context.Background(), topic, "test", func(_ context.Context, _ *store.Tx, e store.Event) error {
			h.heard <- e
			return nil
		}))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	h.hl7 = l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	var under sync.WaitGroup
	under.Go(func() { db.Run(ctx) })
	under.Go(func() {
		if err := (&mllp.Server{Taker: inbox, Logger: slog.New(slog.DiscardHandler)}).Serve(ctx, l); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { stop(); under.Wait() })
	web := httptest.NewServer(nil)
	t.Cleanup(web.Close)
	web.Config.Handler = accesstest.Signed(accesstest.System(), fhir.New(db, r, fhir.Options{Base: web.URL, Gate: &accesstest.Open{}}).Handler())
	h.fhir = web.URL
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// expect waits for an event and logs how long it took.
func (h *hospital) expect(since time.Time, topic string, parts ...string) {
	h.Helper()
	select {
	case e := <-h.heard:
		h.Logf("%s heard after %s", topic, time.Since(since).Round(time.Millisecond))
		if e.Topic != topic {
			h.Fatalf("heard %s, want %s", e.Topic, topic)
		}
		for _, p := range parts {
			if !strings.Contains(string(e.Payload)+" "+e.Subject, p) {
				h.Errorf("no %s in %s of %s", p, e.Payload, e.Subject)
			}
		}
	case <-time.After(20 * time.Second):
		h.Fatalf("nobody heard %s", topic)
	}
}

// both waits for events of two people, in either order.
func (h *hospital) both(since time.Time, topics ...string) {
	h.Helper()
	for len(topics) > 0 {
		select {
		case e := <-h.heard:
			i := slices.Index(topics, e.Topic)
			if i < 0 {
				h.Fatalf("heard %s, want %v", e.Topic, topics)
			}
			h.Logf("%s heard after %s", e.Topic, time.Since(since).Round(time.Millisecond))
			topics = slices.Delete(topics, i, i+1)
		case <-time.After(20 * time.Second):
			h.Fatalf("nobody heard %v", topics)
		}
	}
}

// tell sends a message of an event at a minute of an hour of today.
func (h *hospital) tell(event string, minute int, segments ...string) {
	h.Helper()
	c, err := net.Dial("tcp", h.hl7)
	must(h.T, err)
	defer c.Close()
	stamp := time.Now().Format("2006010215") + fmt.Sprintf("%02d", minute)
	_, err = fmt.Fprintf(c, "\x0bMSH|^~\\&|PAS|RW9|||%s||ADT^%s|%d|P|2.4\rEVN|%s|%s\r%s\r\x1c\r", stamp, event, minute, event, stamp, strings.Join(segments, "\r"))
	must(h.T, err)
	answer, err := bufio.NewReader(c).ReadString('\x1c')
	h.Logf("%s answered", event)
	if err != nil || !strings.Contains(answer, "\rMSA|AA|") {
		h.Fatalf("%q, %v", answer, err)
	}
}

func (h *hospital) post(bundle string) {
	h.Helper()
	answer, err := http.Post(h.fhir+"/", "application/fhir+json", strings.NewReader(bundle))
	must(h.T, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		h.Fatalf("status %d", answer.StatusCode)
	}
}

// TestEventsOfBothWays: what arrives as a message and what arrives as FHIR tell the
// same events, on either engine.
func TestEventsOfBothWays(t *testing.T) {
	for name, database := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") },
		"PostgreSQL": func(t *testing.T) string { return testkit.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			h := opened(t, database(t))
			now := time.Now()
			h.tell("A01", 1, "PID|1||H1^^^^MR||Smith^Mary", "PV1|1|I|Elm^^4||||||||||||||||V1")
			h.expect(now, live.Registered, `"patient":"Patient/`, `"partner":"hospital"`)
			h.expect(now, live.Admitted, `"visit":"Encounter/`, `"class":"IMP"`, `"place":"Elm, bed 4"`, `"at":"20`, " Patient/")
			now = time.Now()
			h.tell("A02", 2, "PID|1||H1^^^^MR||Smith^Mary", "PV1|1|I|Oak^^1||||||||||||||||V1")
			h.expect(now, live.Transferred, `"from":"Elm, bed 4"`, `"place":"Oak, bed 1"`)
			now = time.Now()
			h.tell("A03", 3, "PID|1||H1^^^^MR||Smith^Mary||||||||||||||||||||||||20260101|Y", "PV1|1|I|Oak^^1||||||||||||||||V1")
			h.expect(now, live.Died, `"at":"2026-01-01"`)
			h.expect(now, live.Discharged)
			now = time.Now()
			h.tell("A40", 4, "PID|1||H2^^^^MR||Smith^Mary", "MRG|H1^^^^MR")
			h.both(now, live.Registered, live.Merged)
			now = time.Now()
			const bundle = `{"resourceType":"Bundle","type":"transaction","entry":[
				{"request":{"method":"PUT","url":"Patient/ann"},"resource":{"resourceType":"Patient","id":"ann"}},
				{"request":{"method":"PUT","url":"Encounter/e"},"resource":{"resourceType":"Encounter","id":"e","status":"%s",
				"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER"},"subject":{"reference":"Patient/ann"},"period":{"start":"2026-11-27T10:00:00Z"}}}]}`
			h.post(fmt.Sprintf(bundle, "in-progress"))
			h.expect(now, live.Registered, "Patient/ann")
			h.expect(now, live.Attended, "Patient/ann", `"visit":"Encounter/e"`, `"class":"EMER"`, `"at":"2026-11-27T10:00:00Z"`)
			now = time.Now()
			h.post(fmt.Sprintf(bundle, "finished"))
			h.expect(now, live.Discharged, "Patient/ann")
		})
	}
}
