package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"continuum/record/live"
	"continuum/store"
)

// write is what one request wants to have kept together. Each of its new resources
// has the write's token as its identifier.
type write struct {
	token        string
	types        []string      // of the new resources
	updates      *crashPatient // whose latest mark it makes its token
	acknowledged bool
	kept         bool // as it was found
}

// crashPatient is somebody whom one client alone writes about.
type crashPatient struct {
	id, token string
	marks     []*write // in order
}

const (
	crashSystem = "urn:crash"
	markSystem  = "urn:crash:mark"
)

// client writes until it is told to stop or the server falls.
func (c *crashing) client(name string, stop <-chan struct{}, began func()) {
	var mine []*crashPatient
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		token := fmt.Sprintf("%s-%d", name, n)
		var ok bool
		switch kind := rand.N(6); {
		case kind == 0:
			ok = c.single(token)
		case kind == 1:
			ok = c.batch(token)
		case kind < 4 && len(mine) > 0:
			ok = c.update(token, mine[rand.N(len(mine))])
		default:
			var p *crashPatient
			if p, ok = c.admit(token); ok {
				mine = append(mine, p)
			}
		}
		if !ok {
			return
		}
		began()
	}
}

func (c *crashing) note(w *write) *write {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes = append(c.writes, w)
	return w
}

func observation(token, more string) string {
	return fmt.Sprintf(`{"resourceType":"Observation","identifier":[{"system":%q,"value":%q}],"status":"final","code":{"text":"seen"}%s}`, crashSystem, token, more)
}

func (c *crashing) single(token string) bool {
	w := c.note(&write{token: token, types: []string{"Observation"}})
	_, w.acknowledged = c.post("/Observation", observation(token, ""))
	return w.acknowledged
}

// batch sends two writes that stand each for itself.
func (c *crashing) batch(token string) bool {
	var entries []string
	var writes []*write
	for _, part := range []string{"a", "b"} {
		writes = append(writes, c.note(&write{token: token + part, types: []string{"Observation"}}))
		entries = append(entries, entry("POST", "Observation", "", observation(token+part, "")))
	}
	answer, ok := c.post("", bundleOf("batch", entries...))
	for i, w := range writes {
		w.acknowledged = ok && len(answer.Entry) == 2 && strings.HasPrefix(answer.Entry[i].Response.Status, "201")
		ok = ok && w.acknowledged
	}
	return ok
}

// admit sends a transaction of three new resources that name each other.
func (c *crashing) admit(token string) (*crashPatient, bool) {
	w := c.note(&write{token: token, types: []string{"Patient", "Encounter", "Observation"}})
	id := fmt.Sprintf(`[{"system":%q,"value":%q}]`, crashSystem, token)
	uuid := func(n int) string { return fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n) }
	answer, ok := c.post("", bundleOf("transaction",
		entry("POST", "Patient", uuid(1), `{"resourceType":"Patient","identifier":`+id+`,"name":[{"family":"Crash"}]}`),
		entry("POST", "Encounter", uuid(2), fmt.Sprintf(`{"resourceType":"Encounter","identifier":%s,"status":"in-progress","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":%q}}`, id, uuid(1))),
		entry("POST", "Observation", uuid(3), observation(token, fmt.Sprintf(`,"subject":{"reference":%q},"encounter":{"reference":%q}`, uuid(1), uuid(2))))))
	if !ok {
		return nil, false
	}
	w.acknowledged = true
	p := &crashPatient{id: answer.id(0), token: token}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.patients = append(c.patients, p)
	return p, true
}

// update sends a transaction that changes an earlier resource and adds one.
func (c *crashing) update(token string, p *crashPatient) bool {
	w := c.note(&write{token: token, types: []string{"Observation"}, updates: p})
	p.marks = append(p.marks, w)
	_, w.acknowledged = c.post("", bundleOf("transaction",
		entry("PUT", "Patient/"+p.id, "", fmt.Sprintf(`{"resourceType":"Patient","id":%q,"identifier":[{"system":%q,"value":%q},{"system":%q,"value":%q}]}`, p.id, crashSystem, p.token, markSystem, token)),
		entry("POST", "Observation", "", observation(token, fmt.Sprintf(`,"subject":{"reference":"Patient/%s"}`, p.id)))))
	return w.acknowledged
}

