package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// fill imports all bundles: the shared ones first, one by one, then those of
// people by all clients.
func (l *lab) fill(ctx context.Context) error {
	if l.disk != "" {
		n, err := flushes(l.disk)
		if err != nil {
			return err
		}
		l.report.number("disk", "writes of 4 KiB with fsync a second", n)
	}
	c := l.place.client()
	defer c.close()
	for _, t := range l.load.shared {
		if _, err := post(c, t.appendCopy(nil, 0), t.entries); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, l.limit, fmt.Errorf("not done within %s", l.limit))
	defer cancel()
	return l.people(ctx)
}

// people imports the copies, and reports how fast.
func (l *lab) people(ctx context.Context) error {
	var next, done, refused atomic.Int64
	var mu sync.Mutex
	var work sync.WaitGroup
	var failed error
	begun, worked := time.Now(), l.server.worked()
	total := int64(l.load.people())
	for range l.clients {
		work.Go(func() {
			c := l.place.client()
			defer c.close()
			var text []byte
			for n := next.Add(1) - 1; n < total && ctx.Err() == nil; n = next.Add(1) - 1 {
				t := l.load.templates[n%int64(len(l.load.templates))]
				text = t.appendCopy(text[:0], int(n)/len(l.load.templates))
				sent, err := post(c, text, t.entries)
				if done.Add(int64(sent)); err != nil {
					refused.Add(1)
					mu.Lock()
					failed = fmt.Errorf("%s: %w", t.name, err)
					mu.Unlock()
				}
			}
		})
	}
	work.Wait()
	took := time.Since(begun)
	l.report.number("import", fmt.Sprintf("resources a second, %d clients", l.clients), float64(done.Load())/took.Seconds())
	l.report.line("imported", fmt.Sprintf("%d resources in %s, %d bundles refused", done.Load(), took.Round(time.Millisecond), refused.Load()))
	if n := done.Load(); l.server.pid > 0 && n > 0 {
		l.report.number("import", "ms of processor time a resource", milliseconds((l.server.worked()-worked)/time.Duration(n)))
		l.report.number("memory", "MB resident at most, after the import", l.server.memory("VmHWM"))
	}
	return errors.Join(failed, context.Cause(ctx))
}

// post sends a bundle; every entry must have been written.
func post(c *client, text []byte, entries int) (int, error) {
	status, body, err := c.do("POST", "", text)
	if err != nil {
		return 0, err
	}
	if status != 200 {
		return 0, fmt.Errorf("status %d: %.300s", status, body)
	}
	if n := bytes.Count(body, []byte(`"201 Created"`)) + bytes.Count(body, []byte(`"200 OK"`)); n != entries {
		return n, fmt.Errorf("%d of %d entries written: %.300s", n, entries, body)
	}
	return entries, nil
}

// subject is a person whom questions are about.
type subject struct {
	t  *template
	k  int
	id string // on the server
}

func (p *subject) me() *fact { return &p.t.facts[p.t.person] }

// find asks the server for some people, chosen at random, by their identifiers.
func (l *lab) find(r *rand.Rand, most int, fit func(t *template) bool) ([]*subject, error) {
	var fitting []*template
	for _, t := range l.load.templates {
		if fit(t) {
			fitting = append(fitting, t)
		}
	}
	c := l.place.client()
	defer c.close()
	var all []*subject
	seen := map[string]bool{}
	tries := 4 * most
	if l.some {
		tries *= everyFifth
	}
	for range tries {
		if len(all) == most || len(fitting) == 0 {
			break
		}
		p := &subject{t: fitting[r.IntN(len(fitting))], k: r.IntN(l.load.copies)}
		_, body, err := c.get("/Patient?identifier=" + url.QueryEscape(p.identifier()))
		if err != nil {
			return nil, err
		}
		ids := keysIn(body, "Patient")
		if len(ids) == 0 && l.some {
			continue
		}
		if len(ids) != 1 {
			return nil, fmt.Errorf("%d people have the identifier %s: %.300s", len(ids), p.identifier(), body)
		}
		if p.id = strings.TrimPrefix(ids[0], "Patient/"); !seen[p.id] {
			seen[p.id] = true
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("nobody fits")
	}
	return all, nil
}

// identifier is one that nobody else has.
func (p *subject) identifier() string {
	system, value, _ := strings.Cut(p.me().ids[0], "|")
	if value == p.me().uuid {
		return system + "|" + uuidOf(value, p.k)
	}
	return system + "|" + identifierOf(value, p.k)
}

// keysIn gives the resources of a type in a bundle, as Type/id.
func keysIn(body []byte, typ string) (all []string) {
	for part := range bytes.SplitSeq(body, []byte(`"fullUrl":"`)) {
		address, _, found := bytes.Cut(part, []byte(`"`))
		if i := bytes.LastIndex(address, []byte("/"+typ+"/")); found && i >= 0 {
			all = append(all, string(address[i+1:]))
		}
	}
	return all
}

// read reads resources at random.
func (l *lab) read(ctx context.Context) error {
	r := rand.New(rand.NewPCG(l.seed, 1))
	people, err := l.find(r, 60, func(*template) bool { return true })
	if err != nil {
		return err
	}
	var keys []string
	c := l.place.client()
	defer c.close()
	for _, p := range people {
		keys = append(keys, "Patient/"+p.id)
		for _, typ := range []string{"Observation", "Encounter", "Condition", "MedicationRequest", "Procedure"} {
			_, body, err := c.get("/" + typ + "?patient=" + p.id + "&_count=100")
			if err != nil {
				return err
			}
			keys = append(keys, keysIn(body, typ)...)
		}
	}
	r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	for _, clients := range []int{1, 64} {
		l.repeated(ctx, "read", clients, func(c *client, n int) string {
			key := keys[n%len(keys)]
			status, body, err := c.get("/" + key)
			_, id, _ := strings.Cut(key, "/")
			if err != nil || status != 200 || !bytes.Contains(body[:min(len(body), 300)], []byte(`"`+id+`"`)) {
				return fmt.Sprintf("%s: status %d, %v: %.200s", key, status, err, body)
			}
			return ""
		})
	}
	return nil
}

// everything asks for the whole record of people with about 1,000 resources, which
// fit on one page.
func (l *lab) everything(ctx context.Context) error {
	r := rand.New(rand.NewPCG(l.seed, 2))
	people, err := l.find(r, 40, func(t *template) bool { return t.entries >= 800 && t.entries <= 1000 })
	if err != nil {
		return err
	}
	for _, clients := range []int{1, 4} {
		l.repeated(ctx, "$everything of 800 to 1,000", clients, func(c *client, n int) string {
			p := people[n%len(people)]
			want := 1
			for i := range p.t.facts {
				if p.t.facts[i].member {
					want++
				}
			}
			status, body, err := c.get("/Patient/" + p.id + "/$everything?_count=5000")
			if got := bytes.Count(body, []byte(`"fullUrl":`)); err != nil || status != 200 || got < want {
				return fmt.Sprintf("%s: status %d, %v, %d entries of at least %d", p.id, status, err, got, want)
			}
			return ""
		})
	}
	return nil
}
