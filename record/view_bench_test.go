package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// crowd is the Synthea people many times over, of whom each is registered with one of
// five practices and has a few other relations.
type crowd struct {
	*Record
	people     []string // ids of Patients
	conditions []string // codes, each as often as it is used
	findings   []string
}

// practices are so many that one of them sees a fifth of the people.
const practices = 5

// newCrowd writes at least n resources; into CROWD where it names a database, which is
// left there for the next time.
func newCrowd(b *testing.B, n int) *crowd {
	url := os.Getenv("CROWD")
	if url == "" {
		url = "sqlite:" + filepath.Join(b.TempDir(), "place.db")
	}
	c := &crowd{Record: opened(b, url, WithLabels("1", marked))}
	type one struct {
		key  Key
		node resource.Node
	}
	var all []one
	bundles(b, filepath.Join(testkit.Vectors(b, "record"), "synthea"), func(key Key, n resource.Node) {
		all = append(all, one{key, n})
		if code := n.Get("code").Get("coding"); !code.Missing() {
			for x := range code.Items() {
				switch key.Type.Name {
				case "Condition":
					c.conditions = append(c.conditions, x.Get("code").Text())
				case "Observation":
					c.findings = append(c.findings, x.Get("code").Text())
				}
			}
		}
	})
	there, err := c.count()
	if err != nil {
		b.Fatal(err)
	}
	for k := range (n + len(all) - 1) / len(all) {
		end := fmt.Sprint("-", k)
		var drafts []*Draft
		for _, x := range all {
			if isPatient(x.key.Type) {
				c.people = append(c.people, x.key.ID+end)
			}
			if there > 0 {
				continue
			}
			edit := resource.NewEdit(x.node)
			edit.Rewrite(func(text string) (string, bool) {
				return text + end, strings.Count(text, "/") == 1 && !strings.Contains(text, ":")
			})
			text, err := edit.Bytes()
			if err != nil {
				b.Fatal(err)
			}
			d, err := c.Draft(Key{x.key.Type, x.key.ID + end}, parsed(b, string(text)), time.Now())
			if err != nil {
				b.Fatal(err)
			}
			drafts = append(drafts, d)
		}
		for some := range slices.Chunk(drafts, 500) {
			if err := putAll(c.Record, some); err != nil {
				b.Fatal(err)
			}
		}
	}
	if there == 0 {
		c.relate(b)
	}
	return c
}

func (c *crowd) count() (n int64, err error) {
	err = c.db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.QueryRow("SELECT count(*) FROM record_resource").Scan(&n)
	})
	return n, err
}

