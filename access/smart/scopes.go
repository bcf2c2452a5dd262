package smart

import (
	"slices"
	"strings"

	"continuum/internal/fault"
)

// Scopes that are no permission for resources.
const (
	Launch        = "launch"         // who was chosen where the app was begun from our pages
	LaunchPatient = "launch/patient" // let somebody be chosen
	OpenID        = "openid"         // tell who signed in
	FHIRUser      = "fhirUser"       // by the resource that stands for them
	OfflineAccess = "offline_access" // a refresh token
	OnlineAccess  = "online_access"  // a refresh token for a working day
)

// profile is what SMART 1 also calls fhirUser.
const profile = "profile"

// words are those scopes, in the order in which they are written.
var words = []string{Launch, LaunchPatient, OpenID, FHIRUser, OfflineAccess, OnlineAccess}

// Scopes are what somebody agrees to, or asks for; the zero value is none. They do
// not change.
type Scopes struct {
	resources []Scope  // sorted; none stands within another
	words     []string // in their order
}

// Bounds of a text of scopes.
const (
	longestScopes = 4096
	mostScopes    = 100
)

// ParseScopes reads scopes with spaces between. One that is unknown is an error
// (Invalid), so that nobody believes to have agreed to what is not kept.
func ParseScopes(text string) (Scopes, error) {
	if len(text) > longestScopes {
		return Scopes{}, tooMany()
	}
	var all []Scope
	var named []string
	for one := range strings.FieldsSeq(text) {
		if one == profile {
			one = FHIRUser
		}
		if slices.Contains(words, one) {
			named = append(named, one)
			continue
		}
		s, err := scopeOf(one)
		if err != nil {
			return Scopes{}, err
		}
		all = append(all, s)
	}
	if len(all) > mostScopes {
		return Scopes{}, tooMany()
	}
	s := scopesOf(all, named)
	return s, s.bounded()
}

func tooMany() error {
	return &fault.Error{Code: fault.Invalid, Reason: "these are too many scopes, or too long ones", Fix: "ask for * instead of naming each type"}
}

// bounded refuses scopes that could not be read again: as they are written they may be
// longer than what they were read from, or made of.
func (s Scopes) bounded() error {
	long := func(one Scope) bool { return len(one.String()) > longestScope }
	if len(s.resources) > mostScopes || len(s.String()) > longestScopes || slices.ContainsFunc(s.resources, long) {
		return tooMany()
	}
	return nil
}

// scopesOf brings scopes into one form, the same for the same permissions.
func scopesOf(all []Scope, named []string) (s Scopes) {
	slices.SortStableFunc(all, compare)
	for _, one := range all {
		last := len(s.resources) - 1
		if last >= 0 && compare(s.resources[last], one) == 0 {
			s.resources[last].Acts |= one.Acts
			s.resources[last].first = s.resources[last].first && one.first
			continue
		}
		s.resources = append(s.resources, one)
	}
	merged := slices.Clone(s.resources)
	s.resources = slices.DeleteFunc(s.resources, func(one Scope) bool { return given(merged, one, true) })
	for _, word := range words {
		if slices.Contains(named, word) {
			s.words = append(s.words, word)
		}
	}
	return s
}

// given tells whether some scopes give all that one does; apart, those that are wider.
func given(by []Scope, one Scope, apart bool) bool {
	left := one.Acts
	for _, b := range by {
		if b.covers(one) && (!apart || compare(b, one) != 0) {
			left &^= b.Acts
		}
	}
	return left == 0
}

// String writes the scopes, the same for the same permissions.
func (s Scopes) String() string {
	all := slices.Clone(s.words)
	for _, one := range s.resources {
		all = append(all, one.String())
	}
	return strings.Join(all, " ")
}

// Empty tells whether there are none.
func (s Scopes) Empty() bool { return len(s.resources)+len(s.words) == 0 }

// Has tells whether a scope that is no permission for resources is among them, such
// as OfflineAccess.
func (s Scopes) Has(word string) bool { return slices.Contains(s.words, word) }

// Resources gives the permissions for resources.
func (s Scopes) Resources() []Scope { return slices.Clone(s.resources) }

// At tells whether there is a permission at a level.
func (s Scopes) At(level string) bool {
	return slices.ContainsFunc(s.resources, func(one Scope) bool { return one.Level == level })
}

// Allows tells whether the scopes of a level (patient, user or system) cover an
// interaction of FHIR's REST, as the CapabilityStatement names it, with a type of
// resource, "" being all of them. Scopes for resources that meet a search parameter
// are not among what covers: Limits tells of them.
func (s Scopes) Allows(level, typ, interaction string) bool {
	n, known := needs[interaction]
	return known && slices.ContainsFunc(s.resources, func(one Scope) bool { return one.Where == "" && one.meets(n, level, typ) })
}

// Limits gives the search parameters of the scopes that cover an interaction only
// with resources that meet them; each is one way to be covered.
func (s Scopes) Limits(level, typ, interaction string) (where []string) {
	n, known := needs[interaction]
	for _, one := range s.resources {
		if known && one.Where != "" && one.meets(n, level, typ) {
			where = append(where, one.Where)
		}
	}
	return where
}

func (s Scope) meets(n need, level, typ string) bool {
	if s.Level != level || s.Acts&n.acts != n.acts {
		return false
	}
	return n.any || s.Type == "*" || !n.all && s.Type == typ
}

// Within tells whether all of the scopes are given by others.
func (s Scopes) Within(others Scopes) bool {
	return !slices.ContainsFunc(s.words, func(word string) bool { return !others.Has(word) }) &&
		!slices.ContainsFunc(s.resources, func(one Scope) bool { return !given(others.resources, one, false) })
}

// Both is what two have in common: what an app asks for, and what it may have.
func (s Scopes) Both(others Scopes) Scopes {
	var all []Scope
	for _, one := range s.resources {
		for _, other := range others.resources {
			if c, ok := one.both(other); ok {
				all = append(all, c)
			}
		}
	}
	return scopesOf(all, slices.DeleteFunc(slices.Clone(s.words), func(word string) bool { return !others.Has(word) }))
}

// without gives the scopes but those of a level.
func (s Scopes) without(level string) Scopes {
	return scopesOf(slices.DeleteFunc(slices.Clone(s.resources), func(one Scope) bool { return one.Level == level }), s.words)
}
