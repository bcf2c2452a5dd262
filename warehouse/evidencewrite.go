package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strconv"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// evidenceTables hold the evidence while a build is made. A step's words repeat
// without end, so they stand once in table finding; sequence holds each order of
// them that occurs, as their numbers.
const evidenceTables = `CREATE TABLE evidence (person_id VARCHAR, source VARCHAR, local_id VARCHAR, with_source VARCHAR, with_local_id VARCHAR, rule VARCHAR, sequence INTEGER, weights VARCHAR);
CREATE TABLE finding (code INTEGER, name VARCHAR, finding VARCHAR);
CREATE TABLE sequence (sequence INTEGER, steps VARCHAR)`

// evidenceSQL writes the tables of the build: of each registration that a link
// holds, the other one and the steps in order, as codes of table finding and
// weights.
const evidenceSQL = `CREATE TABLE facts.evidence AS SELECT person_id, source, local_id, with_source, with_local_id, rule,
  CAST(string_split(steps, ' ') AS SMALLINT[]) AS steps, CAST(string_split(weights, ' ') AS FLOAT[]) AS weights
FROM evidence JOIN sequence USING (sequence) ORDER BY person_id, source, local_id;
CREATE TABLE facts.finding AS SELECT code, name, finding FROM finding ORDER BY code;
DROP TABLE evidence`

// holding is what holds one registration.
type holding struct {
	of, with link.Registration
	person   uint32
	rule     string
	steps    []link.Step
	weights  string
}

// evidence writes what holds each registration to its person, given the records
// of each.
func (r *run) evidence(ctx context.Context, keys []link.Registration, all [][]int, who *identity.Outcome, result *link.Result) error {
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "writing the evidence")
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, evidenceTables); err != nil {
		return fault.Wrap(err, "making the tables of evidence")
	}
	some := make(chan []holding, 16)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return eachHolding(ctx, keys, all, result, some) })
	work.Go(func() error { return appendEvidence(conn, some, who) })
	return fault.Wrap(work.Wait(), "writing the evidence")
}

// eachHolding works out what holds each registration.
func eachHolding(ctx context.Context, keys []link.Registration, all [][]int, result *link.Result, to chan<- []holding) error {
	defer close(to)
	name := func(record int) link.Registration { return keys[record] }
	for part := range slices.Chunk(all, recordsAtOnce) {
		some := make([]holding, 0, len(part))
		for _, records := range part {
			if h, ok := holdingOf(result, records, name); ok {
				some = append(some, h)
			}
		}
		select {
		case to <- some:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// holdingOf gives the evidence that strongest tells of; of equal evidence the one
// whose other registration comes first.
func holdingOf(result *link.Result, records []int, name func(record int) link.Registration) (holding, bool) {
	var best link.Waterfall
	found, first := false, ""
	weight := float32(0)
	for _, i := range records {
		said, how := float32(0), ""
		if len(records) > 1 {
			said, how = result.How(i)
			if found && (said < weight || said == weight && how > first) {
				continue
			}
		}
		w, ok := result.HeldBy(i, name)
		if !ok || found && said == weight && how == first && inOrder(w.Right, best.Right) >= 0 {
			continue
		}
		best, found, weight, first = w, true, said, how
	}
	if !found {
		return holding{}, false
	}
	return holding{of: name(records[0]), with: best.Right, person: result.Person[records[0]], rule: best.Rule, steps: best.Steps, weights: hundredths(best.Steps)}, true
}

// inOrder orders registrations by source, then by the source's own id.
func inOrder(a, b link.Registration) int {
	return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(a.LocalID, b.LocalID))
}

// hundredths writes the weights of steps one behind another: "-12.3 4.05".
func hundredths(steps []link.Step) string {
	b := make([]byte, 0, 8*len(steps))
	for i, s := range steps {
		if i > 0 {
			b = append(b, ' ')
		}
		n := int64(math.Round(100 * s.Weight))
		if n < 0 {
			b, n = append(b, '-'), -n
		}
		b = append(strconv.AppendInt(b, n/100, 10), '.', byte('0'+n/10%10), byte('0'+n%10))
	}
	return string(b)
}

// appendEvidence writes the rows and then the words they refer to.
func appendEvidence(conn *sql.Conn, some <-chan []holding, who *identity.Outcome) error {
	return conn.Raw(func(dc any) error {
		d, v := dc.(driver.Conn), newVocabulary()
		out, err := duckdb.NewAppenderFromConn(d, "", "evidence")
		if err != nil {
			return err
		}
		for part := range some {
			for _, h := range part {
				if err := out.AppendRow(who.Person(h.person), h.of.Source, h.of.LocalID, h.with.Source, h.with.LocalID, h.rule, v.sequence(h.steps), h.weights); err != nil {
					return err
				}
			}
		}
		if err := out.Close(); err != nil {
			return err
		}
		return v.write(d)
	})
}
