package live

import (
	"cmp"
	"encoding/json"
	"slices"
)

// FHIR's states of an encounter that follow from messages.
const (
	planned    = "planned"
	arrived    = "arrived"
	inProgress = "in-progress"
	finished   = "finished"
	cancelled  = "cancelled"
)

// visit is what follows from all that was said of one.
type visit struct {
	fields  fields
	person  string
	status  string
	start   moment
	end     moment
	stops   []stop // where the person was, from the first
	started bool   // the first stop is that of the admission
}

// stop is a place with when the person came there; a zero from is unknown.
type stop struct {
	from  moment
	place json.RawMessage
}

// foldVisit takes statements in the order of their events.
func foldVisit(all []statement) (v visit, err error) {
	slices.SortFunc(all, before)
	v.fields = fields{}
	for i := range all {
		c := &all[i].content
		for name, value := range c.Fields {
			v.fields[name] = value
		}
		if c.Person != "" {
			v.person = c.Person
		}
		if err := v.step(all[i].event, c); err != nil {
			return v, err
		}
	}
	return v, v.bounds()
}

// step follows one event.
func (v *visit) step(event string, c *content) error {
	var from, to moment
	if err := c.Fields.get("from", &from); err != nil {
		return err
	}
	if err := c.Fields.get("to", &to); err != nil {
		return err
	}
	place := c.Fields["place"]
	if !c.Fields.there("place") {
		place = nil
	}
	switch event {
	case "A01", "A04":
		v.admit(event, cmp.Or(from, c.Happened), place)
	case "A11":
		v.status, v.end = cancelled, moment{}
	case "A13":
		v.status, v.end = inProgress, moment{}
		delete(v.fields, "to")
		v.correct(place)
	case "A02":
		v.move(c.Happened, place)
	case "A03":
		v.status, v.end = finished, cmp.Or(to, c.Happened)
		v.leave(place)
	case "A08":
		v.correct(place)
		if !to.IsZero() && v.status != cancelled {
			v.status, v.end = finished, to
		}
	}
	if v.status == "" {
		v.status = inProgress
		if event == "A08" && isPlanned(v.fields) {
			v.status = planned
		}
	}
	return nil
}

func isPlanned(f fields) bool {
	var c coding
	return f.get("class", &c) == nil && c.Code == "PRENC"
}

// admit begins the visit, or begins it anew after it was cancelled.
func (v *visit) admit(event string, at moment, place json.RawMessage) {
	if v.status == cancelled {
		v.stops, v.started = nil, false
		v.end = moment{}
	}
	if v.status == finished { // admitted again under the same number, or discharged in error
		v.end = moment{}
		delete(v.fields, "to")
	}
	v.status = inProgress
	if event == "A04" {
		v.status = arrived
	}
	v.start = at
	switch {
	case place == nil:
	case v.started:
		v.stops[0] = stop{at, place}
	default:
		v.stops = slices.Insert(v.stops, 0, stop{at, place})
		v.started = true
	}
}

// move adds a stop where it belongs by its time; a second message of one moment
// corrects the first.
func (v *visit) move(at moment, place json.RawMessage) {
	if v.status != finished {
		v.status = inProgress
	}
	if place == nil {
		return
	}
	i := len(v.stops)
	for i > 0 && (i > 1 || !v.started) && v.stops[i-1].from.At > at.At {
		i--
	}
	if i > 0 && (i > 1 || !v.started) && v.stops[i-1].from.At == at.At {
		v.stops[i-1].place = place
		return
	}
	v.stops = slices.Insert(v.stops, i, stop{at, place})
}

// correct puts another place where the person is believed to be.
func (v *visit) correct(place json.RawMessage) {
	switch {
	case place == nil:
	case len(v.stops) == 0:
		v.stops = []stop{{place: place}}
	default:
		v.stops[len(v.stops)-1].place = place
	}
}

// leave notes where the person was last, if nobody said so before.
func (v *visit) leave(place json.RawMessage) {
	if len(v.stops) == 0 {
		v.correct(place)
	}
}

// bounds settles when the visit began and ended: what was last said of it stands.
func (v *visit) bounds() error {
	if err := v.fields.get("from", &v.start); err != nil {
		return err
	}
	if v.started {
		v.stops[0].from = v.start
	}
	if v.status != finished {
		return nil
	}
	return v.fields.get("to", &v.end)
}
