package fhir

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/store"
)

// usualRequests are asked where CONTINUUM_REQUESTS does not say how many.
const usualRequests = 3000

// longEnough is when no more are asked, unless it is said how many: others wait.
const longEnough = 40 * time.Second

// perActor is how many requests an actor has in turn.
const perActor = 60

func requestsOf(t *testing.T) int {
	text := os.Getenv("CONTINUUM_REQUESTS")
	if text == "" {
		return usualRequests
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEveryWayOfReading asks random questions as random people, by every way of
// reading that there is, and holds the answers to those that a world would give that
// has nothing in it but what one decision after another allows.
func TestEveryWayOfReading(t *testing.T) {
	n := requestsOf(t)
	t.Run("SQLite", func(t *testing.T) { everyWay(t, onSQLite(t), n) })
	t.Run("PostgreSQL", func(t *testing.T) { everyWay(t, testkit.Postgres(t), n/10) })
}

func everyWay(t *testing.T, database string, n int) {
	seed := uint64(1)
	if text := os.Getenv("CONTINUUM_SEED"); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	w, g := newTown(seed), gatedOn(t, database)
	w.write(t, g)
	began, figures, asked := time.Now(), map[string]int{}, 0
	late := func() bool { return os.Getenv("CONTINUUM_REQUESTS") == "" && time.Since(began) > longEnough }
	for asked < n && !late() {
		for _, a := range w.actors(t, g.rules) {
			if asked >= n || t.Failed() || late() {
				break
			}
			some := min(perActor, n-asked)
			w.round(t, g, a, some, figures)
			asked += some
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("%v, %d requests in %v", figures, asked, time.Since(began).Round(time.Second))
	if figures["with something in them"] < asked/6 {
		t.Errorf("the questions find too little: %v", figures)
	}
}

var errUndone = errors.New("undone")

// round asks as one actor, and then of what is left for them.
func (w *town) round(t *testing.T, g *gated, a *access.Actor, n int, figures map[string]int) {
	t.Helper()
	api := New(g.db, g.record, Options{Base: "http://localhost/fhir", Gate: g.gate, Facts: townFacts{w, nil}}).Handler()
	ctx := access.Hiding(access.With(t.Context(), a))         // pseudonyms are given elsewhere
	if _, err := g.gate.Sight(ctx, access.Read); err != nil { // once, and not by all at once
		t.Fatal(err)
	}
	all := make([]answered, n)
	for i := range all {
		all[i].request = w.request()
	}
	atOnce(all, func(x *answered) { *x = asks(ctx, api, x.request) })
	sees := w.sees(g, a, access.Read)
	err := g.db.Write(ctx, func(tx *store.Tx) error {
		if err := w.less(tx, sees); err != nil {
			return err
		}
		open := New(g.db, g.record, Options{Base: "http://localhost/fhir", Gate: &unlimited{gate: g.gate}, Facts: townFacts{w, w.sightOf(g, a)}}).Handler()
		for i := range all {
			w.compare(t, g, a, &all[i], func(x wish) answered { return asks(within(ctx, tx), open, x) }, figures)
			if t.Failed() {
				break
			}
		}
		return errUndone
	})
	if !errors.Is(err, errUndone) {
		t.Fatal(err)
	}
	figures["actors"]++
}

// atOnce does something with all, some at a time: who waits for the audit waits for
// the disk.
func atOnce(all []answered, do func(x *answered)) {
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < len(all); i += 8 {
				do(&all[i])
			}
		})
	}
	wg.Wait()
}

// compare holds one answer to what it should be.
func (w *town) compare(t *testing.T, g *gated, a *access.Actor, got *answered, ask func(wish) answered, figures map[string]int) {
	t.Helper()
	x := got.request
	asTransaction := strings.Contains(x.body, `"type":"transaction"`)
	if asTransaction { // nothing can be written while it is undone
		x.body = strings.Replace(x.body, `"type":"transaction"`, `"type":"batch"`, 1)
	}
	want := ask(x)
	if asTransaction {
		want = ofTransaction(want)
	}
	if d := got.differs(&want); d != "" {
		t.Errorf("%s %v %s %v\n%s", a.Account, a.Roles, got.request, limitsOf(a), d)
	}
	figures["pages"] += len(got.pages)
	figures[strconv.Itoa(got.pages[0].status)]++
	shown := got.shown(t)
	if len(shown) > 0 {
		figures["with something in them"]++
	}
	figures["resources"] += len(shown)
	for _, v := range shown {
		if !w.may(g, a, v) {
			t.Errorf("%s %v %s shows %v", a.Account, a.Roles, got.request, v)
		}
	}
}

func limitsOf(a *access.Actor) string {
	if a.Limits == nil {
		return ""
	}
	return fmt.Sprint(a.Limits.Scopes, " ", a.Limits.Patient)
}

var failedEntry = regexp.MustCompile(`"response":\{"status":"([45]\d\d) `)

// ofTransaction makes of the answer to a batch of reads what a transaction answers: the
// first failure alone, if there is one.
func ofTransaction(batch answered) answered {
	p := &batch.pages[0]
	if failed := failedEntry.FindStringSubmatchIndex(p.body); failed != nil {
		p.status, _ = strconv.Atoi(p.body[failed[2]:failed[3]])
		_, rest, _ := strings.Cut(p.body[failed[1]:], `,"outcome":`)
		var outcome json.RawMessage
		_ = json.NewDecoder(strings.NewReader(rest)).Decode(&outcome) // none is left empty
		p.body = string(outcome)
	}
	p.header = nil
	p.body = strings.Replace(p.body, "batch-response", "transaction-response", 1)
	return batch
}