func entry(method, to, full, resource string) string {
	if full != "" {
		full = fmt.Sprintf(`"fullUrl":%q,`, full)
	}
	return fmt.Sprintf(`{%s"resource":%s,"request":{"method":%q,"url":%q}}`, full, resource, method, to)
}

func bundleOf(kind string, entries ...string) string {
	return fmt.Sprintf(`{"resourceType":"Bundle","type":%q,"entry":[%s]}`, kind, strings.Join(entries, ","))
}

// crashBundle is what is read of an answer.
type crashBundle struct {
	Total int
	Entry []struct {
		Resource json.RawMessage
		Response struct{ Status, Location string }
	}
}

// id gives the id of a resource that a transaction made.
func (b *crashBundle) id(entry int) string {
	at := strings.Split(b.Entry[entry].Response.Location, "/")
	return at[max(0, len(at)-3)]
}

var crashClient = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}

// ask sends a request.
func (c *crashing) ask(method, to, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+to, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", c.token)
	r.Header.Set("Content-Type", "application/fhir+json")
	return crashClient.Do(r)
}

// post sends a write; false where it was not acknowledged.
func (c *crashing) post(to, body string) (*crashBundle, bool) {
	answer, err := c.ask(http.MethodPost, to, body)
	if err != nil {
		return nil, false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if answer.StatusCode >= 300 {
		if !c.lossy || answer.StatusCode != http.StatusServiceUnavailable {
			c.t.Errorf("status %d: %s", answer.StatusCode, text)
		}
		return nil, false
	}
	var b crashBundle
	if err != nil || json.Unmarshal(text, &b) != nil { // the status had come, its text had not
		return nil, false
	}
	return &b, true
}

// get reads; any failure is one of the test.
func (c *crashing) get(to string, into any) []byte {
	answer, err := c.ask(http.MethodGet, to, "")
	if err != nil {
		c.t.Error(err)
		return nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode == http.StatusOK {
		err = json.Unmarshal(text, into)
	}
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Errorf("%s: status %d, %v: %.300s", to, answer.StatusCode, err, text)
	}
	return text
}

// check looks at writes side by side.
func (c *crashing) check(writes []*write) {
	var work errgroup.Group
	work.SetLimit(4)
	for _, w := range writes {
		work.Go(func() error {
			c.checkWrite(w)
			return nil
		})
	}
	_ = work.Wait()
}

// checkWrite sees that a write is there whole, or, where nobody was told that it
// is, not at all; and that what is found is what is read.
func (c *crashing) checkWrite(w *write) {
	found := 0
	ids := map[string]string{}
	for _, kind := range w.types {
		var b crashBundle
		c.get("/"+kind+"?identifier="+url.QueryEscape(crashSystem+"|"+w.token), &b)
		if len(b.Entry) > 1 || b.Total != len(b.Entry) {
			c.t.Errorf("%s: %d %s found, total %d", w.token, len(b.Entry), kind, b.Total)
		}
		for _, e := range b.Entry {
			found++
			var it struct {
				ID      string
				Subject struct{ Reference string }
			}
			_ = json.Unmarshal(e.Resource, &it) // the whole was read
			ids[kind] = it.ID
			c.checkRead(kind, it.ID, e.Resource)
			if subject, ok := ids["Patient"]; ok && kind != "Patient" {
				c.checkSubject(kind, it.ID, it.Subject.Reference, subject)
			}
		}
	}
	marked := w.updates == nil || c.marked(w)
	switch {
	case found != 0 && found != len(w.types), w.updates != nil && marked != (found > 0):
		c.t.Errorf("%s is half there: %d of %d resources, its change of an older one: %v", w.token, found, len(w.types), marked)
	case found == 0 && w.acknowledged:
		c.t.Errorf("%s was acknowledged and is lost", w.token)
	case found == 0 && w.kept:
		c.t.Errorf("%s was there and is gone", w.token)
	}
	w.kept = found > 0
}

// checkRead compares a resource as it was found with how it is read and its history.
func (c *crashing) checkRead(kind, id string, found []byte) {
	var it any
	if text := c.get("/"+kind+"/"+id, &it); !bytes.Equal(text, found) {
		c.t.Errorf("%s/%s is found as %s and read as %s", kind, id, found, text)
	}
	var history crashBundle
	c.get("/"+kind+"/"+id+"/_history?_count=1000", &history)
	if len(history.Entry) == 0 || !bytes.Equal(history.Entry[0].Resource, found) {
		c.t.Errorf("%s/%s is not the newest of its history", kind, id)
	}
}

// checkSubject sees that a resource is about whom it was sent with and found by that.
func (c *crashing) checkSubject(kind, id, subject, patient string) {
	if subject != "Patient/"+patient {
		c.t.Errorf("%s/%s is about %s, want Patient/%s", kind, id, subject, patient)
	}
	var b crashBundle
	c.get("/"+kind+"?_count=1000&subject="+url.QueryEscape(subject), &b)
	if !slices.ContainsFunc(b.Entry, func(e struct {
		Resource json.RawMessage
		Response struct{ Status, Location string }
	},
	) bool {
		return bytes.Contains(e.Resource, []byte(`"id":"`+id+`"`))
	}) {
		c.t.Errorf("%s/%s is not found by its subject", kind, id)
	}
}

// marks gives the marks that a patient had, oldest first.
func (c *crashing) marks(p *crashPatient) (out []string) {
	var history crashBundle
	c.get("/Patient/"+p.id+"/_history?_count=1000", &history)
	for _, e := range slices.Backward(history.Entry) {
		var it struct {
			Identifier []struct{ System, Value string }
		}
		_ = json.Unmarshal(e.Resource, &it) // the whole was read
		for _, i := range it.Identifier {
			if i.System == markSystem {
				out = append(out, i.Value)
			}
		}
	}
	return out
}

func (c *crashing) marked(w *write) bool { return slices.Contains(c.marks(w.updates), w.token) }

// checkPatients sees that each patient's history has the changes that were kept, in
// their order, and that only the last one is found.
func (c *crashing) checkPatients() {
	for _, p := range c.patients {
		if len(p.marks) == 0 {
			continue
		}
		var want []string
		for _, w := range p.marks {
			if w.kept {
				want = append(want, w.token)
			}
		}
		if got := c.marks(p); !slices.Equal(got, want) {
			c.t.Errorf("Patient/%s had the marks %v, want %v", p.id, got, want)
		}
		for i, mark := range want {
			var b crashBundle
			c.get("/Patient?identifier="+url.QueryEscape(markSystem+"|"+mark), &b)
			if (len(b.Entry) == 1) != (i == len(want)-1) || len(b.Entry) > 1 {
				c.t.Errorf("Patient/%s is found %d times by mark %d of %d", p.id, len(b.Entry), i+1, len(want))
			}
		}
	}
}

// keptUnsaid counts writes that were kept though nobody could be told.
func (c *crashing) keptUnsaid() (n int) {
	for _, w := range c.writes {
		if w.kept && !w.acknowledged {
			n++
		}
	}
	return n
}

// checkEvents sees that each admission that was kept, and no other, has its one
// event in the outbox.
func (c *crashing) checkEvents() {
	db, err := store.OpenAsIs(c.t.Context(), c.database, recordSchemas()...)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	events, all := map[string]int{}, 0
	err = db.Read(c.t.Context(), func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT subject FROM store_event WHERE topic = $1", live.Admitted) {
			var subject string
			if err == nil {
				err = row.Scan(&subject)
			}
			if err != nil {
				return err
			}
			events[strings.TrimPrefix(subject, "Patient/")]++
			all++
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range c.patients {
		if events[p.id] != 1 {
			c.t.Errorf("Patient/%s was admitted and has %d events", p.id, events[p.id])
		}
	}
	kept := 0
	for _, w := range c.writes {
		if w.kept && slices.Contains(w.types, "Encounter") {
			kept++
		}
	}
	if all != kept {
		c.t.Errorf("%d events of admission, of %d admissions that were kept", all, kept)
	}
	c.t.Logf("%d events, one of each admission", all)
}
