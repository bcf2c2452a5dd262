package identity

import (
	"fmt"
	"slices"
	"strings"

	"continuum/link"
)

// Entry is an event in words.
type Entry struct {
	Event
	Text string `json:"text"`
	// Past says that it does not count: the build was rolled back, or the ruling
	// withdrawn.
	Past bool `json:"past,omitempty"`
}

// History tells what happened to a person and to registrations, oldest first:
// every event of the id, of the one that carries on and of all that were joined to
// it, and every event and ruling about one of the registrations. Either may be
// left out.
func (r *Register) History(id string, registrations ...link.Registration) []Entry {
	about := r.family(id)
	var out []Entry
	for i := range r.events {
		e := &r.events[i]
		if e.aboutID() && !r.descent.knows(e.Build) {
			continue // of a build that never was
		}
		if about[e.ID] || about[e.Into] || about[e.From] || e.concerns(registrations) || r.withdraws(e, registrations) {
			out = append(out, r.entry(e))
		}
	}
	return out
}

// InForce lists the rulings in force, oldest first.
func (r *Register) InForce() []Entry {
	out := make([]Entry, len(r.rulings))
	for i := range r.rulings {
		out[i] = r.entry(&r.rulings[i])
	}
	return out
}

// family are an id, the one that carries on, and all that lead there.
func (r *Register) family(id string) map[string]bool {
	out := map[string]bool{}
	if id == "" {
		return out
	}
	current := r.state.resolve(id)
	out[id], out[current] = true, true
	for joined := range r.state.merged {
		if r.state.resolve(joined) == current {
			out[joined] = true
		}
	}
	return out
}

func (e *Event) concerns(registrations []link.Registration) bool {
	return slices.ContainsFunc(registrations, func(x link.Registration) bool {
		return slices.Contains(e.Members, x) || slices.Contains(e.Others, x)
	})
}

// withdraws tells whether an event withdraws a ruling about the registrations.
func (r *Register) withdraws(e *Event, registrations []link.Registration) bool {
	return e.Kind == Withdrawn && slices.ContainsFunc(r.events, func(x Event) bool {
		return x.Number == e.Ruling && x.concerns(registrations)
	})
}

func (r *Register) entry(e *Event) Entry {
	out := Entry{Event: *e, Text: e.words()}
	switch {
	case e.aboutID() && !r.served[e.Build]:
		out.Past = true
		out.Text += "; in build " + e.Build + ", which does not lead to the one being served"
	case e.ruling() && !slices.ContainsFunc(r.rulings, func(x Event) bool { return x.Number == e.Number }):
		out.Past = true
		out.Text += "; withdrawn since"
	}
	return out
}

// words tells an event in a sentence.
func (e *Event) words() string {
	text := e.sentence()
	if e.How != "" {
		text += " (" + e.How + ")"
	}
	if e.Ruling != 0 && e.Kind != Withdrawn {
		text += fmt.Sprintf(", as ruling %d asks", e.Ruling)
	}
	if e.Undoes != 0 {
		text += fmt.Sprintf(", to undo event %d", e.Undoes)
	}
	if e.Why != "" {
		text += ": " + e.Why
	}
	return text
}

func (e *Event) sentence() string {
	these, others := spell(e.Members), spell(e.Others)
	switch e.Kind {
	case Merged:
		return e.ID + " was joined to " + e.Into + ": " + these + and(" is one person with ", others)
	case Split:
		return e.ID + " was parted from " + e.From + ": it has " + these + and(", apart from ", others)
	case Moved:
		return these + " moved from " + e.ID + " to " + e.Into + and(", who has ", others)
	case Left:
		return "no extract has " + these + " of " + e.ID + " any more"
	case Retired:
		return e.ID + " was retired: no extract has " + these + " any more"
	case Rejoined:
		return "an extract has " + these + " of " + e.ID + " again"
	case Returned:
		if e.From == "" {
			return e.ID + " returned: an extract has " + these + " again"
		}
		return e.ID + " returned out of " + e.From + ": it has " + these + and(", apart from ", others)
	case Together:
		return e.Who + " ruled that " + these + " and " + others + " are one person"
	case Apart:
		return e.Who + " ruled that " + these + " and " + others + " are two people"
	case Withdrawn:
		return fmt.Sprintf("%s withdrew ruling %d", e.Who, e.Ruling)
	}
	return "build " + e.Build
}

// and joins words to a list that may be empty.
func and(words, list string) string {
	if list == "" {
		return ""
	}
	return words + list
}

// spell names registrations.
func spell(side Side) string {
	names := make([]string, len(side))
	for i, r := range side {
		names[i] = r.Source + " " + r.LocalID
	}
	return strings.Join(names, ", ")
}
