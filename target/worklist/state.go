package worklist

import "slices"

// State is how far a suggestion has come.
type State string

// The states. A suggestion is open while it is offered or deferred.
const (
	Offered   State = "offered"   // before the team, which has not decided
	Deferred  State = "deferred"  // comes back on a day
	Accepted  State = "accepted"  // the person is enrolled
	Declined  State = "declined"  // with a reason
	Withdrawn State = "withdrawn" // no later list has the person
)

// States lists them in the order in which they come about.
func States() []State { return []State{Offered, Deferred, Accepted, Declined, Withdrawn} }

func (s State) open() bool { return s == Offered || s == Deferred }

// decided are the states to which a team takes a suggestion.
var decided = []State{Accepted, Deferred, Declined}

// Reason is why a suggestion is declined, or an enrolment ends before its time.
type Reason struct {
	ID     string
	Says   string // to staff
	Months int    // for how long the person is not suggested again, unless the programme says otherwise
}

// Reasons are those to choose from. That somebody is not suitable is told apart by why:
// it is what whoever made the list must learn from.
func Reasons() []Reason {
	return []Reason{
		{"too_ill", "Not suitable: too ill for it, or near the end of life", 12},
		{"too_well", "Not suitable: does not need it", 6},
		{"not_for_them", "Not suitable: it would not help this person", 12},
		{"already_helped", "Not suitable: already gets this help elsewhere", 6},
		{"person_said_no", "The person does not want it", 6},
		{"not_reached", "Could not be reached", 3},
		{"moved_or_died", "Moved away or died", 24},
		{"wrong", "What the list says is wrong", 1},
	}
}

// reasonOf finds one of some reasons by its id.
func reasonOf(all []Reason, id string) (Reason, bool) {
	at := slices.IndexFunc(all, func(r Reason) bool { return r.ID == id })
	if at < 0 {
		return Reason{}, false
	}
	return all[at], true
}

// ReasonWords are a reason to decline, or else to end, in words; an id that is none of those
// stands for itself.
func ReasonWords(id string) string { return wordsOf(append(Reasons(), Endings()...), id) }

func wordsOf(all []Reason, id string) string {
	if r, is := reasonOf(all, id); is {
		return r.Says
	}
	return id
}
