package web

import (
	"slices"
	"sync"

	"continuum/access"
	"continuum/record/sight"
)

// purposesOf are those that somebody may state: what their roles are for, and those for
// which the policies let the roles see something.
func (s *site) purposesOf(a *access.Actor) (all []choice) {
	if a == nil || isPerson(a) {
		return nil
	}
	rules := s.access.Gate.Rules()
	var may []string
	for _, id := range a.Roles {
		may = append(may, s.stated.of(rules, id)...)
	}
	for _, p := range access.Purposes() {
		if slices.Contains(may, p) {
			all = append(all, choice{ID: p, Name: purposeWords(p), Chosen: p == a.Purpose})
		}
	}
	return all
}

// stated keeps which purposes the rules in force have something for, by role.
type stated struct {
	mu    sync.Mutex
	rules *access.Rules
	known map[string][]string
	find  map[[2]string]bool // whether people can be looked up, by role and purpose
}

func (k *stated) of(rules *access.Rules, role string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.renew(rules)
	if all, known := k.known[role]; known {
		return all
	}
	k.known[role] = found(rules, role)
	return k.known[role]
}

func found(rules *access.Rules, role string) (all []string) {
	own, _ := rules.Role(role)
	for _, p := range access.Purposes() {
		if p == own.Purpose || seesFor(rules, role, p) {
			all = append(all, p)
		}
	}
	return all
}

// byWork are the relationships that people who give care have to others by their work.
var byWork = []string{"", sight.Registered, sight.CareTeam, sight.Caseload, sight.Referred, sight.Suggested, sight.Admitted, sight.Ward}

// seesFor tells whether a role may read anything of anybody's record for a purpose.
func seesFor(rules *access.Rules, role, purpose string) bool {
	for _, section := range access.Sections() {
		if section == "directory" {
			continue // is for everybody
		}
		if mayWith(rules, access.Read, role, purpose, section) {
			return true
		}
	}
	return false
}

func mayWith(rules *access.Rules, action, role, purpose, section string) bool {
	for _, related := range byWork {
		x := access.Example{Who: access.Who{Role: role, Purpose: purpose}, Action: action, Section: section, Related: some(related)}
		if rules.Try(&x).Allowed {
			return true
		}
	}
	return false
}

// finds tells whether somebody may look up who people are, whoever it is.
func (s *site) finds(a *access.Actor) bool {
	rules := s.access.Gate.Rules()
	for _, role := range a.Roles {
		if s.stated.finds(rules, role, a.Purpose) {
			return true
		}
	}
	return false
}

func (k *stated) finds(rules *access.Rules, role, purpose string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.renew(rules)
	who := [2]string{role, purpose}
	may, known := k.find[who]
	if !known {
		may = mayWith(rules, access.Find, role, purpose, "demographics") || mayWith(rules, access.Read, role, purpose, "demographics")
		k.find[who] = may
	}
	return may
}

// renew forgets what other rules had.
func (k *stated) renew(rules *access.Rules) {
	if k.rules != rules {
		k.rules, k.known, k.find = rules, map[string][]string{}, map[[2]string]bool{}
	}
}

// usualPurpose is what somebody of several roles acts for until they choose: care, where
// any of the roles is for it. With one role it is the role's own, which is "".
func (s *site) usualPurpose(roles []string) string {
	if len(roles) > 1 {
		for _, id := range roles {
			if role, is := s.access.Gate.Rules().Role(id); is && role.Purpose == directCare {
				return directCare
			}
		}
	}
	return ""
}

const directCare = "direct-care"
