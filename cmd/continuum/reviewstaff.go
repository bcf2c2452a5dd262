package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/review"
	"continuum/internal/fault"
)

// employedFor is how long it is remembered which people are staff.
const employedFor = time.Minute

// staffAccounts tell who is staff: whoever has a role of staff.
type staffAccounts struct {
	accounts *account.Accounts
	gate     *access.Gate

	mu       sync.Mutex
	at       time.Time
	employed map[string][]string // partners by the key of a person
}

func newStaffAccounts(accounts *account.Accounts, gate *access.Gate) *staffAccounts {
	return &staffAccounts{accounts: accounts, gate: gate}
}

func (s *staffAccounts) staff(x *account.Account) bool {
	return slices.ContainsFunc(x.Roles, func(id string) bool {
		role, is := s.gate.Rules().Role(id)
		return is && role.Kind == access.Staff
	})
}

// Staff gives those of some accounts that are of staff, by their ids.
func (s *staffAccounts) Staff(ctx context.Context, ids []string) (map[string]review.Account, error) {
	all := map[string]review.Account{}
	for _, id := range ids {
		x, err := s.accounts.Get(ctx, id)
		if fault.CodeOf(err) == fault.NotFound {
			continue // of a command, an app, or of an account that is no more
		}
		if err != nil {
			return nil, err
		}
		if s.staff(&x) {
			all[id] = review.Account{Person: x.Person, Partner: x.Partner, Practice: x.Practice, Teams: x.Teams, Wards: x.Wards, Practitioner: x.Practitioner}
		}
	}
	return all, nil
}

// Partners gives for which partners people have staff accounts, by person keys.
func (s *staffAccounts) Partners(ctx context.Context, people []string) (map[string][]string, error) {
	employed, err := s.everybody(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for _, p := range people {
		if partners := employed[p]; partners != nil {
			all[p] = partners
		}
	}
	return all, nil
}

// everybody gives the partners of all staff whose account says who they are.
func (s *staffAccounts) everybody(ctx context.Context) (map[string][]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) < employedFor {
		return s.employed, nil
	}
	employed := map[string][]string{}
	for after := ""; ; {
		some, err := s.accounts.List(ctx, after, usersRead)
		if err != nil {
			return nil, err
		}
		for i := range some {
			if x := &some[i]; x.Person != "" && !x.Disabled && s.staff(x) {
				employed[x.Person] = append(employed[x.Person], x.Partner)
			}
		}
		if len(some) < usersRead {
			break
		}
		after = some[len(some)-1].Name
	}
	s.at, s.employed = time.Now(), employed
	return employed, nil
}
