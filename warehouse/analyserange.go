package warehouse

import (
	"context"
	"fmt"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// Range is people whose ids and numbers lie together: questions about many people are
// asked range by range, side by side, so that what is counted of them fits a
// processor's cache.
type Range struct {
	From   int // the smallest number
	People int // how many numbers

	ids   [2]string // from, and before which; of the first and last range there is none
	first bool
	last  bool
}

const peopleAtOnce = 65_536

// Ranges parts all people; where there are none it is one range of nobody.
func (a *Analysis) Ranges() []Range { return a.ranges }

// Everybody is the one range of all people.
func (a *Analysis) Everybody() Range { return Range{People: a.people, first: true, last: true} }

// Where is the condition that a column of ids lies in the range. Ids that no person has
// lie in one too.
func (r Range) Where(column string) string {
	var parts []string
	if !r.first {
		parts = append(parts, column+" >= "+duck.Literal(r.ids[0]))
	}
	if !r.last {
		parts = append(parts, column+" < "+duck.Literal(r.ids[1]))
	}
	if len(parts) == 0 {
		return "TRUE"
	}
	return strings.Join(parts, " AND ")
}

// number takes the order of the table of people for their numbers.
func (a *Analysis) number(ctx context.Context) error {
	var last int
	err := a.db.QueryRowContext(ctx, "SELECT count(*), coalesce(max(rowid), -1) FROM build.person").Scan(&a.people, &last)
	if err != nil {
		return fault.Wrap(err, "counting the people of the build")
	}
	if last != a.people-1 {
		return &fault.Error{Code: fault.Internal, Value: a.manifest.ID, Reason: "the people of the build are not numbered without gaps", Fix: "build again"}
	}
	if err := a.exec(ctx, "CREATE VIEW numbered AS SELECT person_id, rowid AS n FROM build.person"); err != nil {
		return err
	}
	return a.part(ctx)
}

// part finds the ranges: the ids of people are spread evenly.
func (a *Analysis) part(ctx context.Context) error {
	all := ranges(int64(a.people), peopleAtOnce)
	for i, ids := range all {
		r := Range{ids: ids, first: i == 0, last: i == len(all)-1}
		query := fmt.Sprintf("SELECT coalesce(min(n), 0), count(*) FROM numbered WHERE %s", r.Where("person_id"))
		if err := a.db.QueryRowContext(ctx, query).Scan(&r.From, &r.People); err != nil {
			return fault.Wrap(err, "parting the people of the build")
		}
		a.ranges = append(a.ranges, r)
	}
	return nil
}
