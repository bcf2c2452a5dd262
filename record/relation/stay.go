package relation

import (
	"time"

	"continuum/place"
	"continuum/record/resource"
	"continuum/record/sight"
)

// Classes of encounter (HL7 v3 ActEncounterCode) during which a person is in hospital.
var staying = []string{"IMP", "ACUTE", "NONAC", emergency, "OBSENC"}

const (
	emergency = "EMER"
	actCode   = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
)

// encounter: in whose hospital the person is, on which ward, and lately was.
func (r *reader) encounter(n resource.Node, out *said) error {
	class := n.Get("class")
	if !oneOf(class.Get("code").Text(), staying...) || !oneOf(class.Get("system").Text(), actCode, "") {
		return nil
	}
	during, ok := period(n.Get("period"), r.zone)
	here := oneOf(n.Get("status").Text(), "arrived", "triaged", "in-progress", "onleave")
	if !ok || !here && n.Get("status").Text() != "finished" {
		return nil
	}
	stay := during
	if during.until.IsZero() && !here {
		during.until = r.told(n, out.now)
	}
	if !during.until.IsZero() {
		during.until = during.until.Add(r.Lately)
	}
	if during.over(out.now) {
		return nil // long ago, as most are
	}
	partner, err := r.hospital(n)
	if err != nil {
		return err
	}
	if partner != "" {
		out.sayFor(during, sight.Admitted, partner)
	}
	if !here {
		return nil
	}
	return r.wards(n, stay, out)
}

// told is when a resource was written: nothing in it ended later. now is for one that
// does not say it.
func (r *reader) told(n resource.Node, now time.Time) time.Time {
	if at, _, ok := moment(n.Get("meta").Get("lastUpdated").Text(), r.zone); ok {
		return at
	}
	return now
}

// hospital is the partner in whose hospital a stay is: by who provides it, else by
// whose number the stay has.
func (r *reader) hospital(n resource.Node) (string, error) {
	partner, err := r.provider(n.Get("serviceProvider"))
	if partner != "" || err != nil {
		return partner, err
	}
	for i := range n.Get("identifier").Items() {
		if partner := r.partnerBy(i.Get("system").Text(), place.Partner.ActivitySystem); partner != "" {
			return partner, nil
		}
	}
	return "", nil
}

// wards says on which wards the person is now: one that the person has left, or is yet
// to come to, is none.
func (r *reader) wards(n resource.Node, stay span, out *said) error {
	for x := range n.Get("location").Items() {
		at, ok := period(x.Get("period"), r.zone)
		if !ok || !oneOf(x.Get("status").Text(), "active", "") {
			continue
		}
		ward, err := r.ward(x.Get("location"))
		if err != nil {
			return err
		}
		if ward != "" {
			out.sayFor(stay.within(at), sight.Ward, ward)
		}
	}
	return nil
}
