package audit

import (
	"strings"
	"time"
	"unicode/utf8"

	"continuum/internal/fault"
)

// Entry is one thing that somebody did, or tried to do. It names things by their
// keys and holds none of their contents. Strings longer than they may be are cut.
type Entry struct {
	Sequence int64     // its number in the log, from 0 without gaps; Append gives it
	At       time.Time // when it was recorded, in UTC, to the microsecond; Append gives it

	Action  string  // a short word: read, vread, search, history, create, update, delete, export, sign-in, sign-in-failed, sign-out, break-glass, claim, grant, revoke, print, policy-change, disclosure, denied…
	Outcome Outcome // how it ended

	Actor     string   // id of whoever did it; "" for somebody unknown
	Name      string   // of staff as they are called; none for a person who looks at the own record
	Roles     []string // in which the actor acted
	Partner   string   // for which the actor acted
	Authority string   // id of the one on whose authority, where it is another's
	Client    string   // the application that asked on the actor's behalf
	Purpose   string   // of use, as HL7's PurposeOfUse names it, such as TREAT
	Reason    string   // that the actor gave, such as for breaking the glass
	Policies  []string // ids of those that decided

	Interface string // that was used: pages, fhir, mllp or command
	Session   string // a hash that stands for the session
	Address   string // from which it came
	Request   string // id of the request

	Type      string   // of the resources that were asked for
	Resources []string // Type/ID, or Type/ID/_history/VERSION
	Query     []string // names of the search's parameters; never their values
	People    []string // whom it is about, by their person keys

	// What is about more people or resources than one entry holds is told by
	// several that follow each other.
	Count int64 // of the people in all of them, where there are several
	Part  int64 // which one this is, from 0
	Parts int64 // how many there are; 0 for one
}

// Outcome is how an act ended.
type Outcome string

// The outcomes.
const (
	OK     Outcome = "ok"
	Denied Outcome = "denied" // not allowed
	Failed Outcome = "failed" // for another reason, such as a resource that is not there
)

const (
	mostHeld   = 1000 // people or resources of one entry
	mostListed = 100  // items of another list
	longest    = 128  // bytes of a string; of a key no more than FHIR and partners use
	longestSay = 1024 // bytes of a reason
)

// bounded checks an entry, cuts what is too long, and drops a time: the log gives it.
func bounded(e *Entry) error {
	if !isWord(e.Action) {
		return &fault.Error{Code: fault.Invalid, Reason: "an audit entry needs an action in a short word", Value: cut(e.Action, longest), Fix: "use lower-case letters, digits and -, at most 32"}
	}
	if e.Outcome != OK && e.Outcome != Denied && e.Outcome != Failed {
		return &fault.Error{Code: fault.Invalid, Reason: "an audit entry needs an outcome", Value: cut(string(e.Outcome), longest), Fix: "say ok, denied or failed"}
	}
	e.At = time.Time{}
	for _, s := range []*string{&e.Actor, &e.Name, &e.Partner, &e.Authority, &e.Client, &e.Purpose, &e.Interface, &e.Session, &e.Address, &e.Request, &e.Type} {
		*s = cut(*s, longest)
	}
	e.Reason = cut(e.Reason, longestSay)
	e.Roles, e.Policies, e.Query = tidy(e.Roles, mostListed), tidy(e.Policies, mostListed), tidy(e.Query, mostListed)
	for i, name := range e.Query {
		e.Query[i] = nameOnly(name)
	}
	e.Resources, e.People = tidy(e.Resources, len(e.Resources)), tidy(e.People, len(e.People))
	return nil
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

// cut makes a string valid UTF-8 of at most so many bytes.
func cut(s string, most int) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if len(s) > most {
		s = s[:most]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	return s
}

// tidy is a copy of a list without empty strings, each cut, of at most so many.
func tidy(list []string, most int) []string {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, 0, min(len(list), most))
	for _, s := range list {
		if s = cut(s, longest); s != "" && len(out) < most {
			out = append(out, s)
		}
	}
	return out
}

// nameOnly keeps of a parameter what can be its name, so that no value slips in.
func nameOnly(s string) string {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("_-.:", rune(c)) {
			return s[:i] + "?"
		}
	}
	return s
}

// split tells an act about more than one entry holds by several.
func split(e Entry) []Entry {
	parts := max((len(e.People)+mostHeld-1)/mostHeld, (len(e.Resources)+mostHeld-1)/mostHeld)
	if parts <= 1 {
		e.Count, e.Part, e.Parts = 0, 0, 0
		return []Entry{e}
	}
	all := make([]Entry, parts)
	for i := range all {
		all[i] = e
		all[i].Count, all[i].Part, all[i].Parts = int64(len(e.People)), int64(i), int64(parts)
		all[i].People, all[i].Resources = chunk(e.People, i), chunk(e.Resources, i)
	}
	return all
}

func chunk(list []string, i int) []string {
	from := min(i*mostHeld, len(list))
	return list[from:min(from+mostHeld, len(list))]
}
