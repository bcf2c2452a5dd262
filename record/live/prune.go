package live

import "slices"

// mostStatements is how many statements of a person are kept without asking which
// of them still matter. Some systems repeat all they know of a person every night.
const mostStatements = 32

// prune drops statements of a person that can never matter again: whatever is yet
// to come, a later one speaks of all that they speak of. Should one come again it
// changes nothing.
func (k *keeper) prune(id string, all []statement) error {
	if len(all) <= k.most {
		return nil
	}
	for _, s := range superseded(all) {
		_, err := k.tx.Exec("DELETE FROM live_statement WHERE partner = $1 AND about = $2 AND id = $3 AND digest = $4", k.partner.ID, string(ofPerson), id, s.digest)
		if err != nil {
			return err
		}
	}
	return nil
}

// superseded gives those of some statements, in the order of their events, that a
// later one stands for.
func superseded(all []statement) (gone []statement) {
	var kept []*statement
	for i := len(all) - 1; i >= 0; i-- {
		s := &all[i]
		if slices.ContainsFunc(kept, func(later *statement) bool { return covers(&later.content, &s.content) }) {
			gone = append(gone, *s)
		} else {
			kept = append(kept, s)
		}
	}
	return gone
}

// covers tells whether a later statement leaves nothing of an earlier one.
func covers(later, earlier *content) bool {
	if earlier.Into != "" || earlier.Over != "" {
		return false
	}
	for name := range earlier.Fields {
		if value := later.Fields[name]; value == nil || name == "died" && string(value) == "{}" {
			return false
		}
	}
	return true
}
