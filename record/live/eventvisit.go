package live

import (
	"slices"
	"time"

	"continuum/record"
	"continuum/store"
)

// inpatient are the classes of a stay in hospital (HL7 v3 ActEncounterCode).
var inpatient = []string{"IMP", "ACUTE", "NONAC", "SS", "OBSENC"}

const (
	emergency = "EMER"
	inError   = "entered-in-error"
)

// encounter tells what a change of an Encounter means, if it is a stay in hospital
// or an emergency.
func (w *watcher) encounter(tx *store.Tx, before, after *record.Resource) error {
	wasNode, isNode, err := both(before, after)
	if err != nil {
		return err
	}
	was, is := visitOf(wasNode, w.partners), visitOf(isNode, w.partners)
	if after == nil { // deleted: it should never have been there
		after = &record.Resource{Key: before.Key, At: time.Now().UTC()}
		is = was
		is.Status = inError
	}
	if !is.counts() {
		return nil
	}
	t := told{Told: Told{
		Patient: is.Patient, Visit: after.String(), Class: is.Class, Partner: is.Partner, Place: is.Place(), Told: after.At,
	}}
	for _, topic := range changes(&was, &is) {
		t.topic, t.at, t.From = topic, is.Start, ""
		switch topic {
		case Discharged:
			t.at = is.End
		case Transferred:
			t.at, t.From = is.Stops[0].From, was.Place()
		case AdmissionWithdrawn, DischargeWithdrawn:
			t.at = When{}
		}
		if err := w.emit(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// counts tells whether events are told of a visit.
func (v *Visit) counts() bool { return v.Class == emergency || slices.Contains(inpatient, v.Class) }

// closed tells whether a visit is over and did take place.
func (v *Visit) closed() bool { return v.Status == finished }

// dropped tells whether a visit did not take place.
func (v *Visit) dropped() bool { return v.Status == cancelled || v.Status == inError }

// changes gives the topics of what became of a visit.
func changes(was, is *Visit) (topics []string) {
	came, wasThere := Admitted, was.Open() && was.counts()
	if is.Class == emergency {
		came = Attended
	}
	switch {
	case is.Open() && was.closed():
		topics = append(topics, DischargeWithdrawn)
		if !was.counts() || was.Class == emergency && came == Admitted {
			topics = append(topics, came)
		}
	case is.Open() && (!wasThere || was.Class == emergency && came == Admitted):
		topics = append(topics, came)
	case is.closed() && !was.closed():
		topics = append(topics, Discharged)
	case is.dropped() && (wasThere || was.closed()):
		topics = append(topics, AdmissionWithdrawn)
	}
	if wasThere && is.Open() && was.Place() != "" && is.Place() != "" && was.Place() != is.Place() {
		topics = append(topics, Transferred)
	}
	return topics
}
