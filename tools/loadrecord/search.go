package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"time"
)

// variants is how many questions of each kind there are.
const variants = 200

// search asks the mix: every kind once with care, then all kinds in turn under
// the clock, alone and by several clients, then each kind on its own.
func (l *lab) search(ctx context.Context) error {
	m := &mix{load: l.load, r: rand.New(rand.NewPCG(l.seed, 3)), known: map[string]int{}}
	var err error
	if m.people, err = l.find(m.r, 150, func(*template) bool { return true }); err != nil {
		return err
	}
	questions := make([][]question, len(kinds))
	for i, k := range kinds {
		for range variants {
			questions[i] = append(questions[i], k.ask(m))
		}
	}
	if err := l.proven(questions); err != nil {
		return err
	}
	for i, k := range kinds {
		l.short(ctx, k.name, questions[i])
	}
	for _, clients := range []int{1, 2, 16} {
		l.repeated(ctx, "search mix", clients, func(c *client, n int) string {
			return questions[n%len(kinds)][n/len(kinds)%variants].asked(c)
		})
	}
	return nil
}

// short measures one kind with one client, for a fifth of the time.
func (l *lab) short(ctx context.Context, name string, questions []question) {
	some, brief := *l, *l.options
	some.options = &brief
	brief.seconds, brief.repeats = max(l.seconds/5, time.Second), 1
	some.repeated(ctx, "search: "+name, 1, func(c *client, n int) string { return questions[n%variants].asked(c) })
}

// asked asks and says what is wrong with the answer.
func (q *question) asked(c *client) string {
	status, body, err := c.get(q.path)
	if err != nil || status != 200 {
		return fmt.Sprintf("%s: status %d, %v: %.200s", q.path, status, err, body)
	}
	if c.some {
		return "" // how much of it is seen is for tests to say
	}
	matches, beside := bytes.Count(body, []byte(`"mode":"match"`)), bytes.Count(body, []byte(`"mode":"include"`))
	if total, told := totalOf(body); told && total != q.total || q.matches >= 0 && matches != q.matches || beside != q.beside {
		return fmt.Sprintf("%s: total %d, %d matches, %d beside; should be %d, %d, %d", q.path, total, matches, beside, q.total, q.matches, q.beside)
	}
	return ""
}

var totalText = regexp.MustCompile(`"total":(\d+)`)

// totalOf reads how many matches a bundle says there are, before its entries.
func totalOf(body []byte) (int, bool) {
	head, _, _ := bytes.Cut(body, []byte(`"entry"`))
	found := totalText.FindSubmatch(head)
	if found == nil {
		return 0, false
	}
	n, err := strconv.Atoi(string(found[1]))
	return n, err == nil
}

// proven looks into a few answers of each kind: no resource twice, and in order.
func (l *lab) proven(questions [][]question) error {
	c := l.place.client()
	defer c.close()
	wrong := 0
	for i, some := range questions {
		for _, q := range some[:5] {
			_, body, err := c.get(q.path)
			if err != nil {
				return err
			}
			if fault := q.sound(body); fault != "" {
				wrong++
				l.report.line("not sound: "+kinds[i].name, fault)
			}
		}
	}
	l.report.line("answers looked into", fmt.Sprintf("%d, of which %d not sound", 5*len(questions), wrong))
	return nil
}

func (q *question) sound(body []byte) string {
	var bundle struct {
		Entry []struct {
			FullURL  string
			Resource sent
			Search   struct{ Mode string }
		}
	}
	if err := json.Unmarshal(body, &bundle); err != nil {
		return q.path + ": " + err.Error()
	}
	seen, last := map[string]bool{}, int64(1)<<62
	for _, e := range bundle.Entry {
		if seen[e.FullURL] {
			return q.path + ": a resource comes twice"
		}
		seen[e.FullURL] = true
		if f := e.Resource.fact(); q.sorted && e.Search.Mode == "match" && f.high != 0 {
			if f.low > last {
				return q.path + ": not in order"
			}
			last = f.low
		}
	}
	return ""
}
