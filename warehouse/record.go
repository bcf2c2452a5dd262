package warehouse

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"continuum/link"
)

// Record reads everything the live build knows of one person; fault.NotFound
// when it knows nobody of this id. Where the id was joined to another, it is the
// record of who carries on, whose Person.ID then differs from the one asked for.
func (l *Live) Record(ctx context.Context, personID string) (Record, error) {
	return l.Seen(ctx, personID, nil)
}

// Seen reads of a record the rows that somebody may see: all that is counted, gathered
// or added up comes from these alone. Nil sees all. It is asked from several goroutines.
func (l *Live) Seen(ctx context.Context, personID string, sees Sees) (Record, error) {
	b, err := l.hold()
	if err != nil {
		return Record{}, err
	}
	defer b.release()
	p, err := l.bearer(ctx, b, strings.ToUpper(strings.TrimSpace(personID)))
	if err != nil {
		return Record{}, err
	}
	r := Record{Person: b.named(p), Registrations: []Registration{}, Timeline: []Event{}, Relations: []Relation{}, Circumstances: []Circumstance{}, Costs: []Cost{}}
	if err := (&seeing{b, sees}).facts(ctx, r.Person.ID, &r); err != nil {
		return Record{}, err
	}
	r.Costs = costs(r.Timeline, b.manifest.DataTo, yearFrom(b.manifest.YearStarts))
	return r, nil
}

// key names something by a partner's own id.
type key struct{ source, localID string }

// facts reads the parts of a record side by side.
func (b *seeing) facts(ctx context.Context, id string, r *Record) error {
	work, ctx := errgroup.WithContext(ctx)
	for _, read := range []func(context.Context, string, *Record) error{b.timeline, b.registrations, b.relations, b.circumstances} {
		work.Go(func() error { return read(ctx, id, r) })
	}
	if err := work.Wait(); err != nil {
		return err
	}
	explainWaits(r.Timeline, r.Circumstances)
	return nil
}

func (b *seeing) registrations(ctx context.Context, id string, r *Record) error {
	why := map[key]Registration{}
	err := b.query(ctx, "SELECT source, local_id, coalesce(match_weight, 0), coalesce(how, '') FROM identity WHERE person_id = ?", []any{id}, func(scan scanner) error {
		var x Registration
		err := scan(&x.Source, &x.LocalID, &x.MatchWeight, &x.How)
		why[key{x.Source, x.LocalID}] = x
		return err
	})
	if err != nil {
		return err
	}
	evidence, err := b.evidenceOf(ctx, id)
	if err != nil {
		return err
	}
	const columns = "source, local_id, coalesce(nhs_number, ''), coalesce(given_name, ''), coalesce(family_name, ''), birth_date, coalesce(postcode, ''), registered_from, registered_to"
	return b.rows(ctx, "registration", columns, "ORDER BY source, local_id, registered_from NULLS FIRST, postcode", id, func(scan scanner) error {
		var x Registration
		var born, from, to sql.NullTime
		err := scan(&x.Source, &x.LocalID, &x.NHSNumber, &x.GivenName, &x.FamilyName, &born, &x.Postcode, &from, &to)
		if err != nil {
			return err
		}
		x.BirthDate, x.From, x.To = born.Time, from.Time, to.Time
		joined := why[key{x.Source, x.LocalID}]
		x.MatchWeight, x.How = joined.MatchWeight, joined.How
		x.Evidence = take(evidence, x)
		r.Registrations = append(r.Registrations, x)
		return nil
	})
}

func (b *seeing) relations(ctx context.Context, id string, r *Record) error {
	const columns = "kind, coalesce(other_name, ''), coalesce(other_phone, ''), coalesce(other_person_id, ''), source"
	err := b.rows(ctx, relationship, columns, "ORDER BY kind, other_name, source", id, func(scan scanner) error {
		var x Relation
		err := scan(&x.Kind, &x.Name, &x.Phone, &x.PersonID, &x.Source)
		if err == nil && !slices.Contains(r.Relations, x) {
			r.Relations = append(r.Relations, x)
		}
		return err
	})
	if err != nil {
		return err
	}
	return b.hideRelations(ctx, r.Relations)
}

func (b *seeing) circumstances(ctx context.Context, id string, r *Record) error {
	const columns = "feed, kind, value, from_date, to_date, source"
	return b.rows(ctx, "circumstance", columns, "ORDER BY kind, from_date NULLS FIRST, value", id, func(scan scanner) error {
		var x Circumstance
		var feed string
		var from, to sql.NullTime
		if err := scan(&feed, &x.Kind, &x.Value, &from, &to, &x.Source); err != nil {
			return err
		}
		x.Value = b.labels.Name(feed, "value", x.Value)
		x.From, x.To = from.Time, to.Time
		r.Circumstances = append(r.Circumstances, x)
		return nil
	})
}

// timeline reads the facts of every sector, newest first.
func (b *seeing) timeline(ctx context.Context, id string, r *Record) error {
	parts := make([][]Event, len(timelineTables))
	work, ctx := errgroup.WithContext(ctx)
	for i, t := range timelineTables {
		work.Go(func() error {
			return b.rows(ctx, t.name, t.columns, "", id, func(scan scanner) error {
				e, err := t.event(scan, b.labels)
				if err == nil {
					parts[i] = append(parts[i], e)
				}
				return err
			})
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	r.Timeline = gather(slices.Concat(parts...))
	b.nameSettings(r.Timeline)
	slices.SortStableFunc(r.Timeline, func(x, y Event) int { return y.Start.Compare(x.Start) })
	return nil
}

// nameSettings places facts that carry no setting of their own in their partner's sector.
func (b *opened) nameSettings(timeline []Event) {
	sector := map[string]string{}
	for _, p := range b.overview.Partners {
		sector[p.ID] = p.Sector
	}
	for i, e := range timeline {
		if e.Setting == "" {
			timeline[i].Setting = settingOf(sector[e.Source])
		}
	}
}

// settingOf is where a sector's work mostly happens: an acute trust's facts are shown with its wards.
func settingOf(sector string) string {
	if sector == "acute" {
		return "inpatient"
	}
	return sector
}

// Clusters hands over who is who in the live build: the person of every
// registration. An error of take stops it and is returned.
func (l *Live) Clusters(ctx context.Context, take func(r link.Registration, person string) error) error {
	b, err := l.hold()
	if err != nil {
		return err
	}
	defer b.release()
	return b.query(ctx, "SELECT source, local_id, person_id FROM identity", nil, func(scan scanner) error {
		var r link.Registration
		var person string
		if err := scan(&r.Source, &r.LocalID, &person); err != nil || b.isErased(r) {
			return err
		}
		return take(r, person)
	})
}
