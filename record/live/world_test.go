package live

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// world is a place with its record and inbox.
type world struct {
	testing.TB
	db    *store.DB
	r     *record.Record
	inbox *Inbox
	place *place.Place
	shut  bool // the door lets nobody pass
}

func (w *world) pass(ctx context.Context, act Act) (context.Context, error) {
	if w.shut {
		return ctx, fault.New(fault.Denied, "%s may not tell of %s for %s", act.Party, act.Event, act.Purpose)
	}
	return ctx, nil
}

// today is when the tests take place.
var today = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func weston() *place.Place {
	return &place.Place{Timezone: "Europe/London", Partners: []place.Partner{
		{ID: "weston_hospital", Name: "Weston General Hospital", ODS: "RW9"},
		{ID: "weston_community", Name: "Weston Community Health"},
	}}
}

// onBoth runs a test on both engines, each fresh.
func onBoth(t *testing.T, test func(w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(opened(t, testkit.Postgres(t))) })
}

func opened(t testing.TB, url string) *world {
	t.Helper()
	db, err := store.Open(context.Background(), url, record.Migrations(), Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{TB: t, db: db, place: weston()}
	if w.r, err = record.Open(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	Watch(w.r, w.place.Partners)
	if w.inbox, err = newInbox(db, w.r, w.place, w.pass, func() time.Time { return today }); err != nil {
		t.Fatal(err)
	}
	return w
}

// empty takes all away that messages made, for another round.
func (w *world) empty() {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		for _, table := range []string{
			"live_statement", "live_letter", "record_version", "record_token", "record_text", "record_date", "record_quantity", "record_uri",
			"record_reference", "record_measure", "record_pair", "record_resource", "store_task", "store_event",
		} {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) write(f func(*store.Tx) error) {
	w.Helper()
	if err := w.db.Write(context.Background(), f); err != nil {
		w.Fatal(err)
	}
}

func (w *world) read(f func(*store.Tx) error) {
	w.Helper()
	if err := w.db.Read(context.Background(), f); err != nil {
		w.Fatal(err)
	}
}

// message makes one of an event at a time of day of today, such as 10:15; the
// control id is made of both.
func message(event, at string, segments ...string) string {
	stamp := today.Format("20060102") + strings.ReplaceAll(at, ":", "") + "00"
	return fmt.Sprintf("MSH|^~\\&|PAS|RW9|CONTINUUM|WESTON|%s||ADT^%s|%s%s|P|2.5\rEVN|%s|%s\r", stamp, event, event, at, event, stamp) + strings.Join(segments, "\r") + "\r"
}

const (
	mary = "PID|1||H1^^^RW9^MR~9434765919^^^NHS^NH||Smith^Mary^Ann^^Mrs^^L||19381109|F|||1 High St^^Weston^^BS23 1AA^^H||01934 111222"
	ward = "PV1|1|I|W5^B2^3||||C1^Jones^Eve^^^Dr|||300||||1|||||V1"
)

// pv1 is a visit at a place with more fields, such as 44=20261127.
func pv1(class, place, id string, more ...string) string {
	fields := make([]string, 52)
	fields[0], fields[1], fields[2], fields[3], fields[19] = "PV1", "1", class, place, id
	for _, x := range more {
		number, value, _ := strings.Cut(x, "=")
		n, err := strconv.Atoi(number)
		if err != nil {
			panic(err)
		}
		fields[n] = value
	}
	return strings.TrimRight(strings.Join(fields, "|"), "|")
}

// take sends a message and expects an answer.
func (w *world) take(text, answer string) string {
	w.Helper()
	ack := string(w.inbox.Take(context.Background(), []byte(text)))
	if !strings.Contains(ack, "\rMSA|"+strings.TrimSuffix(answer, "|")) {
		w.Fatalf("answer %q, want %s to %q", ack, answer, text)
	}
	return ack
}

// resource reads what became of a partner's id.
func (w *world) resource(typ, id string) string {
	w.Helper()
	system := w.place.Partners[0].PersonSystem()
	if typ == "Encounter" {
		system = w.place.Partners[0].ActivitySystem()
	}
	text := ""
	w.read(func(tx *store.Tx) error {
		x, err := identified(tx, w.r, definition.ResourceOf(typ), system, id)
		if x != nil {
			text = string(x.Content)
		}
		return err
	})
	return text
}

// bare is a resource without what tells its versions apart.
func bare(t testing.TB, text string) string {
	if text == "" {
		return ""
	}
	var x map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &x); err != nil {
		t.Fatal(err)
	}
	n, err := resource.Parse([]byte(text), resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(text, string(n.Get("meta").Raw()), "{}", 1)
}

// topics gives all events in order, with the patient's NHS number out of the way.
func (w *world) topics() (all []string) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT topic FROM store_event ORDER BY id") {
			var topic string
			if err == nil {
				err = row.Scan(&topic)
			}
			if err != nil {
				return err
			}
			all = append(all, topic)
		}
		return nil
	})
	return all
}

// expect looks for parts in a text.
func (w *world) expect(text string, parts ...string) {
	w.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			w.Errorf("no %s in %s", p, text)
		}
	}
}

func (w *world) lacks(text string, parts ...string) {
	w.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			w.Errorf("there is %s in %s", p, text)
		}
	}
}

// put writes a resource as a FHIR client does.
func (w *world) put(text string) {
	w.Helper()
	n, err := resource.Parse([]byte(text), resource.Limits{})
	if err != nil {
		w.Fatal(err)
	}
	d, err := w.r.Draft(record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}, n, today)
	if err != nil {
		w.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		writer := w.r.Writer(tx)
		if _, err := writer.Put(d, record.AnyVersion); err != nil {
			return err
		}
		return writer.Flush()
	})
}
