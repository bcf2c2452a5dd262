package pseudonym

import (
	"context"

	"continuum/access"
)

// Keeper knows who sees the record under pseudonyms, and under which.
type Keeper struct {
	key  *Key
	gate Gate
}

// Gate says what the policies say.
type Gate interface {
	// Pseudonymised tells whether the actor of a context sees people under pseudonyms.
	Pseudonymised(ctx context.Context) (bool, error)
	// Rules are those in force.
	Rules() *access.Rules
}

// NewKeeper makes the keeper of a place, by its key and its gate.
func NewKeeper(key *Key, gate Gate) *Keeper { return &Keeper{key, gate} }

// Of gives the project for which the actor of a context sees the record; nil for who
// sees it as it is. Who has no project named is one alone.
func (k *Keeper) Of(ctx context.Context) (*Project, error) {
	hidden, err := k.gate.Pseudonymised(ctx)
	if err != nil || !hidden {
		return nil, err
	}
	a, research := access.From(ctx), k.gate.Rules().Settings.Research
	name := a.Project
	if name == "" {
		name = "account:" + a.Account
	}
	return k.key.Project(name, Terms{Fewest: research.Fewest, Systems: research.Systems})
}
