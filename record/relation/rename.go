package relation

import (
	"context"
	"encoding/json"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// pointers are the search parameters by which what relations follow from refers to
// organisations, teams and places. R4 has none for EpisodeOfCare.team.
var pointers = map[string][]struct{ typ, parameter string }{
	"Organization": {
		{"Patient", "general-practitioner"},
		{"Patient", "organization"},
		{"CareTeam", "participant"},
		{"EpisodeOfCare", "organization"},
		{"Encounter", "service-provider"},
		{"ServiceRequest", "performer"},
		{"Task", "owner"},
		{"Consent", "actor"},
		{"Organization", "partof"},
	},
	"CareTeam": {{"CareTeam", "participant"}, {"ServiceRequest", "performer"}, {"Task", "owner"}, {"Consent", "actor"}},
	"Location": {{"Encounter", "location"}, {"Location", "partof"}},
}

// following says how far the news of a name has come.
type following struct {
	Pointer int `json:"pointer"` // of those of the type
	Done    int `json:"done"`    // of its resources
	Level   int `json:"level"`   // of organisations within one another
}

// rename tells when an organisation, a team or a place is known otherwise than it was,
// or is known after what refers to it: transactions write in any order.
func (b *Book) rename(tx *store.Tx, before, after *record.Resource) error {
	was, is, err := both(before, after)
	if err != nil || b.nameOf(was) == b.nameOf(is) {
		return err
	}
	x := after
	if x == nil {
		x = before
	}
	return tellRenamed(tx, x.Key, following{})
}

func tellRenamed(tx *store.Tx, key record.Key, how following) error {
	payload, err := json.Marshal(how)
	if err != nil {
		return fault.Wrap(err, "telling of a name")
	}
	return tx.Emit(store.Event{Topic: renamed, Subject: key.String(), Payload: payload})
}

// nameOf is all by which something is known here.
func (b *Book) nameOf(n resource.Node) string {
	x := b.identified(n.Get("identifier"))
	partOf, _ := localTo(n.Get("partOf").Get("reference").Text(), "")
	if partOf != "" {
		partOf = n.Get("partOf").Get("reference").Text()
	}
	return strings.Join([]string{x.partner, x.code, x.team, b.wardOf(n.Get("identifier")), partOf}, "\n")
}

// mostFollowed is how many resources say anew what they say in one transaction.
const mostFollowed = 200

// onRenamed lets what refers to something say anew what it says, some at a time.
func (b *Book) onRenamed(_ context.Context, tx *store.Tx, e store.Event) error {
	var how following
	if err := json.Unmarshal(e.Payload, &how); err != nil {
		return fault.Wrap(err, "reading an event")
	}
	typ, id, _ := strings.Cut(e.Subject, "/")
	key := record.Key{Type: definition.ResourceOf(typ), ID: id}
	for ; how.Pointer < len(pointers[typ]); how.Pointer++ {
		p := pointers[typ][how.Pointer]
		all, err := b.record.Pointing(tx, definition.ResourceOf(p.typ), p.parameter, []record.Key{key})
		if err != nil {
			return err
		}
		some := all[min(how.Done, len(all)):]
		for _, x := range some[:min(mostFollowed, len(some))] {
			if err := b.hearOfName(tx, x, how); err != nil {
				return err
			}
		}
		if len(some) > mostFollowed {
			how.Done += mostFollowed
			return tellRenamed(tx, key, how)
		}
		how.Done = 0
	}
	return nil
}

// hearOfName lets one resource say anew what it says; what is a part of what was
// renamed tells it on.
func (b *Book) hearOfName(tx *store.Tx, x record.Key, how following) error {
	if x.Type.Name == "Organization" || x.Type.Name == "Location" {
		if how.Level++; how.Level > mostAbove {
			return nil
		}
		return tellRenamed(tx, x, following{Level: how.Level})
	}
	there, n, err := b.resource(tx, x)
	if err != nil || there == nil {
		return err
	}
	return b.anew(tx, x, n)
}
