package fact

import (
	"slices"

	"continuum/record"
	"continuum/record/index"
	"continuum/record/resource"
)

// cameLive tells which facts of a person also came live: a live resource of the
// type has one of their identifiers and is about the same person. One that is said
// to be about somebody else, or to have been entered in error, hides nothing. The
// live one stands, for it is newer, unless the fact knows an end that it does not.
func (s *sight) cameLive(g *group, p *person) (map[string]bool, error) {
	also := map[string]bool{}
	if len(g.kept) == 0 {
		return also, nil
	}
	var identities []record.Identity
	for _, x := range p.facts {
		identities = append(identities, x.identified...)
	}
	found, err := s.record.Identified(s.tx, identities)
	if err != nil {
		return nil, err
	}
	for _, x := range p.facts {
		for _, i := range x.identified {
			for _, key := range found[i] {
				n, err := s.node(key)
				if err != nil {
					return nil, err
				}
				switch {
				case !slices.Contains(g.refs, aboutWhom(key, n)), n.Get("status").Text() == "entered-in-error":
				case !x.end.IsZero() && !ended(n):
					s.seen.Hidden = append(s.seen.Hidden, key)
				default:
					also[x.ID] = true
				}
			}
		}
	}
	return also, nil
}

// aboutWhom gives the Patient whom a resource is about.
func aboutWhom(key record.Key, n resource.Node) string {
	if key.Type == patient {
		return key.String()
	}
	for _, name := range []string{"subject", "patient", "for"} {
		if target := index.Target(n.Get(name).Get("reference").Text(), ""); target != "" {
			return target
		}
	}
	return ""
}

// ended tells whether a live resource says when it ended.
func ended(n resource.Node) bool {
	for _, name := range []string{"period", "occurrencePeriod", "executionPeriod"} {
		if n.Get(name).Get("end").Text() != "" {
			return true
		}
	}
	return false
}
