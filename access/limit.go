package access

import (
	"slices"

	"continuum/record/sight"
)

// Launched is the relation by which the person whom somebody chose for an app is
// known: of is the key of the Patient.
const Launched = "launched"

// rule is what the scopes of a token leave of an action: of its levels, patient is
// about the person who was chosen and about what is nobody's, user and system about
// all that the policies allow.
func (l *Limits) rule(action string) sight.Rule {
	own := sight.Any{sight.OfType(directory())}
	if l.Patient != "" {
		own = append(own, sight.Related(of(Launched, l.Patient)))
	}
	return sight.Any{
		sight.All{sight.OfType(l.covered(patientLevel, action)), own},
		sight.OfType(l.covered(l.wide(), action)),
	}
}

// Levels of scopes.
const (
	patientLevel = "patient"
	userLevel    = "user"
	systemLevel  = "system"
)

// wide is the level that is about more than the person who was chosen: an app has the
// rights of whoever let it in, or rights of its own.
func (l *Limits) wide() string {
	if l.Own {
		return systemLevel
	}
	return userLevel
}

// covered are the types with which a level of scopes lets an action be done. A type
// that may be searched for is one that may be seen.
func (l *Limits) covered(level, action string) (all []string) {
	interactions := []string{"read", "search-type"}
	switch action {
	case Write:
		interactions = []string{"create", "update", "delete"}
	case Read, Find, Export:
	default:
		return nil // apps do nothing else for anybody
	}
	may := func(t string) func(string) bool {
		return func(i string) bool { return l.Scopes.Allows(level, t, i) }
	}
	// That the chosen person's may be changed one way must not let others' be.
	lent := func(t string) func(string) bool {
		return func(i string) bool {
			return action == Write && level != patientLevel && l.Scopes.Allows(patientLevel, t, i) && !l.Scopes.Allows(level, t, i)
		}
	}
	for _, t := range types() {
		if slices.ContainsFunc(interactions, may(t)) && !slices.ContainsFunc(interactions, lent(t)) {
			all = append(all, t)
		}
	}
	return all
}

// directory are the types that are about nobody.
func directory() (all []string) {
	for _, t := range types() {
		if SectionOf(t) == "directory" {
			all = append(all, t)
		}
	}
	return all
}

// covers tells whether the scopes of any level cover an interaction with a type, or
// with all where it is "".
func (l *Limits) covers(typ, interaction string) bool {
	return slices.ContainsFunc([]string{patientLevel, l.wide()}, func(level string) bool { return l.Scopes.Allows(level, typ, interaction) })
}
