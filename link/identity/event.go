package identity

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"continuum/link"
)

// Kind says what a line of the journal tells.
type Kind string

// What builds tell of people's ids.
const (
	Merged   Kind = "merged"   // ID was joined to Into, which carries on
	Split    Kind = "split"    // ID, not in use before, has registrations that were of From
	Moved    Kind = "moved"    // registrations of ID went over to Into
	Left     Kind = "left"     // registrations of ID are in no extract any more
	Retired  Kind = "retired"  // the same, and ID has none left
	Rejoined Kind = "rejoined" // registrations that had left ID are back
	Returned Kind = "returned" // ID, retired or joined to From, is in use again
	Built    Kind = "built"    // closes the events of Build, which grew from Base
)

// What people rule.
const (
	Together  Kind = "together"  // all registrations of both sides are one person
	Apart     Kind = "apart"     // no registration of one side is of a person of the other
	Withdrawn Kind = "withdrawn" // Ruling is no longer in force
)

// Event is one line of the journal.
type Event struct {
	Number int64     `json:"n"` // ascending, never used twice; what Undo takes
	At     time.Time `json:"at"`
	Kind   Kind      `json:"kind"`
	Build  string    `json:"build,omitempty"`
	Base   string    `json:"base,omitempty"`
	ID     string    `json:"id,omitempty"`
	Into   string    `json:"into,omitempty"`
	From   string    `json:"from,omitempty"`
	// Members are the registrations it is about, Others those of the other person
	// concerned; of a ruling, its two sides.
	Members Side `json:"members,omitempty"`
	Others  Side `json:"others,omitempty"`
	// Rest are the registrations that Moved ones left behind.
	Rest   Side   `json:"rest,omitempty"`
	How    string `json:"how,omitempty"`   // the evidence in words, from whoever linked
	Ruling int64  `json:"ruling,omitzero"` // the ruling that asked for it, or that is withdrawn
	Undoes int64  `json:"undoes,omitzero"` // the event that a ruling undoes
	Who    string `json:"who,omitempty"`
	Why    string `json:"why,omitempty"`
}

// ruling tells whether a person ruled it.
func (e *Event) ruling() bool { return e.Kind == Together || e.Kind == Apart }

// aboutID tells whether it is something a build says of an id.
func (e *Event) aboutID() bool {
	switch e.Kind {
	case Merged, Split, Moved, Left, Retired, Rejoined, Returned:
		return true
	}
	return false
}

// Side is some registrations of one person, the one that stands for them first.
// As JSON it is a list of pairs, ["partner", "local id"].
type Side []link.Registration

// MarshalJSON writes the list of pairs.
func (s Side) MarshalJSON() ([]byte, error) {
	pairs := make([][2]string, len(s))
	for i, r := range s {
		pairs[i] = [2]string{r.Source, r.LocalID}
	}
	return json.Marshal(pairs)
}

// UnmarshalJSONFrom reads the list of pairs.
func (s *Side) UnmarshalJSONFrom(in *jsontext.Decoder) error {
	var pairs [][2]string
	if err := json.UnmarshalDecode(in, &pairs); err != nil {
		return err
	}
	*s = make(Side, len(pairs))
	for i, p := range pairs {
		(*s)[i] = link.Registration{Source: p[0], LocalID: p[1]}
	}
	return nil
}
