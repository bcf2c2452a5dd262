package web

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	facts "continuum/record/fact"
	"continuum/record/label"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
)

// eyes are what an actor may see and do of one person's record.
type eyes struct {
	key      string // of the person
	actor    *access.Actor
	parties  sight.Parties
	policies *access.Policies
	reading  sight.Rule // what may be read
	finding  sight.Rule // and what may be seen by a search
	labels   *label.Labels
	codes    label.Mapper
	hidden   bool // they may see records without names alone, and pages show none
}

// eyesOn gives those of the actor on a person.
func (s *site) eyesOn(ctx context.Context, key string) (e eyes, err error) {
	rules := s.access.Gate.Rules()
	e = eyes{key: key, actor: access.From(ctx), policies: rules.Policies, labels: rules.Labels, codes: s.access.Codes}
	err = s.access.DB.Read(ctx, func(tx *store.Tx) error {
		e.parties, err = s.access.Gate.Related(ctx, tx, key)
		return err
	})
	if err == nil {
		e.reading, err = s.access.Gate.Sight(ctx, access.Read)
	}
	if err == nil {
		e.finding, err = s.access.Gate.Sight(ctx, access.Find)
	}
	if err == nil {
		e.hidden, err = s.access.Gate.Pseudonymised(ctx)
	}
	return e, fault.Wrap(err, "finding what may be seen of a person")
}

// eyesAtOnce is for how many people relations are read side by side.
const eyesAtOnce = 8

// eyesOnAll gives those on several people, in their order.
func (s *site) eyesOnAll(ctx context.Context, keys []string) ([]eyes, error) {
	all := make([]eyes, len(keys))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(eyesAtOnce)
	for i, key := range keys {
		work.Go(func() (err error) {
			all[i], err = s.eyesOn(ctx, key)
			return err
		})
	}
	return all, work.Wait()
}

func (e *eyes) item(typ string, labels []string) *sight.Item {
	return &sight.Item{Type: typ, Labels: labels, People: []sight.Person{e.parties}}
}

// may decides on an action with a part of the record.
func (e *eyes) may(action, typ string) access.Decision {
	if e.hidden && action == access.Read {
		return access.Decision{}
	}
	return e.policies.Decide(e.actor, action, e.item(typ, nil))
}

// explain says why a part of the record can be read, or cannot.
func (e *eyes) explain(typ string, labels ...string) access.Explanation {
	return e.policies.Explain(e.actor, access.Read, e.item(typ, labels))
}

// reads tells whether resources of a type with some labels may be read.
func (e *eyes) reads(typ string, labels ...string) bool {
	return typ != "" && sight.Holds(e.reading, e.item(typ, labels))
}

// finds tells whether it may be seen who the person is.
func (e *eyes) finds() bool {
	return e.reads(patientType) || sight.Holds(e.finding, e.item(patientType, nil))
}

// row tells whether a row of the build may be seen: as what the record would show it.
// It is asked from several goroutines.
func (e *eyes) row(table string, r warehouse.Row) bool {
	if e.labels == nil || e.codes == nil {
		return false
	}
	typ, _ := e.codes.Coded(table, r)
	return e.reads(typ, e.labels.OfRow(e.codes, table, r)...)
}

const (
	patientType   = "Patient"
	encounterType = "Encounter"
	moneyType     = "ChargeItem" // what costs are, if anything
	auditType     = "AuditEvent"
)

// isSelf tells whether the record is the actor's own.
func (e *eyes) isSelf() bool {
	return e.parties.Has(sight.Party{Kind: sight.Self, Of: e.actor.Account})
}

// visits leaves those that came live and may be seen; what became of one whose
// resource is gone cannot be told.
func (s *site) visits(ctx context.Context, e *eyes, all []facts.Arrival) (some []facts.Arrival, err error) {
	if e.labels == nil {
		return nil, nil
	}
	err = s.access.DB.Read(ctx, func(tx *store.Tx) error {
		some = nil
		for _, v := range all {
			labels, is, err := s.labelsOf(tx, e, v.Key)
			if err != nil {
				return err
			}
			if is && e.reads(encounterType, labels...) {
				some = append(some, v)
			}
		}
		return nil
	})
	return some, fault.Wrap(err, "finding which visits may be seen")
}

// labelsOf gives the labels of a resource; is tells whether it is there.
func (s *site) labelsOf(tx *store.Tx, e *eyes, name string) (labels []string, is bool, err error) {
	typ, id, _ := strings.Cut(name, "/")
	of := definition.ResourceOf(typ)
	if of == nil {
		return nil, false, nil
	}
	x, err := s.access.Record.Read(tx, record.Key{Type: of, ID: id})
	if fault.CodeOf(err) == fault.NotFound {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	n, err := x.Parsed()
	if err != nil {
		return nil, false, err
	}
	return e.labels.Of(n), true, nil
}

// closed names the labels of sensitivity of which nothing is shown to the actor, by
// the rules alone: that tells nothing of what the record holds.
func (e *eyes) closed(labels []label.Label) (names []string) {
	for _, l := range labels {
		if !slices.ContainsFunc(pageTypes, func(typ string) bool { return e.reads(typ, l.ID) }) {
			names = append(names, l.Name)
		}
	}
	return names
}

// closedSections names the sections of the page that are closed to the actor, by the
// rules alone.
func (e *eyes) closedSections() (names []string) {
	for _, typ := range append(slices.Clone(pageTypes), moneyType) {
		if name := sectionWords(access.SectionOf(typ)); !e.reads(typ) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// pageTypes are those that the facts on a person's page are.
var pageTypes = []string{encounterType, "Condition", "MedicationStatement", "Observation", "Procedure", "ServiceRequest", "QuestionnaireResponse", "RelatedPerson"}