func (c *crowd) relate(b *testing.B) {
	err := c.db.Write(context.Background(), func(tx *store.Tx) error {
		for i, id := range c.people {
			parties := []sight.Party{
				{Kind: sight.Registered, Of: fmt.Sprint("practice", i%practices)},
				{Kind: sight.CareTeam, Of: fmt.Sprint("team", i%50)},
				{Kind: sight.Caseload, Of: fmt.Sprint("team", i%30)},
				{Kind: sight.Self, Of: id},
			}
			if i%40 == 0 {
				parties = append(parties, sight.Party{Kind: sight.Dissent})
			}
			var all []Relation
			for _, p := range parties {
				all = append(all, Relation{Party: p})
			}
			if err := c.Relate(tx, "bench", "Patient/"+id, all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// ruleOfPractice is what one who works for a practice may see.
func ruleOfPractice() sight.Rule {
	return sight.Any{
		sight.OfType{"Organization", "Practitioner", "PractitionerRole", "Location", "Medication", "Device"},
		sight.All{
			sight.Related{{Kind: sight.Registered, Of: "practice1"}, {Kind: sight.Referred, Of: "practice1"}},
			sight.Not{Rule: sight.Related{{Kind: sight.Dissent}, {Kind: sight.Sealed}, {Kind: sight.Refused, Of: "practice1"}}},
			sight.Not{Rule: sight.Labelled{"adoption", "sexual-health"}},
		},
	}
}

// crowdQuestions are kinds of searches, each with values by chance.
var crowdQuestions = []struct {
	name, typ string
	ask       func(c *crowd, r *rand.Rand) string
	page      Page
}{
	{"patient + code", "Observation", func(c *crowd, r *rand.Rand) string {
		return "patient=" + pick(r, c.people...) + "&code=" + pick(r, c.findings...)
	}, Page{Count: 50, Total: true, Rough: true}},
	{"patient, latest first", "Observation", func(c *crowd, r *rand.Rand) string { return "patient=" + pick(r, c.people...) + "&_sort=-date" }, Page{Count: 20, Total: true, Rough: true}},
	{"token", "Condition", func(c *crowd, r *rand.Rand) string { return "code=" + pick(r, c.conditions...) }, Page{Count: 50, Total: true, Rough: true}},
	{"token, count only", "Observation", func(c *crowd, r *rand.Rand) string { return "code=" + pick(r, c.findings...) }, Page{Total: true}},
	{"dates", "Encounter", func(_ *crowd, r *rand.Rand) string {
		from := time.Date(1990+r.IntN(30), time.Month(1+r.IntN(12)), 1, 0, 0, 0, 0, time.UTC)
		return "date=ge" + from.Format(time.DateOnly) + "&date=lt" + from.AddDate(0, 0, 14).Format(time.DateOnly)
	}, Page{Count: 50, Total: true, Rough: true}},
	{"name", "Patient", func(_ *crowd, r *rand.Rand) string { return "family=" + string(rune('a'+r.IntN(26))) }, Page{Count: 50, Total: true, Rough: true}},
	{"chain", "Condition", func(c *crowd, r *rand.Rand) string {
		return "encounter.class=EMER&code=" + pick(r, c.conditions...)
	}, Page{Count: 50, Total: true, Rough: true}},
	{"chain to a name", "Observation", func(_ *crowd, r *rand.Rand) string { return "patient.family=" + string(rune('a'+r.IntN(26))) }, Page{Count: 50, Total: true, Rough: true}},
	{"_has", "Patient", func(c *crowd, r *rand.Rand) string { return "_has:Condition:patient:code=" + pick(r, c.conditions...) }, Page{Count: 50, Total: true, Rough: true}},
	{"_include", "MedicationRequest", func(c *crowd, r *rand.Rand) string {
		return "patient=" + pick(r, c.people...) + "&_include=MedicationRequest:encounter"
	}, Page{Count: 1000, Total: true, Rough: true}},
	{"_revinclude", "Patient", func(c *crowd, r *rand.Rand) string {
		return "_id=" + pick(r, c.people...) + "&_revinclude=Condition:patient"
	}, Page{Count: 50, Total: true, Rough: true}},
	{"code, latest first", "Observation", func(c *crowd, r *rand.Rand) string { return "code=" + pick(r, c.findings...) + "&_sort=-date" }, Page{Count: 20, Total: true, Rough: true}},
	{"type, latest first", "Observation", func(*crowd, *rand.Rand) string { return "_sort=-date" }, Page{Count: 20, Total: true, Rough: true}},
	{"type", "Observation", func(*crowd, *rand.Rand) string { return "" }, Page{Count: 50}},
}

// BenchmarkView searches and reads a crowd of BENCH_RESOURCES resources (100,000 where it is not
// said), all of it, as a practice that sees a fifth of the people, and as one person.
func BenchmarkView(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("BENCH_RESOURCES"))
	if err != nil {
		n = 100_000
	}
	c := newCrowd(b, n)
	own := sight.Related{{Kind: sight.Self, Of: c.people[1]}}
	for _, who := range []struct {
		name string
		of   searcher
		read func(tx *store.Tx, key Key) (Resource, error)
	}{
		{"all", c.Record, c.Read},
		{"everything", c.As(sight.Always(true)), c.As(sight.Always(true)).Read},
		{"practice", c.As(ruleOfPractice()), c.As(ruleOfPractice()).Read},
		{"own", c.As(own), c.As(own).Read},
	} {
		b.Run("read/"+who.name, func(b *testing.B) {
			id := c.people[1]
			for b.Loop() {
				if err := c.db.Glance(context.Background(), func(tx *store.Tx) error {
					_, err := who.read(tx, Key{definition.ResourceOf("Patient"), id})
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, q := range crowdQuestions {
			b.Run(q.name+"/"+who.name, func(b *testing.B) {
				r := newRand(3)
				var took []time.Duration
				for b.Loop() {
					start := worked(b)
					c.search(b, who.of, q.typ, q.ask(c, r), q.page)
					took = append(took, worked(b)-start)
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}

// worked is how long processors have worked for this process: others may be at work on
// the machine.
func worked(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (c *crowd) search(b *testing.B, of searcher, typ, query string, p Page) {
	var pairs []search.Pair
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			pairs = append(pairs, search.Pair{Name: name, Value: value})
		}
	}
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		b.Fatal(err)
	}
	err = c.db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := of.Search(tx, s, p)
		if err == nil && len(s.Includes) > 0 {
			_, err = of.Included(tx, s, found)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
